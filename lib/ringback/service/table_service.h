// A gRPC service made of the method table.
#ifndef RINGBACK_SERVICE_TABLE_SERVICE_H_
#define RINGBACK_SERVICE_TABLE_SERVICE_H_

#include <string>
#include <vector>

#include "grpcpp/completion_queue.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/service/method_table.h"

namespace ringback {

// The methods of one service of the contract, registered by name, their messages left as bytes:
// what generated services do for one type each is done here for all of the table.
class TableService final : public grpc::Service {
 public:
  // `service` is "ringback.v1.CallerService"; `table` must outlive this.
  TableService(const std::string& service, const MethodTable& table);

  // The methods, by the index that the functions below take.
  const std::vector<const Method*>& methods() const { return methods_; }

  // Waits for the next call of a unary method; `tag` completes when it has come.
  void AwaitUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* responder,
                  grpc::ServerCompletionQueue* queue, void* tag);

  // The same for a method that streams its answer.
  void AwaitStream(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                   grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                   grpc::ServerCompletionQueue* queue, void* tag);

 private:
  std::vector<const Method*> methods_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_TABLE_SERVICE_H_
