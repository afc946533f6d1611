#include "ringback/delivery/retry.h"

#include <algorithm>
#include <cmath>

namespace ringback {

absl::Duration RetryDelay(int32_t tries, absl::Duration first, double chance) {
  constexpr double kFactor = 2.5;
  const int32_t step = std::clamp(tries, 1, kMaxTries) - 1;
  return first * (std::pow(kFactor, step) * (0.8 + 0.4 * std::clamp(chance, 0.0, 1.0)));
}

}  // namespace ringback
