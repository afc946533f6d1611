// What one run of the program works with: the other end, the tenant, and how to print.
#ifndef RINGBACK_APPS_RINGBACK_SESSION_H_
#define RINGBACK_APPS_RINGBACK_SESSION_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "apps/ringback/local_store.h"
#include "apps/ringback/terminal.h"
#include "apps/ringback/times.h"
#include "google/protobuf/message.h"
#include "grpcpp/client_context.h"
#include "ringback/client.h"
#include "ringback/tls_files.h"

namespace ringback::cli {

// The options that every command takes.
struct Options {
  std::string server;              // where the server is; "" for the default
  TlsFiles tls;                    // with a CA the server is spoken to in TLS
  std::string store;               // a file to open instead: "sqlite:PATH"
  std::string tenant = "default";  // an id or "tenants/ID"
  double timeout_seconds = 10;     // how long a call to the server may take
  bool json = false;
  bool quiet = false;  // print nothing but the names of resources
};

// How a store is opened; a test puts its own here.
using StoreOpener = std::function<absl::StatusOr<std::unique_ptr<LocalStore>>(std::string_view)>;

// Not safe from several threads.
class Session {
 public:
  Session(Options options, StoreOpener open_store)
      : options_(std::move(options)), open_store_(std::move(open_store)) {}

  // Calls one method: session.Call(&Client::callers, &v1::CallerService::Stub::GetCaller, request).
  // The error has the server's words; one of a server that is not there says what to do.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& (Client::*stub)() const,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    absl::StatusOr<const Client*> client = Connect();
    if (!client.ok()) return client.status();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout());
    Response response;
    absl::Status status =
        Explain(FromGrpcStatus((((*client)->*stub)().*method)(&context, request, &response)));
    if (!status.ok()) return status;
    return response;
  }

  // The other end; opens the store when there is one to open.
  absl::StatusOr<const Client*> Connect();

  // An error of a call, with advice when the server is not there.
  absl::Status Explain(const absl::Status& status) const;

  // Now, and the time zone of the tenant, which is asked for once. The error of that call.
  absl::StatusOr<Clock> GetClock();

  // The same for printing: UTC when the tenant's zone is not to be had.
  Clock ClockForPrinting();

  // The zone of another tenant than the session's, or of the session's: "tenants/ID".
  Clock ClockOf(const std::string& tenant);

  // "tenants/ID".
  std::string parent() const;
  // "ID".
  std::string tenant_id() const;

  const Options& options() const { return options_; }
  std::chrono::microseconds timeout() const;
  Ink ink() const { return Ink::For(stdout); }

  // A resource: as JSON, by its name alone, or in full, as the options ask.
  void ShowResource(const google::protobuf::Message& resource);

  // Prints to stdout.
  void Print(std::string_view text) const;

 private:
  absl::StatusOr<Client> ConnectToServer() const;
  absl::Status NoTls(const std::string& words) const;
  absl::StatusOr<absl::TimeZone> ZoneOf(const std::string& tenant);

  const Options options_;
  const StoreOpener open_store_;
  std::unique_ptr<LocalStore> store_;
  std::optional<Client> client_;
  std::optional<absl::TimeZone> zone_;
};

// A message as one line of JSON (or, with `pretty`, as several), ending in a line break.
std::string ToJson(const google::protobuf::Message& message, bool pretty);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_SESSION_H_
