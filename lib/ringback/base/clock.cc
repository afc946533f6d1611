#include "ringback/base/clock.h"

#include <utility>

#include "absl/time/clock.h"

namespace ringback {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
  int64_t TellOfJumps(std::function<void()>) override { return 0; }
  void StopTelling(int64_t) override {}
};

}  // namespace

Clock* Clock::System() {
  static auto* const clock = new SystemClock;
  return clock;
}

absl::Time ManualClock::Now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

int64_t ManualClock::TellOfJumps(std::function<void()> jumped) {
  std::lock_guard lock(telling_);
  told_.emplace(++last_, std::move(jumped));
  return last_;
}

void ManualClock::StopTelling(int64_t id) {
  std::lock_guard lock(telling_);
  told_.erase(id);
}

void ManualClock::MoveTo(absl::Time time) {
  {
    std::lock_guard lock(mutex_);
    if (time <= now_) return;
    now_ = time;
  }
  TellAll();
}

void ManualClock::SetTo(absl::Time time) {
  {
    std::lock_guard lock(mutex_);
    if (time == now_) return;
    now_ = time;
  }
  TellAll();
}

void ManualClock::TellAll() {
  std::lock_guard lock(telling_);
  for (const auto& [id, jumped] : told_) jumped();
}

}  // namespace ringback
