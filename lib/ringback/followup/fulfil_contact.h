// What a touch, ours or the customer's, does to the due contact of a lead.
#ifndef RINGBACK_FOLLOWUP_FULFIL_CONTACT_H_
#define RINGBACK_FOLLOWUP_FULFIL_CONTACT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// An attempt for `lead` has ended, in the queue or outside of it: the lead's contact is done with
// it, whoever holds it, so that nobody is rung twice. A promise is kept by an attempt from shortly
// before its minute on, and `lead->next_contact` is cleared, in place; an earlier one leaves the
// promise standing. A contact by another channel is done only by a conversation. The caller writes
// the lead and plans its next contact (PlanContact).
absl::Status FulfilContact(WriteScope& scope, const v1::OutboundAttempt& attempt, v1::Lead* lead);

// The customer rang and was answered; the call began at `call_start_us`. What had been promised
// before the call is over: `lead->next_contact` is cleared, in place. What was promised during the
// call stands. As above.
absl::Status FulfilPromise(WriteScope& scope, int64_t call_start_us, v1::Lead* lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_FULFIL_CONTACT_H_
