// Ids: unique, in the order of time, and the same text forth and back.
#include "ringback/model/ids.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace ringback {
namespace {

TEST(NewId, IsGreaterThanEveryOneBefore) {
  const absl::Time now = absl::Now();
  int64_t last = 0;
  for (int i = 0; i < 10000; ++i) {
    const int64_t id = NewId(now);
    ASSERT_GT(id, last);
    last = id;
  }
  EXPECT_GT(NewId(now - absl::Hours(1)), last) << "also when the clock goes back";
}

TEST(NewId, IsInTheOrderOfTime) {
  const int64_t before = NewId(absl::Now() + absl::Hours(1));
  EXPECT_GT(NewId(absl::Now() + absl::Hours(1) + absl::Milliseconds(2)), before);
}

TEST(NewId, IsNotBelowTheFirstOfItsTime) {
  const absl::Time later = absl::Now() + absl::Hours(2);
  EXPECT_LT(NewId(later - absl::Milliseconds(1)), FirstIdAt(later));
  EXPECT_GE(NewId(later), FirstIdAt(later));
  EXPECT_GT(FirstIdAt(absl::UnixEpoch()), 0);
}

TEST(NewId, IsPositiveForAnyTime) {
  EXPECT_GT(NewId(absl::UnixEpoch()), 0);
  EXPECT_GT(NewId(absl::FromUnixSeconds(-1)), 0);
}

TEST(NewId, IsUniqueOverThreads) {
  constexpr int kThreads = 4;
  constexpr int kIds = 5000;
  std::vector<std::vector<int64_t>> made(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&ids = made[i]] {
      for (int j = 0; j < kIds; ++j) ids.push_back(NewId(absl::Now()));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<int64_t> all;
  for (const auto& ids : made) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    all.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(all.size(), size_t{kThreads} * kIds);
}

TEST(FormatId, GoesForthAndBack) {
  for (const int64_t id :
       {int64_t{1}, int64_t{31}, int64_t{32}, int64_t{1} << 40, INT64_MAX, NewId(absl::Now())}) {
    const std::string text = FormatId(id);
    EXPECT_EQ(text.size(), 13u);
    EXPECT_EQ(ParseId(text), id);
  }
}

TEST(FormatId, KeepsTheOrder) {
  const int64_t ids[] = {1, 9, 10, 31, 32, 1000, int64_t{1} << 30, int64_t{1} << 62, INT64_MAX};
  for (size_t i = 0; i + 1 < std::size(ids); ++i) {
    EXPECT_LT(FormatId(ids[i]), FormatId(ids[i + 1]));
  }
}

TEST(ParseId, TakesNothingElse) {
  for (const char* text : {"", "1", "000000000000", "00000000000001", "000000000000i",
                           "000000000000l", "000000000000o", "000000000000u", "000000000000A",
                           "00000000000 1", "-000000000001", "zzzzzzzzzzzzz"}) {
    EXPECT_EQ(ParseId(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ringback
