#include "ringback/base/executor.h"

#include <utility>

namespace ringback {

Executor::Executor(size_t threads, size_t max_threads, std::chrono::milliseconds patience)
    : patience_(patience), regulars_{.most = threads}, helpers_{.most = max_threads - threads} {}

Executor::~Executor() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  regulars_.wake.notify_all();
  helpers_.wake.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Executor::MustHelp() const {
  return !tasks_.empty() && Clock::now() - tasks_.front().since > patience_;
}

void Executor::Start(Crew& crew) {
  ++crew.size;
  threads_.emplace_back([this, &crew] { Run(crew); });
}

void Executor::Schedule(std::function<void()> task) {
  std::lock_guard lock(mutex_);
  tasks_.push_back({std::move(task), Clock::now()});
  const bool enough = regulars_.idle >= tasks_.size() || closing_;
  if (!enough && regulars_.size < regulars_.most) return Start(regulars_);
  if (!enough && MustHelp()) {
    if (helpers_.idle == 0 && helpers_.size < helpers_.most) Start(helpers_);
    helpers_.wake.notify_one();
    return;
  }
  regulars_.wake.notify_one();
}

void Executor::Run(Crew& crew) {
  const bool helps = &crew == &helpers_;
  std::unique_lock lock(mutex_);
  while (true) {
    ++crew.idle;
    crew.wake.wait(lock, [&] { return closing_ || (helps ? MustHelp() : !tasks_.empty()); });
    --crew.idle;
    if (tasks_.empty()) return;
    std::function<void()> task = std::move(tasks_.front().run);
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds is let go outside the lock
    lock.lock();
  }
}

}  // namespace ringback
