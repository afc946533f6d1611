// ringbackd: Ringback as a gRPC server.
#include <pthread.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "apps/ringbackd/sending_flags.h"
#include "google/protobuf/stubs/logging.h"
#include "ringback/base/clock.h"
#include "ringback/base/version.h"
#include "ringback/engine.h"
#include "ringback/model/errors.h"

namespace {

constexpr int kExitUsage = 2;  // what was asked for cannot be read, or is not accepted
// The store's file was taken away. Whoever starts the server again must first look at what is there
// now: the systemd unit does not.
constexpr int kExitStoreLost = 3;

constexpr char kDescription[] =
    "Ringback's server: who is calling, and why did we call them?\n"
    "Serves the store over gRPC, with health checks and reflection. Ends in good order on SIGTERM "
    "and SIGINT.\n\n"
    "Example: ringbackd --store sqlite:calls.db --listen 127.0.0.1:7443 --listen "
    "unix:/run/ringback.sock";

// The flags that set the fields of ServerOptions.
constexpr std::pair<std::string_view, std::string_view> kFlags[] = {
    {"listen", "--listen"},
    {"tls_certificate", "--tls-cert"},
    {"tls_key", "--tls-key"},
    {"tls_client_ca", "--tls-client-ca"}};

struct Options {
  std::string store = "sqlite:ringback.db";
  std::vector<std::string> listen = {"127.0.0.1:7443"};
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  double grace_seconds = 10;
  double watch_stall_seconds = 5;
  ringback::SendingFlags sending;
  bool simulated_clock = false;
};

// Blocks the signals that end the server, in this thread and those that it will start, so that one
// sigwait gets them; and quietens what would write to the log by itself.
sigset_t SetUpProcess() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // What protobuf says of a malformed request goes to the client, which sent it, not to the log.
  google::protobuf::SetLogHandler(nullptr);
  return signals;
}

// Begins to send what is queued. An error when the flags cannot work.
absl::StatusOr<std::unique_ptr<ringback::Sender>> StartSender(const ringback::SendingFlags& flags,
                                                              ringback::Clock* clock,
                                                              ringback::Engine& engine) {
  auto options = ringback::SenderOptionsOf(flags);
  if (!options.ok()) return options.status();
  options->clock = clock;
  return ringback::Sender::Start(&engine.dispatch(), *std::move(options));
}

// A clock that clients move is for this machine alone.
absl::Status CheckLoopback(const std::vector<std::string>& listen) {
  for (const std::string& address : listen) {
    if (!absl::StartsWith(address, "127.0.0.1:") && !absl::StartsWith(address, "[::1]:") &&
        !absl::StartsWith(address, "unix:")) {
      return absl::InvalidArgumentError(
          "--simulated-clock: is only served on 127.0.0.1:PORT, [::1]:PORT and unix:PATH, not on " +
          address);
    }
  }
  return absl::OkStatus();
}

int Serve(const Options& options) {
  const sigset_t signals = SetUpProcess();
  // Stands at the start of all times until the first request says what time it is.
  ringback::ManualClock simulated(absl::UnixEpoch());
  ringback::EngineOptions engine_options;
  if (options.simulated_clock) {
    if (const absl::Status local = CheckLoopback(options.listen); !local.ok()) {
      spdlog::error("{}", std::string(local.message()));
      return kExitUsage;
    }
    spdlog::warn("SIMULATED CLOCK: the time is what requests say it is");
    engine_options.clock = &simulated;
  }
  std::atomic<bool> store_lost = false;
  engine_options.on_store_lost = [&store_lost](const absl::Status& error) {
    spdlog::critical("{}", std::string(error.message()));
    store_lost = true;
    kill(getpid(), SIGTERM);
  };
  auto engine = ringback::Engine::Open(options.store, engine_options);
  if (!engine.ok()) {
    spdlog::error("{}", std::string(engine.status().message()));
    return 1;
  }
  if (options.sending.allow_private_webhooks) (*engine)->webhooks().AllowPrivateTargets();
  auto sender = StartSender(options.sending, engine_options.clock, **engine);
  if (!sender.ok()) {
    spdlog::error("{}", ringback::SendingError(sender.status()));
    return 1;
  }
  ringback::ServerOptions server_options;
  server_options.listen = options.listen;
  server_options.tls_certificate = options.tls_certificate;
  server_options.tls_key = options.tls_key;
  server_options.tls_client_ca = options.tls_client_ca;
  server_options.watch_stall = absl::Seconds(options.watch_stall_seconds);
  if (options.simulated_clock) server_options.simulated_clock = &simulated;
  auto server = (*engine)->Serve(server_options);
  if (!server.ok()) {
    spdlog::error("{}", ringback::MessageNaming(server.status(), kFlags));
    return 1;
  }
  for (const std::string& address : (*server)->addresses()) {
    spdlog::info("listening on {}, store {}", address, options.store);
  }
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("going down: finishing what has begun");
  (*server)->Shutdown(absl::Seconds(options.grace_seconds));
  server->reset();
  (*sender)->Stop(absl::Seconds(options.grace_seconds));
  sender->reset();
  engine->reset();
  spdlog::info("down");
  return store_lost ? kExitStoreLost : 0;
}

}  // namespace

int main(int argc, char** argv) {
  // Debian's Abseil is built with its check for deadlocks, which takes one lock for all whenever
  // gRPC takes one of its own; it is for debugging.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  ringback::Engine::PrepareProgram();
  spdlog::set_default_logger(spdlog::stderr_color_mt("ringbackd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  Options options;
  CLI::App app(kDescription, "ringbackd");
  app.add_option("--store", options.store, "Where the records are: sqlite:PATH")
      ->capture_default_str();
  app.add_option("--listen", options.listen,
                 "Where to listen: 127.0.0.1:PORT, [::1]:PORT or unix:PATH, and with "
                 "--tls-client-ca any other HOST:PORT; may be repeated; port 0 is any free one")
      ->capture_default_str();
  app.add_option("--tls-cert", options.tls_certificate,
                 "A PEM file with the server's certificate: serves TLS, but for unix:PATH");
  app.add_option("--tls-key", options.tls_key,
                 "A PEM file with the certificate's private key, without a passphrase");
  app.add_option("--tls-client-ca", options.tls_client_ca,
                 "A PEM file with the authorities that must vouch for clients: a client without a "
                 "certificate of theirs is refused");
  app.add_option("--grace-seconds", options.grace_seconds,
                 "How long calls may take to end when the server goes down")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--watch-stall-seconds", options.watch_stall_seconds,
                 "A watcher that takes no event for so long, while many wait, is cut off")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  ringback::AddSendingFlags(app, &options.sending);
  app.add_flag("--simulated-clock", options.simulated_clock,
               "For simulations and tests: the time is what the metadata 'ringback-now' of the "
               "last request said, in microseconds since 1970; it never goes back");
  app.set_version_flag("--version", std::string("ringbackd ") + ringback::kVersion,
                       "Print the version and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  return Serve(options);
}
