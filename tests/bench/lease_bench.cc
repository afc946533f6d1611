// Leases of due contacts, durable, out of a long queue, against the same number of raw SQLite
// transactions that lease a row of a table with nothing else in it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/engine.h"
#include "tests/bench/look_up.h"
#include "tests/bench/paired_runs.h"
#include "tests/bench/program.h"
#include "tests/bench/raw_sqlite.h"

namespace ringback::bench {
namespace {

constexpr int kAgents = 64;
constexpr int64_t kLeaseSeconds = 4 * 3600;

// Monday at noon: within calling hours.
absl::Time Noon() { return absl::FromCivil(absl::CivilHour(2030, 10, 7, 12), absl::UTCTimeZone()); }

// Numbers 1 to `count` as a table n(i).
std::string Numbers(int64_t count) {
  return absl::StrCat("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                      count, ") ");
}

// A store in which so many new leads wait, for anybody.
void FillStore(const std::string& path, int64_t contacts) {
  OpenStore(path);
  RawDatabase db(path);
  db.Run("PRAGMA synchronous=OFF");
  const std::string n = Numbers(contacts);
  const std::string start = absl::StrCat(absl::ToUnixMicros(Noon() - absl::Hours(2)), " + i");
  db.Run(absl::StrCat(n,
                      "INSERT INTO callers (tenant, id, honorific, given_name, family_name, "
                      "display_name, company, company_key, household, household_key, "
                      "service_address, language, time_zone, revision, create_us, update_us, "
                      "phone_count) SELECT 'default', i, '', '', '', 'Sample', '', '', '', '', '', "
                      "'', '', 1, ",
                      start, ", 0, 1 FROM n")
             .c_str());
  db.Run(absl::StrCat(n,
                      "INSERT INTO caller_phones (tenant, number, caller, position, extension, "
                      "label, raw_input, is_primary, do_not_call) SELECT 'default', 12025550100 + "
                      "i % 100, i, 0, '', '', '', 0, 0 FROM n")
             .c_str());
  db.Run(absl::StrCat(n,
                      "INSERT INTO leads (tenant, id, caller, interest, source, state, owner, "
                      "team, next_contact_us, next_contact_channel, next_contact_reason, cadence, "
                      "touch_count, close_reason, value, currency, revision, create_us, update_us) "
                      "SELECT 'default', i, i, 'a new boiler', 2, 1, '', '', 0, 0, '', '', 0, '', "
                      "0, '', 1, ",
                      start, ", 0 FROM n")
             .c_str());
  db.Run(absl::StrCat(n,
                      "INSERT INTO due_contacts SELECT 'default', i, 2, 1, i, i, 1, 12025550100 + "
                      "i % 100, '', 'a new boiler', '', ",
                      start, ", 0, 0, '', '', 't/', 'UTC', 0, '', 0, 0, 0, 0, 0, 0, 0, ", start,
                      " FROM n")
             .c_str());
}

// The queue that one would write in an afternoon.
class RawQueue {
 public:
  RawQueue(const std::string& path, int64_t contacts) : db_(path) {
    db_.Run("PRAGMA journal_mode=WAL");
    db_.Run("PRAGMA synchronous=OFF");
    db_.Run("PRAGMA cache_size=-32768");
    db_.Run("CREATE TABLE queue (id INTEGER PRIMARY KEY, state, due_us, agent, lease_end_us)");
    db_.Run(
        absl::StrCat(Numbers(contacts), "INSERT INTO queue SELECT i, 1, i, '', 0 FROM n").c_str());
    db_.Run("CREATE INDEX queue_due ON queue (state, due_us)");
    db_.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    db_.Run("PRAGMA synchronous=FULL");
    lease_ = std::make_unique<RawStatement>(
        db_,
        "UPDATE queue SET state = 2, agent = ?, lease_end_us = ? WHERE id = (SELECT id FROM queue "
        "WHERE state = 1 AND due_us <= ? ORDER BY due_us LIMIT 1) RETURNING id");
  }

  // One transaction: the statement alone.
  void Lease() {
    const int64_t now_us = absl::ToUnixMicros(absl::Now());
    lease_->Bind(std::string_view("sample"), now_us + kLeaseSeconds * 1'000'000, now_us);
    if (!lease_->Step()) Die("the raw queue is empty: give more --contacts");
    while (lease_->Step()) {
    }
    lease_->Reset();
  }

 private:
  RawDatabase db_;
  std::unique_ptr<RawStatement> lease_;
};

void LeaseRaw(benchmark::State& state, RawQueue& queue) {
  for (auto _ : state) queue.Lease();
  state.SetItemsProcessed(state.iterations());
}

void LeaseOurs(benchmark::State& state, Engine& engine) {
  static std::atomic<int> agents = 0;
  v1::LeaseDueContactRequest request;
  request.set_agent(absl::StrCat("sample-", agents++));
  request.mutable_lease_duration()->set_seconds(kLeaseSeconds);
  for (auto _ : state) {
    const auto leased = engine.due_contacts().LeaseDueContact(request, {.now = Noon()});
    if (!leased.ok()) Die(std::string(leased.status().message()));
    if (!leased->has_due_contact()) Die("the queue is empty: give more --contacts");
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  using bench::Side;
  std::string folder;
  int64_t contacts = 1'000'000;
  CLI::App app("Times leases of due contacts in process.", "lease_bench");
  bench::AddBuildFlag(&app);
  app.add_option("--folder", folder, "An empty folder on the disk that is to be measured")
      ->required();
  app.add_option("--contacts", contacts, "How many wait")->capture_default_str();
  bench::PairedRuns runs(&app);
  CLI11_PARSE(app, argc, argv);
  ringback::Engine::PrepareProgram();

  const std::string store = folder + "/leases.db";
  bench::FillStore(store, contacts);
  // An empty file is an empty database.
  std::ofstream(folder + "/raw.db").close();
  bench::RawQueue raw(folder + "/raw.db", contacts);
  const auto engine = bench::OpenStore(store);
  for (const int agents : {1, bench::kAgents}) {
    const std::string figure = absl::StrCat("lease", agents);
    runs.Add(figure, Side::kLimit, [&](benchmark::State& state) { bench::LeaseRaw(state, raw); });
    runs.Add(figure, Side::kSubject,
             [&](benchmark::State& state) { bench::LeaseOurs(state, *engine); })
        ->Threads(agents);
  }
  return runs.Run();
}
