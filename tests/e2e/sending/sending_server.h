// A ringbackd that sends, and what tests ask of it.
#ifndef TESTS_E2E_SENDING_SENDING_SERVER_H_
#define TESTS_E2E_SENDING_SENDING_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {

// The fixture: a ringbackd on a file of its own, started by Serve().
class SendingServer : public ::testing::Test {
 protected:
  void TearDown() override { server_.reset(); }

  // Starts ringbackd with these flags, or starts it again with others.
  void Serve(const std::vector<std::string>& flags);
  // Ends it with kill -9, and starts it again with the same flags.
  void KillAndServeAgain();

  const Client& client() const { return *client_; }
  ServerProcess& server() { return *server_; }

  template <typename Stub, typename Method, typename Request, typename Response>
  absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return FromGrpcStatus((stub.*method)(&context, request, response));
  }
  static void ExpectOk(const absl::Status& status) { EXPECT_TRUE(status.ok()) << status; }

  // "Robert Jones".
  v1::Caller AddCaller(const std::string& name);
  void Rename(const v1::Caller& caller, const std::string& given_name);

  // Every delivery, newest first.
  std::vector<v1::Delivery> Deliveries();
  std::string DeliveriesAsText();
  // Waits until `count` deliveries are in `state` (and `which` says yes), and returns them.
  std::vector<v1::Delivery> WaitForDeliveries(
      v1::Delivery::State state, size_t count,
      const std::function<bool(const v1::Delivery&)>& which = nullptr);

  // What every ringbackd of this test has said.
  std::string AllLogs() const;

  // The path of a file of this folder.
  static std::string Source(const std::string& name);

  const ScratchFolder folder_;

 private:
  std::vector<std::string> flags_;
  std::string former_logs_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<Client> client_;
};

}  // namespace ringback::test

#endif  // TESTS_E2E_SENDING_SENDING_SERVER_H_
