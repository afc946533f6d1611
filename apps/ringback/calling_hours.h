// Hours of the week as people write them: "mon-fri 08:00-18:00".
#ifndef RINGBACK_APPS_RINGBACK_CALLING_HOURS_H_
#define RINGBACK_APPS_RINGBACK_CALLING_HOURS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback::cli {

// One span for each of the days. INVALID_ARGUMENT when it is not of the form "DAY[-DAY]
// HH:MM-HH:MM".
absl::StatusOr<std::vector<v1::CallingHours>> ParseCallingHours(std::string_view text);

// "Mon 08:00-18:00".
std::string CallingHoursText(const v1::CallingHours& hours);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CALLING_HOURS_H_
