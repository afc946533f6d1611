#include "ringback/service/queue_threads.h"

#include <pthread.h>

#include <chrono>

#include "ringback/service/completion.h"

namespace ringback {
namespace {

// How often it is looked whether a thread is held up.
constexpr std::chrono::milliseconds kLook{10};

// A thread that has worked for so long since the queue last gave it something is held up; one that
// waits does not work.
constexpr int64_t kHeldUpNs = 5'000'000;

// How long a helper waits for something to do before it looks whether it is still needed.
constexpr std::chrono::milliseconds kHelp{5};

// Each helper may be caught by another connection.
constexpr size_t kMaxWorkers = 9;

int64_t CpuTime(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void Complete(void* tag, bool ok) { static_cast<Completion*>(tag)->OnComplete(ok); }

}  // namespace

QueueThreads::QueueThreads(grpc::CompletionQueue* queue) : queue_(*queue) {
  for (size_t i = 0; i < kMaxWorkers; ++i) workers_.push_back(std::make_unique<Worker>());
  workers_[0]->called = true;
  workers_[0]->thread = std::thread([this] { Serve(*workers_[0]); });
  pthread_getcpuclockid(workers_[0]->thread.native_handle(), &workers_[0]->cpu_clock);
  overseer_ = std::thread([this] { Oversee(); });
}

QueueThreads::~QueueThreads() {
  workers_[0]->thread.join();
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  overseer_.join();
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

void QueueThreads::Serve(Worker& worker) {
  void* tag;
  bool ok;
  while (queue_.Next(&tag, &ok)) {
    worker.returns.fetch_add(1, std::memory_order_relaxed);
    Complete(tag, ok);
  }
}

void QueueThreads::Help(Worker& worker) {
  void* tag;
  bool ok;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return ended_ || worker.called; });
      if (ended_) return;
    }
    const auto until = std::chrono::system_clock::now() + kHelp;
    const auto next = queue_.AsyncNext(&tag, &ok, until);
    worker.returns.fetch_add(1, std::memory_order_relaxed);
    if (next == grpc::CompletionQueue::SHUTDOWN) return;
    if (next == grpc::CompletionQueue::GOT_EVENT) Complete(tag, ok);
  }
}

bool QueueThreads::IsHeldUp(Worker& worker) const {
  const uint64_t returns = worker.returns.load(std::memory_order_relaxed);
  const int64_t cpu = CpuTime(worker.cpu_clock);
  if (returns == worker.seen_returns) return cpu - worker.seen_cpu_ns > kHeldUpNs;
  worker.seen_returns = returns;
  worker.seen_cpu_ns = cpu;
  return false;
}

void QueueThreads::Oversee() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kLook, [this] { return ended_; })) {
    bool all_held_up = true;
    for (const auto& worker : workers_) {
      if (!worker->called) {
        // One at a time: it may be enough.
        if (!all_held_up) break;
        worker->called = true;
        if (!worker->thread.joinable()) {
          worker->thread = std::thread([this, one = worker.get()] { Help(*one); });
          pthread_getcpuclockid(worker->thread.native_handle(), &worker->cpu_clock);
        }
        worker->seen_cpu_ns = CpuTime(worker->cpu_clock);
        wake_.notify_all();
        break;
      }
      if (!IsHeldUp(*worker)) {
        all_held_up = false;
        // The helpers rest when the first is back.
        if (worker != workers_[0]) continue;
        for (size_t i = 1; i < workers_.size(); ++i) workers_[i]->called = false;
      }
    }
  }
}

}  // namespace ringback
