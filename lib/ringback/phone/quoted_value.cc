#include "ringback/phone/quoted_value.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "ringback/phone/utf8.h"

namespace ringback {
namespace {

constexpr size_t kMaxBytes = 40;

bool ChangesHowTextIsShown(char32_t point) {
  return (point >= 0x80 && point <= 0x9F) ||      // C1 controls
         (point >= 0x200B && point <= 0x200F) ||  // zero width, direction marks
         (point >= 0x2028 && point <= 0x202E) ||  // line and paragraph ends, direction
         (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF;
}

void AppendPoint(Utf8Point point, std::string_view bytes, std::string& out) {
  if (point.value < 0x20 || point.value == 0x7F) {
    absl::StrAppend(&out, "\\x", absl::Hex(static_cast<int>(point.value), absl::kZeroPad2));
  } else if (ChangesHowTextIsShown(point.value)) {
    absl::StrAppend(&out, "\\u{", absl::Hex(static_cast<int>(point.value)), "}");
  } else {
    if (point.value == '"' || point.value == '\\') out += '\\';
    out += bytes;
  }
}

}  // namespace

std::string QuotedValue(std::string_view value) {
  std::string out = "\"";
  size_t at = 0;
  while (at < value.size()) {
    const Utf8Point point = DecodeUtf8(value.substr(at, 4));
    const size_t length = point.length == 0 ? 1 : point.length;
    if (at + length > kMaxBytes) break;
    if (point.length == 0) {
      const auto byte = static_cast<unsigned char>(value[at]);
      absl::StrAppend(&out, "\\x", absl::Hex(static_cast<int>(byte), absl::kZeroPad2));
    } else {
      AppendPoint(point, value.substr(at, length), out);
    }
    at += length;
  }
  if (at < value.size()) out += "…";
  out += '"';
  return out;
}

}  // namespace ringback
