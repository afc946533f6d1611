#include "ringback/phone/numbering_plan.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <optional>
#include <set>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "phonenumbers/phonenumberutil.h"
#include "ringback/phone/plain_e164.h"

namespace ringback {
namespace {

using Outcome = PlanReading::Outcome;
using Util = i18n::phonenumbers::PhoneNumberUtil;
using PlanNumber = i18n::phonenumbers::PhoneNumber;

constexpr size_t kMaxE164Digits = 15;
constexpr size_t kMinUnassignedDigits = 6;
constexpr char kNoRegion[] = "ZZ";

// Safe from any thread: its tables do not change, and its cache of patterns has a lock.
const Util& Plans() { return *Util::GetInstance(); }

std::string ToE164(const PlanNumber& number) {
  std::string national;
  Plans().GetNationalSignificantNumber(number, &national);
  return absl::StrCat("+", number.country_code(), national);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Numbers have no fixed length there, so that a national reading is hardly ever impossible.
bool HasOpenLengths(int country_code) { return country_code == 49 || country_code == 43; }

std::string RegionOf(const PlanNumber& number, const std::string& region) {
  if (number.country_code() == 0 ||
      number.country_code() == Plans().GetCountryCodeForRegion(region)) {
    return region;
  }
  std::string main_region;
  Plans().GetRegionCodeForCountryCode(number.country_code(), &main_region);
  return main_region == "001" || main_region == kNoRegion ? "" : main_region;
}

Outcome OutcomeOfError(Util::ErrorType error, const std::string& spelling) {
  switch (error) {
    case Util::INVALID_COUNTRY_CODE_ERROR:
      return spelling.starts_with('+') ? Outcome::kUnknownCountryCode : Outcome::kNoCountryCode;
    case Util::TOO_SHORT_AFTER_IDD:
    case Util::TOO_SHORT_NSN:
      return Outcome::kTooShort;
    case Util::TOO_LONG_NSN:
      return Outcome::kTooLong;
    default:
      return Outcome::kNotANumber;
  }
}

Outcome CheckLength(const PlanNumber& number) {
  const std::string e164 = ToE164(number);
  const size_t national_digits = e164.size() - absl::StrCat("+", number.country_code()).size();
  switch (Plans().IsPossibleNumberWithReason(number)) {
    case Util::IS_POSSIBLE:
      break;
    case Util::IS_POSSIBLE_LOCAL_ONLY:
      return Outcome::kNoAreaCode;
    case Util::TOO_SHORT:
      return Outcome::kTooShort;
    case Util::TOO_LONG:
      return Outcome::kTooLong;
    case Util::INVALID_LENGTH:
      return Outcome::kWrongLength;
    case Util::INVALID_COUNTRY_CODE:
      return Outcome::kUnknownCountryCode;
  }
  if (e164.size() > kMaxE164Digits + 1) return Outcome::kTooLong;
  if (national_digits < kMinUnassignedDigits && !Plans().IsValidNumber(number)) {
    return Outcome::kTooShort;
  }
  return Outcome::kNumber;
}

// Some numbers lose one more prefix each time that they are read. A key must not depend on how
// often it was: reads on until nothing changes, and says whether what is left is still a number.
Outcome Settle(std::string& e164) {
  constexpr int kMaxRounds = 4;
  for (int round = 0; round < kMaxRounds && ReadPlainE164(e164) == 0; ++round) {
    PlanNumber again;
    if (Plans().Parse(e164, kNoRegion, &again) != Util::NO_PARSING_ERROR) break;
    std::string next = ToE164(again);
    if (next == e164) return Outcome::kNumber;
    const Outcome outcome = CheckLength(again);
    if (outcome != Outcome::kNumber) return outcome;
    e164 = std::move(next);
  }
  return ReadPlainE164(e164) == 0 ? Outcome::kNotANumber : Outcome::kNumber;
}

PlanReading MakeReading(const PlanNumber& number, const std::string& region) {
  PlanReading reading;
  reading.region = RegionOf(number, region);
  // Callers who hide send zeros; as a key they would all be one caller.
  if (number.national_number() == 0) return reading;
  reading.outcome = CheckLength(number);
  std::string e164 = ToE164(number);
  if (reading.outcome == Outcome::kNumber) reading.outcome = Settle(e164);
  if (reading.outcome != Outcome::kNumber) return reading;
  // At most 15 digits: this cannot fail.
  if (!absl::SimpleAtoi(e164.substr(1), &reading.digits)) reading.outcome = Outcome::kTooLong;
  reading.extension = number.extension();
  return reading;
}

// The number in `spelling` when it lacks only the "+", or has "00" where its region has another
// international prefix. It must be an assigned one: this is a guess.
std::optional<PlanNumber> ReadWithPlus(std::string_view spelling) {
  if (spelling.starts_with("00")) {
    spelling.remove_prefix(2);
    while (spelling.starts_with(' ') || spelling.starts_with('-')) spelling.remove_prefix(1);
  }
  if (spelling.empty() || !IsDigit(spelling[0]) || spelling[0] == '0') return std::nullopt;
  PlanNumber number;
  const auto error = Plans().Parse(absl::StrCat("+", std::string(spelling)), kNoRegion, &number);
  if (error != Util::NO_PARSING_ERROR || !Plans().IsValidNumber(number)) return std::nullopt;
  return number;
}

// Whether a possible national reading is still less likely than one with a "+" put back.
bool LooksInternational(const PlanNumber& national, std::string_view spelling) {
  constexpr int kLongerThanNational = 11;
  return HasOpenLengths(national.country_code()) && !spelling.empty() && IsDigit(spelling[0]) &&
         spelling[0] != '0' && std::ranges::count_if(spelling, IsDigit) >= kLongerThanNational &&
         !Plans().IsValidNumber(national);
}

// The digits of an international number that has nothing but plain separators in it, or 0.
int64_t ReadSeparatedE164(std::string_view spelling) {
  if (!spelling.starts_with('+') || spelling.size() > 32) return 0;
  std::string plain;
  for (const char c : spelling) {
    if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') plain += c;
  }
  return ReadPlainE164(plain);
}

std::bitset<1000> FindCountryCodes() {
  std::set<int> supported;
  Plans().GetSupportedCallingCodes(&supported);
  std::bitset<1000> codes;
  for (const int code : supported) codes.set(code);
  return codes;
}

// Takes a number apart without reading it anew; country code 0 when it has none.
PlanNumber FromDigits(int64_t digits) {
  static const std::bitset<1000> country_codes = FindCountryCodes();
  PlanNumber number;
  if (digits <= 0) return number;
  const std::string text = absl::StrCat(digits);
  int code = 0;
  for (size_t length = 1; length <= 3 && length < text.size(); ++length) {
    code = code * 10 + (text[length - 1] - '0');
    if (!country_codes[code]) continue;
    const std::string national = text.substr(length);
    uint64_t value = 0;
    if (!absl::SimpleAtoi(national, &value)) break;
    number.set_country_code(code);
    number.set_national_number(value);
    // The last digit is not a leading zero, even in "00".
    const size_t zeros = std::min(national.find_first_not_of('0'), national.size() - 1);
    if (zeros > 0) number.set_italian_leading_zero(true);
    if (zeros > 1) number.set_number_of_leading_zeros(static_cast<int>(zeros));
    break;
  }
  return number;
}

}  // namespace

PlanReading ReadInPlan(std::string_view spelling, std::string_view region) {
  PlanReading reading;
  reading.digits = ReadSeparatedE164(spelling);
  if (reading.digits != 0) {
    reading.outcome = Outcome::kNumber;
    return reading;
  }
  const std::string text(spelling);
  const std::string known_region = HasPlan(region) ? std::string(region) : "";
  PlanNumber number;
  const auto error = Plans().Parse(text, known_region.empty() ? kNoRegion : known_region, &number);
  if (error != Util::NO_PARSING_ERROR) {
    reading.region = known_region;
    reading.outcome = OutcomeOfError(error, text);
  } else {
    reading = MakeReading(number, known_region);
  }
  if (spelling.starts_with('+') || reading.outcome == Outcome::kNotANumber ||
      (reading.outcome == Outcome::kNumber && !LooksInternational(number, spelling))) {
    return reading;
  }
  const std::optional<PlanNumber> international = ReadWithPlus(spelling);
  return international.has_value() ? MakeReading(*international, known_region) : reading;
}

PlanEntry FindInPlan(int64_t digits) {
  PlanEntry entry;
  const PlanNumber number = FromDigits(digits);
  if (number.country_code() == 0) return entry;
  Plans().Format(number, Util::NATIONAL, &entry.national);
  Plans().GetRegionCodeForNumber(number, &entry.region);
  if (entry.region == kNoRegion || entry.region == "001") entry.region.clear();
  const Util::PhoneNumberType type = Plans().GetNumberType(number);
  // LineType counts from 1 in libphonenumber's order.
  entry.type = type == Util::UNKNOWN ? 0 : static_cast<int>(type) + 1;
  entry.valid = Plans().IsValidNumber(number);
  return entry;
}

PlanLine FindLine(int64_t digits) {
  constexpr int kNorthAmerica = 1;
  const PlanNumber number = FromDigits(digits);
  if (number.country_code() == 0) return {};
  const Util::PhoneNumberType type = Plans().GetNumberType(number);
  const bool fixed = type == Util::FIXED_LINE ||
                     (type == Util::FIXED_LINE_OR_MOBILE && number.country_code() == kNorthAmerica);
  return {number.country_code(), fixed};
}

bool HasPlan(std::string_view region) {
  static const auto& regions = *[] {
    std::set<std::string> supported;
    Plans().GetSupportedRegions(&supported);
    return new absl::flat_hash_set<std::string>(supported.begin(), supported.end());
  }();
  return regions.contains(absl::string_view(region.data(), region.size()));
}

}  // namespace ringback
