#include "ringback/model/one_line.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace ringback {

bool BreaksTheLine(Utf8Point point) {
  const char32_t c = point.value;
  return point.length == 0 || c < 0x20 || (c >= 0x7F && c <= 0x9F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string OneLine(std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
  if (plain)
    return std::string(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
  std::string line;
  while (!text.empty()) {
    const Utf8Point point = DecodeUtf8(text);
    const size_t length = std::max<size_t>(point.length, 1);
    if (!BreaksTheLine(point)) {
      line += text.substr(0, length);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
    text.remove_prefix(length);
  }
  return std::string(absl::StripAsciiWhitespace(line));
}

}  // namespace ringback
