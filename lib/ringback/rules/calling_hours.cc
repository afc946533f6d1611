#include "ringback/rules/calling_hours.h"

#include <algorithm>
#include <cstdint>

#include "absl/time/civil_time.h"
#include "ringback/model/local_hours.h"

namespace ringback {
namespace {

// Looked at from the day before on: every span of a week begins in it, also where a zone once left
// out a whole day (Pacific/Apia, 2011-12-30).
constexpr int kDaysLookedAt = 16;

const CallingHoursList& DefaultHours() {
  static const auto* const hours = [] {
    auto* const list = new CallingHoursList;
    for (int day = 1; day <= 7; ++day) {
      v1::CallingHours* const span = list->Add();
      span->set_iso_weekday(day);
      span->set_start_minute(8 * 60);
      span->set_end_minute(21 * 60);
    }
    return list;
  }();
  return *hours;
}

// The beginnings of what is allowed, and the earliest of them that is not before `from`.
class Earliest {
 public:
  Earliest(const CallingHoursList& hours, const absl::TimeZone& zone, absl::Time from)
      : hours_(hours), zone_(zone), from_(from) {}

  void Offer(absl::Time time) {
    if (time >= from_ && time < best_ && IsAllowed(hours_, zone_, time)) best_ = time;
  }

  absl::Time best() const { return best_; }

 private:
  const CallingHoursList& hours_;
  const absl::TimeZone& zone_;
  const absl::Time from_;
  absl::Time best_ = absl::InfiniteFuture();
};

// Where a span begins on `day`: both times where the clock shows its first minute twice. When the
// clock leaves that minute out, or goes back into the middle of the span, it begins with the jump.
void OfferStart(absl::CivilDay day, int start_minute, const absl::TimeZone& zone,
                Earliest* earliest) {
  const absl::TimeZone::TimeInfo info =
      zone.At(absl::CivilSecond(day) + int64_t{start_minute} * 60);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return earliest->Offer(info.trans);
  earliest->Offer(info.pre);
  earliest->Offer(info.post);
}

// The moments at which the clock jumps from `from` on, for as long as is looked at.
void OfferJumps(absl::Time from, const absl::TimeZone& zone, Earliest* earliest) {
  absl::TimeZone::CivilTransition jump;
  const absl::Time end = from + absl::Hours(24 * kDaysLookedAt);
  for (absl::Time at = from - absl::Nanoseconds(1); zone.NextTransition(at, &jump);) {
    // The second that a jump forwards leaves out first, or that one backwards repeats first.
    const absl::TimeZone::TimeInfo info = zone.At(std::min(jump.from, jump.to));
    if (info.kind == absl::TimeZone::TimeInfo::UNIQUE || info.trans <= at || info.trans > end)
      return;
    at = info.trans;
    earliest->Offer(at);
  }
}

}  // namespace

bool IsAllowed(const CallingHoursList& hours, const absl::TimeZone& zone, absl::Time at) {
  const CallingHoursList& spans = hours.empty() ? DefaultHours() : hours;
  const absl::CivilSecond local = zone.At(at).cs;
  const absl::CivilDay day(local);
  const int weekday = IsoWeekday(day);
  const int64_t minute = (local - absl::CivilSecond(day)) / 60;
  return std::any_of(spans.begin(), spans.end(), [&](const v1::CallingHours& span) {
    return span.iso_weekday() == weekday && span.start_minute() <= minute &&
           minute < span.end_minute();
  });
}

absl::Time NextAllowed(const CallingHoursList& hours, const absl::TimeZone& zone, absl::Time from) {
  if (from == absl::InfiniteFuture() || IsAllowed(hours, zone, from)) return from;
  const CallingHoursList& spans = hours.empty() ? DefaultHours() : hours;
  Earliest earliest(spans, zone, from);
  OfferJumps(from, zone, &earliest);
  const absl::CivilDay first = absl::ToCivilDay(from, zone) - 1;
  for (absl::CivilDay day = first; day < first + kDaysLookedAt; ++day) {
    // A day before this one can begin later than it only where a clock goes back over midnight.
    if (absl::FromCivil(day - 1, zone) > earliest.best()) break;
    for (const v1::CallingHours& span : spans) {
      if (span.iso_weekday() == IsoWeekday(day))
        OfferStart(day, span.start_minute(), zone, &earliest);
    }
  }
  return earliest.best();
}

}  // namespace ringback
