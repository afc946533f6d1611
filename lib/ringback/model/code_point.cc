#include "ringback/model/code_point.h"

#include <unicode/uchar.h>

namespace ringback {
namespace {

// Without them a word of Persian or of Hindi, a family of emoji, or a name whose bearer writes it
// with an old form of a character would be another.
bool IsPartOfWriting(char32_t c) {
  return c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180D) || c == 0x180F;
}

}  // namespace

PointKind KindOf(char32_t point) {
  if ((point >= '\n' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029) {
    return PointKind::kLineEnd;
  }
  if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) return PointKind::kControl;
  if (point < 0xA0 || IsPartOfWriting(point)) return PointKind::kShown;
  const bool hidden =
      u_hasBinaryProperty(static_cast<UChar32>(point), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
      (point >= 0xFFF9 && point <= 0xFFFB);
  return hidden ? PointKind::kHidden : PointKind::kShown;
}

}  // namespace ringback
