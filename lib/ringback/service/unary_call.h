// One call of a unary method, from its arrival to its answer.
#ifndef RINGBACK_SERVICE_UNARY_CALL_H_
#define RINGBACK_SERVICE_UNARY_CALL_H_

#include <string>

#include "grpcpp/completion_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/base/executor.h"
#include "ringback/service/call_time.h"
#include "ringback/service/completion.h"
#include "ringback/service/live_calls.h"
#include "ringback/service/table_service.h"

namespace ringback {

// Waits for a call, answers it, and is gone; when its call comes it puts another in its place. What
// is at hand is answered at once; what may block runs on the executor, or on threads of the
// method's own.
class UnaryCall final : public Completion {
 public:
  // Begins to wait for a call of method `index`. Owns itself.
  static void Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                    Executor* executor, LiveCalls* live, const CallTime* time);

  void OnComplete(bool ok) override;

 private:
  UnaryCall(TableService* service, int index, grpc::ServerCompletionQueue* queue,
            Executor* executor, LiveCalls* live, const CallTime* time)
      : service_(*service),
        index_(index),
        queue_(*queue),
        executor_(*executor),
        live_(*live),
        time_(*time),
        place_(live),
        responder_(&context_) {}

  const Method& method() const { return *service_.methods()[static_cast<size_t>(index_)]; }
  RequestContext Context() const;
  void Answer();
  void Begin();
  void Run();
  void Reply(absl::StatusOr<Method::Bytes> answer);

  TableService& service_;
  const int index_;
  grpc::ServerCompletionQueue& queue_;
  Executor& executor_;
  LiveCalls& live_;
  const CallTime& time_;
  absl::Time now_;
  const LiveCalls::Place place_;
  bool answered_ = false;
  bool admitted_ = false;
  std::string counted_as_;  // how LiveCalls counts it
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_UNARY_CALL_H_
