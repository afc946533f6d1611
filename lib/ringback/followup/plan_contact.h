// The one due contact that a lead has while it is open.
#ifndef RINGBACK_FOLLOWUP_PLAN_CONTACT_H_
#define RINGBACK_FOLLOWUP_PLAN_CONTACT_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// Brings the due contact of `lead`, as it stands now, in line with it: a promised callback if one
// is to come, else the first contact of a lead that nobody has touched, else the next step of its
// cadence, else none. Called after every change of a lead, in the same transaction. A contact that
// an agent holds stays with them while it is still wanted. `by` is the resource name of who changed
// the lead: a promise is theirs when the lead has no owner; "" when that is not known.
absl::Status PlanContact(WriteScope& scope, const v1::Lead& lead, std::string_view by = "");

// The same; returns the contact that the lead has then, if any.
absl::StatusOr<std::optional<DueContactRecord>> ReplanContact(WriteScope& scope,
                                                              const v1::Lead& lead,
                                                              std::string_view by);

// The contact is no longer needed.
absl::Status CancelContact(WriteScope& scope, DueContactRecord record);

// OK when the callback that `lead.next_contact` promises may be made at its time. INVALID_ARGUMENT,
// naming `field`, for a call outside the calling hours that the tenant has set, in the time zone of
// the lead's caller. Asked where a promise is made.
absl::Status CheckPromise(WriteScope& scope, std::string_view field, const v1::Lead& lead);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_PLAN_CONTACT_H_
