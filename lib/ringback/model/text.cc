#include "ringback/model/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

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

}  // namespace

bool IsValidUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string MakeValidUtf8(std::string_view text) {
  if (IsValidUtf8(text)) return std::string(text);
  std::string valid;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    valid += c < 0 ? std::string_view("\uFFFD") : text.substr(start, i - start);
  }
  return valid;
}

std::string Quote(std::string_view text) {
  const std::string_view cut = CutUtf8(text, kQuotedBytes);
  const std::string shown = absl::Utf8SafeCEscape(absl::string_view(cut.data(), cut.size()));
  return absl::StrCat("\"", shown, cut.size() < text.size() ? "…\"" : "\"");
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
  const icu::UnicodeString apart = U_SUCCESS(error) ? nfkd->normalize(source, error) : source;
  icu::UnicodeString kept;
  for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    kept.append(u_isUWhiteSpace(c) ? UChar32{' '} : c);
  }
  std::string folded;
  kept.toUTF8String(folded);
  return FoldAscii(folded);
}

}  // namespace ringback
