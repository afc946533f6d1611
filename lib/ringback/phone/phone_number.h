// Telephone numbers: from any spelling to E.164 and back.
#ifndef RINGBACK_PHONE_PHONE_NUMBER_H_
#define RINGBACK_PHONE_PHONE_NUMBER_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ringback {

// A number in E.164 (ITU-T E.164): country code and national number, at most 15 digits. It is kept
// as an integer, which is how the store keeps and compares it; no E.164 number begins with a zero,
// so nothing is lost.
//
// A small value; copy it. The default value is no number.
class PhoneNumber {
 public:
  constexpr PhoneNumber() = default;

  // The number whose digits, country code first, are those of `digits`; 0 is no number. Not
  // checked.
  static constexpr PhoneNumber FromDigits(int64_t digits) { return PhoneNumber(digits); }

  // The number behind text that ToE164() wrote; what is not a digit is passed over. Not checked.
  static constexpr PhoneNumber FromE164(std::string_view e164) {
    int64_t digits = 0;
    for (const char c : e164) {
      if (c >= '0' && c <= '9') digits = digits * 10 + (c - '0');
    }
    return PhoneNumber(digits);
  }

  constexpr int64_t digits() const { return digits_; }
  constexpr bool empty() const { return digits_ == 0; }

  // "+12024561414", or "" for no number.
  std::string ToE164() const;

  friend constexpr bool operator==(PhoneNumber, PhoneNumber) = default;
  friend constexpr std::strong_ordering operator<=>(PhoneNumber a, PhoneNumber b) {
    return a.digits_ <=> b.digits_;
  }

 private:
  constexpr explicit PhoneNumber(int64_t digits) : digits_(digits) {}

  int64_t digits_ = 0;
};

// A number as it was read from text.
struct ReadNumber {
  enum class Kind {
    kNumber,      // `number` is set
    kWithheld,    // the caller hides it: "anonymous", nothing, *67 …
    kUnreadable,  // text that is no number
  };

  Kind kind = Kind::kUnreadable;
  PhoneNumber number;
  std::string extension;  // digits to dial after the answer, or ""
};

// Reads the calling or called number of a call as signalling delivers it: a SIP or tel URI with or
// without a display name (RFC 3261, RFC 3966), any national or international spelling, or one of
// the words and codes that stand for a withheld number (RFC 3323 and what carriers send). Never
// fails: what cannot be read is kUnreadable, what is hidden is kWithheld, and neither has a number.
// A number without its area code cannot be read. `region` is the CLDR region that numbers without a
// country code belong to; with none, only international numbers are read. Bounded work: text of
// more than 1024 bytes, and digits beyond the 64th character of the number, are unreadable. Safe
// from any thread.
ReadNumber ReadSignalled(std::string_view text, std::string_view region);

// Reads a number that a person or program gives us to keep or to dial, in the same spellings and
// with the same result, so that it will be found again. Dialling codes that hide or show our own
// caller ID (*67, #31#) are dropped. INVALID_ARGUMENT, with a message such as `"12" is too short to
// be a phone number in US`, when it is not a possible number of its country, area code included;
// the message quotes at most 40 bytes of `text`. Safe from any thread.
absl::StatusOr<ReadNumber> ReadDialable(std::string_view text, std::string_view region);

// What kind of line a number is; the values are those of ringback.v1.Ani.NumberType.
enum class LineType {
  kUnknown = 0,
  kFixedLine = 1,
  kMobile = 2,
  kFixedLineOrMobile = 3,
  kTollFree = 4,
  kPremiumRate = 5,
  kSharedCost = 6,
  kVoip = 7,
  kPersonal = 8,
  kPager = 9,
  kUan = 10,
  kVoicemail = 11,
};

// What the numbering plan says about a number.
struct NumberDetails {
  std::string national;  // as people of its country write it: "(202) 456-1414"
  std::string region;    // CLDR: "US"; "" when not known
  LineType type = LineType::kUnknown;
  bool valid = false;  // the plan assigns it
};

// Looks `number` up in the numbering plan: some 20 µs. Safe from any thread.
NumberDetails Describe(PhoneNumber number);

// A span of numbers, both ends included.
struct NumberRange {
  PhoneNumber first;
  PhoneNumber last;
};

// The numbers that may be lines of one switchboard with `number`: those that differ in the last two
// digits and, where numbers have no fixed length (Germany, Austria), the switchboard's own "0" and
// the longer and shorter direct dials of one base number; switchboard.h has the rule. Empty for
// mobiles and other numbers that are not handed out in blocks. The ranges are sorted, do not
// overlap and include `number`. Some 20 µs. Safe from any thread.
std::vector<NumberRange> SwitchboardBlock(PhoneNumber number);

// Whether `region` is a CLDR region with a numbering plan, such as "US". Safe from any thread.
bool IsDialingRegion(std::string_view region);

}  // namespace ringback

#endif  // RINGBACK_PHONE_PHONE_NUMBER_H_
