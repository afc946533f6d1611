#include "apps/ringback/terminal.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_format.h"
#include "ringback/model/code_point.h"

namespace ringback::cli {

namespace {

constexpr std::string_view kReplacement = "\uFFFD";

struct Character {
  UChar32 code = -1;  // -1: ill-formed
  std::string_view bytes;
};

Character Next(std::string_view text, size_t* position) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  auto i = static_cast<int32_t>(*position);
  Character next;
  U8_NEXT(bytes, i, length, next.code);
  next.bytes = text.substr(*position, static_cast<size_t>(i) - *position);
  *position = static_cast<size_t>(i);
  return next;
}

bool IsLineBreak(UChar32 c) {
  return c >= 0 && KindOf(static_cast<char32_t>(c)) == PointKind::kLineEnd;
}

// Escape sequences begin with a control character of C0 or C1; the marks of Unicode's bidirectional
// algorithm, and what is not seen, can make a line read as something that it is not.
bool SteersTerminal(UChar32 c) { return KindOf(static_cast<char32_t>(c)) != PointKind::kShown; }

int Width(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
      return 0;
    default:
      break;
  }
  const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const Character c = Next(text, &i);
    if (c.code == '\r' && i < text.size() && text[i] == '\n') continue;
    if (c.code == '\t' || IsLineBreak(c.code)) {
      line += ' ';
    } else {
      line += c.code < 0 || SteersTerminal(c.code) ? kReplacement : c.bytes;
    }
  }
  return line;
}

std::string Lines(std::string_view text, size_t indent) {
  std::string lines;
  size_t start = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t before = i;
    const Character c = Next(text, &i);
    if (!IsLineBreak(c.code)) continue;
    lines += OneLine(text.substr(start, before - start)) + "\n" + std::string(indent, ' ');
    if (c.code == '\r' && i < text.size() && text[i] == '\n') ++i;
    start = i;
  }
  return lines + OneLine(text.substr(start));
}

std::string EscapeHidden(std::string_view json) {
  std::string escaped;
  for (size_t i = 0; i < json.size();) {
    const Character c = Next(json, &i);
    const bool joins = c.code == 0x200C || c.code == 0x200D;
    if (c.code < 0x7F || !(SteersTerminal(c.code) || joins)) {
      escaped += c.bytes;
      continue;
    }
    char16_t units[2];
    int32_t count = 0;
    U16_APPEND_UNSAFE(units, count, c.code);
    for (int32_t unit = 0; unit < count; ++unit) {
      absl::StrAppendFormat(&escaped, "\\u%04x", static_cast<unsigned>(units[unit]));
    }
  }
  return escaped;
}

size_t WidthOf(std::string_view text) {
  size_t columns = 0;
  for (size_t i = 0; i < text.size();) {
    const Character c = Next(text, &i);
    columns += c.code < 0 ? 1 : static_cast<size_t>(Width(c.code));
  }
  return columns;
}

std::string CutToColumns(std::string_view text, size_t columns) {
  if (WidthOf(text) <= columns) return std::string(text);
  size_t used = 0;
  size_t end = 0;
  for (size_t i = 0; i < text.size();) {
    const Character c = Next(text, &i);
    used += c.code < 0 ? 1 : static_cast<size_t>(Width(c.code));
    if (used + 1 > columns) break;
    end = i;
  }
  return std::string(text.substr(0, end)) + "…";
}

Ink Ink::For(std::FILE* file) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return Ink(isatty(fileno(file)) != 0 && (refused == nullptr || *refused == '\0') &&
             terminal != nullptr && std::strcmp(terminal, "dumb") != 0);
}

std::string Ink::Paint(std::string_view code, std::string_view text) const {
  std::string painted;
  if (!colours_) return painted.append(text);
  return painted.append("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

size_t TerminalColumns(std::FILE* file) {
  winsize size = {};
  if (isatty(fileno(file)) == 0 || ioctl(fileno(file), TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace ringback::cli
