// What is written when we try to reach somebody, and what follows from it: for the lead, for the
// number, for the next contact.
#ifndef RINGBACK_FOLLOWUP_RECORD_ATTEMPT_H_
#define RINGBACK_FOLLOWUP_RECORD_ATTEMPT_H_

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/attempt.pb.h"

namespace ringback {

// Adds an attempt that begins: completes and checks it, tells its lead, and logs the event.
// INVALID_ARGUMENT for fields that make no sense together; NOT_FOUND for a caller or lead that is
// not there.
absl::Status AddBegunAttempt(WriteScope& scope, v1::OutboundAttempt* attempt);

// Ends an attempt that is in the store: `attempt` has its outcome and end. What the outcome says of
// the number is applied, its lead is told, and the event is logged.
absl::Status EndAttempt(WriteScope& scope, const v1::OutboundAttempt& attempt);

// Saves an attempt that is over, as RecordAttempt does, and completes `attempt` with what was
// filled in. Its errors name the fields of "attempt". For the rooms that make touches.
absl::Status AddEndedAttempt(WriteScope& scope, v1::OutboundAttempt* attempt);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_RECORD_ATTEMPT_H_
