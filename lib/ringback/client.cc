#include "ringback/client.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/network_address.h"

namespace ringback {
namespace {

// How soon a server that went away is looked for again, at first and at the latest: an agent who
// has restarted it does not wait for minutes.
constexpr int kFirstRetryMillis = 200;
constexpr int kLastRetryMillis = 2000;

// How long a server may take to greet.
constexpr int kConnectMillis = 5000;

std::shared_ptr<grpc::Channel> Open(const std::string& target,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  // The server is one of this machine or of the house, and not behind a proxy, whatever the
  // environment says.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstRetryMillis);
  // In spite of its name it is the time that an attempt may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMillis);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastRetryMillis);
  return grpc::CreateCustomChannel(target, credentials, arguments);
}

}  // namespace

Client::Client(std::shared_ptr<grpc::Channel> channel) {
  auto stubs = std::make_shared<Stubs>();
  stubs->tenants = v1::TenantService::NewStub(channel);
  stubs->callers = v1::CallerService::NewStub(channel);
  stubs->leads = v1::LeadService::NewStub(channel);
  stubs->notes = v1::NoteService::NewStub(channel);
  stubs->attempts = v1::AttemptService::NewStub(channel);
  stubs->calls = v1::CallService::NewStub(channel);
  stubs->context = v1::CallerContextService::NewStub(channel);
  stubs->follow_up = v1::FollowUpService::NewStub(channel);
  stubs->scripts = v1::ScriptService::NewStub(channel);
  stubs->articles = v1::ArticleService::NewStub(channel);
  stubs->appointments = v1::AppointmentService::NewStub(channel);
  stubs->deliveries = v1::DeliveryService::NewStub(channel);
  stubs->reports = v1::ReportService::NewStub(channel);
  stubs->events = v1::EventService::NewStub(channel);
  stubs->channel = std::move(channel);
  stubs_ = std::move(stubs);
}

Client Client::Connect(const std::string& target) {
  return Client(Open(target, grpc::InsecureChannelCredentials()));
}

absl::StatusOr<Client> Client::ConnectTls(const std::string& target, const TlsFiles& files) {
  if (files.ca.empty()) {
    return InvalidField("tls_ca", "is missing; it has the authority that vouches for the server");
  }
  RINGBACK_RETURN_IF_ERROR(CheckTarget("target", target));
  if (absl::StartsWith(target, "unix")) {
    return InvalidField("tls_ca", "is not for a Unix socket, which has no TLS");
  }
  RINGBACK_ASSIGN_OR_RETURN(TlsTexts texts, ReadTlsFiles(files, "tls_ca"));
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::move(texts.ca);
  options.pem_private_key = std::move(texts.key);
  options.pem_cert_chain = std::move(texts.certificate);
  return Client(Open(target, grpc::SslCredentials(options)));
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
