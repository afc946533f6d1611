// What failed and waits, longer each time, so that it keeps nothing else from being done.
#ifndef RINGBACK_DELIVERY_BACK_OFF_H_
#define RINGBACK_DELIVERY_BACK_OFF_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "absl/time/time.h"

namespace ringback {

// By name, in memory: after a restart everything is tried at once. Used by one thread.
class BackOff {
 public:
  static constexpr absl::Duration kFirst = absl::Seconds(5);
  static constexpr absl::Duration kLongest = absl::Hours(1);

  // Whether `name` is not to be tried yet.
  bool Waits(const std::string& name, absl::Time now) const {
    const auto found = waiting_.find(name);
    return found != waiting_.end() && now < found->second.until;
  }

  // It failed. Returns when it is to be tried again.
  absl::Time Failed(const std::string& name, absl::Time now) {
    Waiting& waiting = waiting_[name];
    waiting.span = std::min(std::max(2 * waiting.span, kFirst), kLongest);
    waiting.until = now + waiting.span;
    return waiting.until;
  }

  // How often it failed in a row is no longer remembered.
  void Worked(const std::string& name) { waiting_.erase(name); }

  // Forgets what was not tried again for a long time: somebody else has done it, or it is gone.
  void ForgetOld(absl::Time now) {
    for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
      const bool old = waiting->second.until + kLongest < now;
      waiting = old ? waiting_.erase(waiting) : std::next(waiting);
    }
  }

  // How many names are remembered.
  size_t size() const { return waiting_.size(); }

  // When the first of those that wait at `now` is to be tried again; InfiniteFuture for none.
  absl::Time Next(absl::Time now) const {
    absl::Time next = absl::InfiniteFuture();
    for (const auto& [name, waiting] : waiting_) {
      if (now < waiting.until) next = std::min(next, waiting.until);
    }
    return next;
  }

 private:
  struct Waiting {
    absl::Duration span = absl::ZeroDuration();
    absl::Time until = {};
  };
  std::map<std::string, Waiting> waiting_;
};

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_BACK_OFF_H_
