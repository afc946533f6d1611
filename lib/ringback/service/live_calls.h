// Which calls the server still has to do with.
#ifndef RINGBACK_SERVICE_LIVE_CALLS_H_
#define RINGBACK_SERVICE_LIVE_CALLS_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace ringback {

// Counts the calls that are awaited or under way, so that the queue and the executor outlive them.
// Safe from any thread.
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

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  size_t count_ = 0;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_LIVE_CALLS_H_
