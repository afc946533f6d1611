// Durable attempts through the engine against the same rows written with raw SQLite, and how fast
// the disk makes anything durable.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "ringback/engine.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/phone/phone_number.h"
#include "ringback/v1/event.pb.h"
#include "tests/bench/look_up.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/paired_runs.h"
#include "tests/bench/program.h"
#include "tests/bench/raw_sqlite.h"

namespace ringback::bench {
namespace {

constexpr int kWriters = 64;
constexpr size_t kPage = 4096;

// Writes the rows of recorded attempts as the library does: the attempt, its event, and the count
// of the tenant's events. SQLite moves its log into the file by itself, as it does for everybody
// who does not see to that.
class RawAttempts {
 public:
  explicit RawAttempts(const std::string& path) : db_(path) {
    db_.Run("PRAGMA journal_mode=WAL");
    db_.Run("PRAGMA synchronous=FULL");
    db_.Run("PRAGMA cache_size=-32768");
  }

  // Writes an attempt to each of `count` callers from `first` on, in one commit.
  void Commit(const std::vector<ReturnCall>& calls, size_t first, int count) {
    begin_.Run();
    for (int i = 0; i < count; ++i) {
      Insert(calls[(first + static_cast<size_t>(i)) % calls.size()]);
    }
    commit_.Run();
  }

 private:
  void Insert(const ReturnCall& call) {
    const absl::Time now = absl::Now();
    const int64_t now_us = absl::ToUnixMicros(now), id = NewId(now), none = 0;
    const int64_t channel = v1::CHANNEL_CALL;
    const int64_t outcome = v1::OutboundAttempt::OUTCOME_NO_ANSWER;
    const int64_t type = v1::EVENT_TYPE_ATTEMPT_FINISHED;
    const std::string_view tenant = call.tenant, agent = "sample", empty;
    const std::string name = ResourceName(tenant, "attempts", id);
    attempt_
        .Bind(tenant, id, agent, IdOf(call.caller), none, channel,
              PhoneNumber::FromE164(call.ani).digits(), empty,
              PhoneNumber::FromE164(call.dnis).digits(), empty,
              std::string_view("your autumn heating check"), empty, none, now_us, now_us, outcome,
              empty, none, none, now_us)
        .Run();
    counter_.Bind(tenant).Step();
    const int64_t seq = counter_.Int(0);
    counter_.Reset();
    event_.Bind(tenant, seq, type, now_us, agent, std::string_view(name)).Run();
  }

  RawDatabase db_;
  RawStatement begin_{db_, "BEGIN IMMEDIATE"};
  RawStatement commit_{db_, "COMMIT"};
  RawStatement attempt_{
      db_,
      "INSERT INTO attempts (tenant, id, agent, caller, lead, channel, number, extension, "
      "caller_id, campaign, purpose, offer_text, offer_slots, start_us, end_us, outcome, "
      "voicemail_text, returned_by, return_us, create_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  RawStatement counter_{
      db_,
      "INSERT INTO event_counters (tenant, last_seq) VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE "
      "SET last_seq = event_counters.last_seq + 1 RETURNING last_seq"};
  RawStatement event_{db_,
                      "INSERT INTO events (tenant, seq, type, event_us, agent, resource) VALUES "
                      "(?, ?, ?, ?, ?, ?)"};
};

void WriteRaw(benchmark::State& state, RawAttempts& raw, const std::vector<ReturnCall>& calls,
              int batch) {
  static size_t next = 0;
  for (auto _ : state) {
    raw.Commit(calls, next, batch);
    next += static_cast<size_t>(batch);
  }
  state.SetItemsProcessed(state.iterations() * batch);
}

void WriteOurs(benchmark::State& state, Engine& engine, const std::vector<ReturnCall>& calls) {
  static std::atomic<size_t> next = 0;
  for (auto _ : state) {
    const auto recorded =
        engine.attempts().RecordAttempt(AttemptOf(calls[next++ % calls.size()]), {});
    if (!recorded.ok()) Die(std::string(recorded.status().message()));
  }
  state.SetItemsProcessed(state.iterations());
}

// What a commit cannot be faster than: a page at the end of a file, made durable.
void Sync(benchmark::State& state, const std::string& folder) {
  const std::string path = folder + "/fdatasync";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) Die("cannot write " + path);
  const std::string page(kPage, 'x');
  for (auto _ : state) {
    if (write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) ||
        fdatasync(file) != 0) {
      state.SkipWithError("the disk does not take it");
    }
  }
  close(file);
  unlink(path.c_str());
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  using bench::Side;
  std::string store, raw_store, numbers, folder;
  CLI::App app("Times durable writes in process.", "write_bench");
  bench::AddBuildFlag(&app);
  app.add_option("--folder", folder, "Where fdatasync is measured: on the disk of the stores")
      ->required();
  CLI::Option* has_store =
      app.add_option("--store", store, "A store that tools/make-data made; attempts are added");
  CLI::Option* has_raw = app.add_option("--raw-store", raw_store, "A copy of it, for raw SQLite");
  CLI::Option* has_numbers =
      app.add_option("--numbers", numbers, "The numbers that were written beside it");
  has_store->needs(has_raw)->needs(has_numbers);
  bench::PairedRuns runs(&app);
  CLI11_PARSE(app, argc, argv);
  ringback::Engine::PrepareProgram();

  runs.Add("fdatasync", Side::kLimit, [&](benchmark::State& state) { bench::Sync(state, folder); });
  if (store.empty()) return runs.Run();
  const std::vector<bench::ReturnCall> calls = bench::ReadNumbers(numbers);
  const auto engine = bench::OpenStore(store);
  bench::RawAttempts raw(raw_store);
  for (const int writers : {bench::kWriters, 1}) {
    const std::string figure = "write" + std::to_string(writers);
    runs.Add(figure, Side::kLimit, [&, writers](benchmark::State& state) {
      bench::WriteRaw(state, raw, calls, writers);
    });
    runs.Add(figure, Side::kSubject,
             [&](benchmark::State& state) { bench::WriteOurs(state, *engine, calls); })
        ->Threads(writers);
  }
  return runs.Run();
}
