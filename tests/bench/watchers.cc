// How long an event takes to reach every one of many watchers: one client holds the streams,
// another thread of it records attempts one after the other, each when all have had the event of
// the last.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/message.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/channel_arguments.h"
#include "ringback/client.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kWatchMethod[] = "/ringback.v1.EventService/WatchEvents";

// How long all watchers may take to get one event, or to be in place, before that is a failure.
constexpr std::chrono::seconds kPatience{30};

struct Options {
  std::string target;
  std::string numbers;
  size_t watchers = 1000;
  int connections = 10;
  int commits = 300;
};

// Counts what arrives at the watchers.
class Arrivals {
 public:
  void Note() {
    const Clock::time_point now = Clock::now();
    std::lock_guard lock(mutex_);
    last_ = now;
    if (++count_ >= awaited_) all_arrived_.notify_one();
  }

  // When the last of `count` arrived, counted from the beginning. Ends the program when they do
  // not.
  Clock::time_point Await(size_t count) {
    std::unique_lock lock(mutex_);
    awaited_ = count;
    if (!all_arrived_.wait_for(lock, kPatience, [&] { return count_ >= count; })) {
      Die("only " + std::to_string(count_) + " of " + std::to_string(count) + " arrived");
    }
    return last_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_arrived_;
  size_t count_ = 0;
  size_t awaited_ = 0;
  Clock::time_point last_;
};

std::shared_ptr<grpc::Channel> ConnectAlone(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

grpc::ByteBuffer BytesOf(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// One watch, whose events stay bytes.
class Watch {
 public:
  Watch(std::shared_ptr<grpc::Channel> channel, const v1::WatchEventsRequest& request,
        grpc::CompletionQueue* queue, Arrivals* places, Arrivals* events)
      : stub_(std::move(channel)), request_(BytesOf(request)), places_(*places), events_(*events) {
    stream_ = stub_.PrepareCall(&context_, kWatchMethod, queue);
    stream_->StartCall(this);
  }

  // Takes the next step. Returns false when there is none because the watch was cancelled: its
  // queue holds nothing of it from then on.
  bool OnComplete(bool ok) {
    if (!ok) return false;
    switch (step_) {
      case Step::kStart:
        step_ = Step::kRequest;
        stream_->WriteLast(request_, grpc::WriteOptions(), this);
        return true;
      case Step::kRequest:
        step_ = Step::kPlace;
        stream_->ReadInitialMetadata(this);
        return true;
      case Step::kPlace:
        step_ = Step::kEvents;
        places_.Note();
        break;
      case Step::kEvents:
        events_.Note();
        break;
    }
    stream_->Read(&event_, this);
    return true;
  }

  void Cancel() { context_.TryCancel(); }

 private:
  enum class Step { kStart, kRequest, kPlace, kEvents };

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  Arrivals& places_;
  Arrivals& events_;
  Step step_ = Step::kStart;
  grpc::ByteBuffer event_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

// What is measured of each event, in microseconds.
struct Delays {
  std::vector<double> from_request;  // since the client asked for the write
  std::vector<double> from_answer;   // since the client was told that it is durable
};

double At(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

double MicrosBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::micro>(to - from).count();
}

Delays Measure(const Options& options, const ReturnCall& call, Arrivals* events) {
  const Client client(ConnectAlone(options.target));
  const v1::RecordAttemptRequest request = AttemptOf(call);
  Delays delays;
  for (int i = 1; i <= options.commits; ++i) {
    grpc::ClientContext context;
    v1::OutboundAttempt attempt;
    const Clock::time_point asked = Clock::now();
    const grpc::Status status = client.attempts().RecordAttempt(&context, request, &attempt);
    const Clock::time_point answered = Clock::now();
    if (!status.ok()) Die("RecordAttempt: " + status.error_message());
    const Clock::time_point last = events->Await(static_cast<size_t>(i) * options.watchers);
    delays.from_request.push_back(MicrosBetween(asked, last));
    delays.from_answer.push_back(MicrosBetween(answered, last));
  }
  return delays;
}

void Run(const Options& options) {
  const ReturnCall call = ReadNumbers(options.numbers).front();
  v1::WatchEventsRequest request;
  request.set_parent("tenants/" + call.tenant);
  Arrivals places, events;
  grpc::CompletionQueue queue;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options.connections; ++i) channels.push_back(ConnectAlone(options.target));
  std::vector<std::unique_ptr<Watch>> watches;
  for (size_t i = 0; i < options.watchers; ++i) {
    watches.push_back(
        std::make_unique<Watch>(channels[i % channels.size()], request, &queue, &places, &events));
  }
  // Until every watch has ended, so that none takes a step on a queue that is shut down.
  std::thread reader([&queue, watching = options.watchers]() mutable {
    void* tag;
    bool ok;
    while (watching > 0 && queue.Next(&tag, &ok)) {
      if (!static_cast<Watch*>(tag)->OnComplete(ok)) --watching;
    }
  });
  places.Await(options.watchers);
  const Delays delays = Measure(options, call, &events);
  for (const auto& watch : watches) watch->Cancel();
  reader.join();
  queue.Shutdown();
  JsonLine()
      .Add("watchers", static_cast<double>(options.watchers))
      .Add("events", static_cast<double>(options.commits))
      .Add("request_p50_us", At(delays.from_request, 0.5))
      .Add("request_p99_us", At(delays.from_request, 0.99))
      .Add("answer_p50_us", At(delays.from_answer, 0.5))
      .Add("answer_p99_us", At(delays.from_answer, 0.99))
      .Print();
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  ringback::bench::Options options;
  CLI::App app("Times an event on its way to many watchers; prints one line of JSON.", "watchers");
  ringback::bench::AddBuildFlag(&app);
  app.add_option("--target", options.target, "127.0.0.1:PORT or unix:PATH")->required();
  app.add_option("--numbers", options.numbers,
                 "A file that tools/make-data wrote; its first line says whom we ring")
      ->required();
  app.add_option("--watchers", options.watchers, "How many watch")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--connections", options.connections, "Over how many connections")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--commits", options.commits, "How many events to time")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  ringback::bench::Run(options);
  return 0;
}
