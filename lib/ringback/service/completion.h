// What waits on the completion queue.
#ifndef RINGBACK_SERVICE_COMPLETION_H_
#define RINGBACK_SERVICE_COMPLETION_H_

#include <functional>
#include <utility>

namespace ringback {

// Every tag on the server's completion queue is one of these.
class Completion {
 public:
  virtual ~Completion() = default;
  // Called once, on the queue's thread, which it must not block. `ok` as
  // grpc::CompletionQueue::Next says.
  virtual void OnComplete(bool ok) = 0;
};

// Calls a function, then is gone.
class FunctionCompletion final : public Completion {
 public:
  explicit FunctionCompletion(std::function<void(bool)> function)
      : function_(std::move(function)) {}
  void OnComplete(bool ok) override {
    function_(ok);
    delete this;
  }

 private:
  std::function<void(bool)> function_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_COMPLETION_H_
