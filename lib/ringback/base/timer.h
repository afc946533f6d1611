// Functions that are called at their times.
#ifndef RINGBACK_BASE_TIMER_H_
#define RINGBACK_BASE_TIMER_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/time.h"

namespace ringback {

// Calls functions at their times, on one thread of its own, which is started with the first of
// them. Safe from any thread.
class Timer {
 public:
  using Id = std::pair<absl::Time, uint64_t>;

  Timer() = default;

  // Drops what is not due yet, waits for what runs.
  ~Timer();

  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `function` once, at `time` or soon after. It must be quick: others wait for it.
  Id At(absl::Time time, std::function<void()> function);

  // Drops the function, if it has not been called yet. Does not wait for one that runs.
  void Cancel(const Id& id);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<Id, std::function<void()>> waiting_;
  uint64_t last_ = 0;
  // Who asks for a later time need not wake the thread.
  absl::Time sleeps_until_ = absl::InfiniteFuture();
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_TIMER_H_
