// One client floods ringbackd, in every way that HTTP/2 and gRPC offer; the others are served.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/raw_call.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"
#include "tests/support/http2_connection.h"

namespace ringback::test {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kMaxBytes = int64_t{512} << 20;
constexpr char kLookup[] = "/ringback.v1.CallerContextService/LookupCaller";
constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kHealthWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kReflection[] = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
constexpr uint64_t kServing = 1;
constexpr uint64_t kNotServing = 2;

class FloodTest : public ::testing::Test {
 protected:
  std::unique_ptr<ServerProcess> Start(uint64_t descriptors = 0,
                                       const std::vector<std::string>& further = {}) const {
    std::vector<std::string> arguments = {"--store", "sqlite:" + folder_.File("calls.db"),
                                          "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), further.begin(), further.end());
    auto server = std::make_unique<ServerProcess>(arguments, folder_.File("log"), descriptors);
    EXPECT_TRUE(server->listens()) << server->Log();
    return server;
  }

  // On a connection of its own.
  static std::shared_ptr<grpc::Channel> Connect(const ServerProcess& server) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    return grpc::CreateCustomChannel(server.addresses().at(0), grpc::InsecureChannelCredentials(),
                                     arguments);
  }

  // A look-up that waits for a connection when there is none.
  static grpc::Status LookUp(const std::shared_ptr<grpc::Channel>& channel) {
    v1::LookupCallerRequest request;
    request.set_parent("tenants/default");
    request.set_ani("+12025550143");
    v1::CallerContext card;
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + seconds(30));
    return Client(channel).context().LookupCaller(&context, request, &card);
  }

  static bool Answers(const std::shared_ptr<grpc::Channel>& channel) {
    const grpc::Status status = LookUp(channel);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return status.ok();
  }

  // Connections that were greeted back, of `count` that were tried.
  static std::vector<Http2Connection> Idle(const ServerProcess& server, int count) {
    std::vector<Http2Connection> idle;
    for (int i = 0; i < count; ++i) {
      Http2Connection one(server.addresses()[0]);
      if (one.connected() && one.Greet() && one.HearsSomething(seconds(20))) {
        idle.push_back(std::move(one));
      }
    }
    return idle;
  }

  const ScratchFolder folder_;
};

TEST_F(FloodTest, MoreConnectionsThanDescriptorsLeaveThoseThatAreThereServed) {
  const auto server = Start(128);
  const auto channel = Connect(*server);
  ASSERT_TRUE(Answers(channel));
  RawCall health(channel, kHealthWatch);
  ASSERT_TRUE(health.Write(""));
  std::string said;
  ASSERT_TRUE(health.Read(&said));
  EXPECT_EQ(NumbersIn(said, 1), std::vector<uint64_t>{kServing});
  {
    const std::vector<Http2Connection> idle = Idle(*server, 200);
    EXPECT_GT(idle.size(), 20u);
    EXPECT_LT(idle.size(), 128u);
    EXPECT_TRUE(Answers(channel));
    ASSERT_TRUE(health.Read(&said));
    EXPECT_EQ(NumbersIn(said, 1), std::vector<uint64_t>{kNotServing});
    EXPECT_THAT(server->Log(), HasSubstr("as many connections as can be"));
  }
  ASSERT_TRUE(health.Read(&said));
  EXPECT_EQ(NumbersIn(said, 1), std::vector<uint64_t>{kServing});
  EXPECT_TRUE(Answers(Connect(*server)));
}

TEST_F(FloodTest, ServerThatRanOutOfDescriptorsTakesConnectionsWhenThereAreSomeAgain) {
  const auto server = Start();
  const auto channel = Connect(*server);
  ASSERT_TRUE(Answers(channel));
  RawCall health(channel, kHealthWatch);
  ASSERT_TRUE(health.Write(""));
  std::string said;
  ASSERT_TRUE(health.Read(&said));
  server->LimitDescriptors(8);
  const Http2Connection refused(server->addresses()[0]);
  ASSERT_TRUE(health.Read(&said));
  EXPECT_EQ(NumbersIn(said, 1), std::vector<uint64_t>{kNotServing});
  EXPECT_TRUE(Answers(channel));
  server->LimitDescriptors(512);
  ASSERT_TRUE(health.Read(&said));
  EXPECT_EQ(NumbersIn(said, 1), std::vector<uint64_t>{kServing});
  EXPECT_TRUE(Answers(Connect(*server)));
}

TEST_F(FloodTest, ConnectionsCanBeBoundedByAFlag) {
  const auto server = Start(0, {"--max-connections", "20"});
  const std::vector<Http2Connection> idle = Idle(*server, 40);
  EXPECT_GT(idle.size(), 10u);
  EXPECT_LE(idle.size(), 20u);
}

TEST_F(FloodTest, WhoConnectsAndSaysNothingIsHungUpOn) {
  const auto server = Start();
  Http2Connection silent(server->addresses()[0]);
  ASSERT_TRUE(silent.connected());
  EXPECT_TRUE(silent.IsClosed(seconds(25)));
}

// gRPC inflates a request before it asks how long it is.
TEST_F(FloodTest, CompressedRequestsAreRefusedBeforeTheyAreInflated) {
  const auto server = Start();
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_display_name(std::string(size_t{256} << 20, 'x'));
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    const auto channel = Connect(*server);
    ASSERT_TRUE(Answers(channel));
    const int64_t before = server->PeakBytes();
    v1::Caller caller;
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    const grpc::Status status = Client(channel).callers().CreateCaller(&context, request, &caller);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
    EXPECT_LT(server->PeakBytes() - before, int64_t{64} << 20);
    EXPECT_TRUE(Answers(channel));
  }
}

TEST_F(FloodTest, CompressedRequestsAreRefusedByHealthAndReflectionToo) {
  const auto server = Start();
  for (const char* path : {kHealthCheck, kReflection, kLookup, "/no.Such/Method"}) {
    for (const char* encoding : {"gzip", "deflate"}) {
      Http2Connection connection(server->addresses()[0]);
      ASSERT_TRUE(connection.Greet());
      // What claims to be compressed and is not even that.
      EXPECT_TRUE(connection.Send(BeginCall(1, path, {{"grpc-encoding", encoding}}) +
                                  EndCall(1, std::string(15'000, '\0'), true)));
      EXPECT_TRUE(connection.HearsSomething(seconds(20)));
    }
  }
  EXPECT_TRUE(Answers(Connect(*server)));
}

// One client begins 100,000 calls and gives each up: a portion at a time, or each at once.
void Reset(const ServerProcess& server, const std::string& path, int portion) {
  constexpr int kCalls = 100'000;
  const std::string request = TextField(1, "tenants/default") + TextField(2, "+12025550143");
  Http2Connection connection(server.addresses()[0]);
  ASSERT_TRUE(connection.Greet());
  for (int first = 0; first < kCalls; first += portion) {
    std::string bytes;
    for (int i = first; i < first + portion; ++i) {
      const auto stream = static_cast<uint32_t>(2 * i + 1);
      bytes += BeginCall(stream, path) + EndCall(stream, request);
    }
    for (int i = first; i < first + portion; ++i) bytes += GiveUp(static_cast<uint32_t>(2 * i + 1));
    if (!connection.Send(bytes)) return;  // it was closed
  }
}

class ResetTest : public FloodTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(ResetTest, CallsThatAreGivenUpByTheThousandTakeNoMemoryAndNobodyIsKeptWaiting) {
  const auto server = Start();
  const auto channel = Connect(*server);
  ASSERT_TRUE(Answers(channel));
  for (const int portion : {1, 1000}) Reset(*server, GetParam(), portion);
  EXPECT_TRUE(Answers(channel));
  EXPECT_LT(server->PeakBytes(), kMaxBytes);
  EXPECT_TRUE(Answers(Connect(*server)));
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(absl::Seconds(20)), 0) << server->Log();
}

INSTANTIATE_TEST_SUITE_P(Methods, ResetTest,
                         ::testing::Values(kLookup, "/ringback.v1.CallerService/ListCallers",
                                           "/ringback.v1.EventService/WatchEvents", kHealthCheck,
                                           kHealthWatch, kReflection, "/no.Such/Method"));

TEST_F(FloodTest, CallsThatAreBegunAndNeverEndedAreBounded) {
  const auto server = Start();
  const auto channel = Connect(*server);
  ASSERT_TRUE(Answers(channel));
  // A client that does not acknowledge the server's settings is not bound to them. All of these
  // calls would take 1.5 GB.
  std::vector<Http2Connection> connections;
  for (int i = 0; i < 8; ++i) {
    connections.emplace_back(server->addresses()[0]);
    std::string bytes;
    for (uint32_t stream = 1; stream < 50'000; stream += 2) bytes += BeginCall(stream, kLookup);
    connections.back().Greet();
    connections.back().Send(bytes);
  }
  // Those that are left open may be what there is room for.
  const auto count_closed = [&] {
    return std::count_if(connections.begin(), connections.end(), [](Http2Connection& one) {
      return one.IsClosed(std::chrono::milliseconds(10));
    });
  };
  const auto deadline = Http2Connection::Clock::now() + seconds(60);
  while (count_closed() < 5 && Http2Connection::Clock::now() < deadline) {
  }
  EXPECT_GE(count_closed(), 5);
  EXPECT_TRUE(Answers(channel));
  EXPECT_LT(server->PeakBytes(), kMaxBytes);
}

TEST_F(FloodTest, WhatAClientSendsWritesNoLineOfTheLog) {
  const auto server = Start();
  for (const char* forged :
       {"x\n2030-01-01T00:00:00.000+00:00 info FORGED", "x\r\n\x1b[2JFORGED"}) {
    for (const char* name : {"te", "content-type", ":scheme", "grpc-timeout", "grpc-encoding"}) {
      Http2Connection connection(server->addresses()[0]);
      ASSERT_TRUE(connection.Greet());
      connection.Send(BeginCall(1, kLookup, {{name, forged}}) + EndCall(1, ""));
      connection.HearsSomething(seconds(20));
    }
  }
  EXPECT_TRUE(Answers(Connect(*server)));
  EXPECT_THAT(server->Log(), AllOf(Not(HasSubstr("\n2030")), Not(HasSubstr("\x1b[2J"))));
}

TEST_F(FloodTest, SignalsThatMeanNothingDoNotEndIt) {
  const auto server = Start();
  const auto channel = Connect(*server);
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGHUP}) {
    server->Signal(signal);
    EXPECT_TRUE(Answers(channel));
  }
  EXPECT_EQ(server->Wait(absl::Milliseconds(200)), -1) << server->Log();
  EXPECT_THAT(server->Log(), HasSubstr("SIGHUP"));
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(absl::Seconds(20)), 0) << server->Log();
}

// Half a gigabyte in fields that nobody reads: neither the answers, nor those who watch, nor what
// is kept for a repeated request have any of it.
TEST_F(FloodTest, FieldsThatNobodyReadsAreNotKept) {
  const auto server = Start();
  const auto channel = Connect(*server);
  RawCall watch(channel, "/ringback.v1.EventService/WatchEvents");
  ASSERT_TRUE(watch.Write(""));
  ASSERT_TRUE(watch.WritesDone());
  const std::string much = TextField(9999, std::string(15 << 20, 'x'));
  for (int i = 0; i < 32; ++i) {
    v1::CreateCallerRequest request;
    request.set_request_id(std::to_string(i));
    request.mutable_caller()->set_display_name("Sample Jones");
    std::string answer;
    const grpc::Status status = CallRaw(channel, "/ringback.v1.CallerService/CreateCaller",
                                        request.SerializeAsString() + much, &answer);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_LT(answer.size(), 1000u);
  }
  EXPECT_LT(server->PeakBytes(), kMaxBytes / 2);
}

}  // namespace
}  // namespace ringback::test
