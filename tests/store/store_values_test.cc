// What goes into a store comes out as it was.
#include <limits>

#include "tests/store/store_fixture.h"

namespace ringback::store {
namespace {

using ::testing::Values;

INSTANTIATE_TEST_SUITE_P(Drivers, StoreTest, Values(Driver{"Sqlite", &MakeSqliteDatabase}),
                         [](const auto& info) { return std::string(info.param.name); });

std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

TEST_P(StoreTest, TextComesBackAsItWas) {
  const std::string texts[] = {"",
                               "Jörg Müller-Lüdenscheidt",
                               "田中さん 📞",
                               std::string("a\0b", 3),
                               "'; DROP TABLE things; --",
                               "line\r\nbreak\ttab",
                               "100 %_\\",
                               "\xEF\xBB\xBFmark",
                               std::string(3 << 20, 'x')};
  int64_t id = 0;
  for (const std::string& text : texts) {
    ASSERT_TRUE(Add(++id, text).ok()) << text.size();
    std::string back = "not read";
    ASSERT_TRUE(store()
                    .Read(absl::InfiniteFuture(),
                          [&](Session& session) {
                            return session.Query(
                                "SELECT label FROM things WHERE id = $1", {id},
                                [&](const Row& row) { back = std::string(row.Text(0)); });
                          })
                    .ok());
    EXPECT_EQ(back, text);
  }
  Reopen();
  EXPECT_EQ(Labels(), std::vector<std::string>(std::begin(texts), std::end(texts)));
}

TEST_P(StoreTest, TextIsFoundByItsValue) {
  ASSERT_TRUE(Add(1, "Ärger").ok());
  ASSERT_TRUE(Add(2, "ärger").ok());
  std::vector<int64_t> found;
  ASSERT_TRUE(store()
                  .Read(absl::InfiniteFuture(),
                        [&](Session& session) {
                          return session.Query(
                              "SELECT id FROM things WHERE label = $1", {"Ärger"},
                              [&](const Row& row) { found.push_back(row.Int(0)); });
                        })
                  .ok());
  EXPECT_EQ(found, std::vector<int64_t>{1});
}

TEST_P(StoreTest, BytesAndNullComeBackAsTheyWere) {
  const std::string bytes = AllBytes() + AllBytes();
  ASSERT_TRUE(WriteNow([&](WriteSession& session) {
                return session
                    .Execute(
                        "INSERT INTO things (id, label, body) VALUES (1, '', $1), (2, '', $2),"
                        " (3, '', $3)",
                        {Param::Bytes(bytes), Param::Null(), Param::Bytes("")})
                    .status();
              }).ok());
  std::vector<std::string> back;
  int64_t nulls = 0;
  ASSERT_TRUE(store()
                  .Read(absl::InfiniteFuture(),
                        [&](Session& session) -> absl::Status {
                          session
                              .Query("SELECT COUNT(*) FROM things WHERE body IS NULL", {},
                                     [&](const Row& row) { nulls = row.Int(0); })
                              .IgnoreError();
                          return session.Query(
                              "SELECT body FROM things ORDER BY id", {},
                              [&](const Row& row) { back.emplace_back(row.Text(0)); });
                        })
                  .ok());
  EXPECT_EQ(back, (std::vector<std::string>{bytes, "", ""}));
  EXPECT_EQ(nulls, 1);
}

TEST_P(StoreTest, NumbersComeBackAsTheyWere) {
  for (const int64_t number :
       {int64_t{0}, int64_t{-1}, int64_t{12024561414}, std::numeric_limits<int64_t>::max(),
        std::numeric_limits<int64_t>::min()}) {
    ASSERT_TRUE(Add(number, "n").ok());
    std::vector<int64_t> back;
    ASSERT_TRUE(store()
                    .Read(absl::InfiniteFuture(),
                          [&](Session& session) {
                            return session.Query("SELECT id, id + 0 FROM things WHERE id = $1",
                                                 {number}, [&](const Row& row) {
                                                   ColumnReader columns(row);
                                                   back.push_back(columns.Int());
                                                 });
                          })
                    .ok());
    EXPECT_EQ(back, std::vector<int64_t>{number});
  }
}

TEST_P(StoreTest, ParametersAreKnownByTheirNumber) {
  std::vector<std::string> back;
  ASSERT_TRUE(store()
                  .Read(absl::InfiniteFuture(),
                        [&](Session& session) {
                          return session.Query(
                              "SELECT $11, $2, $1, $2, $10",
                              {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"},
                              [&](const Row& row) {
                                for (int i = 0; i < 5; ++i) back.emplace_back(row.Text(i));
                              });
                        })
                  .ok());
  EXPECT_EQ(back, (std::vector<std::string>{"11", "2", "1", "2", "10"}));
}

TEST_P(StoreTest, ExecuteSaysHowManyRowsItChanged) {
  ASSERT_TRUE(WriteNow([&](WriteSession& session) {
                for (int i = 0; i < 5; ++i) EXPECT_TRUE(AddThing(session, i, "x").ok());
                EXPECT_EQ(*session.Execute("UPDATE things SET label = 'y' WHERE id < 3", {}), 3);
                EXPECT_EQ(*session.Execute("UPDATE things SET label = 'y' WHERE id > 9", {}), 0);
                EXPECT_EQ(*session.Execute("DELETE FROM things", {}), 5);
                return absl::OkStatus();
              }).ok());
}

TEST_P(StoreTest, UpsertWithReturningAnswersTheNewValue) {
  for (const int64_t expected : {1, 2, 3}) {
    int64_t got = 0;
    ASSERT_TRUE(WriteNow([&](WriteSession& session) {
                  return session.Query(
                      "INSERT INTO event_counters (tenant, last_seq) VALUES ($1, 1) ON CONFLICT "
                      "(tenant) DO UPDATE SET last_seq = event_counters.last_seq + 1 RETURNING "
                      "last_seq",
                      {"t"}, [&](const Row& row) { got = row.Int(0); });
                }).ok());
    EXPECT_EQ(got, expected);
  }
}

}  // namespace
}  // namespace ringback::store
