// When a resource is at work, and which of its time is free.
#include "ringback/rules/slots.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

int64_t At(const absl::TimeZone& zone, int month, int day, int hour, int minute = 0) {
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute), zone));
}

// "03-29 08:00-17:00" in the zone, with the length in hours behind it.
std::vector<std::string> Texts(const std::vector<BusySpan>& spans, const absl::TimeZone& zone) {
  std::vector<std::string> texts;
  for (const BusySpan& span : spans) {
    texts.push_back(
        absl::StrCat(absl::FormatTime("%m-%d %H:%M-", absl::FromUnixMicros(span.start_us), zone),
                     absl::FormatTime("%H:%M", absl::FromUnixMicros(span.end_us), zone), " ",
                     static_cast<double>(span.end_us - span.start_us) / 3.6e9, "h"));
  }
  return texts;
}

v1::BookableResource Open(int weekday, int start_minute, int end_minute) {
  v1::BookableResource resource;
  v1::CallingHours* hours = resource.add_hours();
  hours->set_iso_weekday(weekday);
  hours->set_start_minute(start_minute);
  hours->set_end_minute(end_minute);
  return resource;
}

TEST(SlotsTest, WithoutHoursAResourceWorksFromMondayToFriday) {
  const absl::TimeZone zone = Zone("Europe/Berlin");
  // 6 November 2026 is a Friday.
  EXPECT_THAT(Texts(WorkingSpans({}, zone, At(zone, 11, 6, 0), At(zone, 11, 10, 0)), zone),
              ElementsAre("11-06 08:00-17:00 9h", "11-09 08:00-17:00 9h"));
}

TEST(SlotsTest, HoursThatTouchAreOneAndAreCutToWhatIsAskedFor) {
  const absl::TimeZone zone = Zone("Europe/Berlin");
  v1::BookableResource resource = Open(5, 8 * 60, 12 * 60);
  *resource.add_hours() = Open(5, 12 * 60, 24 * 60).hours(0);
  *resource.add_hours() = Open(6, 0, 2 * 60).hours(0);
  EXPECT_THAT(Texts(WorkingSpans(resource, zone, At(zone, 11, 6, 9), At(zone, 11, 7, 1)), zone),
              ElementsAre("11-06 09:00-01:00 16h"));
}

TEST(SlotsTest, NightsInWhichTheClockChangesAreAsLongAsTheyAre) {
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  // Sundays, all day: 29 March has 23 hours, 25 October 25.
  const v1::BookableResource sundays = Open(7, 0, 24 * 60);
  EXPECT_THAT(
      Texts(WorkingSpans(sundays, berlin, At(berlin, 3, 29, 0), At(berlin, 3, 30, 0)), berlin),
      ElementsAre("03-29 00:00-00:00 23h"));
  EXPECT_THAT(
      Texts(WorkingSpans(sundays, berlin, At(berlin, 10, 25, 0), At(berlin, 10, 26, 0)), berlin),
      ElementsAre("10-25 00:00-00:00 25h"));
  // From a time that is left out, to one that comes twice.
  EXPECT_THAT(
      Texts(WorkingSpans(Open(7, 150, 240), berlin, At(berlin, 3, 29, 0), At(berlin, 3, 30, 0)),
            berlin),
      ElementsAre("03-29 03:00-04:00 1h"));
  EXPECT_THAT(
      Texts(WorkingSpans(Open(7, 60, 150), berlin, At(berlin, 10, 25, 0), At(berlin, 10, 26, 0)),
            berlin),
      ElementsAre("10-25 01:00-02:30 2.5h"));
  // Lord Howe Island moves its clocks by half an hour.
  const absl::TimeZone lord_howe = Zone("Australia/Lord_Howe");
  EXPECT_THAT(
      Texts(WorkingSpans(sundays, lord_howe, At(lord_howe, 10, 4, 0), At(lord_howe, 10, 5, 0)),
            lord_howe),
      ElementsAre("10-04 00:00-00:00 23.5h"));
}

TEST(SlotsTest, SlotsAreClearOfWhatIsBookedAndOfTheWayThere) {
  const absl::TimeZone zone = Zone("America/New_York");
  const auto at = [&](int hour, int minute = 0) { return At(zone, 11, 6, hour, minute); };
  const std::vector<BusySpan> work = {{at(8), at(17)}};
  const int64_t hour = at(9) - at(8);
  EXPECT_THAT(Texts(FreeSlots(work, {}, 0, 4 * hour, at(0), 9), zone),
              ElementsAre("11-06 08:00-12:00 4h", "11-06 12:00-16:00 4h"));
  const std::vector<BusySpan> busy = {{at(9), at(10, 10)}, {at(13), at(14)}};
  EXPECT_THAT(Texts(FreeSlots(work, busy, 0, hour, at(0), 9), zone),
              ElementsAre("11-06 08:00-09:00 1h", "11-06 10:15-11:15 1h", "11-06 11:15-12:15 1h",
                          "11-06 14:00-15:00 1h", "11-06 15:00-16:00 1h", "11-06 16:00-17:00 1h"));
  // With half an hour on the way the first hour is too close to the first appointment.
  EXPECT_THAT(Texts(FreeSlots(work, busy, hour / 2, hour, at(0), 2), zone),
              ElementsAre("11-06 10:45-11:45 1h", "11-06 14:30-15:30 1h"));
  EXPECT_THAT(Texts(FreeSlots(work, {}, 0, hour, at(15, 1), 9), zone),
              ElementsAre("11-06 15:15-16:15 1h"));
  EXPECT_THAT(FreeSlots(work, {}, 0, 10 * hour, at(0), 9), IsEmpty());
}

TEST(SlotsTest, WorkCoversASpanOnlyAsAWhole) {
  const absl::TimeZone zone = Zone("Europe/Berlin");
  const auto at = [&](int hour) { return At(zone, 11, 6, hour); };
  EXPECT_TRUE(IsAtWork({}, zone, {at(8), at(17)}));
  EXPECT_FALSE(IsAtWork({}, zone, {at(7), at(9)}));
  EXPECT_FALSE(IsAtWork({}, zone, {at(16), at(18)}));
  EXPECT_FALSE(IsAtWork({}, zone, {at(16), At(zone, 11, 9, 9)}));
  EXPECT_FALSE(IsAtWork({}, zone, {at(20), at(21)}));
}

}  // namespace
}  // namespace ringback
