// When what failed is tried again.
#include "ringback/delivery/retry.h"

#include "gtest/gtest.h"

namespace ringback::test {
namespace {

TEST(Retry, TenTriesTakeAboutADay) {
  for (const double chance : {0.0, 0.5, 1.0}) {
    absl::Duration all;
    for (int tries = 1; tries < kMaxTries; ++tries) all += RetryDelay(tries, kFirstRetry, chance);
    EXPECT_GT(all, absl::Hours(16));
    EXPECT_LT(all, absl::Hours(27));
  }
}

TEST(Retry, EachWaitIsLongerThanTheOneBeforeWhateverChanceSays) {
  EXPECT_EQ(RetryDelay(1, kFirstRetry, 0.5), kFirstRetry);
  EXPECT_EQ(RetryDelay(1, kFirstRetry, 0), kFirstRetry * 0.8);
  for (int tries = 1; tries < kMaxTries; ++tries) {
    EXPECT_LT(RetryDelay(tries, kFirstRetry, 1), RetryDelay(tries + 1, kFirstRetry, 0));
  }
}

}  // namespace
}  // namespace ringback::test
