// The one due contact that a lead has while it is open.
#ifndef RINGBACK_FOLLOWUP_PLAN_CONTACT_H_
#define RINGBACK_FOLLOWUP_PLAN_CONTACT_H_

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// Brings the due contact of `lead`, as it stands now, in line with it: a promised callback if one
// is to come, else the first contact of a lead that nobody has touched, else the next step of its
// cadence, else none. Called after every change of a lead, in the same transaction. A contact that
// an agent holds stays with them while it is still wanted.
absl::Status PlanContact(WriteScope& scope, const v1::Lead& lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_PLAN_CONTACT_H_
