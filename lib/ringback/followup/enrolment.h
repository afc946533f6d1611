// A lead's enrolment, where it is not a touch that moves it.
#ifndef RINGBACK_FOLLOWUP_ENROLMENT_H_
#define RINGBACK_FOLLOWUP_ENROLMENT_H_

#include <string_view>

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// Lets a new lead follow the tenant's default cadence from now on, in place. Does nothing when
// there is none, for a lead that is closed, and for one whose `cadence` the client has set: that
// one follows something else. Called before the lead is written.
absl::Status EnrolNewLead(WriteScope& scope, v1::Lead* lead);

// Ends the cadence that `lead` follows, in place, saying why: "the lead is closed". Does nothing
// when no step is to come. Called before the lead is written.
absl::Status EndCadence(WriteScope& scope, std::string_view reason, v1::Lead* lead);

// Logs LEAD_ENROLMENT_CHANGED when `lead` was enrolled, paused, resumed or came to an end since it
// was as in `before`; a step that is done is no such change. `agent` is a resource name or "".
// Called after the lead is written, and after the event of the change that brought it about.
absl::Status EmitEnrolmentChange(WriteScope& scope, std::string_view agent,
                                 const v1::Enrolment& before, const v1::Lead& lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_ENROLMENT_H_
