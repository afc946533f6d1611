#include "ringback/followup/callee.h"

#include <string>

#include "ringback/phone/phone_number.h"
#include "ringback/phone/region_zone.h"

namespace ringback {

absl::TimeZone ZoneOf(const v1::Caller& caller, const TenantRecord& tenant) {
  absl::TimeZone zone;
  if (!caller.time_zone().empty() && absl::LoadTimeZone(caller.time_zone(), &zone)) return zone;
  if (const v1::Phone* phone = PhoneToRing(caller); phone != nullptr) {
    const std::string region = Describe(PhoneNumber::FromE164(phone->number())).region;
    if (const auto of_region = ZoneOfRegion(region); of_region.has_value()) return *of_region;
  }
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
