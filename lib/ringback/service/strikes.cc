#include "ringback/service/strikes.h"

#include <iterator>

namespace ringback {

bool Strikes::Add(const std::string& peer, Clock::time_point now) {
  std::lock_guard lock(mutex_);
  const int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now - since_).count();
  if (seconds > 0) {
    since_ += std::chrono::seconds(seconds);
    for (auto one = counts_.begin(); one != counts_.end();) {
      one->second -= seconds * each_second_;
      one = one->second > 0 ? std::next(one) : counts_.erase(one);
    }
  }
  return ++counts_[peer] == most_ + 1;
}

}  // namespace ringback
