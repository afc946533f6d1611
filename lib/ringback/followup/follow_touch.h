// What a touch, ours or the customer's, does to a lead's cadence.
#ifndef RINGBACK_FOLLOWUP_FOLLOW_TOUCH_H_
#define RINGBACK_FOLLOWUP_FOLLOW_TOUCH_H_

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// A touch of ours is over: moves the enrolment of `lead` by the disposition, in place. A lead that
// turns out to be a dud becomes RETURNED, with its reason and close_time. Does nothing for a lead
// that follows no cadence. What the outcome teaches about the caller's numbers was written before.
// The caller saves the lead, which logs what changed and plans its contact (SaveLead of
// lead_update.h); it calls this once for each attempt.
absl::Status FollowTouch(WriteScope& scope, const v1::OutboundAttempt& attempt, v1::Lead* lead);

// The customer rang and was answered, or wrote first: the step to come is done early, in place. As
// above.
absl::Status FollowCustomer(WriteScope& scope, v1::Lead* lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_FOLLOW_TOUCH_H_
