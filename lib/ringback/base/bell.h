// A bell that wakes the one who waits for it.
#ifndef RINGBACK_BASE_BELL_H_
#define RINGBACK_BASE_BELL_H_

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/time/time.h"

namespace ringback {

// Safe from any thread; one waits at a time.
class Bell {
 public:
  // Quick: it may be rung from a hook of a commit.
  void Ring() {
    {
      std::lock_guard lock(mutex_);
      if (rung_) return;
      rung_ = true;
    }
    wake_.notify_one();
  }

  // Waits until it is rung, or was since the last wait, but no longer than `span`. Whether it was.
  bool Wait(absl::Duration span) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, absl::ToChronoMicroseconds(span), [this] { return rung_; });
    return std::exchange(rung_, false);
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool rung_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_BELL_H_
