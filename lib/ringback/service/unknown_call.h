// Calls of methods that the server does not have.
#ifndef RINGBACK_SERVICE_UNKNOWN_CALL_H_
#define RINGBACK_SERVICE_UNKNOWN_CALL_H_

#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/async_generic_service.h"
#include "ringback/service/completion.h"
#include "ringback/service/live_calls.h"

namespace ringback {

// Waits for a call that no service takes, answers UNIMPLEMENTED, and is gone; when its call comes
// it puts another in its place. gRPC would answer as well, but takes one at a time, counts none,
// and expects one thread alone on the queue.
class UnknownCall final : public Completion {
 public:
  // Begins to wait. Owns itself.
  static void Await(grpc::AsyncGenericService* service, grpc::ServerCompletionQueue* queue,
                    LiveCalls* live);

  void OnComplete(bool ok) override;

 private:
  UnknownCall(grpc::AsyncGenericService* service, grpc::ServerCompletionQueue* queue,
              LiveCalls* live)
      : service_(*service), queue_(*queue), live_(*live), place_(live), stream_(&context_) {}

  grpc::AsyncGenericService& service_;
  grpc::ServerCompletionQueue& queue_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  bool answered_ = false;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_UNKNOWN_CALL_H_
