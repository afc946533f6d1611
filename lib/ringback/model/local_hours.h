// Time zones and hours of the day, as requests give them.
#ifndef RINGBACK_MODEL_LOCAL_HOURS_H_
#define RINGBACK_MODEL_LOCAL_HOURS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/repeated_field.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// INVALID_ARGUMENT for `field`, a path in the request, when `name` is not an IANA time zone that
// the system knows.
absl::Status CheckTimeZone(std::string_view field, const std::string& name);

// INVALID_ARGUMENT for the first of `hours`, which stand in `field`, that does not end after it
// starts.
absl::Status CheckHours(std::string_view field,
                        const google::protobuf::RepeatedPtrField<v1::CallingHours>& hours);

// The day of the week: 1 is Monday, 7 is Sunday (ISO 8601).
int IsoWeekday(absl::CivilDay day);

}  // namespace ringback

#endif  // RINGBACK_MODEL_LOCAL_HOURS_H_
