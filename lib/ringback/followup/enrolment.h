// Which leads follow a cadence by themselves.
#ifndef RINGBACK_FOLLOWUP_ENROLMENT_H_
#define RINGBACK_FOLLOWUP_ENROLMENT_H_

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// Lets a new lead follow the tenant's default cadence from now on, in place. Does nothing when
// there is none, for a lead that is closed, and for one whose `cadence` the client has set: that
// one follows something else. Called before the lead is written.
absl::Status EnrolNewLead(WriteScope& scope, v1::Lead* lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_ENROLMENT_H_
