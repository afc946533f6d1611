// A pool of threads for work that may block.
#ifndef RINGBACK_BASE_EXECUTOR_H_
#define RINGBACK_BASE_EXECUTOR_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ringback {

// Runs tasks on threads of its own, in the order in which they came. A thread is started when a
// task finds none idle, and kept. Safe from any thread.
class Executor {
 public:
  // Has `threads` threads at most.
  explicit Executor(size_t threads) : Executor(threads, threads, {}) {}

  // For tasks that are quickest when no more than `threads` run at once, but may be held up.
  // Others, so that there are `max_threads` at most, help while the first task that waits has
  // waited for longer than `patience`; that is looked at when a task comes or ends.
  Executor(size_t threads, size_t max_threads, std::chrono::milliseconds patience);

  // Runs what was scheduled, then ends the threads.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Runs `task` soon. Must not be called once destruction has begun, except by a task.
  void Schedule(std::function<void()> task);

 private:
  using Clock = std::chrono::steady_clock;

  struct Task {
    std::function<void()> run;
    Clock::time_point since;
  };

  // Threads of one kind.
  struct Crew {
    size_t most;
    size_t size = 0;
    size_t idle = 0;
    std::condition_variable wake = {};
  };

  bool MustHelp() const;
  void Start(Crew& crew);
  void Run(Crew& crew);

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::deque<Task> tasks_;
  std::vector<std::thread> threads_;
  Crew regulars_;
  Crew helpers_;
  bool closing_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_EXECUTOR_H_
