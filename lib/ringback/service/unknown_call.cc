#include "ringback/service/unknown_call.h"

#include "grpcpp/support/status.h"

namespace ringback {

void UnknownCall::Await(grpc::AsyncGenericService* service, grpc::ServerCompletionQueue* queue,
                        LiveCalls* live) {
  auto* call = new UnknownCall(service, queue, live);
  service->RequestCall(&call->context_, &call->stream_, queue, queue,
                       static_cast<Completion*>(call));
}

void UnknownCall::OnComplete(bool ok) {
  if (!ok || answered_) {
    delete this;
    return;
  }
  // gRPC hands these on before they are complete, and is done with them only when it has read what
  // else there is of their connection: waiting for how they end would be too late.
  live_.Strike(context_.peer());
  Await(&service_, &queue_, &live_);
  answered_ = true;
  stream_.Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "the server has no such method"),
                 static_cast<Completion*>(this));
}

}  // namespace ringback
