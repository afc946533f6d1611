// When a bookable resource is at work, and which of its time is free. Pure.
#ifndef RINGBACK_RULES_SLOTS_H_
#define RINGBACK_RULES_SLOTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback {

// A span of time in microseconds since 1970, without its end.
struct BusySpan {
  int64_t start_us = 0;
  int64_t end_us = 0;
};

// No appointment is longer (microseconds).
inline constexpr int64_t kLongestAppointmentUs = int64_t{24} * 3600 * 1'000'000;

// How long a slot of the resource is, and how long it needs between two appointments
// (microseconds).
int64_t SlotMicros(const v1::BookableResource& resource);
int64_t TravelMicros(const v1::BookableResource& resource);

// The spans between `from_us` and `to_us` in which the resource is at work, in order, those that
// touch or overlap as one. Hours are local times of `zone`: a local time that a change of the
// clocks leaves out is the moment of the change; of one that comes twice a span begins with the
// first and ends with the second.
std::vector<BusySpan> WorkingSpans(const v1::BookableResource& resource, const absl::TimeZone& zone,
                                   int64_t from_us, int64_t to_us);

// Whether the resource is at work for all of `span`.
bool IsAtWork(const v1::BookableResource& resource, const absl::TimeZone& zone,
              const BusySpan& span);

// At most `most` slots of `duration_us` inside `working`, clear of `busy` (in order) by `travel_us`
// on both sides, not before `from_us`, in order. They can all be booked: `travel_us` is between
// them too. Each begins on a quarter of an hour, or where work begins.
std::vector<BusySpan> FreeSlots(absl::Span<const BusySpan> working, absl::Span<const BusySpan> busy,
                                int64_t travel_us, int64_t duration_us, int64_t from_us,
                                size_t most);

}  // namespace ringback

#endif  // RINGBACK_RULES_SLOTS_H_
