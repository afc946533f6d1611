#include "ringback/rules/open_slots.h"

#include <algorithm>

#include "ringback/model/timestamps.h"

namespace ringback {

std::vector<v1::TimeSlot> OpenSlots(const v1::OutboundAttempt& attempt, int64_t at_us) {
  std::vector<v1::TimeSlot> slots;
  for (const v1::TimeSlot& slot : attempt.offer().proposed_slots()) {
    if (ToMicros(slot.start_time()) > at_us) slots.push_back(slot);
  }
  std::stable_sort(slots.begin(), slots.end(), [](const v1::TimeSlot& a, const v1::TimeSlot& b) {
    return ToMicros(a.start_time()) < ToMicros(b.start_time());
  });
  return slots;
}

}  // namespace ringback
