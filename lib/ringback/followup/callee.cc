#include "ringback/followup/callee.h"

namespace ringback {

absl::TimeZone ZoneOf(const v1::Caller& caller, const TenantRecord& tenant) {
  absl::TimeZone zone;
  if (!caller.time_zone().empty() && absl::LoadTimeZone(caller.time_zone(), &zone)) return zone;
  return tenant.time_zone;
}

const v1::Phone* PhoneToRing(const v1::Caller& caller) {
  const v1::Phone* chosen = nullptr;
  for (const v1::Phone& phone : caller.phones()) {
    if (phone.do_not_call() || phone.number().empty()) continue;
    if (phone.primary()) return &phone;
    if (chosen == nullptr) chosen = &phone;
  }
  return chosen;
}

}  // namespace ringback
