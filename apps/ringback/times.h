// Times as people write and read them.
#ifndef RINGBACK_APPS_RINGBACK_TIMES_H_
#define RINGBACK_APPS_RINGBACK_TIMES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "ringback/v1/types.pb.h"

namespace ringback::cli {

// What times are read against and shown in.
struct Clock {
  absl::Time now;
  absl::TimeZone zone;
};

// A time: RFC 3339 ("2026-11-24T09:00:00Z"), the same without seconds, or without an offset and
// then in the clock's zone; a day; a time of today ("09:00"); "now"; or what has passed or is to
// pass from now on: "-12m", "+2d", "-1h30m". INVALID_ARGUMENT for anything else.
absl::StatusOr<absl::Time> ParseTime(std::string_view text, const Clock& clock);

// A span of time, START/END: each a time; END may be a time of START's day or "+2h" after START,
// and may be left out.
absl::StatusOr<v1::TimeSlot> ParseSlot(std::string_view text, const Clock& clock);

// A length of time: "90s", "12m", "1h30m", "14d", "2w".
absl::StatusOr<absl::Duration> ParseLength(std::string_view text);

// "2026-11-24 09:00", in the clock's zone.
std::string ShortTime(absl::Time time, const Clock& clock);

// "Tue 24 Nov, 09:00", with the year when it is not this one.
std::string SpokenTime(absl::Time time, const Clock& clock);

// "Tue 24 Nov, 09:00–11:00".
std::string SpokenSlot(const v1::TimeSlot& slot, const Clock& clock);

// How far `time` is from the clock's now: "just now", "12 minutes ago", "in 2 days".
std::string Ago(absl::Time time, const Clock& clock);

// "14 days", "1 hour 30 minutes".
std::string SpokenLength(absl::Duration length);

absl::Time FromProto(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp ToProto(absl::Time time);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_TIMES_H_
