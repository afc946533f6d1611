#include "ringback/service/table_service.h"

#include "grpcpp/impl/rpc_service_method.h"

namespace ringback {

TableService::TableService(const std::string& service, const MethodTable& table) {
  for (const Method& method : table.methods()) {
    if (method.full_name.compare(0, service.size() + 1, service + ".") != 0) continue;
    const auto type = method.kind == Method::Kind::kWatch
                          ? grpc::internal::RpcMethod::SERVER_STREAMING
                          : grpc::internal::RpcMethod::NORMAL_RPC;
    // gRPC takes the method over, and keeps its name by pointer: the table's own string.
    AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(), type, nullptr));
    MarkMethodAsync(static_cast<int>(methods_.size()));
    methods_.push_back(&method);
  }
}

void TableService::AwaitUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                              grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* responder,
                              grpc::ServerCompletionQueue* queue, void* tag) {
  RequestAsyncUnary(index, context, request, responder, queue, queue, tag);
}

void TableService::AwaitStream(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                               grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                               grpc::ServerCompletionQueue* queue, void* tag) {
  RequestAsyncServerStreaming(index, context, request, writer, queue, queue, tag);
}

}  // namespace ringback
