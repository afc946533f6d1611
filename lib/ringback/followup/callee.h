// Who is called: where they are, and on which number.
#ifndef RINGBACK_FOLLOWUP_CALLEE_H_
#define RINGBACK_FOLLOWUP_CALLEE_H_

#include "absl/time/time.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/v1/caller.pb.h"

namespace ringback {

// The caller's time zone; when they have none, that of the country of the number that they are rung
// on, if all of it has one; else the tenant's.
absl::TimeZone ZoneOf(const v1::Caller& caller, const TenantRecord& tenant);

// The number that a caller is rung on: the primary one, else the first, of those that may be rung.
// nullptr when none may. It belongs to `caller`.
const v1::Phone* PhoneToRing(const v1::Caller& caller);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_CALLEE_H_
