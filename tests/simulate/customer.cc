#include "tests/simulate/customer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/make_data_words.h"

namespace ringback::simulate {
namespace {

using bench::SampleRandom;
using v1::Lead;

struct Share {
  int percent;
  int value;
};

constexpr const char* kZones[] = {"America/New_York", "America/Chicago", "America/Los_Angeles"};
constexpr Share kZoneShares[] = {{60, 0}, {25, 1}, {15, 2}};
constexpr Share kSourceShares[] = {{55, Lead::SOURCE_WEB_FORM},
                                   {25, Lead::SOURCE_INBOUND_CALL},
                                   {10, Lead::SOURCE_REFERRAL},
                                   {10, Lead::SOURCE_IMPORT}};
constexpr Share kHabitShares[] = {{40, static_cast<int>(Habit::kEvenings)},
                                  {25, static_cast<int>(Habit::kDays)},
                                  {35, static_cast<int>(Habit::kMobile)}};
// 99: never.
constexpr Share kTouchesNeeded[] = {{32, 1}, {18, 2}, {13, 3}, {9, 4}, {7, 5},
                                    {5, 6},  {3, 7},  {2, 8},  {1, 9}, {10, 99}};
constexpr Share kTalksNeeded[] = {{25, 1}, {45, 2}, {20, 3}, {10, 4}};
constexpr Share kDudShares[] = {{3, static_cast<int>(Dud::kNoNumber)},
                                {4, static_cast<int>(Dud::kWrongNumber)},
                                {3, static_cast<int>(Dud::kNotInService)},
                                {90, static_cast<int>(Dud::kNone)}};
constexpr const char* kInterests[] = {
    "your new boiler",  "your heating check",      "the heat pump",         "the service contract",
    "the solar panels", "the leak in your cellar", "your air conditioning", "the second bathroom"};
constexpr const char* kPages[] = {"autumn page", "price calculator", "contact page"};
constexpr const char* kLists[] = {"home fair list", "partner list"};
constexpr const char* kCampaigns[] = {"autumn check", "solar spring", ""};

// `shares` add up to 100.
template <size_t kCount>
int PickShare(const Share (&shares)[kCount], SampleRandom* random) {
  int64_t at = random->Below(100);
  for (const Share& share : shares) {
    if (at < share.percent) return share.value;
    at -= share.percent;
  }
  return shares[kCount - 1].value;
}

uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t mixed = a * 0x9e3779b97f4a7c15u + b;
  mixed ^= mixed >> 31;
  mixed *= 0xbf58476d1ce4e5b9u;
  return mixed ^ (mixed >> 29);
}

// The `count`th number of those that are set aside for fiction, 555-0100 to 555-0199 of each area
// code that there could be: 71,200 of them, then again from the first.
std::string FictionalNumber(int64_t count) {
  std::vector<int> areas;
  for (int area = 200; area < 1000; ++area) {
    const bool service = area % 100 == 11;
    if (area / 10 % 10 != 9 && !service) areas.push_back(area);
  }
  const auto many = static_cast<int64_t>(areas.size());
  return absl::StrFormat("+1%d55501%02d", areas[static_cast<size_t>(count % many)],
                         count / many % 100);
}

absl::Time ArrivalOn(absl::CivilDay day, const Customer& customer, SampleRandom* random) {
  // Who rings does so while there is somebody; a form can be filled in at night.
  const bool rings = customer.source == Lead::SOURCE_INBOUND_CALL;
  const double from = rings ? 9.0 : 6.0;
  const double hours = rings ? 10.5 : 17.5;
  absl::TimeZone zone;
  absl::LoadTimeZone(kZones[0], &zone);
  const auto seconds = static_cast<int64_t>((from + hours * random->Unit()) * 3600);
  return absl::FromCivil(absl::CivilSecond(day) + seconds, zone);
}

void DrawIdentity(int64_t number, SampleRandom* random, Customer* customer) {
  customer->given_name = bench::SampleGivenName(random);
  customer->family_name = bench::SampleFamilyName(random);
  customer->zone_name = kZones[PickShare(kZoneShares, random)];
  absl::LoadTimeZone(customer->zone_name, &customer->zone);
  customer->number = FictionalNumber(4 * number);
  if (random->Percent(25)) customer->second_number = FictionalNumber(4 * number + 1);
  if (random->Percent(20)) customer->household_number = FictionalNumber(4 * number + 2);
  customer->unknown_number = FictionalNumber(4 * number + 3);
  if (random->Percent(75)) {
    customer->email =
        absl::StrCat(absl::AsciiStrToLower(customer->given_name), ".", number, "@sample.example");
  }
  if (random->Percent(70)) {
    customer->address =
        absl::StrCat(1 + random->Below(99), " Sample Street, ", bench::SampleTown(random));
  }
}

void DrawInterest(SampleRandom* random, Customer* customer) {
  customer->source = static_cast<Lead::Source>(PickShare(kSourceShares, random));
  if (customer->source == Lead::SOURCE_WEB_FORM) customer->source_name = random->Pick(kPages);
  if (customer->source == Lead::SOURCE_IMPORT) customer->source_name = random->Pick(kLists);
  customer->campaign = random->Pick(kCampaigns);
  customer->interest = random->Pick(kInterests);
  customer->value = 100 * (150 + random->Skewed(11850, 2));
}

void DrawBehaviour(SampleRandom* random, Customer* customer) {
  customer->habit = static_cast<Habit>(PickShare(kHabitShares, random));
  customer->has_machine = random->Percent(60);
  customer->withholds = random->Percent(8);
  customer->touches_needed = PickShare(kTouchesNeeded, random);
  customer->talks_needed = PickShare(kTalksNeeded, random);
  customer->buys = random->Percent(45);
  const double patience_days = 3 - 12 * std::log(1 - random->Unit());
  customer->waits_until = customer->arrives + absl::Hours(24) * patience_days;
  customer->asks_not_to_call = random->Percent(2);
  customer->refuses = random->Percent(4);
  const auto dud = static_cast<Dud>(PickShare(kDudShares, random));
  // Who rings has a number.
  if (customer->source == Lead::SOURCE_INBOUND_CALL) return;
  customer->dud = dud;
  if (dud == Dud::kNoNumber) {
    customer->number.clear();
    customer->second_number.clear();
  }
}

bool IsWeekend(absl::Weekday day) {
  return day == absl::Weekday::saturday || day == absl::Weekday::sunday;
}

}  // namespace

SampleRandom Draw(const Customer& customer, Chance chance, int64_t count) {
  return SampleRandom(
      Mix(Mix(customer.seed, static_cast<uint64_t>(chance) + 1), static_cast<uint64_t>(count)));
}

std::vector<Customer> CustomersOf(uint64_t seed, absl::CivilDay day, int64_t count, int64_t first) {
  std::vector<Customer> customers(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    Customer& customer = customers[static_cast<size_t>(i)];
    customer.seed = Mix(Mix(seed, 7), static_cast<uint64_t>(first + i));
    SampleRandom random(customer.seed);
    DrawIdentity(first + i, &random, &customer);
    DrawInterest(&random, &customer);
    customer.arrives = ArrivalOn(day, customer, &random);
    DrawBehaviour(&random, &customer);
  }
  std::stable_sort(customers.begin(), customers.end(),
                   [](const Customer& a, const Customer& b) { return a.arrives < b.arrives; });
  return customers;
}

double ChanceAtHome(const Customer& customer, absl::Time time) {
  const absl::CivilSecond local = absl::ToCivilSecond(time, customer.zone);
  const int hour = local.hour();
  const bool weekend = IsWeekend(absl::GetWeekday(absl::CivilDay(local)));
  switch (customer.habit) {
    case Habit::kEvenings:
      return weekend ? 0.5 : hour >= 17 ? 0.65 : 0.08;
    case Habit::kDays:
      return hour < 16 ? 0.6 : 0.2;
    case Habit::kMobile:
      return 0.35;
  }
  return 0;
}

std::string NumberOf(const Customer& customer, Line line) {
  switch (line) {
    case Line::kOwn:
      return customer.number;
    case Line::kSecond:
      return customer.second_number;
    case Line::kHousehold:
      return customer.household_number;
    case Line::kUnknown:
      return customer.unknown_number;
    case Line::kWithheld:
      return "anonymous";
  }
  return "";
}

Line LineOf(const Customer& customer, int64_t count) {
  if (customer.withholds) return Line::kWithheld;
  SampleRandom random = Draw(customer, Chance::kReturnLine, count);
  const int64_t at = random.Below(100);
  if (at < 15 && !customer.second_number.empty()) return Line::kSecond;
  if (at >= 15 && at < 35 && !customer.household_number.empty()) return Line::kHousehold;
  if (at >= 35 && at < 45) return Line::kUnknown;
  // The number that came with a dud is not theirs.
  return customer.dud == Dud::kNone ? Line::kOwn : Line::kUnknown;
}

}  // namespace ringback::simulate
