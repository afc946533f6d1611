#include "tests/e2e/served_engine.h"

#include <sqlite3.h>

#include <vector>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace ringback::test {
namespace {

std::vector<std::string> Ask(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  std::vector<std::string> rows;
  const auto take = [](void* out, int count, char** columns, char**) {
    std::string row;
    for (int i = 0; i < count; ++i) row += std::string(columns[i] ? columns[i] : "NULL") + "|";
    static_cast<std::vector<std::string>*>(out)->push_back(row);
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), take, &rows, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
  return rows;
}

}  // namespace

void ServedEngineTest::Start() {
  auto engine = Engine::Open("sqlite:" + path());
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  auto server = engine_->Serve(options_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  // A subchannel of its own: the next server may get the port of one that is gone.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ = grpc::CreateCustomChannel(server_->addresses().at(0),
                                       grpc::InsecureChannelCredentials(), arguments);
  client_ = std::make_unique<Client>(channel_);
}

void ServedEngineTest::Stop() {
  client_.reset();
  channel_.reset();
  server_.reset();
  engine_.reset();
}

v1::Caller ServedEngineTest::AddCaller(const std::string& name) {
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_display_name(name);
  v1::Caller caller;
  grpc::ClientContext context;
  const grpc::Status status = client().callers().CreateCaller(&context, request, &caller);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return caller;
}

std::string ServedEngineTest::Dump() const {
  std::string dump;
  for (const std::string& table : Ask(path(),
                                      "SELECT name FROM sqlite_master WHERE type = 'table' "
                                      "AND name NOT LIKE 'sqlite%' ORDER BY name")) {
    const std::string name = table.substr(0, table.size() - 1);
    dump += "# " + name + "\n";
    for (const std::string& row : Ask(path(), "SELECT * FROM " + name)) dump += row + "\n";
  }
  return dump;
}

void ServedEngineTest::Change(const std::string& sql) const {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

int64_t ServedEngineTest::RowsOf(const std::string& table) const {
  return std::atoll(Ask(path(), "SELECT COUNT(*) FROM " + table).at(0).c_str());
}

}  // namespace ringback::test
