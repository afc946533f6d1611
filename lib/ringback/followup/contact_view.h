// A due contact as others see it.
#ifndef RINGBACK_FOLLOWUP_CONTACT_VIEW_H_
#define RINGBACK_FOLLOWUP_CONTACT_VIEW_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/event.pb.h"

namespace ringback {

// The contact as it is at `now`: who lets a lease run out has it no longer, and what waits is due
// within calling hours as they are now.
v1::DueContact ShownAt(const TenantRecord& tenant, const DueContactRecord& record, absl::Time now);

// Logs what happened to a contact. `agent` is a resource name or "".
absl::Status EmitContact(WriteScope& scope, v1::EventType type, std::string_view agent,
                         const DueContactRecord& record);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_CONTACT_VIEW_H_
