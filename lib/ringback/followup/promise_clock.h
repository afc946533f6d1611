// What the queue of due contacts does by itself when its time comes.
#ifndef RINGBACK_FOLLOWUP_PROMISE_CLOCK_H_
#define RINGBACK_FOLLOWUP_PROMISE_CLOCK_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/base/clock.h"
#include "ringback/request/request_runner.h"
#include "ringback/store/store.h"

namespace ringback {

// Tells that a promised callback is due, at its minute, and that it is late, when it was not begun
// within the tenant's grace; each once, which the store remembers, whatever the clock does and
// however often the server starts anew. Gives back the leases that have run out. A thread of its
// own sleeps until the next of these times. Safe from any thread.
class PromiseClock {
 public:
  // The pointers must outlive it.
  PromiseClock(store::Store* store, RequestRunner* runner, Clock* clock);
  // Stops the thread.
  ~PromiseClock();

  PromiseClock(const PromiseClock&) = delete;
  PromiseClock& operator=(const PromiseClock&) = delete;

  // Starts the thread; once. What is overdue is told at once.
  void Start();

  // Stops the thread, if it was started. It finishes the write that it is in.
  void Stop();

  // There is something to do at `time`, which may be nearer than what it sleeps until. Quick.
  void WakeAt(absl::Time time);

  // Waits until it has done what there is to do by the clock, as far as that can be done: for those
  // whose clock stands.
  void AwaitIdle();

  // Does what there is to do now. Returns when there will be something next, InfiniteFuture when
  // nothing is planned. The thread calls it.
  absl::StatusOr<absl::Time> Run();

 private:
  void Loop();

  store::Store& store_;
  RequestRunner& runner_;
  Clock& clock_;
  int64_t jumps_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  absl::Time next_ = absl::InfiniteFuture();
  bool jumped_ = false;
  bool sleeping_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_PROMISE_CLOCK_H_
