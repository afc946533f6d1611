// Functions at their times: in order, once, not after they were cancelled.
#include "ringback/base/timer.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback {
namespace {

using ::testing::ElementsAre;

// What was called, in order.
class Calls {
 public:
  void Add(int call) {
    std::lock_guard lock(mutex_);
    calls_.push_back(call);
    wake_.notify_all();
  }
  std::vector<int> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return calls_.size() >= count; });
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<int> calls_;
};

TEST(Timer, CallsInTheOrderOfTheTimesNotOfTheAsking) {
  Calls calls;
  Timer timer;
  const absl::Time now = absl::Now();
  timer.At(now + absl::Milliseconds(60), [&] { calls.Add(3); });
  timer.At(now + absl::Milliseconds(20), [&] { calls.Add(1); });
  timer.At(now + absl::Milliseconds(40), [&] { calls.Add(2); });
  EXPECT_THAT(calls.WaitFor(3), ElementsAre(1, 2, 3));
  EXPECT_GE(absl::Now(), now + absl::Milliseconds(60));
}

TEST(Timer, CallsWhatIsDueAlready) {
  Calls calls;
  Timer timer;
  timer.At(absl::InfinitePast(), [&] { calls.Add(1); });
  EXPECT_THAT(calls.WaitFor(1), ElementsAre(1));
}

TEST(Timer, DoesNotCallWhatWasCancelled) {
  Calls calls;
  Timer timer;
  const absl::Time soon = absl::Now() + absl::Milliseconds(20);
  const Timer::Id first = timer.At(soon, [&] { calls.Add(1); });
  timer.At(soon + absl::Milliseconds(20), [&] { calls.Add(2); });
  timer.Cancel(first);
  EXPECT_THAT(calls.WaitFor(1), ElementsAre(2));
}

TEST(Timer, GoesOnAfterAllWereCancelled) {
  Calls calls;
  Timer timer;
  for (int i = 0; i < 100; ++i) {
    timer.Cancel(timer.At(absl::Now() + absl::Milliseconds(5), [&] { calls.Add(1); }));
  }
  timer.At(absl::Now() + absl::Milliseconds(30), [&] { calls.Add(2); });
  EXPECT_THAT(calls.WaitFor(1), ElementsAre(2));
}

TEST(Timer, DropsWhatIsNotDueWhenItEnds) {
  Calls calls;
  {
    Timer timer;
    timer.At(absl::InfiniteFuture(), [&] { calls.Add(1); });
    timer.At(absl::Now() + absl::Hours(1), [&] { calls.Add(1); });
  }
  EXPECT_THAT(calls.WaitFor(0), ElementsAre());
}

}  // namespace
}  // namespace ringback
