// What time it is, and who is told when that changes.
#include "ringback/base/clock.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace ringback {
namespace {

constexpr absl::Time kMonday = absl::FromUnixSeconds(1767600000);

TEST(ClockTest, TheSystemsClockIsTheMachines) {
  const absl::Time before = absl::Now();
  const absl::Time now = Clock::System()->Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(ClockTest, AManualClockStandsUntilItIsMovedAndNeverGoesBack) {
  ManualClock clock(kMonday);
  EXPECT_EQ(clock.Now(), kMonday);
  clock.MoveTo(kMonday + absl::Hours(2));
  EXPECT_EQ(clock.Now(), kMonday + absl::Hours(2));
  clock.MoveTo(kMonday);
  EXPECT_EQ(clock.Now(), kMonday + absl::Hours(2));
}

TEST(ClockTest, WhoAsksIsToldOfJumpsUntilTheyStop) {
  ManualClock clock(kMonday);
  int jumps = 0;
  const int64_t id = clock.TellOfJumps([&] { ++jumps; });
  clock.MoveTo(kMonday + absl::Hours(1));
  clock.MoveTo(kMonday);  // no jump
  EXPECT_EQ(jumps, 1);
  clock.StopTelling(id);
  clock.MoveTo(kMonday + absl::Hours(2));
  EXPECT_EQ(jumps, 1);
}

}  // namespace
}  // namespace ringback
