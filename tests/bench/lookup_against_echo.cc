// LookupCaller through gRPC against an echo of equal payload: one process, one client, the same
// channel settings, interleaved rounds. Prints the ratio; the absolute figures are those of this
// machine at this moment.
//
// Usage: lookup_against_echo [callers] [rounds] [seconds a round]
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/server_builder.h"
#include "ringback/client.h"
#include "ringback/engine.h"

namespace {

constexpr int kInFlight = 64;
constexpr char kLookupMethod[] = "/ringback.v1.CallerContextService/LookupCaller";
constexpr char kEchoMethod[] = "/bench.Echo/Echo";

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "lookup_against_echo: %s\n", why.c_str());
  std::exit(1);
}

// Answers every call with the same bytes, on one completion-queue thread: the fastest server that
// gRPC's C++ API has.
class EchoServer {
 public:
  explicit EchoServer(const std::string& payload) {
    const grpc::Slice slice(payload);
    answer_ = grpc::ByteBuffer(&slice, 1);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterAsyncGenericService(&service_);
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) Die("the echo server did not start");
    for (int i = 0; i < kInFlight; ++i) new Call(this);
    thread_ = std::thread([this] { Run(); });
  }
  ~EchoServer() {
    server_->Shutdown(std::chrono::system_clock::now());
    queue_->Shutdown();
    thread_.join();
  }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  struct Call {
    explicit Call(EchoServer* server) : server(*server), stream(&context) {
      server->service_.RequestCall(&context, &stream, server->queue_.get(), server->queue_.get(),
                                   this);
    }
    void Proceed(bool ok) {
      if (!ok || step == 2) {
        delete this;
      } else if (step++ == 0) {
        new Call(&server);
        stream.Read(&request, this);
      } else {
        stream.WriteAndFinish(server.answer_, grpc::WriteOptions(), grpc::Status::OK, this);
      }
    }
    EchoServer& server;
    grpc::GenericServerContext context;
    grpc::GenericServerAsyncReaderWriter stream;
    grpc::ByteBuffer request;
    int step = 0;
  };

  void Run() {
    void* tag;
    bool ok;
    while (queue_->Next(&tag, &ok)) static_cast<Call*>(tag)->Proceed(ok);
  }

  grpc::ByteBuffer answer_;
  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::thread thread_;
  int port_ = 0;
};

// Keeps kInFlight calls of one method under way, each with the next of `requests`.
class Load {
 public:
  Load(const std::string& address, const char* method, std::vector<std::string> requests)
      : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())), method_(method) {
    for (const std::string& request : requests) {
      const grpc::Slice slice(request);
      requests_.emplace_back(&slice, 1);
    }
  }

  // Calls a second, over `seconds`.
  double Run(double seconds) {
    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    int64_t done = 0;
    int under_way = 0;
    for (; under_way < kInFlight; ++under_way) Start();
    void* tag;
    bool ok;
    while (under_way > 0 && queue_.Next(&tag, &ok)) {
      const std::unique_ptr<Call> call(static_cast<Call*>(tag));
      if (!call->status.ok()) Die(call->status.error_message());
      ++done;
      --under_way;
      if (std::chrono::steady_clock::now() < end) {
        Start();
        ++under_way;
      }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(done) / took.count();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    grpc::Status status;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  };
  void Start() {
    auto* call = new Call;
    call->reader = stub_.PrepareUnaryCall(&call->context, method_,
                                          requests_[next_++ % requests_.size()], &queue_);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
  }

  grpc::GenericStub stub_;
  const std::string method_;
  std::vector<grpc::ByteBuffer> requests_;
  grpc::CompletionQueue queue_;
  size_t next_ = 0;
};

// Numbers as far apart as customers' numbers are.
std::string NumberOf(int caller) {
  return absl::StrCat("+1", 2012000000 + static_cast<int64_t>(caller) * 7919 % 800000000);
}

// Callers, each with one attempt of the last days: what a card is made of.
void Fill(ringback::Engine& engine, int callers) {
  std::atomic<int> next{0};
  std::vector<std::thread> writers;
  for (int t = 0; t < 32; ++t) {
    writers.emplace_back([&] {
      for (int i = next++; i < callers; i = next++) {
        ringback::v1::CreateCallerRequest create;
        create.mutable_caller()->set_given_name(absl::StrCat("Given", i));
        create.mutable_caller()->set_family_name(absl::StrCat("Family", i % 5000));
        create.mutable_caller()->add_phones()->set_number(NumberOf(i));
        const auto caller = engine.callers().CreateCaller(create, {});
        if (!caller.ok()) Die(std::string(caller.status().message()));
        ringback::v1::RecordAttemptRequest record;
        auto* attempt = record.mutable_attempt();
        attempt->set_caller(caller->name());
        attempt->set_agent("tenants/default/agents/tracy");
        attempt->set_caller_id("+12025550100");
        attempt->set_purpose("your autumn heating check");
        attempt->set_outcome(ringback::v1::OutboundAttempt::OUTCOME_NO_ANSWER);
        const auto recorded = engine.attempts().RecordAttempt(record, {});
        if (!recorded.ok()) Die(std::string(recorded.status().message()));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
}

std::vector<std::string> Requests(int callers) {
  std::mt19937 random(1);
  std::vector<std::string> requests;
  for (int i = 0; i < 20000; ++i) {
    ringback::v1::LookupCallerRequest request;
    request.set_ani(NumberOf(static_cast<int>(random() % static_cast<unsigned>(callers))));
    request.set_dnis("+12025550100");
    requests.push_back(request.SerializeAsString());
  }
  return requests;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
#ifndef NDEBUG
  Die("this is a debug build; build with -c opt");
#endif
  const int callers = argc > 1 ? std::atoi(argv[1]) : 100000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const double seconds = argc > 3 ? std::atof(argv[3]) : 3;
  const std::string folder =
      absl::StrCat(std::filesystem::temp_directory_path().string(), "/ringback-bench-", getpid());
  std::filesystem::create_directory(folder);
  double ratio = 0;
  {
    auto engine = ringback::Engine::Open("sqlite:" + folder + "/bench.db");
    if (!engine.ok()) Die(std::string(engine.status().message()));
    Fill(**engine, callers);
    ringback::ServerOptions options;
    options.listen = {"127.0.0.1:0"};
    auto server = (*engine)->Serve(options);
    if (!server.ok()) Die(std::string(server.status().message()));

    const std::vector<std::string> requests = Requests(callers);
    ringback::v1::LookupCallerRequest request;
    request.ParseFromString(requests.front());
    ringback::v1::CallerContext card;
    grpc::ClientContext context;
    const auto client = ringback::Client::Connect((*server)->addresses().front());
    if (!client.context().LookupCaller(&context, request, &card).ok() || card.matches_size() != 1)
      Die("no card");
    const size_t bytes = card.ByteSizeLong();

    EchoServer echo(card.SerializeAsString());
    Load lookups((*server)->addresses().front(), kLookupMethod, requests);
    Load echoes(echo.address(), kEchoMethod, requests);
    lookups.Run(1);
    echoes.Run(1);
    std::vector<double> lookup_rates;
    std::vector<double> echo_rates;
    for (int round = 0; round < rounds; ++round) {
      lookup_rates.push_back(lookups.Run(seconds));
      echo_rates.push_back(echoes.Run(seconds));
      std::printf("round %d: %8.0f look-ups/s  %8.0f echoes/s  ratio %.3f\n", round + 1,
                  lookup_rates.back(), echo_rates.back(), lookup_rates.back() / echo_rates.back());
    }
    ratio = Median(lookup_rates) / Median(echo_rates);
    std::printf("%d callers, %zu bytes a card, %d in flight: LookupCaller / echo = %.3f\n", callers,
                bytes, kInFlight, ratio);
    (*server)->Shutdown(absl::Seconds(1));
  }
  std::filesystem::remove_all(folder);
  return 0;
}
