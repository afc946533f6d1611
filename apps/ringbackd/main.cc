// ringbackd: Ringback as a gRPC server.
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "apps/ringbackd/log_lines.h"
#include "apps/ringbackd/memory.h"
#include "apps/ringbackd/sending_flags.h"
#include "google/protobuf/stubs/logging.h"
#include "ringback/base/clock.h"
#include "ringback/base/version.h"
#include "ringback/engine.h"
#include "ringback/model/errors.h"
#include "ringback/network_address.h"

namespace {

// How often memory is looked after.
constexpr timespec kMemoryLook = {.tv_sec = 5, .tv_nsec = 0};

constexpr int kExitUsage = 2;  // what was asked for cannot be read, or is not accepted
// The store's file was taken away. Whoever starts the server again must first look at what is there
// now: the systemd unit does not.
constexpr int kExitStoreLost = 3;

constexpr char kDescription[] =
    "Ringback's server: who is calling, and why did we call them?\n"
    "Serves the store over gRPC, with health checks and reflection. Ends in good order on SIGTERM "
    "and SIGINT; reads the TLS files again on SIGHUP.\n\n"
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
  size_t max_connections = ringback::ServerOptions().max_connections;
  double grace_seconds = 10;
  double watch_stall_seconds = 5;
  ringback::SendingFlags sending;
  bool simulated_clock = false;
};

// Blocks the signals that it acts on, in this thread and those that it will start, so that one
// sigwait gets them.
sigset_t SetUpSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int acted_on : {SIGTERM, SIGINT, SIGHUP}) {
    // What was ignored, as by nohup, would not be waited for.
    signal(acted_on, SIG_DFL);
    sigaddset(&signals, acted_on);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // These mean nothing here, and would end the process; the last is a file that may not grow, which
  // the write says as well.
  for (const int meaningless :
       {SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGXFSZ}) {
    signal(meaningless, SIG_IGN);
  }
  return signals;
}

// Each connection is a descriptor: the process takes as many as the system lets it have.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
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
  for (const std::string& text : listen) {
    const auto address = ringback::ReadListenAddress("--listen", text);
    if (!address.ok()) return address.status();
    if (!ringback::IsOfThisMachine(*address)) {
      return absl::InvalidArgumentError(
          "--simulated-clock: is only served on 127.0.0.1:PORT, [::1]:PORT and unix:PATH, not on " +
          text);
    }
  }
  return absl::OkStatus();
}

ringback::ServerOptions ServerOptionsOf(const Options& options) {
  ringback::ServerOptions server;
  server.listen = options.listen;
  server.tls_certificate = options.tls_certificate;
  server.tls_key = options.tls_key;
  server.tls_client_ca = options.tls_client_ca;
  server.max_connections = options.max_connections;
  server.own_process = true;
  server.watch_stall = absl::Seconds(options.watch_stall_seconds);
  server.log = [](std::string_view line) { spdlog::warn("{}", line); };
  return server;
}

void Reload(ringback::Server& server) {
  const absl::Status status = server.ReloadTls();
  if (status.ok()) {
    spdlog::info("SIGHUP: read the TLS files again; they are for connections from now on");
  } else if (absl::IsFailedPrecondition(status)) {
    spdlog::info("SIGHUP: nothing to read again: {}", std::string(status.message()));
  } else {
    spdlog::error("SIGHUP: the TLS files stay as they were read before: {}",
                  ringback::MessageNaming(status, kFlags));
  }
}

// Until it is told to end.
void ActOnSignals(const sigset_t& signals, ringback::Server& server) {
  ringback::SpareMemory memory;
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &kMemoryLook);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (signal == SIGHUP) Reload(server);
    memory.GiveBack();
  }
}

int Serve(const Options& options) {
  const sigset_t signals = SetUpSignals();
  RaiseDescriptorLimit();
  // What protobuf says of a malformed request goes to the client, which sent it, not to the log.
  google::protobuf::SetLogHandler(nullptr);
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
  ringback::ServerOptions server_options = ServerOptionsOf(options);
  if (options.simulated_clock) server_options.simulated_clock = &simulated;
  auto server = (*engine)->Serve(server_options);
  if (!server.ok()) {
    spdlog::error("{}", ringback::MessageNaming(server.status(), kFlags));
    return 1;
  }
  for (const std::string& address : (*server)->addresses()) {
    spdlog::info("listening on {}, store {}", address, options.store);
  }
  ActOnSignals(signals, **server);
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
  ringback::SetUpLog();
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
  app.add_option("--max-connections", options.max_connections,
                 "How many connections there may be at a time; further ones are closed")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
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
