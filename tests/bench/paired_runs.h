// Google Benchmarks in pairs: what is measured, and the limit that it is measured against, run in
// turn, so that both see the machine in the same mood.
#ifndef TESTS_BENCH_PAIRED_RUNS_H_
#define TESTS_BENCH_PAIRED_RUNS_H_

#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ringback::bench {

// The two sides of a figure. One that only tells what the machine does has no more than a limit.
enum class Side { kLimit, kSubject };

class PairedRuns {
 public:
  // Adds --pairs, --seconds and --only to a program's flags; parse them before Run().
  explicit PairedRuns(CLI::App* app);

  // Whether --only leaves this figure in.
  bool Wants(const std::string& figure) const;

  // Adds one side of a figure. What it returns takes further settings, such as Threads(). Times are
  // real times; a side that answers several requests an iteration says so by SetItemsProcessed().
  benchmark::internal::Benchmark* Add(const std::string& figure, Side side,
                                      std::function<void(benchmark::State&)> function);

  // Runs limit, subject, limit, subject … of each figure that is wanted, in the order of Add().
  // Prints one line of JSON for each run: figure, side, pair, us (microseconds an iteration), rate
  // (items, or else iterations, a second), the counters, and `error` when it failed. Returns the
  // program's exit status.
  int Run();

 private:
  int pairs_ = 3;
  double seconds_ = 1;
  std::vector<std::string> only_;
  std::vector<std::pair<std::string, std::vector<Side>>> figures_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_PAIRED_RUNS_H_
