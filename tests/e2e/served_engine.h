// An engine on a fresh file, served on a loopback port of this process.
#ifndef TESTS_E2E_SERVED_ENGINE_H_
#define TESTS_E2E_SERVED_ENGINE_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/engine.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {

// The fixture: client() talks to the engine over the network.
class ServedEngineTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(); }
  void TearDown() override { Stop(); }

  // How the next Start() serves.
  ServerOptions options_{.listen = {"127.0.0.1:0"}};

  void Start();
  void Stop();
  void Restart() {
    Stop();
    Start();
  }

  const Client& client() const { return *client_; }
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  Engine& engine() { return *engine_; }
  Server& server() { return *server_; }
  std::string path() const { return folder_.File("calls.db"); }

  v1::Caller AddCaller(const std::string& name);

  // Every row of every table, as text: to see whether anything changed.
  std::string Dump() const;
  int64_t RowsOf(const std::string& table) const;

  // Changes the file behind the back of an engine that is stopped.
  void Change(const std::string& sql) const;

 private:
  const ScratchFolder folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Client> client_;
};

}  // namespace ringback::test

#endif  // TESTS_E2E_SERVED_ENGINE_H_
