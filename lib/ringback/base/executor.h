// A pool of threads for work that may block.
#ifndef RINGBACK_BASE_EXECUTOR_H_
#define RINGBACK_BASE_EXECUTOR_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ringback {

// Runs tasks on at most `max_threads` threads of its own, in the order in which they came. A thread
// is started when a task finds none idle, and kept. Safe from any thread.
class Executor {
 public:
  explicit Executor(size_t max_threads);

  // Runs what was scheduled, then ends the threads.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Runs `task` soon. Must not be called once destruction has begun, except by a task.
  void Schedule(std::function<void()> task);

 private:
  void Run();

  const size_t max_threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  bool closing_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_BASE_EXECUTOR_H_
