// Text: quoting it in messages, cutting it, folding it for comparison.
#ifndef RINGBACK_MODEL_TEXT_H_
#define RINGBACK_MODEL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace ringback {

// A code point and the bytes that it takes. `length` 0: the bytes are not UTF-8.
struct Utf8Point {
  char32_t value = 0;
  size_t length = 0;
};

// Decodes the first code point of `text`. Overlong forms, surrogates and values above U+10FFFF are
// not UTF-8 (RFC 3629), nor is empty text.
Utf8Point DecodeUtf8(std::string_view text);

// Whether `text` is well-formed UTF-8 (RFC 3629).
bool IsValidUtf8(std::string_view text);

// `text` with each ill-formed byte replaced by U+FFFD.
std::string MakeValidUtf8(std::string_view text);

// `text` in double quotes for an error message, cut to its first 40 bytes (never inside a
// character; "…" marks the cut). Control characters, characters that change the direction of text
// and bytes that are not UTF-8 are escaped, and so are quotes and backslashes: the result is one
// line of valid UTF-8.
std::string Quote(std::string_view text);

// The longest beginning of `text` that has at most `max_bytes` bytes and splits no character.
std::string_view CutUtf8(std::string_view text, size_t max_bytes);

// `text` folded for comparison and search: case, accents and width do not count, runs of white
// space are one space. "Müller  GmbH" and "muller gmbh" fold alike.
std::string Fold(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_TEXT_H_
