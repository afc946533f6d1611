#include "tests/load/floods.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "ringback/client.h"
#include "tests/e2e/raw_call.h"
#include "tests/support/http2_connection.h"

namespace ringback::test {
namespace {

using std::chrono::seconds;

constexpr size_t kIdleConnections = 10'000;
constexpr char kLookup[] = "/ringback.v1.CallerContextService/LookupCaller";
constexpr char kList[] = "/ringback.v1.CallerService/ListCallers";
constexpr char kWatch[] = "/ringback.v1.EventService/WatchEvents";
constexpr char kHealth[] = "/grpc.health.v1.Health/Check";
constexpr char kReflection[] = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
constexpr char kUnknown[] = "/no.Such/Method";

// A request of LookupCaller, and as good as one of the others.
std::string Request() { return TextField(1, "tenants/default") + TextField(2, "+12025550143"); }

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

uint32_t StreamOf(int call) { return static_cast<uint32_t>(2 * call + 1); }

bool Connections(const std::string& address) {
  std::vector<Http2Connection> idle;
  for (size_t i = 0; i < kIdleConnections; ++i) {
    Http2Connection one(address);
    if (one.connected() && one.Greet() && one.HearsSomething(seconds(10))) {
      idle.push_back(std::move(one));
    }
  }
  std::printf("  %zu connections are idle\n", idle.size());
  std::this_thread::sleep_for(seconds(3));
  return idle.size() == kIdleConnections;
}

bool Silence(const std::string& address) {
  std::vector<Http2Connection> silent;
  for (int i = 0; i < 2000; ++i) silent.emplace_back(address);
  bool closed = true;
  for (Http2Connection& one : silent) closed = one.IsClosed(seconds(20)) && closed;
  return closed;
}

// 100,000 calls, each `portion` of them given up at once.
bool ResetsOf(const std::string& address, const char* path, int portion) {
  Http2Connection connection(address);
  if (!connection.Greet()) return false;
  for (int first = 0; first < 100'000; first += portion) {
    std::string bytes;
    for (int i = first; i < first + portion; ++i) {
      bytes += BeginCall(StreamOf(i), path) + EndCall(StreamOf(i), Request());
    }
    for (int i = first; i < first + portion; ++i) bytes += GiveUp(StreamOf(i));
    if (!connection.Send(bytes)) break;  // the server has closed it
  }
  return true;
}

bool Resets(const std::string& address) {
  for (const char* path : {kLookup, kList, kWatch, kHealth, kReflection, kUnknown}) {
    if (!ResetsOf(address, path, 1000)) return false;
  }
  return ResetsOf(address, kLookup, 1);
}

// Four at once.
bool ResetsTogether(const std::string& address) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) clients.emplace_back([&] { ResetsOf(address, kLookup, 1000); });
  for (std::thread& client : clients) client.join();
  return true;
}

// Calls that are begun and never ended.
bool Streams(const std::string& address) {
  std::vector<Http2Connection> connections;
  for (int i = 0; i < 4; ++i) {
    connections.emplace_back(address);
    std::string bytes;
    for (int call = 0; call < 25'000; ++call) bytes += BeginCall(StreamOf(call), kLookup);
    connections.back().Greet();
    connections.back().Send(bytes);
  }
  std::this_thread::sleep_for(seconds(1));
  return true;
}

bool Gzip(const std::string& address) {
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_display_name(std::string(size_t{256} << 20, 'x'));
  for (int i = 0; i < 3; ++i) {
    v1::Caller caller;
    grpc::ClientContext context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    Client(Connect(address)).callers().CreateCaller(&context, request, &caller);
  }
  return true;
}

// Ask for much and take nothing of it.
bool SlowReaders(const std::string& address) {
  std::vector<Http2Connection> connections;
  for (int i = 0; i < 50; ++i) {
    connections.emplace_back(address);
    std::string bytes;
    for (int call = 0; call < 100; ++call) {
      bytes += BeginCall(StreamOf(call), call % 10 == 0 ? kWatch : kList) +
               EndCall(StreamOf(call), TextField(1, "tenants/default"));
    }
    connections.back().Greet();
    connections.back().Send(bytes);
  }
  std::this_thread::sleep_for(seconds(3));
  return true;
}

// 15 MB in a field that is not known, and 1 MB in one that is.
bool BigFields(const std::string& address) {
  const auto channel = Connect(address);
  const std::string parent = TextField(1, "tenants/default");
  const std::string unknown = parent + TextField(1000, std::string(15 << 20, 'x'));
  const std::string known = parent + TextField(2, TextField(2, std::string(1 << 20, 'x')));
  for (int i = 0; i < 60; ++i) {
    CallRaw(channel, "/ringback.v1.CallerService/CreateCaller", i % 2 == 0 ? unknown : known);
  }
  return true;
}

}  // namespace

const std::vector<Flood>& AllFloods() {
  static const auto* const floods = new std::vector<Flood>{
      {"connections", &Connections},        {"silence", &Silence},     {"resets", &Resets},
      {"resets together", &ResetsTogether}, {"streams", &Streams},     {"gzip", &Gzip},
      {"slow readers", &SlowReaders},       {"big fields", &BigFields}};
  return *floods;
}

}  // namespace ringback::test
