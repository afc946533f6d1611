#include "tests/bench/make_data_numbers.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ringback::bench {
namespace {

constexpr NumberArea kAreas[] = {
    {"US", "1", "202", 3, 4, false},  {"US", "1", "206", 3, 4, false},
    {"US", "1", "212", 3, 4, false},  {"US", "1", "213", 3, 4, false},
    {"US", "1", "215", 3, 4, false},  {"US", "1", "216", 3, 4, false},
    {"US", "1", "303", 3, 4, false},  {"US", "1", "305", 3, 4, false},
    {"US", "1", "312", 3, 4, false},  {"US", "1", "313", 3, 4, false},
    {"US", "1", "314", 3, 4, false},  {"US", "1", "404", 3, 4, false},
    {"US", "1", "412", 3, 4, false},  {"US", "1", "415", 3, 4, false},
    {"US", "1", "503", 3, 4, false},  {"US", "1", "512", 3, 4, false},
    {"US", "1", "602", 3, 4, false},  {"US", "1", "612", 3, 4, false},
    {"US", "1", "617", 3, 4, false},  {"US", "1", "702", 3, 4, false},
    {"US", "1", "713", 3, 4, false},  {"US", "1", "801", 3, 4, false},
    {"US", "1", "813", 3, 4, true},   {"US", "1", "901", 3, 4, true},
    {"US", "1", "916", 3, 4, true},   {"US", "1", "919", 3, 4, true},
    {"GB", "44", "20", 4, 4, false},  {"GB", "44", "113", 3, 4, false},
    {"GB", "44", "121", 3, 4, false}, {"GB", "44", "131", 3, 4, false},
    {"GB", "44", "161", 3, 4, false}, {"GB", "44", "7400", 3, 3, true},
    {"GB", "44", "7500", 3, 3, true}, {"GB", "44", "7712", 3, 3, true},
    {"GB", "44", "7801", 3, 3, true}, {"GB", "44", "7912", 3, 3, true},
    {"DE", "49", "30", 4, 4, false},  {"DE", "49", "40", 4, 4, false},
    {"DE", "49", "69", 4, 4, false},  {"DE", "49", "89", 4, 4, false},
    {"DE", "49", "151", 4, 4, true},  {"DE", "49", "171", 3, 4, true},
};

// Exchanges of an area that are used; of 10,000 lines each, mostly.
constexpr size_t kExchanges = 80;

int64_t PowerOfTen(int exponent) { return exponent == 0 ? 1 : 10 * PowerOfTen(exponent - 1); }

// 211, 911 and their like are no exchanges, and 555 is for fiction.
bool IsSpecial(const NumberArea& area, int64_t exchange) {
  return std::string_view(area.region) == "US" && (exchange % 100 == 11 || exchange == 555);
}

bool AllValid(int64_t prefix, int line_digits) {
  const int64_t lines = PowerOfTen(line_digits);
  for (const int64_t line : {int64_t{0}, lines / 2, lines - 1}) {
    if (!Describe(PhoneNumber::FromDigits(prefix * lines + line)).valid) return false;
  }
  return true;
}

// How a country's people put a number together; "A" stands for the area, "E" for the exchange and
// "L" for the line.
struct Manner {
  const char* region;
  const char* pattern;
};

constexpr Manner kAtHome[] = {
    {"US", "(A) E-L"},   {"US", "(A) E-L"},      {"US", "A-E-L"},      {"US", "A-E-L"},
    {"US", "A.E.L"},     {"US", "AEL"},          {"US", "AEL"},        {"US", "A E L"},
    {"US", "1-A-E-L"},   {"US", "+1 A E L"},     {"US", "+1 (A) E-L"}, {"US", "+1AEL"},
    {"US", "1 (A) E-L"}, {"US", "(A)E-L"},       {"GB", "0A E L"},     {"GB", "0A E L"},
    {"GB", "(0A) E L"},  {"GB", "0AEL"},         {"GB", "0A-E-L"},     {"GB", "+44 A E L"},
    {"GB", "+44AEL"},    {"GB", "+44 (0)A E L"}, {"GB", "0044 A E L"}, {"DE", "0A EL"},
    {"DE", "0A/EL"},     {"DE", "(0A) EL"},      {"DE", "0A E L"},     {"DE", "0AEL"},
    {"DE", "+49 A EL"},  {"DE", "+49 (0)A EL"},  {"DE", "+49AEL"},     {"DE", "0049 A EL"},
};
constexpr const char* kAbroad[] = {"+C A E L", "+CAEL", "+C-A-E-L", "+C A EL"};

std::string_view PickPattern(const NumberArea& area, bool abroad, SampleRandom* random) {
  if (abroad) return random->Pick(kAbroad);
  const auto is_of_region = [&](const Manner& manner) {
    return std::string_view(manner.region) == area.region;
  };
  const auto* first = std::find_if(std::begin(kAtHome), std::end(kAtHome), is_of_region);
  const auto count = std::count_if(std::begin(kAtHome), std::end(kAtHome), is_of_region);
  return first[random->Below(count)].pattern;
}

}  // namespace

NumberPlan::NumberPlan() {
  // Which exchanges are looked at does not depend on the data's seed: the plan is a given.
  SampleRandom random(1);
  for (const NumberArea& area : kAreas) {
    const int64_t exchanges = PowerOfTen(area.exchange_digits);
    int64_t area_digits = 0;
    if (!absl::SimpleAtoi(absl::StrCat(area.country_code, area.area), &area_digits)) continue;
    std::vector<int64_t> shuffled;
    for (int64_t exchange = 0; exchange < exchanges; ++exchange) shuffled.push_back(exchange);
    random.Shuffle(&shuffled);
    Block block{.area = &area, .exchanges = {}};
    for (const int64_t exchange : shuffled) {
      if (block.exchanges.size() == kExchanges) break;
      const int64_t prefix = area_digits * exchanges + exchange;
      if (IsSpecial(area, exchange) || !AllValid(prefix, area.line_digits)) continue;
      block.exchanges.push_back(prefix);
    }
    if (!block.exchanges.empty()) blocks_.push_back(std::move(block));
  }
}

SampleNumber NumberPlan::Draw(std::string_view region, bool mobile, SampleRandom* random) const {
  const auto fits = [&](const Block& block) {
    return region == block.area->region && mobile == block.area->mobile;
  };
  const auto first = std::find_if(blocks_.begin(), blocks_.end(), fits);
  const auto count = std::count_if(blocks_.begin(), blocks_.end(), fits);
  const Block& block = first[random->Below(count)];
  const int64_t lines = PowerOfTen(block.area->line_digits);
  const int64_t digits = random->Pick(block.exchanges) * lines + random->Below(lines);
  return {.number = PhoneNumber::FromDigits(digits), .area = block.area};
}

SampleNumber NeighbourOf(const SampleNumber& number, SampleRandom* random) {
  const int64_t digits = number.number.digits();
  return {.number = PhoneNumber::FromDigits(digits - digits % 100 + random->Below(100)),
          .area = number.area};
}

std::string AsTyped(const SampleNumber& number, bool abroad, SampleRandom* random) {
  const NumberArea& area = *number.area;
  const std::string digits = absl::StrCat(number.number.digits());
  const size_t line = digits.size() - static_cast<size_t>(area.line_digits);
  const size_t exchange = line - static_cast<size_t>(area.exchange_digits);
  std::string typed;
  for (const char part : PickPattern(area, abroad, random)) {
    switch (part) {
      case 'C':
        absl::StrAppend(&typed, area.country_code);
        break;
      case 'A':
        absl::StrAppend(&typed, area.area);
        break;
      case 'E':
        typed.append(digits, exchange, line - exchange);
        break;
      case 'L':
        typed.append(digits, line);
        break;
      default:
        typed.push_back(part);
    }
  }
  return typed;
}

}  // namespace ringback::bench
