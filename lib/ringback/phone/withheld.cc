#include "ringback/phone/withheld.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace ringback {
namespace {

// Without blanks and punctuation, in lower case, sorted.
constexpr std::string_view kWords[] = {
    "anonym",
    "anonyme",
    "anonymous",
    "anonymouscaller",
    "anonymousnumber",
    "blocked",
    "blockedcaller",
    "blockednumber",
    "callerunknown",
    "hidden",
    "hiddennumber",
    "idblocked",
    "idrestricted",
    "idunavailable",
    "idwithheld",
    "na",
    "nocallerid",
    "nocli",
    "none",
    "nonumber",
    "notavailable",
    "notprovided",
    "null",
    "numberblocked",
    "numberrestricted",
    "numberunavailable",
    "numberunknown",
    "numberwithheld",
    "o",
    "outofarea",
    "p",
    "private",
    "privatecall",
    "privatecaller",
    "privatename",
    "privatenumber",
    "restricted",
    "restrictedcall",
    "restrictedcaller",
    "restrictednumber",
    "suppressed",
    "unavailable",
    "unavailablenumber",
    "unbekannt",
    "unknown",
    "unknowncaller",
    "unknownname",
    "unknownnumber",
    "withheld",
    "withheldnumber",
};
static_assert(std::ranges::is_sorted(kWords));

// Carriers that can send nothing but digits spell the word on a keypad. Some of these are also
// numbers that a country could assign: a caller who hides is far more likely.
constexpr std::string_view kKeypadWords[] = {
    "266696687",    // ANONYMOUS
    "86282452253",  // UNAVAILABLE
    "7378742833",   // RESTRICTED
    "2562533",      // BLOCKED
    "8656696",      // UNKNOWN
    "7748288",      // PRIVATE
};

constexpr size_t kLongestWord = 40;

bool IsOnlyZeros(std::string_view text) {
  return !text.empty() && text.find_first_not_of('0') == std::string_view::npos;
}

struct NationalCode {
  std::string_view region;
  std::string_view code;
  bool hides;
};

constexpr NationalCode kNationalCodes[] = {
    {"GB", "141", true},   {"GB", "1470", false}, {"IE", "141", true},  {"AU", "1831", true},
    {"AU", "1832", false}, {"JP", "184", true},   {"JP", "186", false},
};

struct CommonCode {
  std::string_view code;
  bool hides;
};

constexpr CommonCode kCommonCodes[] = {
    {"*67", true}, {"*82", false}, {"#31#", true}, {"*31#", true}, {"*31*", true},
};

// A national code is digits, and so are numbers. It is one only when a whole number follows that
// begins with the trunk prefix or a plus, as no number does that the code's digits belong to.
bool BeginsWithWholeNumber(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '+')) return false;
  return std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= 9;
}

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '-' || text[at] == ',')) ++at;
  return at;
}

}  // namespace

bool SaysWithheld(std::string_view spelling) {
  if (spelling.empty()) return true;
  std::string_view digits = spelling;
  if (digits.front() == '+') digits.remove_prefix(1);
  if (IsOnlyZeros(digits) || std::ranges::find(kKeypadWords, digits) != std::end(kKeypadWords)) {
    return true;
  }
  std::string word;
  for (const char c : spelling) {
    if (absl::ascii_isalpha(static_cast<unsigned char>(c))) {
      word += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (!absl::ascii_ispunct(static_cast<unsigned char>(c)) && c != ' ') {
      return false;  // a digit, or a letter of another script
    }
    if (word.size() > kLongestWord) return false;
  }
  return std::ranges::binary_search(kWords, std::string_view(word));
}

PrivacyCode FindPrivacyCode(std::string_view spelling, std::string_view region) {
  for (const CommonCode& common : kCommonCodes) {
    if (spelling.starts_with(common.code)) {
      return {SkipBlanks(spelling, common.code.size()), common.hides};
    }
  }
  for (const NationalCode& national : kNationalCodes) {
    if (national.region != region || !spelling.starts_with(national.code)) continue;
    const size_t length = SkipBlanks(spelling, national.code.size());
    if (length == spelling.size() || BeginsWithWholeNumber(spelling.substr(length))) {
      return {length, national.hides};
    }
  }
  return {};
}

}  // namespace ringback
