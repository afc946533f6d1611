// Keeps calls of one unary method under way and says how fast they were answered. One thread, one
// completion queue, one connection, messages as bytes: the client costs as little as gRPC lets it,
// and the same for whatever it measures.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/channel_arguments.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;
using Seconds = std::chrono::duration<double>;

struct Options {
  std::string target;
  std::string method;
  std::string requests;
  size_t skip = 0;
  int in_flight = 64;
  double seconds = 3;
  double warmup = 1;
  std::string tls_ca;
  std::string tls_name;
};

// The messages of a file in which each stands behind its length; they point into `bytes`.
std::vector<std::string_view> SplitDelimited(std::string_view bytes) {
  std::vector<std::string_view> messages;
  for (size_t at = 0; at < bytes.size();) {
    size_t length = 0;
    for (int shift = 0; at < bytes.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      length |= static_cast<size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    if (length > bytes.size() - at) Die("a request is cut short");
    messages.push_back(bytes.substr(at, length));
    at += length;
  }
  if (messages.empty()) Die("no requests");
  return messages;
}

std::shared_ptr<grpc::Channel> Connect(const Options& options) {
  grpc::ChannelArguments arguments;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.tls_ca.empty()) {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = ReadFile(options.tls_ca);
    credentials = grpc::SslCredentials(tls);
    if (!options.tls_name.empty()) arguments.SetSslTargetNameOverride(options.tls_name);
  }
  auto channel = grpc::CreateCustomChannel(options.target, credentials, arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) {
    Die("no connection to " + options.target);
  }
  return channel;
}

double CpuMicros() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options),
        bytes_(ReadFile(options.requests)),
        requests_(SplitDelimited(bytes_)),
        next_(options.skip % requests_.size()),
        stub_(Connect(options)),
        calls_(static_cast<size_t>(options.in_flight)) {}

  // Warms up, measures, and prints what was measured.
  void Run() {
    latencies_.reserve(static_cast<size_t>(options_.seconds * 200000));
    for (Call& call : calls_) Begin(&call);
    Drive(options_.warmup);
    if (errors_ == 0) {
      latencies_.clear();
      answer_bytes_ = 0;
    }
    const double cpu = CpuMicros();
    const Clock::time_point begin = Clock::now();
    Drive(options_.seconds);
    const double seconds = Seconds(Clock::now() - begin).count();
    const double cpu_spent = CpuMicros() - cpu;
    Report(seconds, cpu_spent);
    Drain();
  }

 private:
  struct Call {
    std::optional<grpc::ClientContext> context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    grpc::ByteBuffer answer;
    grpc::Status status;
    Clock::time_point begin;
  };

  void Begin(Call* call) {
    const std::string_view request = requests_[next_];
    if (++next_ == requests_.size()) next_ = 0;
    ++sent_;
    // The bytes outlive the call, so that gRPC need not count references to them.
    const grpc::Slice slice(request.data(), request.size(), grpc::Slice::STATIC_SLICE);
    call->reader.reset();
    call->context.emplace();
    call->begin = Clock::now();
    call->reader = stub_.PrepareUnaryCall(&*call->context, options_.method,
                                          grpc::ByteBuffer(&slice, 1), &queue_);
    call->reader->StartCall();
    call->reader->Finish(&call->answer, &call->status, call);
  }

  void Note(const Call& call, Clock::time_point now) {
    if (!call.status.ok()) {
      if (errors_++ == 0) {
        first_error_ = absl::StrCat("code ", static_cast<int>(call.status.error_code()), ": ",
                                    call.status.error_message());
      }
      return;
    }
    latencies_.push_back(static_cast<float>(Micros(now - call.begin).count()));
    answer_bytes_ += static_cast<double>(call.answer.Length());
  }

  // Begins a call for each that ends, until `seconds` have passed.
  void Drive(double seconds) {
    const Clock::time_point end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
    Clock::time_point now;
    do {
      Call* call = Next(&now);
      Begin(call);
    } while (now < end);
  }

  void Drain() {
    Clock::time_point now;
    for (int i = 0; i < options_.in_flight; ++i) Next(&now);
    queue_.Shutdown();
  }

  Call* Next(Clock::time_point* now) {
    void* tag;
    bool ok;
    if (!queue_.Next(&tag, &ok)) Die("the completion queue ended");
    *now = Clock::now();
    auto* call = static_cast<Call*>(tag);
    Note(*call, *now);
    return call;
  }

  void Report(double seconds, double cpu_micros) {
    std::sort(latencies_.begin(), latencies_.end());
    const auto count = static_cast<double>(latencies_.size());
    const auto at = [&](double share) {
      if (latencies_.empty()) return 0.0;
      return static_cast<double>(latencies_[static_cast<size_t>(share * (count - 1))]);
    };
    JsonLine()
        .Add("calls", count)
        .Add("sent", static_cast<double>(sent_))
        .Add("errors", static_cast<double>(errors_))
        .Add("first_error", first_error_)
        .Add("seconds", seconds)
        .Add("rate", count / seconds)
        .Add("p50_us", at(0.5))
        .Add("p90_us", at(0.9))
        .Add("p99_us", at(0.99))
        .Add("max_us", at(1))
        .Add("response_bytes", count == 0 ? 0 : answer_bytes_ / count)
        .Add("client_cpu_us", count == 0 ? 0 : cpu_micros / count)
        .Print();
  }

  const Options& options_;
  const std::string bytes_;
  const std::vector<std::string_view> requests_;
  size_t next_;
  size_t sent_ = 0;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  std::vector<Call> calls_;
  std::vector<float> latencies_;
  double answer_bytes_ = 0;
  uint64_t errors_ = 0;
  std::string first_error_;
};

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  ringback::bench::Options options;
  CLI::App app("Keeps calls of one unary method under way; prints one line of JSON.", "load");
  ringback::bench::AddBuildFlag(&app);
  app.add_option("--target", options.target, "127.0.0.1:PORT or unix:PATH")->required();
  app.add_option("--method", options.method, "/package.Service/Method")->required();
  app.add_option("--requests", options.requests, "Length-delimited messages, sent in turn")
      ->required();
  app.add_option("--skip", options.skip, "Begin with this message of the file, counted from 0");
  app.add_option("--in-flight", options.in_flight, "Calls under way at any time")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long to measure")->capture_default_str();
  app.add_option("--warmup", options.warmup, "Seconds before that")->capture_default_str();
  app.add_option("--tls-ca", options.tls_ca, "Trust this certificate, PEM, and use TLS");
  app.add_option("--tls-name", options.tls_name, "The name in the server's certificate");
  CLI11_PARSE(app, argc, argv);
  ringback::bench::Load(options).Run();
  return 0;
}
