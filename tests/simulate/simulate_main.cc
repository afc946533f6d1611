// Simulates a call centre on a real server; see tools/simulate.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/e2e/server_process.h"
#include "tests/simulate/run.h"
#include "tests/store/scratch_folder.h"

namespace {

using ringback::simulate::Die;
using ringback::simulate::Plan;
using ringback::simulate::RunResult;

constexpr char kDescription[] =
    "Simulates a call centre: agents and made-up customers on a real ringbackd, over gRPC, in "
    "accelerated time. The same seed gives the same figures. Ends with 1 when something that must "
    "hold did not.";

struct Flags {
  Plan plan;
  std::string cadences = "both";
  std::string store;
  std::string address;
  std::string ringbackd;
  std::string ringback;
};

// The weekly page, as people see it on the command line.
std::string WeeklyPage(const std::string& ringback, const std::string& address, const Plan& plan) {
  const std::string command =
      absl::StrCat("'", ringback, "' --server '", address, "' report weekly --week ",
                   ringback::simulate::LastWeek(plan), " 2>&1");
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) Die("cannot run " + ringback);
  std::string page;
  char part[4096];
  for (size_t read = 0; (read = fread(part, 1, sizeof part, pipe)) > 0;) page.append(part, read);
  if (pclose(pipe) != 0) Die("ringback report weekly failed: " + page);
  return page;
}

// Runs one plan on a server of its own, on the file `store`, or on the one at --address.
RunResult RunOn(const Flags& flags, const Plan& plan, const std::string& store,
                std::string* weekly) {
  std::unique_ptr<ringback::test::ServerProcess> server;
  std::string address = flags.address;
  if (address.empty()) {
    server = std::make_unique<ringback::test::ServerProcess>(
        std::vector<std::string>{"--store", "sqlite:" + store, "--listen", "127.0.0.1:0",
                                 "--simulated-clock"},
        store + ".log");
    if (!server->listens()) Die("ringbackd did not start; see " + store + ".log");
    address = server->addresses().front();
  }
  const absl::Time start = absl::Now();
  RunResult result = ringback::simulate::Run(plan, address);
  std::fprintf(stderr, "simulate: cadences %s: %lld requests in %.1f s\n",
               plan.cadences ? "on" : "off", static_cast<long long>(result.requests),
               absl::ToDoubleSeconds(absl::Now() - start));
  if (!flags.ringback.empty()) *weekly = WeeklyPage(flags.ringback, address, plan);
  if (server != nullptr) {
    server->Signal(SIGTERM);
    if (server->Wait(absl::Seconds(30)) != 0) Die("ringbackd did not end well: " + server->Log());
    std::filesystem::remove(store + ".log");
  }
  return result;
}

// Where the store of a run goes: --store is the one with cadences, or the only one.
std::string StoreOf(const Flags& flags, const std::string& folder, const Plan& plan) {
  const std::string path = flags.store.empty() ? folder + "/calls.db" : flags.store;
  const bool second = flags.cadences == "both" && !plan.cadences;
  std::string store = second ? path + ".off" : path;
  if (flags.address.empty() && std::filesystem::exists(store))
    Die(store + " is there already; a simulation begins with an empty store");
  return store;
}

int Simulate(const Flags& flags) {
  const ringback::test::ScratchFolder folder;
  std::vector<RunResult> results;
  std::string weekly;
  for (const bool cadences : {false, true}) {
    if (flags.cadences == (cadences ? "off" : "on")) continue;
    Plan plan = flags.plan;
    plan.cadences = cadences;
    results.push_back(RunOn(flags, plan, StoreOf(flags, folder.path(), plan), &weekly));
  }
  std::printf("%s\n%s", ringback::simulate::ResultText(results).c_str(), weekly.c_str());
  for (const RunResult& result : results) {
    if (!result.broken.empty()) return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Flags flags;
  CLI::App app(kDescription, "simulate");
  app.add_option("--seed", flags.plan.seed, "Another seed makes other customers")
      ->capture_default_str();
  app.add_option("--days", flags.plan.days, "How many days")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  app.add_option("--agents", flags.plan.agents, "How many agents")
      ->check(CLI::Range(2, 500))
      ->capture_default_str();
  app.add_option("--leads-per-day", flags.plan.leads_per_day,
                 "How many leads come in on a working day")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--cadences", flags.cadences,
                 "on, off, or both: the same customers twice, side by side")
      ->check(CLI::IsMember({"on", "off", "both"}))
      ->capture_default_str();
  CLI::Option* store = app.add_option(
      "--store", flags.store,
      "Leaves the store in this new file; with both the one without cadences in FILE.off");
  app.add_option("--address", flags.address,
                 "Instead of a server of its own: one with --simulated-clock and an empty store")
      ->excludes(store);
  app.add_option("--ringbackd", flags.ringbackd, "The server's program");
  app.add_option("--ringback", flags.ringback,
                 "The command line's program; with it the weekly report is printed");
  CLI11_PARSE(app, argc, argv);
  if (!flags.address.empty() && flags.cadences == "both") {
    std::fprintf(stderr, "simulate: --address: give --cadences on or off, a store holds one run\n");
    return 2;
  }
  if (!flags.ringbackd.empty()) setenv("RINGBACKD", flags.ringbackd.c_str(), 1);
  return Simulate(flags);
}
