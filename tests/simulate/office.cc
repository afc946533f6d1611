#include "tests/simulate/office.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/bench/make_data_words.h"

namespace ringback::simulate {
namespace {

constexpr int kFirstHour = 9, kLastHour = 20;
constexpr int kSaturdayFirstHour = 10, kSaturdayLastHour = 17;
constexpr int kSaturdayShiftEnd = 16;

bool IsBetween(absl::CivilSecond local, int from, int until) {
  return local.hour() >= from && local.hour() < until;
}

// The first half hour from `time` on for which `holds`. Some half hour of each week does.
template <typename Predicate>
absl::Time NextHalfHour(absl::Time time, Predicate holds) {
  constexpr int64_t kHalfHour = 1800;
  absl::Time at = absl::FromUnixSeconds((absl::ToUnixSeconds(time) / kHalfHour) * kHalfHour);
  if (at < time) at += absl::Seconds(kHalfHour);
  while (!holds(at)) at += absl::Seconds(kHalfHour);
  return at;
}

}  // namespace

Office::Office(int agents) {
  absl::LoadTimeZone(kOfficeZone, &zone_);
  for (int i = 0; i < agents; ++i) {
    Worker worker;
    worker.number = i;
    worker.id = bench::SampleAgentId(i);
    worker.name = absl::StrCat("tenants/default/agents/", worker.id);
    worker.display_name = bench::SampleAgentName(i);
    worker.team = i % 3 == 0 ? kClosers : "desk";
    workers_.push_back(std::move(worker));
  }
}

bool Office::IsAtWork(const Worker& worker, absl::Time time) const {
  const absl::CivilSecond local = absl::ToCivilSecond(time, zone_);
  const absl::CivilDay day(local);
  // Both teams have both shifts.
  const int place = worker.number % 3;
  const bool late_shift = place == 0 ? worker.number / 3 % 2 == 1 : place == 1;
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::sunday:
      return false;
    case absl::Weekday::saturday: {
      const int64_t week = (day - absl::CivilDay(1970, 1, 1)) / 7;
      return (week + (late_shift ? 1 : 0)) % 2 == 0 &&
             IsBetween(local, kSaturdayFirstHour, kSaturdayShiftEnd);
    }
    default:
      return late_shift ? IsBetween(local, 12, kLastHour) : IsBetween(local, kFirstHour, 17);
  }
}

bool Office::IsOpen(absl::Time time) const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [&](const Worker& worker) { return IsAtWork(worker, time); });
}

absl::Time Office::NextShift(const Worker& worker, absl::Time time) const {
  return NextHalfHour(time, [&](absl::Time at) { return IsAtWork(worker, at); });
}

absl::Time Office::NextOpening(absl::Time time) const {
  return NextHalfHour(time, [&](absl::Time at) { return IsOpen(at); });
}

Worker* Office::FindFree(absl::Time time) {
  for (size_t i = 1; i <= workers_.size(); ++i) {
    Worker& worker = workers_[(last_ + i) % workers_.size()];
    if (worker.busy || !IsAtWork(worker, time)) continue;
    last_ = static_cast<size_t>(worker.number);
    return &worker;
  }
  return nullptr;
}

google::protobuf::RepeatedPtrField<v1::CallingHours> CallingHours() {
  google::protobuf::RepeatedPtrField<v1::CallingHours> hours;
  for (int day = 1; day <= 6; ++day) {
    v1::CallingHours& span = *hours.Add();
    span.set_iso_weekday(day);
    span.set_start_minute(60 * (day == 6 ? kSaturdayFirstHour : kFirstHour));
    span.set_end_minute(60 * (day == 6 ? kSaturdayLastHour : kLastHour));
  }
  return hours;
}

bool MayRing(const absl::TimeZone& zone, absl::Time time) {
  const absl::CivilSecond local = absl::ToCivilSecond(time, zone);
  switch (absl::GetWeekday(absl::CivilDay(local))) {
    case absl::Weekday::sunday:
      return false;
    case absl::Weekday::saturday:
      return IsBetween(local, kSaturdayFirstHour, kSaturdayLastHour);
    default:
      return IsBetween(local, kFirstHour, kLastHour);
  }
}

}  // namespace ringback::simulate
