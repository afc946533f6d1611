#include "tests/bench/paired_runs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

const char* NameOf(Side side) { return side == Side::kLimit ? "limit" : "subject"; }

// Prints each run as it ends.
class LineReporter final : public benchmark::BenchmarkReporter {
 public:
  LineReporter(std::string figure, Side side, int pair)
      : figure_(std::move(figure)), side_(side), pair_(pair) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      JsonLine line;
      line.Add("figure", figure_).Add("side", NameOf(side_)).Add("pair", pair_);
      if (run.error_occurred) {
        line.Add("error", run.error_message).Print();
        failed_ = true;
        continue;
      }
      const double micros = run.GetAdjustedRealTime();
      const auto items = run.counters.find("items_per_second");
      line.Add("us", micros);
      line.Add("rate", items == run.counters.end() ? 1e6 / micros : items->second.value);
      for (const auto& [name, counter] : run.counters) {
        if (name != "items_per_second") line.Add(name, counter.value);
      }
      line.Print();
    }
  }

  bool failed() const { return failed_; }

 private:
  const std::string figure_;
  const Side side_;
  const int pair_;
  bool failed_ = false;
};

}  // namespace

PairedRuns::PairedRuns(CLI::App* app) {
  app->add_option("--pairs", pairs_, "How often to run each side")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option("--seconds", seconds_, "How long each run takes at least")
      ->check(CLI::Range(0.001, 600.0))
      ->capture_default_str();
  app->add_option("--only", only_, "Only these figures")->delimiter(',');
}

bool PairedRuns::Wants(const std::string& figure) const {
  return only_.empty() || std::find(only_.begin(), only_.end(), figure) != only_.end();
}

benchmark::internal::Benchmark* PairedRuns::Add(const std::string& figure, Side side,
                                                std::function<void(benchmark::State&)> function) {
  auto found = std::find_if(figures_.begin(), figures_.end(),
                            [&](const auto& known) { return known.first == figure; });
  if (found == figures_.end()) found = figures_.insert(figures_.end(), {figure, {}});
  found->second.push_back(side);
  return benchmark::RegisterBenchmark(absl::StrCat(figure, "/", NameOf(side)).c_str(),
                                      std::move(function))
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond)
      ->MinTime(seconds_);
}

int PairedRuns::Run() {
  bool failed = false;
  for (const auto& [figure, sides] : figures_) {
    if (!Wants(figure)) continue;
    for (int pair = 0; pair < pairs_; ++pair) {
      for (const Side side : sides) {
        LineReporter reporter(figure, side, pair);
        // Google Benchmark hangs settings on the name: FIGURE/SIDE/min_time:1.000/real_time.
        benchmark::RunSpecifiedBenchmarks(&reporter,
                                          absl::StrCat("^", figure, "/", NameOf(side), "(/|$)"));
        failed |= reporter.failed();
      }
    }
  }
  return failed ? 1 : 0;
}

}  // namespace ringback::bench
