// One call of a unary method, from its arrival to its answer.
#ifndef RINGBACK_SERVICE_UNARY_CALL_H_
#define RINGBACK_SERVICE_UNARY_CALL_H_

#include "grpcpp/completion_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/base/executor.h"
#include "ringback/service/completion.h"
#include "ringback/service/live_calls.h"
#include "ringback/service/table_service.h"

namespace ringback {

// Reads the bytes of a request and the deadline of its call into what a handler takes. Shared with
// the watch.
absl::Status ReadMessage(grpc::ByteBuffer* bytes, google::protobuf::Message* request);
RequestContext ContextOf(const grpc::ServerContext& call, const Method& method);

// The bytes of a message, handed to gRPC without a further copy.
grpc::ByteBuffer MakeBytes(const google::protobuf::Message& message);

// Waits for a call, answers it, and is gone; when its call comes it puts another in its place. What
// may block runs on the executor.
class UnaryCall final : public Completion {
 public:
  // Begins to wait for a call of method `index`. Owns itself.
  static void Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                    Executor* executor, LiveCalls* live);

  void OnComplete(bool ok) override;

 private:
  UnaryCall(TableService* service, int index, grpc::ServerCompletionQueue* queue,
            Executor* executor, LiveCalls* live)
      : service_(*service),
        index_(index),
        queue_(*queue),
        executor_(*executor),
        live_(*live),
        place_(live),
        responder_(&context_) {}

  void Answer();

  TableService& service_;
  const int index_;
  grpc::ServerCompletionQueue& queue_;
  Executor& executor_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  bool answered_ = false;
  bool admitted_ = false;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_UNARY_CALL_H_
