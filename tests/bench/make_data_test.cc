// Sample data is a store like any other, and the same each time.
#include "tests/bench/make_data.h"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ringback/engine.h"
#include "ringback/model/ids.h"
#include "ringback/model/request_context.h"
#include "ringback/phone/phone_number.h"
#include "tests/bench/make_data_callers.h"
#include "tests/bench/make_data_random.h"

namespace ringback::bench {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr int64_t kCallers = 2000;
constexpr int64_t kAttempts = 6000;

DataPlan SmallPlan(uint64_t seed) {
  return {.callers = kCallers,
          .attempts = kAttempts,
          .tenants = 5,
          .seed = seed,
          .until = absl::FromUnixSeconds(1917600000)};  // 2030-10-07
}

// Data in a folder of its own.
class Data {
 public:
  explicit Data(uint64_t seed, const char* name)
      : folder_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name)) {
    std::filesystem::create_directories(folder_);
    const absl::Status made = MakeData(
        SmallPlan(seed), {.store = store(), .numbers = folder_ + "/numbers", .csv = folder_});
    EXPECT_TRUE(made.ok()) << made;
  }
  ~Data() { std::filesystem::remove_all(folder_); }

  std::string store() const { return folder_ + "/sample.db"; }

  std::vector<std::string> Lines(const std::string& file) const {
    std::ifstream in(folder_ + "/" + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  Rows Query(const std::string& sql) const {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(store().c_str(), &db), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    Rows rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        rows.back().emplace_back(text == nullptr ? "" : text);
      }
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rows;
  }

  int64_t Count(const std::string& from) const {
    return std::stoll(Query("SELECT COUNT(*) FROM " + from).at(0).at(0));
  }

 private:
  const std::string folder_;
};

TEST(MakeData, GivesAStoreThatIsWhole) {
  const Data data(1, "whole");
  EXPECT_EQ(data.Query("PRAGMA integrity_check"), Rows{{"ok"}});
  EXPECT_EQ(data.Query("PRAGMA journal_mode"), Rows{{"wal"}});
  EXPECT_EQ(data.Count("callers"), kCallers);
  EXPECT_EQ(data.Count("attempts"), kAttempts);
  EXPECT_GT(data.Count("leads WHERE touch_count > 0"), 0);
  EXPECT_GT(data.Count("call_notes"), 0);
  EXPECT_GT(data.Count("identity_verdicts"), 0);
  EXPECT_GT(data.Count("events"), 0);
}

TEST(MakeData, HasTheIndexesOfAnEmptyStore) {
  const Data data(1, "indexes");
  const std::string empty = data.store() + ".empty";
  ASSERT_TRUE(Engine::Open("sqlite:" + empty).ok());
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(data.store().c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, absl::StrCat("ATTACH '", empty, "' AS fresh").c_str(), nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  int different = -1;
  const auto count = [](void* out, int, char** values, char**) {
    *static_cast<int*>(out) = std::atoi(values[0]);
    return 0;
  };
  ASSERT_EQ(sqlite3_exec(db,
                         "SELECT COUNT(*) FROM (SELECT name, sql FROM fresh.sqlite_master EXCEPT "
                         "SELECT name, sql FROM main.sqlite_master)",
                         count, &different, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(different, 0);
}

TEST(MakeData, IsDistributedLikeTheRealThing) {
  const Data data(1, "real");
  const int64_t biggest = std::stoll(
      data.Query("SELECT COUNT(*) FROM callers GROUP BY tenant ORDER BY 1 DESC LIMIT 1")[0][0]);
  EXPECT_NEAR(static_cast<double>(biggest), kCallers / 3.0, kCallers / 20.0);
  const auto numbers =
      static_cast<double>(data.Count("(SELECT DISTINCT tenant, number FROM caller_phones)"));
  const auto shared = static_cast<double>(data.Count(
      "(SELECT 1 FROM caller_phones GROUP BY tenant, number HAVING COUNT(DISTINCT caller) > 1)"));
  EXPECT_NEAR(shared / numbers, 0.08, 0.02);
  const auto several = static_cast<double>(
      data.Count("(SELECT 1 FROM caller_phones GROUP BY tenant, caller HAVING COUNT(*) > 1)"));
  EXPECT_NEAR(several / kCallers, 0.15, 0.03);
  EXPECT_NEAR(static_cast<double>(data.Count("attempts WHERE caller = 0")) / kAttempts, 0.05, 0.02);
  EXPECT_NEAR(static_cast<double>(data.Count("leads")) / kCallers, 0.3, 0.05);
}

TEST(MakeData, HasNumbersThatTheLibraryTakesForValid) {
  const Data data(1, "valid");
  const Rows phones = data.Query(
      "SELECT number, raw_input, default_region FROM caller_phones JOIN tenants ON id = tenant");
  ASSERT_GE(phones.size(), static_cast<size_t>(kCallers));
  for (const auto& phone : phones) {
    const PhoneNumber number = PhoneNumber::FromDigits(std::stoll(phone[0]));
    EXPECT_TRUE(Describe(number).valid) << phone[0];
    const auto read = ReadDialable(phone[1], phone[2]);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->number, number) << phone[1] << " in " << phone[2];
  }
}

TEST(MakeData, ALookupOfAListedNumberFindsTheCaller) {
  const Data data(1, "lookup");
  const auto engine = Engine::Open("sqlite:" + data.store());
  ASSERT_TRUE(engine.ok()) << engine.status();
  const std::vector<std::string> lines = data.Lines("numbers");
  ASSERT_GE(lines.size(), 500u);
  const RequestContext context{.now = SmallPlan(1).until + absl::Hours(12)};
  std::set<std::string> anis;
  for (const std::string& line : lines) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    ASSERT_EQ(fields.size(), 4u) << line;
    EXPECT_TRUE(anis.insert(fields[1]).second) << line;
    v1::LookupCallerRequest request;
    request.set_parent("tenants/" + fields[0]);
    request.set_ani(fields[1]);
    request.set_dnis(fields[2]);
    const auto card = (*engine)->context().LookupCaller(request, context);
    ASSERT_TRUE(card.ok()) << card.status();
    bool found = false;
    for (const v1::Match& match : card->matches()) {
      found |= match.caller().name() == fields[3] && match.attempts_size() > 0;
    }
    EXPECT_TRUE(found) << line;
  }
}

TEST(MakeData, TheSameSeedGivesTheSameRows) {
  const Data first(7, "first");
  const Data again(7, "again");
  const Data other(8, "other");
  EXPECT_EQ(first.Lines("numbers"), again.Lines("numbers"));
  EXPECT_EQ(first.Lines("callers.csv"), again.Lines("callers.csv"));
  for (const char* table : {"agents", "callers", "caller_phones", "caller_emails", "caller_search",
                            "caller_external_ids", "leads", "call_notes", "call_note_needs",
                            "attempts", "attempt_slots", "calls", "identity_verdicts", "events"}) {
    const std::string sql = absl::StrCat("SELECT * FROM ", table);
    EXPECT_EQ(first.Query(sql), again.Query(sql)) << table;
  }
  EXPECT_NE(first.Lines("callers.csv"), other.Lines("callers.csv"));
}

TEST(MakeData, HasIdsLikeTheLibrary) {
  constexpr int kSequenceBits = 22;
  // Later than any id that this process has made, so that it is not pushed on.
  const absl::Time now = absl::FromUnixSeconds(2524608000);  // 2050-01-01
  SampleRandom random(1);
  SampleIds ids(&random);
  const int64_t first = ids.Next(absl::ToUnixMicros(now));
  EXPECT_EQ(first >> kSequenceBits, NewId(now) >> kSequenceBits);
  EXPECT_GT(ids.Next(absl::ToUnixMicros(now)), first);
}

TEST(MakeData, DoesNotTouchAFileThatIsThere) {
  const Data data(1, "there");
  const absl::Status again =
      MakeData(SmallPlan(2), {.store = data.store(), .numbers = "", .csv = ""});
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(data.Count("callers"), kCallers);
}

}  // namespace
}  // namespace ringback::bench
