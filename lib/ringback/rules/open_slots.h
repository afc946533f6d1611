// What of an offer can still be taken up.
#ifndef RINGBACK_RULES_OPEN_SLOTS_H_
#define RINGBACK_RULES_OPEN_SLOTS_H_

#include <cstdint>
#include <vector>

#include "ringback/v1/attempt.pb.h"

namespace ringback {

// The slots of an attempt that have not begun yet, soonest first. Those that have passed are not
// offered (rule 7 of docs/lookup_rules.md).
std::vector<v1::TimeSlot> OpenSlots(const v1::OutboundAttempt& attempt, int64_t at_us);

}  // namespace ringback

#endif  // RINGBACK_RULES_OPEN_SLOTS_H_
