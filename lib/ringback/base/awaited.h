// An answer that one thread waits for and another gives.
#ifndef RINGBACK_BASE_AWAITED_H_
#define RINGBACK_BASE_AWAITED_H_

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace ringback {

// Turns a function that calls back into one that returns. May live on the stack of who waits: once
// Wait() has returned, the thread that gave the answer does not use it any more.
template <typename T>
class Awaited {
 public:
  // Called once.
  void Give(T answer) {
    // Told under the lock: this is gone as soon as the answer is seen.
    std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    wake_.notify_one();
  }

  // Waits for the answer, however long it takes. Called once.
  T Wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return answer_.has_value(); });
    return *std::move(answer_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<T> answer_;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_AWAITED_H_
