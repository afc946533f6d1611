// The look-up in process: a card that is in memory against a hash map of serialised cards, a card
// that is not against the raw statements that read its rows, and look-ups beside writes against
// look-ups alone.
#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/engine.h"
#include "ringback/phone/phone_number.h"
#include "tests/bench/look_up.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/paced_writes.h"
#include "tests/bench/paired_runs.h"
#include "tests/bench/program.h"
#include "tests/bench/raw_card.h"

namespace ringback::bench {
namespace {

// How many cards are compared with the rows that the raw statements find.
constexpr size_t kCompared = 500;
constexpr int kMaxMatches = 20;

CardRows RowsOf(const v1::CallerContext& card) {
  CardRows rows;
  rows.matches = card.matches_size();
  for (const v1::Match& match : card.matches()) {
    rows.attempts += match.attempts_size();
    rows.leads += match.open_leads_size();
    rows.notes += match.recent_notes_size();
  }
  return rows;
}

// Goes round a list for ever.
template <typename T>
class Round {
 public:
  explicit Round(const std::vector<T>& all) : all_(all) {}
  const T& Next() {
    if (next_ == all_.size()) next_ = 0;
    return all_[next_++];
  }

 private:
  const std::vector<T>& all_;
  size_t next_ = 0;
};

class CardBench {
 public:
  CardBench(const std::string& store, std::vector<ReturnCall> calls)
      : engine_(OpenStore(store)), raw_(store), calls_(std::move(calls)) {
    requests_.reserve(calls_.size());
    for (const ReturnCall& call : calls_) requests_.push_back(LookupOf(call));
  }

  // Ends the program when the raw statements find other rows than the card shows, for then they are
  // no limit of it. Cards of more than 20 matches show the best; the statements know no best.
  void CheckLimit() {
    size_t different = 0;
    for (size_t i = 0; i < std::min(kCompared, calls_.size()); ++i) {
      v1::CallerContext card;
      if (!card.ParseFromString(CardOf(*engine_, requests_[i]))) Die("a card cannot be read");
      if (card.matches_size() < kMaxMatches && !(RowsOf(card) == ReadRaw(calls_[i]))) ++different;
    }
    if (different > 0)
      Die(absl::StrCat(different, " cards show other rows than their limit reads"));
  }

  // Looks numbers up until the cards that are kept take `bytes`: those are hot.
  void FillHot(size_t bytes) {
    size_t filled = 0;
    for (size_t i = 0; i < calls_.size() && filled < bytes; ++i) {
      if (!IsKept(*engine_, requests_[i])) {
        ++not_kept_;
        continue;
      }
      std::string card = CardOf(*engine_, requests_[i]);
      filled += card.size();
      cards_.emplace(calls_[i].ani, std::move(card));
      hot_.push_back(i);
    }
  }

  void HotLimit(benchmark::State& state) {
    Round<size_t> hot(hot_);
    for (auto _ : state) {
      std::string card = cards_.find(calls_[hot.Next()].ani)->second;
      benchmark::DoNotOptimize(card);
    }
  }

  void HotSubject(benchmark::State& state) {
    Round<size_t> hot(hot_);
    for (auto _ : state) {
      std::string card = CardOf(*engine_, requests_[hot.Next()]);
      benchmark::DoNotOptimize(card);
    }
    state.counters["cards"] = static_cast<double>(hot_.size());
    state.counters["not_kept"] = static_cast<double>(not_kept_);
  }

  void ColdLimit(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(ReadRaw(raw_round_.Next()).read);
  }

  void ColdSubject(benchmark::State& state) {
    for (auto _ : state) {
      std::string card = CardOf(*engine_, round_.Next());
      benchmark::DoNotOptimize(card);
    }
  }

  void BesideWrites(benchmark::State& state, double rate) {
    const PacedWrites writes(*engine_, calls_, rate);
    ColdSubject(state);
    state.counters["writes_per_second"] = writes.Rate();
  }

 private:
  CardRows ReadRaw(const ReturnCall& call) {
    return raw_.Read(call.tenant, PhoneNumber::FromE164(call.ani).digits(),
                     absl::ToUnixMicros(absl::Now()));
  }

  const std::unique_ptr<Engine> engine_;
  RawCardReader raw_;
  const std::vector<ReturnCall> calls_;
  std::vector<size_t> hot_;  // places in `calls_`
  size_t not_kept_ = 0;      // passed over while these were looked for
  std::vector<v1::LookupCallerRequest> requests_;
  absl::flat_hash_map<std::string, std::string> cards_;
  // Far more numbers than a cache holds, so that a number that comes round again is cold again.
  Round<v1::LookupCallerRequest> round_{requests_};
  Round<ReturnCall> raw_round_{calls_};
};

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  using bench::Side;
  std::string store, numbers;
  size_t hot_mb = 20;
  double write_rate = 800;
  CLI::App app("Times look-ups in process.", "card_bench");
  bench::AddBuildFlag(&app);
  app.add_option("--store", store, "A store that tools/make-data made; attempts are added to it")
      ->required();
  app.add_option("--numbers", numbers, "The numbers that were written beside it")->required();
  app.add_option("--hot-mb", hot_mb,
                 "What the cards that are looked up hot take, in MB; less than "
                 "the engine keeps")
      ->capture_default_str();
  app.add_option("--write-rate", write_rate, "Durable writes a second beside look-ups")
      ->capture_default_str();
  bench::PairedRuns runs(&app);
  CLI11_PARSE(app, argc, argv);
  ringback::Engine::PrepareProgram();

  bench::CardBench cards(store, bench::ReadNumbers(numbers));
  cards.CheckLimit();
  if (runs.Wants("hot")) cards.FillHot(hot_mb << 20);
  runs.Add("hot", Side::kLimit, [&](benchmark::State& state) { cards.HotLimit(state); });
  runs.Add("hot", Side::kSubject, [&](benchmark::State& state) { cards.HotSubject(state); });
  runs.Add("cold", Side::kLimit, [&](benchmark::State& state) { cards.ColdLimit(state); });
  runs.Add("cold", Side::kSubject, [&](benchmark::State& state) { cards.ColdSubject(state); });
  runs.Add("beside_writes", Side::kLimit,
           [&](benchmark::State& state) { cards.ColdSubject(state); });
  runs.Add("beside_writes", Side::kSubject,
           [&](benchmark::State& state) { cards.BesideWrites(state, write_rate); });
  return runs.Run();
}
