#include "ringback/phone/switchboard.h"

namespace ringback {
namespace {

constexpr int kMinBaseDigits = 6;
constexpr int kMinBlockDigits = 5;  // where all numbers are of one length; some plans have seven
constexpr int kLongestDirectDial = 4;
constexpr int kMaxE164Digits = 15;

int CountDigits(int64_t value) {
  int count = 0;
  for (; value > 0; value /= 10) ++count;
  return count;
}

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

std::vector<DigitSpan> SwitchboardSpans(int64_t digits, int country_code) {
  const int all_digits = CountDigits(digits);
  const int national = all_digits - CountDigits(country_code);
  const bool direct_dials = country_code == 49 || country_code == 43;
  std::vector<DigitSpan> spans;
  // Shorter numbers are smaller ones, so that the spans come out sorted.
  for (int cut = kLongestDirectDial; direct_dials && cut >= 2; --cut) {
    if (national - cut < kMinBaseDigits) continue;
    const int64_t switchboard = digits / PowerOfTen(cut) * 10;
    spans.push_back({switchboard, switchboard});
  }
  if (national - 2 >= (direct_dials ? kMinBaseDigits : kMinBlockDigits)) {
    const int64_t hundred = digits / 100 * 100;
    spans.push_back({hundred, hundred + 99});
  }
  if (!direct_dials || digits % 10 != 0 || national - 1 < kMinBaseDigits) return spans;
  if (spans.empty()) spans.push_back({digits, digits});
  for (int dial = 2; dial <= kLongestDirectDial && all_digits - 1 + dial <= kMaxE164Digits;
       ++dial) {
    const int64_t first = digits / 10 * PowerOfTen(dial);
    spans.push_back({first, first + PowerOfTen(dial) - 1});
  }
  return spans;
}

}  // namespace ringback
