#include "ringback/base/timer.h"

#include "absl/time/clock.h"

namespace ringback {

Timer::~Timer() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Timer::Id Timer::At(absl::Time time, std::function<void()> function) {
  std::lock_guard lock(mutex_);
  const Id id{time, ++last_};
  waiting_.emplace(id, std::move(function));
  if (!thread_.joinable()) {
    thread_ = std::thread([this] { Run(); });
  } else if (time < sleeps_until_) {
    wake_.notify_one();
  }
  return id;
}

void Timer::Cancel(const Id& id) {
  std::function<void()> dropped;  // declared first: what it holds is let go outside the lock
  std::lock_guard lock(mutex_);
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  dropped = std::move(found->second);
  waiting_.erase(found);
}

void Timer::Run() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    sleeps_until_ = waiting_.empty() ? absl::InfiniteFuture() : waiting_.begin()->first.first;
    if (waiting_.empty()) {
      wake_.wait(lock);
    } else if (sleeps_until_ > absl::Now()) {
      wake_.wait_until(lock, absl::ToChronoTime(sleeps_until_));
    } else {
      std::function<void()> function = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      lock.unlock();
      function();
      function = nullptr;
      lock.lock();
    }
  }
}

}  // namespace ringback
