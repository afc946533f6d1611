#include "ringback/model/local_hours.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {

absl::Status CheckTimeZone(std::string_view field, const std::string& name) {
  absl::TimeZone zone;
  if (absl::LoadTimeZone(name, &zone)) return absl::OkStatus();
  return InvalidField(field, Quote(name) + " is not an IANA time zone, such as \"Europe/Berlin\"");
}

absl::Status CheckHours(std::string_view field,
                        const google::protobuf::RepeatedPtrField<v1::CallingHours>& hours) {
  for (int i = 0; i < hours.size(); ++i) {
    if (hours[i].end_minute() <= hours[i].start_minute()) {
      return InvalidField(absl::StrCat(std::string(field), "[", i, "].end_minute"),
                          "must be after start_minute");
    }
  }
  return absl::OkStatus();
}

int IsoWeekday(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

}  // namespace ringback
