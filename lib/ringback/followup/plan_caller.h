// The due contacts of a caller's leads.
#ifndef RINGBACK_FOLLOWUP_PLAN_CALLER_H_
#define RINGBACK_FOLLOWUP_PLAN_CALLER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"

namespace ringback {

// Plans the contacts of a caller's open leads anew: their numbers have changed, or where they are.
// Called after the caller is written, in the same transaction. Those that
// AllOpenLeadsOf leaves out are planned anew when they come up.
absl::Status PlanContactsOf(WriteScope& scope, int64_t caller);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_PLAN_CALLER_H_
