#include "ringback/service/errand.h"

#include <algorithm>
#include <utility>

namespace ringback {

Errand::Errand(grpc::CompletionQueue* queue, std::function<void()> work)
    : queue_(*queue), work_(std::move(work)) {}

Errand::~Errand() { Stop(); }

void Errand::Run(std::chrono::milliseconds delay) {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  // gRPC rounds a time up to its next millisecond; one that is over is taken at once.
  const auto at = delay.count() == 0 ? Clock::time_point() : Clock::now() + delay;
  if (working_) {
    again_at_ = again_ ? std::min(again_at_, at) : at;
    again_ = true;
  } else if (!under_way_) {
    under_way_ = true;
    alarm_.Set(&queue_, at, static_cast<Completion*>(this));
  }
}

void Errand::Stop() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  alarm_.Cancel();
  idle_.wait(lock, [this] { return !under_way_; });
}

void Errand::OnComplete(bool) {
  std::unique_lock lock(mutex_);
  if (!stopped_) {
    working_ = true;
    lock.unlock();
    work_();
    lock.lock();
    working_ = false;
  }
  under_way_ = std::exchange(again_, false) && !stopped_;
  if (under_way_) {
    alarm_.Set(&queue_, again_at_, static_cast<Completion*>(this));
  } else {
    idle_.notify_all();
  }
}

}  // namespace ringback
