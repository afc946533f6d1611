// The gRPC server: one adapter over the method table.
#ifndef RINGBACK_SERVICE_SERVER_H_
#define RINGBACK_SERVICE_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "ringback/base/clock.h"
#include "ringback/base/executor.h"
#include "ringback/rooms.h"
#include "ringback/service/call_time.h"
#include "ringback/service/health_service.h"
#include "ringback/service/listener.h"
#include "ringback/service/live_calls.h"
#include "ringback/service/method_table.h"
#include "ringback/service/queue_threads.h"
#include "ringback/service/reflection_service.h"
#include "ringback/service/strikes.h"
#include "ringback/service/table_service.h"
#include "ringback/service/tls_credentials.h"
#include "ringback/service/watch_call.h"
#include "ringback/tls_files.h"

namespace ringback {

// How a server is to run.
struct ServerOptions {
  // Where to listen: "127.0.0.1:7443" (port 0: any free one), "[::1]:7443", "localhost:7443",
  // "unix:/run/ringback.sock", "unix-abstract:ringback". "0.0.0.0" is every address of IPv4,
  // "[::]" every one. Empty: in this process only. There are no tokens yet, so an address that
  // other machines can reach is accepted only when clients must show certificates.
  std::vector<std::string> listen;

  // PEM files, both or none: the certificate, followed by those between it and its CA, and its
  // private key without a passphrase. With them every address but "unix:" is served with TLS alone.
  std::string tls_certificate = "";
  std::string tls_key = "";

  // A PEM file. When set, clients who come over TLS must show a certificate that one of these
  // authorities vouches for.
  std::string tls_client_ca = "";

  // Whether the process is there for the server alone. Then connections that make its memory grow
  // and are answered nothing are closed; see docs/limits.md.
  bool own_process = false;

  // When set, the metadata `ringback-now` of a request (microseconds since 1970, UTC) moves this
  // clock, which should be the engine's: for simulations. Otherwise the metadata mean nothing.
  ManualClock* simulated_clock = nullptr;

  // How many requests may wait for the store at once. Look-ups do not stand behind them.
  size_t threads = 64;

  // How many connections there may be at a time; further ones are closed, and health says
  // NOT_SERVING meanwhile. There are fewer when the process may not open so many descriptors.
  size_t max_connections = 12'000;

  // Takes lines for a log: what a server notices that no client is told. From any thread.
  std::function<void(std::string_view line)> log = nullptr;

  // A watcher that takes no event for this long, while so many wait, is cut off.
  absl::Duration watch_stall = absl::Seconds(5);
  int64_t watch_backlog = 256;
};

// Serves the rooms: one thread on one completion queue takes the calls, the executor does what may
// block. What clients can take of it is bounded; see limits.h.
class Server {
 public:
  // Listens and begins to serve. INVALID_ARGUMENT for an address that must not be served so, and
  // for TLS files that cannot be used; UNAVAILABLE when an address is taken. `rooms` must outlive
  // the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(Rooms* rooms, const ServerOptions& options);

  // Shuts down at once.
  ~Server();

  // The addresses that it listens on, with the ports that were found.
  const std::vector<std::string>& addresses() const { return listener_->addresses(); }

  // A channel to this server that does not leave the process.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Reads the TLS files again, for connections that come from now on. An error, as Start() gives
  // it, leaves those in use that were; so does FAILED_PRECONDITION without TLS. From any thread.
  absl::Status ReloadTls();

  // Goes down in good order: health says NOT_SERVING, watchers are told to resume elsewhere, calls
  // that have begun are answered, for at most `grace`.
  void Shutdown(absl::Duration grace);

 private:
  Server(Rooms* rooms, const ServerOptions& options);
  absl::Status Build();
  void Listen();
  void OnStrike(const std::string& peer);
  void Log(std::string_view line) const;
  void AwaitCalls();

  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  const ServerOptions options_;
  MethodTable table_;
  const CallTime call_time_;
  std::vector<std::unique_ptr<TableService>> services_;
  HealthService health_;
  ReflectionService reflection_;
  ReflectionService reflection_alpha_;
  grpc::AsyncGenericService unknown_methods_;
  Strikes strikes_;
  LiveCalls live_calls_;
  std::unique_ptr<Executor> executor_;
  std::unique_ptr<WatchDesk> watch_desk_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<TlsCredentials> tls_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Acceptor> plain_acceptor_;
  std::unique_ptr<Acceptor> tls_acceptor_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<QueueThreads> queue_threads_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_SERVER_H_
