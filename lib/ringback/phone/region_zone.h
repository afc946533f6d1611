// The time zone of a country that has one.
#ifndef RINGBACK_PHONE_REGION_ZONE_H_
#define RINGBACK_PHONE_REGION_ZONE_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace ringback {

// The time zone of a CLDR region whose clocks all show the same time: "DE". nullopt for one with
// several ("US"), for what is no region, and where the system has no table of zones. Safe from any
// thread.
std::optional<absl::TimeZone> ZoneOfRegion(std::string_view region);

}  // namespace ringback

#endif  // RINGBACK_PHONE_REGION_ZONE_H_
