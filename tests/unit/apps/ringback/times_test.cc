#include "apps/ringback/times.h"

#include <string>

#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

// Sunday, 22 November 2026, 09:30 in Berlin.
Clock Berlin() {
  Clock clock;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Berlin", &clock.zone));
  clock.now = absl::FromCivil(absl::CivilSecond(2026, 11, 22, 9, 30, 0), clock.zone);
  return clock;
}

std::string Utc(const absl::StatusOr<absl::Time>& time) {
  return time.ok() ? absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", *time, absl::UTCTimeZone()) : "bad";
}

TEST(ParseTime, ReadsWhatPeopleWrite) {
  const Clock clock = Berlin();
  const std::pair<const char*, const char*> cases[] = {
      {"2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"},
      {"2026-11-24T09:00:00+01:00", "2026-11-24T08:00:00Z"},
      {"2026-11-24T09:00-05:00", "2026-11-24T14:00:00Z"},
      {"2026-11-24T09:00", "2026-11-24T08:00:00Z"},
      {"2026-07-24T09:00", "2026-07-24T07:00:00Z"},
      {"2026-11-24 09:00", "2026-11-24T08:00:00Z"},
      {"2026-11-24", "2026-11-23T23:00:00Z"},
      {"14:15", "2026-11-22T13:15:00Z"},
      {"now", "2026-11-22T08:30:00Z"},
      {"-12m", "2026-11-22T08:18:00Z"},
      {"+2d", "2026-11-24T08:30:00Z"},
      {"-1h30m", "2026-11-22T07:00:00Z"},
  };
  for (const auto& [text, time] : cases) EXPECT_EQ(Utc(ParseTime(text, clock)), time) << text;
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "tomorrow", "-", "+", "-12", "-12x", "25:00", "2026-13-01",
                           "2026-11-24T09:00:00Zz", "+999999999999999999999d", "-99999w"}) {
    EXPECT_EQ(Utc(ParseTime(text, Berlin())), "bad") << text;
  }
}

TEST(ParseSlot, ReadsSpansInTheTenantsZone) {
  const auto slot = [](const char* text) {
    const absl::StatusOr<v1::TimeSlot> read = ParseSlot(text, Berlin());
    return read.ok() ? Utc(FromProto(read->start_time())) + " " +
                           (read->has_end_time() ? Utc(FromProto(read->end_time())) : "-")
                     : std::string("bad");
  };
  const char* two_hours = "2026-11-24T08:00:00Z 2026-11-24T10:00:00Z";
  EXPECT_EQ(slot("2026-11-24T09:00/2026-11-24T11:00"), two_hours);
  EXPECT_EQ(slot("2026-11-24T09:00/11:00"), two_hours);
  EXPECT_EQ(slot("2026-11-24T09:00/+2h"), two_hours);
  EXPECT_EQ(slot("2026-11-24T08:00Z/2026-11-24T10:00Z"), two_hours);
  EXPECT_EQ(slot("2026-11-24T09:00"), "2026-11-24T08:00:00Z -");
  EXPECT_EQ(slot("2026-11-24T09:00/08:00"), "bad");
  EXPECT_EQ(slot("2026-11-24T09:00/"), "bad");
}

TEST(SpokenSlot, SaysTheDayOnce) {
  const Clock clock = Berlin();
  EXPECT_EQ(SpokenSlot(*ParseSlot("2026-11-24T09:00/11:00", clock), clock),
            "Tue 24 Nov, 09:00–11:00");
  EXPECT_EQ(SpokenSlot(*ParseSlot("2027-01-04T09:00", clock), clock), "Mon 04 Jan 2027, 09:00");
}

TEST(Ago, RoundsAsPeopleDo) {
  const Clock clock = Berlin();
  const auto ago = [&](absl::Duration d) { return Ago(clock.now - d, clock); };
  EXPECT_EQ(ago(absl::Seconds(10)), "just now");
  EXPECT_EQ(ago(absl::Seconds(60)), "1 minute ago");
  EXPECT_EQ(ago(absl::Minutes(12)), "12 minutes ago");
  EXPECT_EQ(ago(absl::Minutes(100)), "2 hours ago");
  EXPECT_EQ(ago(absl::Hours(30)), "30 hours ago");
  EXPECT_EQ(ago(absl::Hours(24 * 5)), "5 days ago");
  EXPECT_EQ(ago(-absl::Hours(48)), "in 2 days");
}

TEST(ParseLength, ReadsUnitsAndNothingElse) {
  EXPECT_EQ(*ParseLength("14d"), absl::Hours(24 * 14));
  EXPECT_EQ(*ParseLength("1h30m"), absl::Minutes(90));
  EXPECT_EQ(*ParseLength("90s"), absl::Seconds(90));
  for (const char* text : {"", "14", "d", "14 days", "-2d", "1.5h"}) {
    EXPECT_FALSE(ParseLength(text).ok()) << text;
  }
  EXPECT_EQ(SpokenLength(absl::Hours(24 * 14)), "14 days");
  EXPECT_EQ(SpokenLength(absl::Minutes(90)), "1 hour 30 minutes");
}

}  // namespace
}  // namespace ringback::cli
