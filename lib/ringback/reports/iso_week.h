// Weeks of ISO 8601: Monday to Sunday; the first of a year is the one with its first Thursday.
#ifndef RINGBACK_REPORTS_ISO_WEEK_H_
#define RINGBACK_REPORTS_ISO_WEEK_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

namespace ringback {

// The Monday of the week that `day` is in.
absl::CivilDay MondayOf(absl::CivilDay day);

// The week that `day` is in: "2026-W47".
std::string IsoWeekOf(absl::CivilDay day);

// The Monday of a week as IsoWeekOf writes it. nullopt for anything else, and for a week that its
// year does not have.
std::optional<absl::CivilDay> ParseIsoWeek(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_ISO_WEEK_H_
