#include "ringback/service/unary_call.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "grpcpp/support/slice.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/model/validate.h"

namespace ringback {

absl::Status ReadMessage(grpc::ByteBuffer* bytes, google::protobuf::Message* request) {
  grpc::Slice whole;
  if (!bytes->TrySingleSlice(&whole).ok() && !bytes->DumpToSingleSlice(&whole).ok()) {
    return absl::InternalError("the request could not be read");
  }
  return ParseRequest({reinterpret_cast<const char*>(whole.begin()), whole.size()}, request);
}

RequestContext ContextOf(const grpc::ServerContext& call, const Method& method) {
  RequestContext context;
  context.deadline = std::min(absl::FromChrono(call.deadline()), context.now + method.patience);
  return context;
}

grpc::ByteBuffer MakeBytes(const google::protobuf::Message& message) {
  auto* wire = new std::string(message.SerializeAsString());
  const grpc::Slice slice(
      wire->data(), wire->size(), [](void* held) { delete static_cast<std::string*>(held); }, wire);
  return grpc::ByteBuffer(&slice, 1);
}

void UnaryCall::Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                      Executor* executor, LiveCalls* live) {
  auto* call = new UnaryCall(service, index, queue, executor, live);
  service->AwaitUnary(index, &call->context_, &call->request_, &call->responder_, queue, call);
}

void UnaryCall::OnComplete(bool ok) {
  if (!ok || answered_) {  // the server goes down, or the answer is out
    if (admitted_) live_.Answered();
    delete this;
    return;
  }
  Await(&service_, index_, &queue_, &executor_, &live_);
  answered_ = true;
  admitted_ = live_.Admit();
  if (!admitted_) {
    responder_.FinishWithError(
        ToGrpcStatus(MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                               "the server is going down; nothing was done; connect again")),
        this);
    return;
  }
  executor_.Schedule([this] { Answer(); });
}

void UnaryCall::Answer() {
  const Method& method = *service_.methods()[static_cast<size_t>(index_)];
  const std::unique_ptr<google::protobuf::Message> request(method.request->New());
  const std::unique_ptr<google::protobuf::Message> response(method.response->New());
  absl::Status status = ReadMessage(&request_, request.get());
  if (status.ok()) status = method.handler(*request, ContextOf(context_, method), response.get());
  if (status.ok()) {
    responder_.Finish(MakeBytes(*response), grpc::Status::OK, this);
  } else {
    responder_.FinishWithError(ToGrpcStatus(status), this);
  }
}

}  // namespace ringback
