// What a disposition does to a cadence.
#ifndef RINGBACK_RULES_DISPOSITIONS_H_
#define RINGBACK_RULES_DISPOSITIONS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// What to do about an outcome; see v1::DispositionRule.
struct Disposition {
  v1::DispositionRule::Action action = v1::DispositionRule::ACTION_NEXT_STEP;
  absl::Duration delay;     // how long to wait
  int32_t max_retries = 0;  // how often to try again
  bool next_day = false;    // wait for the next day of the callee's calendar, not for `delay`
};

// The cadence's own rule for `outcome`, else the default. DO_NOT_CALL stops whatever a rule says.
Disposition DispositionOf(const v1::Cadence& cadence, v1::OutboundAttempt::Outcome outcome);

}  // namespace ringback

#endif  // RINGBACK_RULES_DISPOSITIONS_H_
