#include "ringback/model/one_line.h"

#include <algorithm>
#include <cstddef>

#include "ringback/model/code_point.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

// Whether OneLine() would leave `text` as it is; most names and purposes are like that.
bool IsPlainLine(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (c < ' ' || c >= 0x7F || (c == ' ' && before == ' ')) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

}  // namespace

std::string OneLine(std::string_view text) {
  if (IsPlainLine(text)) return std::string(text);
  std::string line;
  bool blank = false;  // is due before what comes next
  while (!text.empty()) {
    const Utf8Point point = DecodeUtf8(text);
    const size_t length = std::max<size_t>(point.length, 1);
    const PointKind kind = point.length == 0 ? PointKind::kControl : KindOf(point.value);
    if (kind == PointKind::kShown && point.value != U' ') {
      if (blank) line.push_back(' ');
      blank = false;
      line += text.substr(0, length);
    } else if (kind != PointKind::kHidden) {
      blank = !line.empty();
    }
    text.remove_prefix(length);
  }
  return line;
}

std::string CleanLines(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Utf8Point point = DecodeUtf8(text);
    const size_t length = text.starts_with("\r\n") ? 2 : std::max<size_t>(point.length, 1);
    if (point.length == 0) {
      clean += "\uFFFD";
    } else {
      switch (KindOf(point.value)) {
        case PointKind::kShown:
          clean += text.substr(0, length);
          break;
        case PointKind::kLineEnd:
          clean.push_back('\n');
          break;
        case PointKind::kControl:
          clean.push_back(point.value == U'\t' ? '\t' : ' ');
          break;
        case PointKind::kHidden:
          break;
      }
    }
    text.remove_prefix(length);
  }
  return clean;
}

}  // namespace ringback
