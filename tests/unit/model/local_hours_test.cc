// Time zones and hours of the day in requests.
#include "ringback/model/local_hours.h"

#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {
namespace {

TEST(TimeZone, IsOneThatTheSystemKnows) {
  EXPECT_TRUE(CheckTimeZone("time_zone", "America/St_Johns").ok());
  EXPECT_TRUE(CheckTimeZone("time_zone", "UTC").ok());
  for (const char* name : {"Mars/Olympus_Mons", "CEST+x", "../etc/passwd"}) {
    const absl::Status status = CheckTimeZone("tenant.time_zone", name);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(MetadataOf(status, "field"), "tenant.time_zone");
  }
}

v1::CallingHours Hours(int start_minute, int end_minute) {
  v1::CallingHours hours;
  hours.set_iso_weekday(1);
  hours.set_start_minute(start_minute);
  hours.set_end_minute(end_minute);
  return hours;
}

TEST(Hours, EndAfterTheyStart) {
  google::protobuf::RepeatedPtrField<v1::CallingHours> hours;
  EXPECT_TRUE(CheckHours("hours", hours).ok());
  *hours.Add() = Hours(540, 541);
  EXPECT_TRUE(CheckHours("hours", hours).ok());
  *hours.Add() = Hours(540, 540);
  const absl::Status status = CheckHours("tenant.calling_hours", hours);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(status, "field"), "tenant.calling_hours[1].end_minute");
}

TEST(IsoWeekday, CountsFromMonday) {
  EXPECT_EQ(IsoWeekday(absl::CivilDay(2026, 11, 16)), 1);
  EXPECT_EQ(IsoWeekday(absl::CivilDay(2026, 11, 22)), 7);
}

}  // namespace
}  // namespace ringback
