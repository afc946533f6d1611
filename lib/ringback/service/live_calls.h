// Which calls the server still has to do with.
#ifndef RINGBACK_SERVICE_LIVE_CALLS_H_
#define RINGBACK_SERVICE_LIVE_CALLS_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "absl/time/time.h"

namespace ringback {

// Counts the calls that are awaited or under way, so that the queue and the executor outlive them,
// and lets a server that goes down answer those that have begun. Safe from any thread.
class LiveCalls {
 public:
  // One call, for as long as this object is there.
  class Place {
   public:
    explicit Place(LiveCalls* calls) : calls_(*calls) {
      std::lock_guard lock(calls_.mutex_);
      ++calls_.count_;
    }
    ~Place() {
      std::lock_guard lock(calls_.mutex_);
      if (--calls_.count_ == 0) calls_.none_.notify_all();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    LiveCalls& calls_;
  };

  void WaitForNone() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [this] { return count_ == 0; });
  }

  // Whether a call that has come is to be answered. One that is says Answered() when it has been.
  bool Admit() {
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    ++admitted_;
    return true;
  }
  void Answered() {
    std::lock_guard lock(mutex_);
    if (--admitted_ == 0) none_admitted_.notify_all();
  }

  // Admits no more, and waits until `deadline` for the answers of those that were.
  void Close(absl::Time deadline) {
    std::unique_lock lock(mutex_);
    closed_ = true;
    none_admitted_.wait_until(lock, absl::ToChronoTime(deadline),
                              [this] { return admitted_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::condition_variable none_admitted_;
  size_t count_ = 0;
  size_t admitted_ = 0;
  bool closed_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_LIVE_CALLS_H_
