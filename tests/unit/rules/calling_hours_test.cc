// Calling hours: local minutes of the callee, on nights when clocks change too.
#include "ringback/rules/calling_hours.h"

#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace ringback::test {
namespace {

constexpr int kMonday = 1;
constexpr int kTuesday = 2;
constexpr int kFriday = 5;
constexpr int kSunday = 7;

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

struct Span {
  int weekday, start, end;  // local minutes
};

CallingHoursList Hours(std::initializer_list<Span> spans) {
  CallingHoursList hours;
  for (const Span& span : spans) {
    v1::CallingHours* const added = hours.Add();
    added->set_iso_weekday(span.weekday);
    added->set_start_minute(span.start);
    added->set_end_minute(span.end);
  }
  return hours;
}

absl::Time Utc(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%E*S", text, &time, &error)) << error;
  return time;
}

constexpr int At(int hour, int minute = 0) { return hour * 60 + minute; }

// The first allowed moment from `from` on, in UTC, as text.
std::string Next(const CallingHoursList& hours, const char* zone, const std::string& from) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E*S", NextAllowed(hours, Zone(zone), Utc(from)),
                          absl::UTCTimeZone());
}

TEST(CallingHours, OfATenantWithoutAnyAreEightToNineOfEveryDay) {
  // 47 CFR 64.1200 (c) (1): before 8 a.m. or after 9 p.m., local time at the called party's
  // location.
  EXPECT_EQ(Next({}, "America/New_York", "2030-07-01 04:00:00"), "2030-07-01 12:00:00");
  EXPECT_EQ(Next({}, "America/New_York", "2030-07-02 00:59:59"), "2030-07-02 00:59:59");
  EXPECT_EQ(Next({}, "America/New_York", "2030-07-02 01:00:00"), "2030-07-02 12:00:00");
  EXPECT_EQ(Next({}, "Europe/Berlin", "2030-07-06 23:00:00"), "2030-07-07 06:00:00");
}

TEST(CallingHours, LeaveAMomentThatIsAllowedAsItIs) {
  EXPECT_EQ(Next({}, "UTC", "2030-07-01 08:00:00"), "2030-07-01 08:00:00");
  EXPECT_EQ(Next({}, "UTC", "2030-07-01 11:12:13.456789"), "2030-07-01 11:12:13.456789");
}

TEST(CallingHours, BeginWithTheirFirstMinuteAndEndBeforeTheirLast) {
  const CallingHoursList hours = Hours({{kMonday, At(9), At(12)}, {kMonday, At(14), At(17)}});
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 08:59:59.999999"), "2030-07-01 09:00:00");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 11:59:59.999999"), "2030-07-01 11:59:59.999999");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 12:00:00"), "2030-07-01 14:00:00");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 17:00:00"), "2030-07-08 09:00:00");
}

TEST(CallingHours, ThatTouchAreOneSpanAlsoOverMidnight) {
  const CallingHoursList hours =
      Hours({{kMonday, At(9), At(12)}, {kMonday, At(12), At(24)}, {kTuesday, At(0), At(1)}});
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 12:00:00"), "2030-07-01 12:00:00");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 23:59:59.999999"), "2030-07-01 23:59:59.999999");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-02 00:00:00"), "2030-07-02 00:00:00");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-02 01:00:00"), "2030-07-08 09:00:00");
}

TEST(CallingHours, ThatEndAtMidnightEndThere) {
  const CallingHoursList hours = Hours({{kMonday, At(20), At(24)}});
  EXPECT_EQ(Next(hours, "UTC", "2030-07-01 23:59:59"), "2030-07-01 23:59:59");
  EXPECT_EQ(Next(hours, "UTC", "2030-07-02 00:00:00"), "2030-07-08 20:00:00");
}

TEST(CallingHours, ThatNeverComeAreNever) {
  const absl::Time from = Utc("2030-07-01 00:00:00");
  const absl::TimeZone utc = absl::UTCTimeZone();
  EXPECT_EQ(NextAllowed(Hours({{9, At(8), At(9)}}), utc, from), absl::InfiniteFuture());
  EXPECT_EQ(NextAllowed(Hours({{kMonday, At(9), At(9)}}), utc, from), absl::InfiniteFuture());
  EXPECT_EQ(NextAllowed(Hours({{kMonday, At(9), At(8)}}), utc, from), absl::InfiniteFuture());
  EXPECT_EQ(NextAllowed({}, utc, absl::InfiniteFuture()), absl::InfiniteFuture());
}

// On 10 March 2030 New York's clocks go from 02:00 EST (07:00 UTC) to 03:00 EDT.
TEST(CallingHours, BeginWithTheJumpWhenTheirFirstMinuteIsLeftOut) {
  const CallingHoursList hours = Hours({{kSunday, At(2, 30), At(4)}});
  EXPECT_EQ(Next(hours, "America/New_York", "2030-03-09 12:00:00"), "2030-03-10 07:00:00");
  EXPECT_EQ(Next(hours, "America/New_York", "2030-03-10 06:59:59"), "2030-03-10 07:00:00");
  EXPECT_EQ(Next(hours, "America/New_York", "2030-03-10 07:59:59"), "2030-03-10 07:59:59");
  EXPECT_EQ(Next(hours, "America/New_York", "2030-03-10 08:00:00"), "2030-03-17 06:30:00");
}

TEST(CallingHours, ThatAreLeftOutAsAWholeComeAWeekLater) {
  EXPECT_EQ(
      Next(Hours({{kSunday, At(2, 10), At(2, 40)}}), "America/New_York", "2030-03-10 05:00:00"),
      "2030-03-17 06:10:00");
  EXPECT_EQ(Next(Hours({{kSunday, At(2), At(3)}}), "America/New_York", "2030-03-10 06:59:59"),
            "2030-03-17 06:00:00");
}

// On 3 November 2030 New York's clocks go from 02:00 EDT (06:00 UTC) back to 01:00 EST.
TEST(CallingHours, CountTwiceWhenTheClockShowsThemTwice) {
  const CallingHoursList late = Hours({{kSunday, At(1, 30), At(2)}});
  EXPECT_EQ(Next(late, "America/New_York", "2030-11-03 05:00:00"), "2030-11-03 05:30:00");
  EXPECT_EQ(Next(late, "America/New_York", "2030-11-03 05:59:59"), "2030-11-03 05:59:59");
  EXPECT_EQ(Next(late, "America/New_York", "2030-11-03 06:00:00"), "2030-11-03 06:30:00");
  EXPECT_EQ(Next(late, "America/New_York", "2030-11-03 07:00:00"), "2030-11-10 06:30:00");
}

TEST(CallingHours, GoOnAgainWhenTheClockGoesBackIntoThem) {
  const CallingHoursList early = Hours({{kSunday, At(0, 30), At(1, 40)}});
  EXPECT_EQ(Next(early, "America/New_York", "2030-11-03 05:40:00"), "2030-11-03 06:00:00");
  EXPECT_EQ(Next(early, "America/New_York", "2030-11-03 06:40:00"), "2030-11-10 05:30:00");
}

// Lord Howe Island moves by half an hour: on 7 April 2030 from 02:00 back to 01:30 (6 April 15:00
// UTC), on 6 October 2030 from 02:00 to 02:30 (5 October 15:30 UTC).
TEST(CallingHours, HoldOnAnIslandWhoseClocksMoveByHalfAnHour) {
  constexpr char kLordHowe[] = "Australia/Lord_Howe";
  const CallingHoursList end = Hours({{kSunday, At(1, 40), At(2)}});
  EXPECT_EQ(Next(end, kLordHowe, "2030-04-06 14:00:00"), "2030-04-06 14:40:00");
  EXPECT_EQ(Next(end, kLordHowe, "2030-04-06 15:00:00"), "2030-04-06 15:10:00");
  EXPECT_EQ(Next(Hours({{kSunday, At(1), At(1, 45)}}), kLordHowe, "2030-04-06 14:50:00"),
            "2030-04-06 15:00:00");
  EXPECT_EQ(Next(Hours({{kSunday, At(2, 10), At(3)}}), kLordHowe, "2030-10-05 15:00:00"),
            "2030-10-05 15:30:00");
}

// Samoa left out Friday, 30 December 2011.
TEST(CallingHours, OfADayThatWasLeftOutComeAWeekLater) {
  EXPECT_EQ(Next(Hours({{kFriday, At(9), At(17)}}), "Pacific/Apia", "2011-12-30 04:00:00"),
            "2012-01-05 19:00:00");
}

// Whatever the hours, what is found is allowed, and no minute before it is.
TEST(CallingHours, AreFoundAtTheFirstMomentAroundEveryChangeOfClocks) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const std::vector<absl::Time> changes = {Utc("2030-03-10 07:00:00"), Utc("2030-11-03 06:00:00"),
                                           Utc("2030-03-31 01:00:00"), Utc("2030-10-27 01:00:00"),
                                           Utc("2030-04-06 15:00:00"), Utc("2030-10-05 15:30:00")};
  for (const char* name : {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe",
                           "America/Havana", "America/St_Johns", "Asia/Beirut"}) {
    const absl::TimeZone zone = Zone(name);
    for (int round = 0; round < 100; ++round) {
      CallingHoursList hours;
      for (int i = pick(1, 5); i > 0; --i) {
        const int start = pick(0, 1) ? pick(0, 239) : pick(0, 1439);
        hours.MergeFrom(Hours(
            {{pick(0, 1) ? kSunday : pick(1, 7), start, std::min(1440, start + pick(1, 240))}}));
      }
      const absl::Time from =
          changes[static_cast<size_t>(pick(0, 5))] + absl::Minutes(pick(-2000, 2000));
      absl::Time expected = from;
      while (expected < from + absl::Hours(24 * 15) && !IsAllowed(hours, zone, expected))
        expected += absl::Minutes(1);
      EXPECT_EQ(NextAllowed(hours, zone, from), expected) << name << " from " << from;
    }
  }
}

}  // namespace
}  // namespace ringback::test
