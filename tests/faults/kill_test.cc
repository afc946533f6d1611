// Acknowledged means durable: kill -9 of ringbackd under 16 concurrent writers, 20 times. After
// each restart every acknowledged write is there once, none is half there, and the file is sound. A
// request whose answer was lost is sent again with its id and is then there once, too.
#include <signal.h>
#include <sqlite3.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

constexpr int kRounds = 20;
constexpr int kWriters = 16;

// One write: a caller or an attempt, known by its tag.
struct Order {
  std::string tag;
  bool is_caller = false;
};

// What the writers were told.
struct Ledger {
  std::mutex mutex;
  std::map<std::string, std::string> acknowledged;  // tag -> resource name
  std::vector<Order> open;                          // sent; the answer was lost
};

grpc::Status Send(const Client& client, const Order& order, std::string* name) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  if (order.is_caller) {
    v1::CreateCallerRequest request;
    request.set_request_id(order.tag);
    request.mutable_caller()->set_display_name(order.tag);
    request.mutable_caller()->add_phones()->set_number("+12024561414");
    v1::Caller caller;
    const grpc::Status status = client.callers().CreateCaller(&context, request, &caller);
    *name = caller.name();
    return status;
  }
  v1::RecordAttemptRequest request;
  request.set_request_id(order.tag);
  v1::OutboundAttempt& attempt = *request.mutable_attempt();
  attempt.set_dialed_number("+12024561414");
  attempt.set_campaign(order.tag);
  attempt.set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  for (int i = 1; i <= 2; ++i) {
    attempt.mutable_offer()->add_proposed_slots()->mutable_start_time()->set_seconds(i * 1000);
  }
  v1::OutboundAttempt saved;
  const grpc::Status status = client.attempts().RecordAttempt(&context, request, &saved);
  *name = saved.name();
  return status;
}

void WriteUntilKilled(const std::string& address, int round, int writer, Ledger* ledger) {
  const Client client = Client::Connect(address);
  for (int i = 0;; ++i) {
    const Order order{absl::StrCat("r", round, "-w", writer, "-", i), i % 2 == 0};
    std::string name;
    const grpc::Status status = Send(client, order, &name);
    std::lock_guard lock(ledger->mutex);
    if (!status.ok()) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
      ledger->open.push_back(order);
      return;
    }
    ledger->acknowledged[order.tag] = name;
  }
}

// Waits until so many writes are acknowledged; not for ever, if the server does not answer.
void AwaitAcknowledged(Ledger& ledger, size_t count) {
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  while (absl::Now() < limit) {
    {
      std::lock_guard lock(ledger.mutex);
      if (ledger.acknowledged.size() >= count) return;
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
}

// The file, read beside the server.
class File {
 public:
  explicit File(const std::string& path) {
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    sqlite3_busy_timeout(db_, 5000);
  }
  ~File() { sqlite3_close(db_); }

  // The first column of every row.
  std::vector<std::string> Ask(const char* sql) {
    std::vector<std::string> rows;
    const auto take = [](void* out, int, char** columns, char**) {
      static_cast<std::vector<std::string>*>(out)->push_back(columns[0] ? columns[0] : "NULL");
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db_, sql, take, &rows, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
    return rows;
  }

 private:
  sqlite3* db_ = nullptr;
};

// What must hold of the rows among themselves, whatever was acknowledged.
void ExpectNothingHalfThere(File& file) {
  const std::vector<std::string> kNone;
  EXPECT_EQ(file.Ask("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
  EXPECT_EQ(
      file.Ask("SELECT a.campaign FROM attempts a WHERE (SELECT COUNT(*) FROM attempt_slots s "
               "WHERE s.tenant = a.tenant AND s.attempt = a.id) <> 2"),
      kNone)
      << "attempts without their slots";
  EXPECT_EQ(file.Ask("SELECT COUNT(*) - 2 * (SELECT COUNT(*) FROM attempts) FROM attempt_slots"),
            std::vector<std::string>{"0"})
      << "slots without their attempt";
  EXPECT_EQ(
      file.Ask("SELECT c.display_name FROM callers c WHERE NOT EXISTS (SELECT 1 FROM "
               "caller_phones p WHERE p.tenant = c.tenant AND p.caller = c.id) OR NOT EXISTS "
               "(SELECT 1 FROM caller_search s WHERE s.tenant = c.tenant AND s.caller = c.id)"),
      kNone)
      << "callers without their numbers";
  EXPECT_EQ(file.Ask("SELECT COUNT(*) - (SELECT COUNT(*) FROM attempts) - (SELECT COUNT(*) FROM "
                     "callers) FROM events"),
            std::vector<std::string>{"0"})
      << "not one event a write";
  EXPECT_EQ(file.Ask("SELECT COUNT(*) - COUNT(DISTINCT resource) FROM events"),
            std::vector<std::string>{"0"});
  EXPECT_EQ(file.Ask("SELECT COUNT(*) - (SELECT COUNT(*) FROM events) FROM requests"),
            std::vector<std::string>{"0"})
      << "not one kept answer a write";
  EXPECT_EQ(
      file.Ask("SELECT COUNT(*) - MAX(seq) FROM events UNION ALL SELECT MIN(seq) FROM events "
               "UNION ALL SELECT last_seq - (SELECT MAX(seq) FROM events) FROM event_counters"),
      (std::vector<std::string>{"0", "1", "0"}))
      << "the log has a gap";
}

// tag -> how often it is there.
std::map<std::string, int> TagsIn(File& file) {
  std::map<std::string, int> tags;
  for (const std::string& tag :
       file.Ask("SELECT campaign FROM attempts UNION ALL SELECT display_name FROM callers")) {
    ++tags[tag];
  }
  return tags;
}

void ExpectAcknowledgedIsThereOnce(File& file, Ledger& ledger) {
  const std::map<std::string, int> tags = TagsIn(file);
  std::set<std::string> open;
  for (const Order& order : ledger.open) open.insert(order.tag);
  int lost = 0;
  for (const auto& [tag, name] : ledger.acknowledged) {
    if (tags.count(tag) == 0 && ++lost < 5) ADD_FAILURE() << tag << " was acknowledged and is lost";
  }
  EXPECT_EQ(lost, 0);
  for (const auto& [tag, count] : tags) {
    EXPECT_EQ(count, 1) << tag;
    EXPECT_TRUE(ledger.acknowledged.count(tag) > 0 || open.count(tag) > 0) << tag;
  }
}

// Sends again what had no answer, and one in ten of what had: the answers must be the same.
void Repeat(const Client& client, Ledger& ledger) {
  for (const Order& order : ledger.open) {
    std::string name;
    const grpc::Status status = Send(client, order, &name);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ledger.acknowledged[order.tag] = name;
  }
  ledger.open.clear();
  int n = 0;
  for (const auto& [tag, name] : ledger.acknowledged) {
    if (++n % 97 != 0) continue;
    std::string again;
    const bool is_caller = name.find("/callers/") != std::string::npos;
    ASSERT_TRUE(Send(client, Order{tag, is_caller}, &again).ok());
    EXPECT_EQ(again, name) << "another answer to the same request_id";
  }
}

TEST(KillTest, AcknowledgedWritesSurviveAndNoneIsHalfThere) {
  const ScratchFolder folder;
  const std::string path = folder.File("calls.db");
  const std::vector<std::string> arguments = {"--store", "sqlite:" + path, "--listen",
                                              "127.0.0.1:0"};
  Ledger ledger;
  std::minstd_rand random(4711);
  for (int round = 0; round < kRounds && !::testing::Test::HasFailure(); ++round) {
    ServerProcess server(arguments, folder.File("log"));
    ASSERT_TRUE(server.listens()) << server.Log();
    {
      File file(path);
      if (round > 0) ExpectNothingHalfThere(file);
      ExpectAcknowledgedIsThereOnce(file, ledger);
      Repeat(Client::Connect(server.addresses()[0]), ledger);
      ExpectAcknowledgedIsThereOnce(file, ledger);
    }
    const size_t before = ledger.acknowledged.size();
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back(WriteUntilKilled, server.addresses()[0], round, w, &ledger);
    }
    // Spread over the work, not over the time that it takes.
    AwaitAcknowledged(ledger, before + 30 + random() % 300);
    server.Kill();
    for (std::thread& writer : writers) writer.join();
    EXPECT_EQ(ledger.open.size(), static_cast<size_t>(kWriters));
  }
  EXPECT_GT(ledger.acknowledged.size(), 20u * kRounds) << "too few writes to show anything";
  RecordProperty("acknowledged", static_cast<int>(ledger.acknowledged.size()));
  std::printf("%zu acknowledged writes over %d kills\n", ledger.acknowledged.size(), kRounds);
}

}  // namespace
}  // namespace ringback::test
