// Opens a store and looks numbers up that nobody has looked up in this process: how long a cold
// look-up and the opening take on a file of this size.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "ringback/engine.h"
#include "tests/bench/look_up.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

using Clock = std::chrono::steady_clock;

double MicrosSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

void Run(const std::string& store, const std::vector<ReturnCall>& calls, size_t warmup,
         size_t count) {
  if (calls.size() < warmup + count) Die("there are too few numbers");
  const Clock::time_point begin = Clock::now();
  const auto engine = OpenStore(store);
  const double open_us = MicrosSince(begin);
  std::vector<double> micros;
  size_t found = 0;
  for (size_t i = 0; i < warmup + count; ++i) {
    const v1::LookupCallerRequest request = LookupOf(calls[i]);
    const Clock::time_point asked = Clock::now();
    const std::string wire = CardOf(*engine, request);
    if (i >= warmup) micros.push_back(MicrosSince(asked));
    v1::CallerContext card;
    if (card.ParseFromString(wire) && card.matches_size() > 0) ++found;
  }
  std::sort(micros.begin(), micros.end());
  JsonLine()
      .Add("open_us", open_us)
      .Add("lookups", static_cast<double>(count))
      .Add("found", static_cast<double>(found) / static_cast<double>(warmup + count))
      .Add("p50_us", micros[count / 2])
      .Add("p99_us", micros[count * 99 / 100])
      .Print();
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  std::string store, numbers;
  size_t warmup = 500, count = 2000;
  CLI::App app("Times first look-ups; prints one line of JSON.", "fresh_lookups");
  bench::AddBuildFlag(&app);
  app.add_option("--store", store, "A store that tools/make-data made")->required();
  app.add_option("--numbers", numbers, "The numbers that were written beside it")->required();
  app.add_option("--warmup", warmup, "How many numbers to look up before")->capture_default_str();
  app.add_option("--count", count, "How many to time")
      ->check(CLI::Range(1, 100000000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  ringback::Engine::PrepareProgram();
  bench::Run(store, bench::ReadNumbers(numbers), warmup, count);
  return 0;
}
