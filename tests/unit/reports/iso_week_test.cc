// Weeks of ISO 8601.
#include "ringback/reports/iso_week.h"

#include "gtest/gtest.h"

namespace ringback::test {
namespace {

using absl::CivilDay;

TEST(IsoWeek, IsThatOfItsThursday) {
  const struct {
    CivilDay day;
    const char* week;
  } kDays[] = {
      // The examples of the standard's own table of year ends.
      {CivilDay(2005, 1, 1), "2004-W53"},   {CivilDay(2005, 1, 2), "2004-W53"},
      {CivilDay(2005, 12, 31), "2005-W52"}, {CivilDay(2007, 1, 1), "2007-W01"},
      {CivilDay(2007, 12, 30), "2007-W52"}, {CivilDay(2007, 12, 31), "2008-W01"},
      {CivilDay(2008, 12, 28), "2008-W52"}, {CivilDay(2008, 12, 29), "2009-W01"},
      {CivilDay(2009, 12, 31), "2009-W53"}, {CivilDay(2010, 1, 3), "2009-W53"},
      {CivilDay(2026, 11, 22), "2026-W47"}, {CivilDay(2026, 11, 23), "2026-W48"},
  };
  for (const auto& [day, week] : kDays) {
    EXPECT_EQ(IsoWeekOf(day), week);
    EXPECT_EQ(ParseIsoWeek(week), MondayOf(day));
  }
}

TEST(IsoWeek, EveryDayOfACenturyIsInTheWeekOfItsMonday) {
  for (CivilDay day(1999, 12, 25); day < CivilDay(2100, 1, 10); ++day) {
    const CivilDay monday = MondayOf(day);
    ASSERT_EQ(absl::GetWeekday(monday), absl::Weekday::monday);
    ASSERT_TRUE(day - monday >= 0 && day - monday < 7) << day;
    ASSERT_EQ(ParseIsoWeek(IsoWeekOf(day)), monday) << day;
  }
}

TEST(IsoWeek, WhatIsNoneIsNotRead) {
  for (const char* text : {"", "2026", "2026-47", "2026-W00", "2026-W54", "2025-W53", "2026-W4",
                           "2026-w47", "2026-W47 ", "26-W47", "2026-W+7", "-026-W47"}) {
    EXPECT_EQ(ParseIsoWeek(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ringback::test
