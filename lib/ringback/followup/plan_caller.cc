#include "ringback/followup/plan_caller.h"

#include "ringback/base/status_macros.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/records/lead_table.h"

namespace ringback {

absl::Status PlanContactsOf(WriteScope& scope, int64_t caller) {
  RINGBACK_ASSIGN_OR_RETURN(const auto leads,
                            AllOpenLeadsOf(scope.session, scope.tenant_id(), caller));
  for (const v1::Lead& lead : leads) RINGBACK_RETURN_IF_ERROR(PlanContact(scope, lead));
  return absl::OkStatus();
}

}  // namespace ringback
