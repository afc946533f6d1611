// What is no longer to be kept goes: old request answers, and history beyond a tenant's retention.
#ifndef RINGBACK_HOUSEKEEPING_H_
#define RINGBACK_HOUSEKEEPING_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/store/store.h"

namespace ringback {

// The most rows of a table that one write of a round looks at, so that nobody waits long behind it.
inline constexpr int64_t kHousekeepingRows = 200;

// One round as of `now`, over every tenant; see Tenant.retention for what goes. After each write
// that removes history it calls `pause` with the time that others should have the store to
// themselves, as long as the write took; `pause` waits, and returns false to end the round.
// What fails does not keep the rest from being done; returns the first error. Blocks.
absl::Status KeepHouse(store::Store& store, const TenantDirectory& tenants, absl::Time now,
                       absl::FunctionRef<bool(absl::Duration)> pause);

}  // namespace ringback

#endif  // RINGBACK_HOUSEKEEPING_H_
