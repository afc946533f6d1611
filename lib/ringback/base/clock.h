// What time it is.
#ifndef RINGBACK_BASE_CLOCK_H_
#define RINGBACK_BASE_CLOCK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "absl/time/time.h"

namespace ringback {

// What time it is, for records and for what comes due. Deadlines are kept in real time, whatever a
// clock says. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual absl::Time Now() const = 0;

  // Calls `jumped` after each jump of the clock, in the thread that makes it jump, until
  // StopTelling(). Who sleeps until a time looks at the clock again then. `jumped` must be quick. A
  // clock that only runs never calls it.
  virtual int64_t TellOfJumps(std::function<void()> jumped) = 0;
  // After this returns the function is not called any more. Not from the function itself.
  virtual void StopTelling(int64_t id) = 0;

  // The machine's clock. Never destroyed.
  static Clock* System();
};

// A clock that stands until it is moved: for simulations and tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start) : now_(start) {}

  absl::Time Now() const override;
  int64_t TellOfJumps(std::function<void()> jumped) override;
  void StopTelling(int64_t id) override;

  // Moves it on. It never goes back: an earlier time changes nothing.
  void MoveTo(absl::Time time);

  // Sets it, also back, as a machine's clock may be set.
  void SetTo(absl::Time time);

 private:
  void TellAll();

  mutable std::mutex mutex_;
  absl::Time now_;
  // Held while functions are called, so that none runs once StopTelling() has returned.
  std::mutex telling_;
  std::map<int64_t, std::function<void()>> told_;
  int64_t last_ = 0;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_CLOCK_H_
