// Text on a terminal: what others wrote must not steer it, colours only where they are wanted.
#ifndef RINGBACK_APPS_RINGBACK_TERMINAL_H_
#define RINGBACK_APPS_RINGBACK_TERMINAL_H_

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace ringback::cli {

// `text` as one line that cannot steer a terminal: line ends and tabs become blanks; other control
// characters, what is hidden or turns the direction of writing (see model/code_point.h) and
// ill-formed bytes become U+FFFD, so that they are seen.
std::string OneLine(std::string_view text);

// The same, but line breaks stay, and each line after the first begins with `indent` blanks.
std::string Lines(std::string_view text, size_t indent);

// `json` with each character in its strings that is hidden, controls something or joins others
// written as \uXXXX: what reads the JSON has the same value, and a person sees that it is there.
std::string EscapeHidden(std::string_view json);

// How many columns `text`, a result of OneLine(), takes: wide characters two, combining ones none.
size_t WidthOf(std::string_view text);

// The longest beginning of `text` that takes at most `columns`, ending in "…" when something was
// cut off.
std::string CutToColumns(std::string_view text, size_t columns);

// Puts text into colours, or not.
class Ink {
 public:
  explicit Ink(bool colours) : colours_(colours) {}

  // Colours when `file` is a terminal that has them and nobody asked for none (NO_COLOR).
  static Ink For(std::FILE* file);

  std::string Bold(std::string_view text) const { return Paint("1", text); }
  std::string Dim(std::string_view text) const { return Paint("2", text); }
  std::string Good(std::string_view text) const { return Paint("32", text); }
  std::string Unsure(std::string_view text) const { return Paint("33", text); }
  std::string Alarm(std::string_view text) const { return Paint("1;31", text); }

 private:
  std::string Paint(std::string_view code, std::string_view text) const;

  bool colours_;
};

// The columns of the terminal behind `file`; 0 when it is none.
size_t TerminalColumns(std::FILE* file);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_TERMINAL_H_
