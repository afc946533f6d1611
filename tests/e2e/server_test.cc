// ringbackd as its users meet it: it starts with clear words, serves health and reflection, and
// ends in good order.
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/raw_call.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/socket_folder.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kHealthWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr uint64_t kServing = 1;
constexpr uint64_t kNotServing = 2;

const std::vector<std::string>& Services() {
  static const auto* const services = new std::vector<std::string>{
      "ringback.v1.TenantService",        "ringback.v1.CallerService",
      "ringback.v1.LeadService",          "ringback.v1.NoteService",
      "ringback.v1.AttemptService",       "ringback.v1.CallService",
      "ringback.v1.CallerContextService", "ringback.v1.FollowUpService",
      "ringback.v1.ScriptService",        "ringback.v1.ArticleService",
      "ringback.v1.AppointmentService",   "ringback.v1.DeliveryService",
      "ringback.v1.ReportService",        "ringback.v1.EventService"};
  return *services;
}

class ServerTest : public ::testing::Test {
 protected:
  std::vector<std::string> Arguments(std::vector<std::string> listen) const {
    std::vector<std::string> arguments = {"--store", "sqlite:" + folder_.File("calls.db")};
    for (std::string& address : listen) {
      arguments.push_back("--listen");
      arguments.push_back(std::move(address));
    }
    return arguments;
  }
  std::string Log(const std::string& name = "log") const { return folder_.File(name); }

  static std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }

  static grpc::Status Create(const Client& client, const std::string& name) {
    v1::Caller caller;
    return CreateAt(client, name, "", &caller);
  }

  // With the metadata that say what time it is, unless `now` is "".
  static grpc::Status CreateAt(const Client& client, const std::string& name,
                               const std::string& now, v1::Caller* caller) {
    v1::CreateCallerRequest request;
    request.mutable_caller()->set_display_name(name);
    grpc::ClientContext context;
    if (!now.empty()) context.AddMetadata("ringback-now", now);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return client.callers().CreateCaller(&context, request, caller);
  }

  const ScratchFolder folder_;
};

TEST_F(ServerTest, ASimulatedClockShowsWhatRequestsSayAndNeverGoesBack) {
  std::vector<std::string> arguments = Arguments({"127.0.0.1:0"});
  arguments.push_back("--simulated-clock");
  const ServerProcess server(arguments, Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client{Connect(server.addresses()[0])};
  v1::Caller caller;
  ASSERT_TRUE(CreateAt(client, "A", "1767600000000000", &caller).ok());
  EXPECT_EQ(caller.create_time().seconds(), 1767600000);
  ASSERT_TRUE(CreateAt(client, "B", "1767500000000000", &caller).ok());
  EXPECT_EQ(caller.create_time().seconds(), 1767600000);
  ASSERT_TRUE(CreateAt(client, "C", "", &caller).ok());
  EXPECT_EQ(caller.create_time().seconds(), 1767600000);
  ASSERT_TRUE(CreateAt(client, "D", "tomorrow", &caller).ok());
  EXPECT_EQ(caller.create_time().seconds(), 1767600000);
}

TEST_F(ServerTest, WithoutASimulatedClockRequestsDoNotSayWhatTimeItIs) {
  const ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client{Connect(server.addresses()[0])};
  v1::Caller caller;
  ASSERT_TRUE(CreateAt(client, "A", "4102444800000000", &caller).ok());
  EXPECT_LT(caller.create_time().seconds(), 4102444800);
}

TEST_F(ServerTest, ASimulatedClockIsForThisMachineAlone) {
  std::vector<std::string> arguments = Arguments({"0.0.0.0:0"});
  arguments.push_back("--simulated-clock");
  ServerProcess server(arguments, Log());
  EXPECT_FALSE(server.listens());
  EXPECT_EQ(server.Wait(absl::Seconds(30)), 2);
  EXPECT_THAT(server.Log(), HasSubstr("--simulated-clock"));
}

TEST_F(ServerTest, ListensOnSeveralAddressesAtOnce) {
  const SocketFolder sockets;
  ServerProcess server(Arguments({"127.0.0.1:0", sockets.Address("s"), "[::1]:0", "localhost:0"}),
                       Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  ASSERT_EQ(server.addresses().size(), 4u);
  for (const std::string& address : server.addresses()) {
    const grpc::Status status = Create(Client(Connect(address)), address);
    EXPECT_TRUE(status.ok()) << address << ": " << status.error_message();
  }
}

TEST_F(ServerTest, PathThatIsTooLongForASocketIsRefusedInWords) {
  ServerProcess server(Arguments({"unix:/tmp/" + std::string(120, 'x')}), Log());
  EXPECT_EQ(server.Wait(absl::Seconds(30)), 1);
  EXPECT_THAT(server.Log(), AllOf(HasSubstr("listen"), HasSubstr("107")));
}

TEST_F(ServerTest, SecondServerOnTheSameStoreIsRefusedInWords) {
  ServerProcess first(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(first.listens()) << first.Log();
  ServerProcess second(Arguments({"127.0.0.1:0"}), Log("second"));
  EXPECT_EQ(second.Wait(absl::Seconds(30)), 1);
  EXPECT_THAT(second.Log(), AllOf(HasSubstr("calls.db"), HasSubstr("open in another program")));
  EXPECT_TRUE(Create(Client(Connect(first.addresses()[0])), "still there").ok());
}

TEST_F(ServerTest, AddressThatIsTakenIsRefusedInWords) {
  ServerProcess first(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(first.listens()) << first.Log();
  ServerProcess second(
      {"--store", "sqlite:" + folder_.File("other.db"), "--listen", first.addresses()[0]},
      Log("second"));
  EXPECT_EQ(second.Wait(absl::Seconds(30)), 1);
  EXPECT_THAT(second.Log(), AllOf(HasSubstr(first.addresses()[0]), HasSubstr("taken")));
}

TEST_F(ServerTest, AddressThatOthersCanReachIsRefusedInWords) {
  for (const char* address : {"0.0.0.0:0", "[::]:0", ":7443", "192.0.2.1:7443", "example.com:7443",
                              "7443", "", "dns:///0.0.0.0:0", "127.0.0.1.example.com:7443"}) {
    ServerProcess server(Arguments({address}), Log());
    EXPECT_NE(server.Wait(absl::Seconds(30)), 0) << address;
    EXPECT_FALSE(server.listens()) << address;
    EXPECT_THAT(server.Log(), HasSubstr("127.0.0.1:PORT")) << address;
  }
}

TEST_F(ServerTest, StoreThatIsNoneIsRefusedInWords) {
  ServerProcess server({"--store", "calls.db", "--listen", "127.0.0.1:0"}, Log());
  EXPECT_EQ(server.Wait(absl::Seconds(30)), 1);
  EXPECT_THAT(server.Log(), HasSubstr("sqlite:PATH"));
}

TEST_F(ServerTest, HealthIsServedForTheWholeAndForEachService) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const auto channel = Connect(server.addresses()[0]);
  std::string answer;
  EXPECT_TRUE(CallRaw(channel, kHealthCheck, "", &answer).ok());
  EXPECT_EQ(NumbersIn(answer, 1), std::vector<uint64_t>{kServing});
  for (const std::string& service : Services()) {
    EXPECT_TRUE(CallRaw(channel, kHealthCheck, TextField(1, service), &answer).ok()) << service;
    EXPECT_EQ(NumbersIn(answer, 1), std::vector<uint64_t>{kServing}) << service;
  }
  EXPECT_EQ(CallRaw(channel, kHealthCheck, TextField(1, "no.Such"), &answer).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServerTest, ReflectionListsEveryServiceAndKnowsItsFiles) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const auto channel = Connect(server.addresses()[0]);
  std::string answer;
  // ServerReflectionRequest.list_services; ListServiceResponse.service; ServiceResponse.name.
  ASSERT_TRUE(CallRaw(channel, kReflection, TextField(7, "*"), &answer).ok());
  const auto lists = TextsIn(answer, 6);
  ASSERT_EQ(lists.size(), 1u);
  std::vector<std::string> names;
  for (const std::string& service : TextsIn(lists[0], 1))
    names.push_back(TextsIn(service, 1).at(0));
  EXPECT_THAT(names, IsSupersetOf(Services()));
  // file_containing_symbol; FileDescriptorResponse.
  for (const std::string& service : Services()) {
    ASSERT_TRUE(CallRaw(channel, kReflection, TextField(4, service), &answer).ok());
    ASSERT_EQ(TextsIn(answer, 4).size(), 1u) << service;
    EXPECT_GE(TextsIn(TextsIn(answer, 4)[0], 1).size(), 1u) << service;
  }
}

TEST_F(ServerTest, MethodThatIsNotThereIsUnimplemented) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  EXPECT_EQ(CallRaw(Connect(server.addresses()[0]), "/ringback.v1.CallerService/Nothing", "")
                .error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(ServerTest, EndsInGoodOrderOnBothSignals) {
  for (const int signal : {SIGTERM, SIGINT}) {
    ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
    ASSERT_TRUE(server.listens()) << server.Log();
    server.Signal(signal);
    EXPECT_EQ(server.Wait(absl::Seconds(30)), 0) << server.Log();
    EXPECT_THAT(server.Log(), HasSubstr("going down"));
    struct stat log;
    EXPECT_TRUE(stat(folder_.File("calls.db-wal").c_str(), &log) != 0 || log.st_size == 0);
  }
}

TEST_F(ServerTest, SaysNotServingWhenItGoesDown) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  RawCall health(Connect(server.addresses()[0]), kHealthWatch);
  ASSERT_TRUE(health.Write(TextField(1, "ringback.v1.CallService")));
  ASSERT_TRUE(health.WritesDone());
  std::string answer;
  ASSERT_TRUE(health.Read(&answer));
  EXPECT_EQ(NumbersIn(answer, 1), std::vector<uint64_t>{kServing});
  server.Signal(SIGTERM);
  ASSERT_TRUE(health.Read(&answer));
  EXPECT_EQ(NumbersIn(answer, 1), std::vector<uint64_t>{kNotServing});
  // Who goes on asking for its health does not keep it up.
  EXPECT_EQ(server.Wait(absl::Seconds(30)), 0);
}

// Every call that got through was answered, and what was answered is there.
TEST_F(ServerTest, CallsInFlightAreAnsweredWhenItGoesDown) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::vector<std::thread> writers;
  for (int w = 0; w < 16; ++w) {
    writers.emplace_back([&, w] {
      const Client client(Connect(server.addresses()[0]));
      for (int i = 0;; ++i) {
        const std::string name = absl::StrCat("w", w, " ", i);
        const grpc::Status status = Create(client, name);
        std::lock_guard lock(mutex);
        if (!status.ok()) {
          // gRPC cancels what reaches a server in its last moment.
          EXPECT_TRUE(status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                      status.error_code() == grpc::StatusCode::CANCELLED)
              << status.error_message();
          return;
        }
        acknowledged.insert(name);
      }
    });
  }
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  const auto are_busy = [&] {
    std::lock_guard lock(mutex);
    return acknowledged.size() > 64;
  };
  while (!are_busy() && absl::Now() < limit) absl::SleepFor(absl::Milliseconds(1));
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(absl::Seconds(30)), 0) << server.Log();
  for (std::thread& writer : writers) writer.join();
  EXPECT_GT(acknowledged.size(), 16u);
  sqlite3* db = nullptr;
  std::set<std::string> there;
  ASSERT_EQ(sqlite3_open(folder_.File("calls.db").c_str(), &db), SQLITE_OK);
  sqlite3_exec(
      db, "SELECT display_name FROM callers",
      [](void* out, int, char** columns, char**) {
        static_cast<std::set<std::string>*>(out)->insert(columns[0]);
        return 0;
      },
      &there, nullptr);
  sqlite3_close(db);
  EXPECT_TRUE(std::includes(there.begin(), there.end(), acknowledged.begin(), acknowledged.end()));
}

TEST_F(ServerTest, RequestThatIsFarTooLargeIsRefusedAndHarmsNobody) {
  ServerProcess server(Arguments({"127.0.0.1:0"}), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client(Connect(server.addresses()[0]));
  EXPECT_EQ(Create(client, std::string(20 << 20, 'x')).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Create(client, "of a sound size").ok());
}

}  // namespace
}  // namespace ringback::test
