#include "ringback/rules/slots.h"

#include <algorithm>

#include "ringback/model/local_hours.h"

namespace ringback {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kQuarterUs = int64_t{900} * kSecond;
constexpr int64_t kDefaultSlotSeconds = 3600;
constexpr int kLastWorkday = 5;  // Friday, ISO 8601
constexpr int kWorkStarts = 8 * 60;
constexpr int kWorkEnds = 17 * 60;

// The moment of a local time; see WorkingSpans.
int64_t MomentOf(const absl::TimeZone& zone, const absl::CivilSecond& local, bool is_end) {
  const absl::TimeZone::TimeInfo info = zone.At(local);
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return absl::ToUnixMicros(info.trans);
    case absl::TimeZone::TimeInfo::REPEATED:
      return absl::ToUnixMicros(is_end ? info.post : info.pre);
    default:
      return absl::ToUnixMicros(info.pre);
  }
}

void AddSpan(const absl::TimeZone& zone, const absl::CivilDay& day, int start_minute,
             int end_minute, std::vector<BusySpan>* spans) {
  const absl::CivilMinute midnight(day);
  const BusySpan span{MomentOf(zone, absl::CivilSecond(midnight + start_minute), false),
                      MomentOf(zone, absl::CivilSecond(midnight + end_minute), true)};
  if (span.start_us < span.end_us) spans->push_back(span);
}

void AddDay(const v1::BookableResource& resource, const absl::TimeZone& zone,
            const absl::CivilDay& day, std::vector<BusySpan>* spans) {
  if (resource.hours().empty()) {
    if (IsoWeekday(day) <= kLastWorkday) AddSpan(zone, day, kWorkStarts, kWorkEnds, spans);
    return;
  }
  for (const v1::CallingHours& hours : resource.hours()) {
    if (hours.iso_weekday() == IsoWeekday(day))
      AddSpan(zone, day, hours.start_minute(), hours.end_minute(), spans);
  }
}

// The quarter of an hour at or after a moment.
int64_t NextQuarter(int64_t us) { return (us + kQuarterUs - 1) / kQuarterUs * kQuarterUs; }

}  // namespace

int64_t SlotMicros(const v1::BookableResource& resource) {
  const int64_t seconds = resource.slot_duration().seconds();
  return (seconds == 0 ? kDefaultSlotSeconds : seconds) * kSecond;
}

int64_t TravelMicros(const v1::BookableResource& resource) {
  return resource.travel_time().seconds() * kSecond;
}

std::vector<BusySpan> WorkingSpans(const v1::BookableResource& resource, const absl::TimeZone& zone,
                                   int64_t from_us, int64_t to_us) {
  std::vector<BusySpan> spans;
  if (from_us >= to_us) return spans;
  // A day more on each side: what began yesterday may last until today.
  const absl::CivilDay last(absl::ToCivilDay(absl::FromUnixMicros(to_us), zone) + 1);
  for (absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(from_us), zone) - 1; day <= last;
       ++day) {
    AddDay(resource, zone, day, &spans);
  }
  std::sort(spans.begin(), spans.end(), [](const BusySpan& a, const BusySpan& b) {
    return a.start_us != b.start_us ? a.start_us < b.start_us : a.end_us < b.end_us;
  });
  std::vector<BusySpan> whole;
  for (const BusySpan& span : spans) {
    if (!whole.empty() && span.start_us <= whole.back().end_us) {
      whole.back().end_us = std::max(whole.back().end_us, span.end_us);
    } else {
      whole.push_back(span);
    }
  }
  for (BusySpan& span : whole) {
    span.start_us = std::max(span.start_us, from_us);
    span.end_us = std::min(span.end_us, to_us);
  }
  std::erase_if(whole, [](const BusySpan& span) { return span.start_us >= span.end_us; });
  return whole;
}

bool IsAtWork(const v1::BookableResource& resource, const absl::TimeZone& zone,
              const BusySpan& span) {
  const auto working = WorkingSpans(resource, zone, span.start_us, span.end_us);
  return working.size() == 1 && working.front().start_us == span.start_us &&
         working.front().end_us == span.end_us;
}

std::vector<BusySpan> FreeSlots(absl::Span<const BusySpan> working, absl::Span<const BusySpan> busy,
                                int64_t travel_us, int64_t duration_us, int64_t from_us,
                                size_t most) {
  std::vector<BusySpan> slots;
  size_t next_busy = 0;
  for (const BusySpan& span : working) {
    int64_t start = span.start_us < from_us ? NextQuarter(from_us) : span.start_us;
    while (start + duration_us <= span.end_us && slots.size() < most) {
      while (next_busy < busy.size() && busy[next_busy].end_us + travel_us <= start) ++next_busy;
      if (next_busy < busy.size() && busy[next_busy].start_us < start + duration_us + travel_us) {
        start = NextQuarter(busy[next_busy].end_us + travel_us);
        continue;
      }
      slots.push_back({start, start + duration_us});
      start += duration_us;
      if (travel_us > 0) start = NextQuarter(start + travel_us);
    }
  }
  return slots;
}

}  // namespace ringback
