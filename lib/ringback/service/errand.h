// Work on the thread of the completion queue that no call asks for.
#ifndef RINGBACK_SERVICE_ERRAND_H_
#define RINGBACK_SERVICE_ERRAND_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "grpcpp/alarm.h"
#include "grpcpp/completion_queue.h"
#include "ringback/service/completion.h"

namespace ringback {

// Something to do on the queue's thread, once for any number of times that it is asked for before
// it begins. Safe from any thread.
class Errand final : private Completion {
 public:
  // `work` must not block. The queue must be served until Stop() has returned.
  Errand(grpc::CompletionQueue* queue, std::function<void()> work);
  ~Errand() override;

  // Does the work after `delay`, or when an earlier call asked for it. While it is being done: once
  // more.
  void Run(std::chrono::milliseconds delay = {});

  // Returns when the work is not being done, nor will be again. Not from the work itself.
  void Stop();

 private:
  using Clock = std::chrono::system_clock;

  void OnComplete(bool ok) override;

  grpc::CompletionQueue& queue_;
  const std::function<void()> work_;
  grpc::Alarm alarm_;

  std::mutex mutex_;
  std::condition_variable idle_;
  bool under_way_ = false;  // is on the queue, or being done
  bool working_ = false;
  bool again_ = false;
  Clock::time_point again_at_;
  bool stopped_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_ERRAND_H_
