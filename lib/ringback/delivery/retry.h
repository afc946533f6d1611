// When what failed is tried again.
#ifndef RINGBACK_DELIVERY_RETRY_H_
#define RINGBACK_DELIVERY_RETRY_H_

#include <cstdint>

#include "absl/time/time.h"

namespace ringback {

// A delivery is tried so often, over about a day, before it is given up.
inline constexpr int32_t kMaxTries = 10;

// How long after its first failure a delivery is tried again.
inline constexpr absl::Duration kFirstRetry = absl::Seconds(30);

// How long to wait after the `tries`th try (from 1) failed: `first` after the first, 2.5 times as
// long after each that follows, and up to a fifth less or more, as `chance` (from 0 to 1) says:
// receivers that come back are not met by everybody at once.
absl::Duration RetryDelay(int32_t tries, absl::Duration first, double chance);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_RETRY_H_
