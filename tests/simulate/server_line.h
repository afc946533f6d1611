// How the simulation speaks with the server.
#ifndef TESTS_SIMULATE_SERVER_LINE_H_
#define TESTS_SIMULATE_SERVER_LINE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "ringback/client.h"
#include "tests/simulate/agenda.h"

namespace ringback::simulate {

// Says why on stderr and ends the program with status 1.
[[noreturn]] void Die(std::string_view why);

// Asks the server over gRPC, and tells it each time what time it is. For one thread.
class ServerLine {
 public:
  ServerLine(const std::string& address, const Agenda* agenda)
      : client_(Client::Connect(address)), agenda_(*agenda) {}

  // The answer, or the server's error.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Try(Stub& (Client::*service)() const,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
                               const Request& request) {
    grpc::ClientContext context;
    Tell(&context);
    Response response;
    const grpc::Status status = ((client_.*service)().*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // The answer to what no server may refuse: an error ends the program.
  template <typename Stub, typename Request, typename Response>
  Response Ask(Stub& (Client::*service)() const,
               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) {
    auto response = Try(service, method, request);
    if (!response.ok()) Refused(request, response.status());
    return *std::move(response);
  }

  // How many requests were made.
  int64_t requests() const { return requests_; }

 private:
  void Tell(grpc::ClientContext* context);
  [[noreturn]] void Refused(const google::protobuf::Message& request, const absl::Status& status);

  Client client_;
  const Agenda& agenda_;
  int64_t requests_ = 0;
};

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_SERVER_LINE_H_
