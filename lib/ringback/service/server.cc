#include "ringback/service/server.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "grpc/compression.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/network_address.h"
#include "ringback/service/contract.h"
#include "ringback/service/limits.h"
#include "ringback/service/unary_call.h"
#include "ringback/service/unknown_call.h"

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

absl::Status CheckReach(const ListenAddress& address, bool asks_for_certificates) {
  if (IsOfThisMachine(address) || asks_for_certificates) return absl::OkStatus();
  return InvalidField("listen",
                      Quote(TextOf(address)) +
                          " can be reached from other machines, which needs TLS that asks for "
                          "client certificates (a certificate, its key and a client CA), since "
                          "there are no tokens yet; or listen on 127.0.0.1:PORT, [::1]:PORT or "
                          "unix:PATH");
}

absl::StatusOr<std::vector<ListenAddress>> ReadAddresses(const ServerOptions& options,
                                                         bool asks_for_certificates) {
  std::vector<ListenAddress> addresses;
  for (const std::string& text : options.listen) {
    RINGBACK_ASSIGN_OR_RETURN(ListenAddress address, ReadListenAddress("listen", text));
    RINGBACK_RETURN_IF_ERROR(CheckReach(address, asks_for_certificates));
    addresses.push_back(std::move(address));
  }
  return addresses;
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

// What one client, or all of them, can take of the server; see limits.h.
void SetLimits(grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(kMaxRequestBytes);
  // A small request can be compressed so well that it is a gigabyte when gRPC has inflated it,
  // which it does before it asks how long it is. Without the filter it cannot.
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    builder->SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
  builder->AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  grpc::ResourceQuota quota("ringback");
  quota.Resize(kNetworkMemoryBytes);
  builder->SetResourceQuota(quota);
  const auto millis = [](absl::Duration duration) {
    return static_cast<int>(absl::ToInt64Milliseconds(duration));
  };
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCallsOfConnection},
      {GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, kReadBytes},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, millis(kHandshakeLimit)},
      {GRPC_ARG_KEEPALIVE_TIME_MS, millis(kKeepaliveTime)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, millis(kKeepaliveLimit)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0},
  };
  for (const auto& [name, value] : arguments) builder->AddChannelArgument(name, value);
}

// A program that has the engine in itself may do with it what it likes.
LiveCalls::Limits LimitsOf(const ServerOptions& options,
                           std::function<void(const std::string&)> strike) {
  if (options.listen.empty()) return {};
  return {kMaxLiveCalls, kMaxCallsOfConnection, std::move(strike)};
}

}  // namespace

Server::Server(Rooms* rooms, const ServerOptions& options)
    : options_(options),
      table_(rooms),
      call_time_(&rooms->clock(), options.simulated_clock),
      health_(ServiceNames()),
      reflection_("v1", ServiceNames()),
      reflection_alpha_("v1alpha", ServiceNames()),
      strikes_(kMaxStrikes, kForgottenStrikes),
      live_calls_(LimitsOf(options, [this](const std::string& peer) { OnStrike(peer); })),
      executor_(std::make_unique<Executor>(options.threads)),
      watch_desk_(std::make_unique<WatchDesk>(rooms, executor_.get(), options.watch_stall,
                                              options.watch_backlog)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Rooms* rooms, const ServerOptions& options) {
  RINGBACK_ASSIGN_OR_RETURN(TlsTexts tls, ReadTls(options));
  RINGBACK_ASSIGN_OR_RETURN(const auto addresses, ReadAddresses(options, !tls.ca.empty()));
  auto server = std::unique_ptr<Server>(new Server(rooms, options));
  RINGBACK_ASSIGN_OR_RETURN(server->listener_, Listener::Bind(addresses));
  if (!tls.certificate.empty()) server->tls_ = std::make_unique<TlsCredentials>(std::move(tls));
  RINGBACK_RETURN_IF_ERROR(server->Build());
  server->AwaitCalls();
  server->queue_threads_ = std::make_unique<QueueThreads>(server->queue_.get());
  server->Listen();
  return server;
}

absl::Status Server::Build() {
  grpc::ServerBuilder builder;
  SetLimits(&builder);
  constexpr auto kFromDescriptor =
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD;
  plain_acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      kFromDescriptor, grpc::InsecureServerCredentials());
  if (tls_ != nullptr) {
    tls_acceptor_ =
        builder.experimental().AddExternalConnectionAcceptor(kFromDescriptor, tls_->ForServer());
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
  builder.RegisterAsyncGenericService(&unknown_methods_);
  queue_ = builder.AddCompletionQueue();
  watch_desk_->Open(queue_.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) return absl::InternalError("the gRPC server did not start");
  return absl::OkStatus();
}

void Server::Listen() {
  if (addresses().empty()) return;
  Listener::Options options;
  options.max_connections = options_.max_connections;
  options.take = [this](int fd, bool is_unix) {
    Acceptor::NewConnectionParameters connection;
    connection.fd = fd;
    // Unix sockets have no TLS: the file system says who may use them.
    const bool plain = is_unix || tls_acceptor_ == nullptr;
    (plain ? plain_acceptor_ : tls_acceptor_)->HandleNewConnection(&connection);
  };
  options.tell = [this](bool accepting) { health_.SetAccepting(accepting); };
  options.log = [this](std::string_view line) { Log(line); };
  if (options_.own_process) options.max_growth = kMaxGrowthBytes;
  listener_->Start(std::move(options));
}

void Server::OnStrike(const std::string& peer) {
  // Connections in this process and over Unix sockets have no name of their own.
  if (!absl::StartsWith(peer, "ipv") || !strikes_.Add(peer, Strikes::Clock::now())) return;
  Log("closed the connection from " + peer +
      ": it began more calls than can be answered, or gave up those that it began");
  listener_->CutOff(peer);
}

void Server::Log(std::string_view line) const {
  if (options_.log) options_.log(line);
}

absl::Status Server::ReloadTls() {
  if (tls_ == nullptr) {
    return absl::FailedPreconditionError("there are no TLS files; the server serves without TLS");
  }
  RINGBACK_ASSIGN_OR_RETURN(TlsTexts texts, ReadTls(options_));
  tls_->Replace(std::move(texts));
  return absl::OkStatus();
}

void Server::AwaitCalls() {
  health_.Await(queue_.get(), &live_calls_);
  reflection_.Await(queue_.get(), &live_calls_);
  reflection_alpha_.Await(queue_.get(), &live_calls_);
  for (int n = 0; n < kAwaitedCalls; ++n) {
    UnknownCall::Await(&unknown_methods_, queue_.get(), &live_calls_);
  }
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

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

void Server::Shutdown(absl::Duration grace) {
  if (queue_threads_ == nullptr) return;
  health_.Shutdown();
  watch_desk_->CloseAll();
  const absl::Time deadline = absl::Now() + grace;
  live_calls_.Close(deadline);
  // gRPC cancels what reaches it from here on, without a word. So first those who are calling are
  // told; and afterwards it need not wait for connections on which nothing is under way.
  absl::SleepFor(std::min(kFarewell, deadline - absl::Now()));
  listener_->Stop();
  server_->Shutdown(absl::ToChronoTime(std::min(deadline, absl::Now() + kHangUp)));
  // What still runs answers on the queue, and works on the executor: they go when no call is left.
  live_calls_.WaitForNone();
  watch_desk_->Stop();
  executor_.reset();
  queue_->Shutdown();
  queue_threads_.reset();
}

Server::~Server() {
  if (server_ != nullptr) {
    Shutdown(absl::ZeroDuration());
  } else if (queue_ != nullptr) {
    queue_->Shutdown();
    QueueThreads(queue_.get());
  }
}

}  // namespace ringback
