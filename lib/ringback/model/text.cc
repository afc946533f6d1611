#include "ringback/model/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ringback/model/code_point.h"

namespace ringback {

namespace {

constexpr size_t kQuotedBytes = 40;

bool IsPlainAscii(std::string_view text) {
  for (const unsigned char c : text) {
    if (c >= 0x80) return false;
  }
  return true;
}

// Lower case, one space for a run of white space, none at the ends.
std::string FoldAscii(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      if (!folded.empty() && folded.back() != ' ') folded.push_back(' ');
    } else {
      folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

// Joiners are shown, but an error message is to show that they are there.
bool ChangesHowTextIsShown(char32_t point) {
  return KindOf(point) != PointKind::kShown || point == 0x200C || point == 0x200D;
}

// Writes one code point, or one byte that is none, so that it can do nothing to what shows it.
void AppendSafely(Utf8Point point, std::string_view bytes, std::string* out) {
  if (point.length == 0 || point.value < 0x20 || point.value == 0x7F) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    absl::StrAppend(out, "\\x", absl::Hex(static_cast<int>(byte), absl::kZeroPad2));
  } else if (ChangesHowTextIsShown(point.value)) {
    absl::StrAppend(out, "\\u{", absl::Hex(static_cast<int>(point.value)), "}");
  } else {
    if (point.value == '"' || point.value == '\\') *out += '\\';
    *out += bytes;
  }
}

}  // namespace

Utf8Point DecodeUtf8(std::string_view text) {
  if (text.empty()) return {};
  UChar32 value;
  size_t length = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), length, text.size(), value);
  if (value < 0) return {};
  return {static_cast<char32_t>(value), length};
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length =
        static_cast<unsigned char>(text.front()) < 0x80 ? 1 : DecodeUtf8(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string MakeValidUtf8(std::string_view text) {
  if (IsValidUtf8(text)) return std::string(text);
  std::string valid;
  while (!text.empty()) {
    const size_t length = DecodeUtf8(text).length;
    valid += length == 0 ? std::string_view("\uFFFD") : text.substr(0, length);
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return valid;
}

std::string Quote(std::string_view text) {
  std::string quoted = "\"";
  size_t at = 0;
  while (at < text.size()) {
    const Utf8Point point = DecodeUtf8(text.substr(at));
    const size_t length = std::max<size_t>(point.length, 1);
    if (at + length > kQuotedBytes) break;
    AppendSafely(point, text.substr(at, length), &quoted);
    at += length;
  }
  if (at < text.size()) quoted += "…";
  quoted += '"';
  return quoted;
}

std::string_view CutUtf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string Fold(std::string_view text) {
  if (IsPlainAscii(text)) return FoldAscii(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  source.foldCase();
  // One character after another: normalising a text as a whole also sorts its marks, which takes
  // time by the square of how many stand in a row, and they are dropped here.
  icu::UnicodeString kept;
  icu::UnicodeString apart;
  for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    if (U_FAILURE(error) || !nfkd->getDecomposition(c, apart)) apart = c;
    for (int32_t j = 0; j < apart.length(); j = apart.moveIndex32(j, 1)) {
      const UChar32 part = apart.char32At(j);
      if (u_charType(part) == U_NON_SPACING_MARK) continue;
      kept.append(u_isUWhiteSpace(part) ? UChar32{' '} : part);
    }
  }
  std::string folded;
  kept.toUTF8String(folded);
  return FoldAscii(folded);
}

}  // namespace ringback
