// Text: quoting it in messages, cutting it, folding it for comparison.
#ifndef RINGBACK_MODEL_TEXT_H_
#define RINGBACK_MODEL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace ringback {

// Whether `text` is well-formed UTF-8 (RFC 3629).
bool IsValidUtf8(std::string_view text);

// `text` with each ill-formed byte replaced by U+FFFD.
std::string MakeValidUtf8(std::string_view text);

// `text` in quotation marks for an error message: cut after 40 bytes, control characters escaped.
std::string Quote(std::string_view text);

// The longest beginning of `text` that has at most `max_bytes` bytes and splits no character.
std::string_view CutUtf8(std::string_view text, size_t max_bytes);

// `text` folded for comparison and search: case, accents and width do not count, runs of white
// space are one space. "Müller  GmbH" and "muller gmbh" fold alike.
std::string Fold(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_TEXT_H_
