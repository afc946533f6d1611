#include "ringback/client.h"

#include <utility>

#include "absl/strings/cord.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "ringback/model/errors.h"

namespace ringback {

Client::Client(std::shared_ptr<grpc::Channel> channel) {
  auto stubs = std::make_shared<Stubs>();
  stubs->tenants = v1::TenantService::NewStub(channel);
  stubs->callers = v1::CallerService::NewStub(channel);
  stubs->leads = v1::LeadService::NewStub(channel);
  stubs->notes = v1::NoteService::NewStub(channel);
  stubs->attempts = v1::AttemptService::NewStub(channel);
  stubs->calls = v1::CallService::NewStub(channel);
  stubs->context = v1::CallerContextService::NewStub(channel);
  stubs->events = v1::EventService::NewStub(channel);
  stubs->channel = std::move(channel);
  stubs_ = std::move(stubs);
}

Client Client::Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  // A server on this machine is not behind a proxy, whatever the environment says.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return Client(grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  wire::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const wire::Status details = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(details.code()), details.message(),
                      details.SerializeAsString());
}

}  // namespace ringback
