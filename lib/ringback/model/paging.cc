#include "ringback/model/paging.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/errors.h"

namespace ringback {
namespace {

constexpr int64_t kDefaultRows = 50;
constexpr size_t kCheckCharacters = 8;

// FNV-1a: the token is checked against slips, not against forgers, who gain nothing by one.
std::string CheckOf(std::string_view list, std::string_view last) {
  uint32_t hash = 2166136261u;
  for (const std::string_view part : {list, std::string_view("\n"), last}) {
    for (const unsigned char c : part) hash = (hash ^ c) * 16777619u;
  }
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad8));
}

}  // namespace

int64_t RowsOfPage(int32_t page_size) { return page_size == 0 ? kDefaultRows : page_size; }

std::string MakePageToken(std::string_view list, std::string_view last) {
  std::string plain = CheckOf(list, last);
  plain += last;
  return absl::WebSafeBase64Escape(plain);
}

absl::StatusOr<std::string> ReadPageToken(std::string_view list, std::string_view token) {
  if (token.empty()) return "";
  std::string plain;
  if (absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &plain) &&
      plain.size() > kCheckCharacters) {
    const std::string last = plain.substr(kCheckCharacters);
    if (plain.compare(0, kCheckCharacters, CheckOf(list, last)) == 0) return last;
  }
  return InvalidField(
      "page_token",
      "not a token of this list; send next_page_token with the same filters, or none");
}

}  // namespace ringback
