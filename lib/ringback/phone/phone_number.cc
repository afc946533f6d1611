#include "ringback/phone/phone_number.h"

#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"
#include "ringback/phone/number_spelling.h"
#include "ringback/phone/numbering_plan.h"
#include "ringback/phone/plain_e164.h"
#include "ringback/phone/signalled_uri.h"
#include "ringback/phone/switchboard.h"
#include "ringback/phone/withheld.h"

namespace ringback {
namespace {

using Outcome = PlanReading::Outcome;

// No header that carries a number is longer, and all later work is linear in what is let through.
constexpr size_t kMaxTextBytes = 1024;

ReadNumber MakeNumber(int64_t digits, std::string extension = "") {
  return {ReadNumber::Kind::kNumber, PhoneNumber::FromDigits(digits), std::move(extension)};
}

// A URI's number, spelled in ASCII.
struct Spelled {
  SignalledUri uri;
  std::string spelling;
};

std::optional<Spelled> Spell(std::string_view text) {
  Spelled spelled;
  spelled.uri = UnwrapUri(text);
  std::optional<std::string> spelling = NormalizeSpelling(spelled.uri.number);
  if (!spelling.has_value()) return std::nullopt;
  spelled.spelling = *std::move(spelling);
  return spelled;
}

// Reads the number; its privacy code must be gone.
PlanReading ReadSpelled(const Spelled& spelled, std::string_view region) {
  std::optional<std::string> spelling =
      DialableSpelling(spelled.spelling, spelled.uri.may_be_account);
  if (!spelling.has_value()) return {};
  // RFC 3966 section 5.1.5: the context is what a local number begins with elsewhere.
  if (!spelled.uri.phone_context.empty() && !spelling->starts_with('+')) {
    spelling->insert(0, spelled.uri.phone_context);
  }
  PlanReading reading = ReadInPlan(*spelling, region);
  const bool number = reading.outcome == Outcome::kNumber;
  if (number && !spelled.uri.extension.empty()) reading.extension = spelled.uri.extension;
  return reading;
}

// What is wrong, in words that go behind the quoted value.
std::string Complaint(const PlanReading& reading) {
  const std::string in = reading.region.empty() ? "" : absl::StrCat(" in ", reading.region);
  switch (reading.outcome) {
    case Outcome::kTooShort:
      return absl::StrCat("is too short to be a phone number", in);
    case Outcome::kTooLong:
      return absl::StrCat("is too long to be a phone number", in);
    case Outcome::kWrongLength:
      return absl::StrCat("has a length that no phone number has", in);
    case Outcome::kNoAreaCode:
      return absl::StrCat("is a phone number without its area code", in);
    case Outcome::kNoCountryCode:
      return "has no country code; write it like +12025550123";
    case Outcome::kUnknownCountryCode:
      return "has a country code that is not in use";
    case Outcome::kNotANumber:
    case Outcome::kNumber:
      break;
  }
  return "is not a phone number";
}

absl::Status BadNumber(std::string_view text, const PlanReading& reading) {
  return absl::InvalidArgumentError(absl::StrCat(Quote(text), " ", Complaint(reading)));
}

}  // namespace

std::string PhoneNumber::ToE164() const { return empty() ? "" : absl::StrCat("+", digits_); }

ReadNumber ReadSignalled(std::string_view text, std::string_view region) {
  if (const int64_t digits = ReadPlainE164(text)) return MakeNumber(digits);
  if (text.size() > kMaxTextBytes) return {};
  std::optional<Spelled> spelled = Spell(text);
  if (!spelled.has_value()) return {};
  const PrivacyCode code = FindPrivacyCode(spelled->spelling, region);
  if (code.hides || SaysWithheld(spelled->spelling)) return {ReadNumber::Kind::kWithheld, {}, ""};
  spelled->spelling.erase(0, code.length);
  PlanReading reading = ReadSpelled(*spelled, region);
  if (reading.outcome != Outcome::kNumber) return {};
  return MakeNumber(reading.digits, std::move(reading.extension));
}

absl::StatusOr<ReadNumber> ReadDialable(std::string_view text, std::string_view region) {
  if (const int64_t digits = ReadPlainE164(text)) return MakeNumber(digits);
  PlanReading reading;
  if (text.size() > kMaxTextBytes) {
    reading.outcome = Outcome::kTooLong;
    return BadNumber(text, reading);
  }
  std::optional<Spelled> spelled = Spell(text);
  if (!spelled.has_value()) return BadNumber(text, reading);
  spelled->spelling.erase(0, FindPrivacyCode(spelled->spelling, region).length);
  reading = ReadSpelled(*spelled, region);
  if (reading.outcome != Outcome::kNumber) return BadNumber(text, reading);
  return MakeNumber(reading.digits, std::move(reading.extension));
}

NumberDetails Describe(PhoneNumber number) {
  PlanEntry entry = FindInPlan(number.digits());
  return {std::move(entry.national), std::move(entry.region), static_cast<LineType>(entry.type),
          entry.valid};
}

std::vector<NumberRange> SwitchboardBlock(PhoneNumber number) {
  std::vector<NumberRange> ranges;
  const PlanLine line = FindLine(number.digits());
  if (!line.fixed) return ranges;
  for (const DigitSpan span : SwitchboardSpans(number.digits(), line.country_code)) {
    ranges.push_back({PhoneNumber::FromDigits(span.first), PhoneNumber::FromDigits(span.last)});
  }
  return ranges;
}

bool IsDialingRegion(std::string_view region) { return HasPlan(region); }

}  // namespace ringback
