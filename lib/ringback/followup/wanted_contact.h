// Which contact a lead wants, and when: the rules of the queue without the queue.
#ifndef RINGBACK_FOLLOWUP_WANTED_CONTACT_H_
#define RINGBACK_FOLLOWUP_WANTED_CONTACT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/store/store.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// How long after its minute a promise is late.
absl::Duration PromiseGrace(const TenantRecord& tenant);

// How many touches a lead may have on a day.
int64_t MaxTouchesPerDay(const TenantRecord& tenant);

// Whether a contact of this kind, by this channel, may be made at `at` with who lives in `zone`:
// letters and e-mails at any time; a promise at any time when the tenant has set no calling hours.
bool MayContact(const TenantRecord& tenant, v1::DueContact::Kind kind, v1::Channel channel,
                const absl::TimeZone& zone, absl::Time at);

// The first moment, not before `from`, at which MayContact. InfiniteFuture when there is none.
absl::Time NextContactTime(const TenantRecord& tenant, v1::DueContact::Kind kind,
                           v1::Channel channel, const absl::TimeZone& zone, absl::Time from);

// The zone of a record, by its name; the tenant's for "".
absl::TimeZone ZoneNamed(const TenantRecord& tenant, const std::string& name);

// What a lead wants, as it stands at `now`.
struct Wish {
  const v1::Lead& lead;
  // The contact that it has now; nullptr for none. What is of it alone is carried over to the same
  // wish: the agent who promised, a time that it was given back until.
  const DueContactRecord* standing = nullptr;
  // Who is changing the lead, by resource name; "" when that is not known.
  std::string_view by = {};
  absl::Time now;
};

// The contact that a lead wants, WAITING and without id: a promised callback, else the first
// contact of a lead that nobody has touched, else the next step of its cadence. nullopt when it is
// closed, when nothing is to come, or when nobody may be rung.
absl::StatusOr<std::optional<DueContactRecord>> WantedContact(store::Session& session,
                                                              const TenantRecord& tenant,
                                                              const Wish& wish);

// Whether both are the same wish: the same promise, the same step, the same new lead.
bool SameWish(const v1::DueContact& a, const v1::DueContact& b);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_WANTED_CONTACT_H_
