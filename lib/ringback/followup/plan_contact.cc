#include "ringback/followup/plan_contact.h"

namespace ringback {

absl::Status PlanContact(WriteScope&, const v1::Lead&) { return absl::OkStatus(); }

}  // namespace ringback
