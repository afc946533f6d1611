// The threads that serve the completion queue.
#ifndef RINGBACK_SERVICE_QUEUE_THREADS_H_
#define RINGBACK_SERVICE_QUEUE_THREADS_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "grpcpp/completion_queue.h"

namespace ringback {

// Serves a completion queue, whose tags are Completions, on one thread: more of them take the
// network's events away from each other. But gRPC reads a connection for as long as more comes, on
// the thread that waited for it; so one client who sends without a pause could keep that thread for
// itself. Then another helps out until the first is back.
class QueueThreads {
 public:
  // Begins. The queue must outlive this.
  explicit QueueThreads(grpc::CompletionQueue* queue);

  // Returns when the queue has been shut down and is empty.
  ~QueueThreads();

 private:
  struct Worker {
    std::thread thread;
    clockid_t cpu_clock = 0;
    std::atomic<bool> called = false;   // has to work
    std::atomic<uint64_t> returns = 0;  // how often the queue gave it something, or nothing
    // As the overseer saw it when it last came back.
    uint64_t seen_returns = 0;
    int64_t seen_cpu_ns = 0;
  };

  void Serve(Worker& worker);
  void Help(Worker& worker);
  void Oversee();
  bool IsHeldUp(Worker& worker) const;

  grpc::CompletionQueue& queue_;
  std::vector<std::unique_ptr<Worker>> workers_;  // the first works always
  std::thread overseer_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_QUEUE_THREADS_H_
