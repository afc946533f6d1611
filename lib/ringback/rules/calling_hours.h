// When a customer may be rung, in their own local time.
#ifndef RINGBACK_RULES_CALLING_HOURS_H_
#define RINGBACK_RULES_CALLING_HOURS_H_

#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// Tenant.calling_hours. None: 08:00 to 21:00 of every day (47 CFR 64.1200).
using CallingHoursList = google::protobuf::RepeatedPtrField<v1::CallingHours>;

// Whether the local time of `zone` at `at` is within `hours`. A span begins with its start_minute
// and ends before its end_minute; where clocks go back, both passes of a local minute count. A span
// that is none (see TenantMethods) never holds.
bool IsAllowed(const CallingHoursList& hours, const absl::TimeZone& zone, absl::Time at);

// The first moment, not before `from`, at which IsAllowed. InfiniteFuture when there is none.
absl::Time NextAllowed(const CallingHoursList& hours, const absl::TimeZone& zone, absl::Time from);

}  // namespace ringback

#endif  // RINGBACK_RULES_CALLING_HOURS_H_
