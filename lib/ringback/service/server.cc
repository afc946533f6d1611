#include "ringback/service/server.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/service/completion.h"
#include "ringback/service/contract.h"
#include "ringback/service/unary_call.h"
#include "ringback/unix_address.h"

namespace ringback {
namespace {

// Calls of one method that can arrive between two looks at the queue.
constexpr int kAwaitedCalls = 8;

// How long calls that come while the server goes down are told so, and how long connections may
// take to close after that.
constexpr absl::Duration kFarewell = absl::Milliseconds(200);
constexpr absl::Duration kHangUp = absl::Milliseconds(500);

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const auto* service : ContractServices()) names.push_back(service->full_name());
  return names;
}

// Unix sockets have no TLS: the file system says who may use them.
bool IsUnixSocket(const std::string& address) {
  return absl::StartsWith(address, "unix:") || absl::StartsWith(address, "unix-abstract:");
}

// Whether nobody on another machine can reach an address.
bool IsLocal(const std::string& address) {
  if (IsUnixSocket(address)) return true;
  for (const char* prefix : {"localhost:", "[::1]:"}) {
    if (absl::StartsWith(address, prefix)) return true;
  }
  // A name such as 127.example.com may be anywhere.
  const std::string host = address.substr(0, address.find(':'));
  return absl::StartsWith(address, "127.") &&
         host.find_first_not_of("0123456789.") == std::string::npos;
}

absl::Status CheckAddress(const std::string& address, bool asks_for_certificates) {
  if (!IsLocal(address) && !asks_for_certificates) {
    return InvalidField("listen", Quote(address) +
                                      " can be reached from other machines, which needs TLS that "
                                      "asks for client certificates (a certificate, its key and a "
                                      "client CA), since there are no tokens yet; or listen on "
                                      "127.0.0.1:PORT, [::1]:PORT or unix:PATH");
  }
  return CheckUnixPath("listen", address);
}

absl::StatusOr<TlsTexts> ReadTls(const ServerOptions& options) {
  if (!options.tls_client_ca.empty() && options.tls_certificate.empty()) {
    return InvalidField(
        "tls_certificate",
        "is missing; only a server with a certificate can ask for those of clients");
  }
  return ReadTlsFiles({options.tls_certificate, options.tls_key, options.tls_client_ca},
                      "tls_client_ca");
}

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const TlsTexts& tls) {
  if (tls.certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({tls.key, tls.certificate});
  if (!tls.ca.empty()) {
    options.pem_root_certs = tls.ca;
    options.client_certificate_request = GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return grpc::SslServerCredentials(options);
}

}  // namespace

Server::Server(Rooms* rooms, const ServerOptions& options)
    : table_(rooms),
      call_time_(&rooms->clock(), options.simulated_clock),
      health_(ServiceNames()),
      reflection_("v1", ServiceNames()),
      reflection_alpha_("v1alpha", ServiceNames()),
      executor_(std::make_unique<Executor>(options.threads)),
      watch_desk_(std::make_unique<WatchDesk>(rooms, executor_.get(), options.watch_stall,
                                              options.watch_backlog)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Rooms* rooms, const ServerOptions& options) {
  RINGBACK_ASSIGN_OR_RETURN(const TlsTexts tls, ReadTls(options));
  for (const std::string& address : options.listen) {
    RINGBACK_RETURN_IF_ERROR(CheckAddress(address, !tls.ca.empty()));
  }
  auto server = std::unique_ptr<Server>(new Server(rooms, options));
  RINGBACK_RETURN_IF_ERROR(server->Listen(options.listen, tls));
  server->AwaitCalls();
  server->queue_thread_ = std::thread([server = server.get()] { server->RunQueue(); });
  return server;
}

absl::Status Server::Listen(const std::vector<std::string>& listen, const TlsTexts& tls) {
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  // A port that another program has is taken, not shared with it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  const auto plain = grpc::InsecureServerCredentials();
  const auto credentials = CredentialsOf(tls);
  std::vector<int> ports(listen.size(), 0);
  for (size_t i = 0; i < listen.size(); ++i) {
    builder.AddListeningPort(listen[i], IsUnixSocket(listen[i]) ? plain : credentials, &ports[i]);
  }
  for (const std::string& name : ServiceNames()) {
    services_.push_back(std::make_unique<TableService>(name, table_));
    builder.RegisterService(services_.back().get());
  }
  // No service may be of another of gRPC's APIs: each brings threads that wait for the network too.
  for (grpc::Service* service :
       std::initializer_list<grpc::Service*>{&health_, &reflection_, &reflection_alpha_}) {
    builder.RegisterService(service);
  }
  queue_ = builder.AddCompletionQueue();
  watch_desk_->Open(queue_.get());
  server_ = builder.BuildAndStart();
  for (size_t i = 0; i < listen.size(); ++i) {
    const std::string& asked = listen[i];
    // gRPC stops at the first that it cannot have, and leaves its port 0.
    if (ports[i] == 0) {
      return MakeError(
          absl::StatusCode::kUnavailable, v1::ERROR_REASON_INTERNAL,
          absl::StrCat("cannot listen on ", asked, ": is it taken by another program?"));
    }
    addresses_.push_back(absl::StartsWith(asked, "unix")
                             ? asked
                             : absl::StrCat(asked.substr(0, asked.rfind(':') + 1), ports[i]));
  }
  if (server_ == nullptr) return absl::InternalError("the gRPC server did not start");
  return absl::OkStatus();
}

void Server::AwaitCalls() {
  health_.Await(queue_.get(), &live_calls_);
  reflection_.Await(queue_.get(), &live_calls_);
  reflection_alpha_.Await(queue_.get(), &live_calls_);
  for (const auto& service : services_) {
    for (size_t i = 0; i < service->methods().size(); ++i) {
      const Method& method = *service->methods()[i];
      for (int n = 0; n < kAwaitedCalls; ++n) {
        if (method.kind == Method::Kind::kWatch) {
          WatchCall::Await(service.get(), static_cast<int>(i), queue_.get(), watch_desk_.get(),
                           &live_calls_);
        } else {
          UnaryCall::Await(service.get(), static_cast<int>(i), queue_.get(), executor_.get(),
                           &live_calls_, &call_time_);
        }
      }
    }
  }
}

void Server::RunQueue() {
  void* tag;
  bool ok;
  while (queue_->Next(&tag, &ok)) static_cast<Completion*>(tag)->OnComplete(ok);
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

void Server::Shutdown(absl::Duration grace) {
  if (!queue_thread_.joinable()) return;
  health_.Shutdown();
  watch_desk_->CloseAll();
  const absl::Time deadline = absl::Now() + grace;
  live_calls_.Close(deadline);
  // gRPC cancels what reaches it from here on, without a word. So first those who are calling are
  // told; and afterwards it need not wait for connections on which nothing is under way.
  absl::SleepFor(std::min(kFarewell, deadline - absl::Now()));
  server_->Shutdown(absl::ToChronoTime(std::min(deadline, absl::Now() + kHangUp)));
  // What still runs answers on the queue, and works on the executor: they go when no call is left.
  live_calls_.WaitForNone();
  watch_desk_->Stop();
  executor_.reset();
  queue_->Shutdown();
  queue_thread_.join();
}

Server::~Server() {
  if (server_ != nullptr) {
    Shutdown(absl::ZeroDuration());
  } else if (queue_ != nullptr) {
    queue_->Shutdown();
    RunQueue();
  }
}

}  // namespace ringback
