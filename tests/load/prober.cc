#include "tests/load/prober.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "ringback/client.h"

namespace ringback::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPause{5};
constexpr std::chrono::seconds kPatience{20};

bool LookUp(const Client& client) {
  v1::LookupCallerRequest request;
  request.set_parent("tenants/default");
  request.set_ani("+12025550143");
  v1::CallerContext card;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  return client.context().LookupCaller(&context, request, &card).ok();
}

}  // namespace

Prober::Prober(const std::string& address, std::function<int64_t()> memory)
    : memory_(std::move(memory)), thread_([this, address] { Run(address); }) {}

Prober::~Prober() {
  stopped_ = true;
  thread_.join();
}

void Prober::Run(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const Client client(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  while (!stopped_) {
    const auto start = Clock::now();
    const bool ok = LookUp(client);
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    const double mb = static_cast<double>(memory_()) / (1 << 20);
    {
      std::lock_guard lock(mutex_);
      times_ms_.push_back(took.count());
      if (!ok) ++seen_.failures;
      seen_.most_mb = std::max(seen_.most_mb, mb);
      seen_.last_mb = mb;
    }
    std::this_thread::sleep_for(kPause);
  }
}

Prober::Seen Prober::Take() {
  std::lock_guard lock(mutex_);
  Seen seen = std::exchange(seen_, Seen());
  std::vector<double> times = std::exchange(times_ms_, {});
  std::sort(times.begin(), times.end());
  seen.look_ups = times.size();
  if (times.empty()) return seen;
  seen.p99_ms = times[times.size() * 99 / 100];
  seen.max_ms = times.back();
  return seen;
}

}  // namespace ringback::test
