// Floods a real ringbackd in every way, one after the other, while somebody looks up callers; see
// tools/check-load.
#include <stdlib.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "ringback/client.h"
#include "tests/e2e/server_process.h"
#include "tests/load/floods.h"
#include "tests/load/prober.h"

namespace ringback::test {
namespace {

using std::chrono::seconds;

constexpr double kMostMegabytes = 512;
constexpr double kGoalMs = 100;

// What the unit gives the server.
constexpr uint64_t kDescriptors = 16'384;

// How long the server has to come to rest, and how far above its memory before the flood it may be
// then: caches that were filled meanwhile are there to stay.
constexpr seconds kRest{8};
constexpr double kKeptMegabytes = 64;

std::string Row(const Prober::Seen& seen) {
  char text[64];
  std::snprintf(text, sizeof(text), "%6.0f MB %8.1f ms", seen.most_mb, seen.p99_ms);
  return text;
}

bool Run(const Flood& flood, const ServerProcess& server, Prober* prober) {
  prober->Take();
  std::this_thread::sleep_for(seconds(1));
  const Prober::Seen before = prober->Take();
  const bool done = flood.run(server.addresses()[0]);
  const Prober::Seen during = prober->Take();
  std::this_thread::sleep_for(kRest);
  prober->Take();
  std::this_thread::sleep_for(seconds(1));
  const Prober::Seen after = prober->Take();
  const bool memory =
      during.most_mb < kMostMegabytes && after.last_mb < before.last_mb + kKeptMegabytes;
  const bool answers =
      before.failures + during.failures + after.failures == 0 && after.look_ups > 0;
  std::printf("%-16s %s  %s  %s  %s memory, %s answers%s%s\n", flood.name.c_str(),
              Row(before).c_str(), Row(during).c_str(), Row(after).c_str(),
              memory ? "pass" : "FAIL", answers ? "pass" : "FAIL",
              done ? "" : ", FAIL the flood itself",
              during.p99_ms < kGoalMs ? "" : " (p99 above the goal of 100 ms)");
  std::fflush(stdout);
  return memory && answers && done;
}

// So many that their list is something to read.
void AddCallers(const std::string& address) {
  const Client client = Client::Connect(address);
  for (int i = 0; i < 1000; ++i) {
    v1::CreateCallerRequest request;
    request.mutable_caller()->set_display_name("Sample caller " + std::to_string(i));
    v1::Caller caller;
    grpc::ClientContext context;
    client.callers().CreateCaller(&context, request, &caller);
  }
}

int Main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: check_load RINGBACKD FOLDER [FLOOD...]\n");
    return 2;
  }
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  setenv("RINGBACKD", argv[1], 1);
  const std::string folder = argv[2];
  const ServerProcess server(
      {"--store", "sqlite:" + folder + "/calls.db", "--listen", "127.0.0.1:0"}, folder + "/log",
      kDescriptors);
  if (!server.listens()) {
    std::fprintf(stderr, "%s", server.Log().c_str());
    return 1;
  }
  AddCallers(server.addresses()[0]);
  Prober prober(server.addresses()[0], [&server] { return server.ResidentBytes(); });
  std::printf("most memory and p99 of look-ups: before, during and after each flood\n");
  int passed = 0;
  int failed = 0;
  for (const Flood& flood : AllFloods()) {
    bool chosen = argc == 3;
    for (int i = 3; i < argc; ++i) chosen = chosen || flood.name == argv[i];
    if (chosen) ++(Run(flood, server, &prober) ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace ringback::test

int main(int argc, char** argv) { return ringback::test::Main(argc, argv); }
