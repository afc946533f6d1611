// The numbered steps: forward only, each once, all or none.
#include "ringback/store/schema/migrations.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/store/sqlite/connection.h"

namespace ringback::store {
namespace {

using ::testing::HasSubstr;

constexpr SchemaDialect kDialect{.clustered = "WITHOUT ROWID",
                                 .bytes = "BLOB",
                                 .word_index = "CREATE VIRTUAL TABLE $0 USING fts5($1)"};

class MigrationsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto connection = Connection::Open(":memory:", Connection::Mode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
  }

  absl::Status MigrateTo(const std::vector<Migration>& migrations, bool empty) {
    EXPECT_TRUE(connection_->Run("BEGIN").ok());
    const absl::Status result = Migrate(*connection_, kDialect, migrations, empty, 42).status();
    EXPECT_TRUE(connection_->Run(result.ok() ? "COMMIT" : "ROLLBACK").ok());
    return result;
  }

  std::string Ask(std::string_view sql) {
    std::string answer;
    const absl::Status read = connection_->Query(
        sql, {}, [&](const Row& row) { answer += std::string(row.Text(0)) + ";"; });
    EXPECT_TRUE(read.ok()) << read;
    return answer;
  }

  std::unique_ptr<Connection> connection_;
  const Migration first_{1, "CREATE TABLE a (\n  x TEXT PRIMARY KEY\n) {{clustered}};\n"};
  const Migration second_{2, "CREATE TABLE b (y {{bytes}});\nINSERT INTO a VALUES (';,');\n"};
};

TEST_F(MigrationsTest, RunEachStepOnceInOrder) {
  ASSERT_TRUE(MigrateTo({first_}, true).ok());
  ASSERT_TRUE(MigrateTo({first_, second_}, false).ok());
  ASSERT_TRUE(MigrateTo({first_, second_}, false).ok());
  EXPECT_EQ(Ask("SELECT version FROM schema_migrations ORDER BY version"), "1;2;");
  EXPECT_EQ(Ask("SELECT x FROM a"), ";,;");
}

TEST_F(MigrationsTest, GoFromNothingToTheNewestAtOnce) {
  ASSERT_TRUE(MigrateTo({first_, second_}, true).ok());
  EXPECT_EQ(Ask("SELECT version FROM schema_migrations ORDER BY version"), "1;2;");
}

TEST_F(MigrationsTest, StepThatFailsLeavesTheSchemaAsItWas) {
  ASSERT_TRUE(MigrateTo({first_}, true).ok());
  const Migration broken{2, "CREATE TABLE b (y TEXT);\nCREATE TABLE a (twice TEXT);\n"};
  EXPECT_FALSE(MigrateTo({first_, broken}, false).ok());
  EXPECT_EQ(Ask("SELECT version FROM schema_migrations"), "1;");
  EXPECT_EQ(Ask("SELECT name FROM sqlite_master WHERE name = 'b'"), "");
}

TEST_F(MigrationsTest, OlderProgramRefusesANewerSchema) {
  ASSERT_TRUE(MigrateTo({first_, second_}, true).ok());
  const absl::Status result = MigrateTo({first_}, false);
  EXPECT_EQ(result.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(result), "SCHEMA_TOO_NEW");
  EXPECT_EQ(MetadataOf(result, "found"), "2");
  EXPECT_EQ(MetadataOf(result, "known"), "1");
}

TEST_F(MigrationsTest, DatabaseWithoutVersionsIsNotOurs) {
  ASSERT_TRUE(connection_->Run("CREATE TABLE contacts (name TEXT)").ok());
  const absl::Status result = MigrateTo({first_}, false);
  EXPECT_EQ(result.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(result.message()), HasSubstr("not a Ringback store"));
}

TEST(MigrationList, CountsFromOneWithoutAGap) {
  int expected = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.version, ++expected);
  EXPECT_GE(expected, 1);
}

TEST_F(MigrationsTest, AnIndexOfWordsIsMadeAsTheEngineMakesIt) {
  const Migration words{1,
                        "{{word_index notes (tenant, body)}};\nCREATE TABLE a (\n  x TEXT\n);\n"};
  ASSERT_TRUE(MigrateTo({words}, true).ok());
  ASSERT_TRUE(connection_->Run("INSERT INTO notes VALUES ('t', 'a warm house')").ok());
  EXPECT_EQ(Ask("SELECT tenant FROM notes WHERE notes MATCH 'warm'"), "t;");
  EXPECT_EQ(Ask("SELECT name FROM sqlite_master WHERE name = 'a'"), "a;");
}

TEST_F(MigrationsTest, LeadsOfAnOlderStoreKeepWhatIsKnownOfThem) {
  const std::vector<Migration> older(Migrations().begin(), Migrations().begin() + 2);
  ASSERT_TRUE(MigrateTo(older, true).ok());
  for (const char* lead : {"1, 1, 1, 100", "2, 1, 3, 300", "3, 1, 4, 400"}) {
    ASSERT_TRUE(
        connection_
            ->Run(absl::StrCat("INSERT INTO leads (tenant, create_us, interest, source, owner, "
                               "team, next_contact_us, next_contact_channel, next_contact_reason, "
                               "cadence, touch_count, close_reason, value, currency, revision, id, "
                               "caller, state, update_us) VALUES ('t', 50, '', 0, 'tracy', '', 0, "
                               "0, '', '', 0, 'the price', 0, '', 1, ",
                               lead, ")")
                      .c_str())
            .ok());
  }
  // Two touches of the second, of which one was a conversation, and one of nobody's lead.
  for (const char* attempt : {"1, 2, 150, 2", "2, 2, 160, 5", "3, 0, 10, 5"}) {
    ASSERT_TRUE(
        connection_
            ->Run(absl::StrCat("INSERT INTO attempts (tenant, agent, caller, channel, number, "
                               "extension, caller_id, campaign, purpose, offer_text, offer_slots, "
                               "end_us, voicemail_text, returned_by, return_us, create_us, id, "
                               "lead, start_us, outcome) VALUES ('t', '', 1, 1, 0, '', 0, '', '', "
                               "'', 0, 0, '', 0, 0, 0, ",
                               attempt, ")")
                      .c_str())
            .ok());
  }
  ASSERT_TRUE(MigrateTo(Migrations(), false).ok());
  EXPECT_EQ(
      Ask("SELECT first_touch_us || ' ' || first_conversation_us || ' ' || "
          "conversation_count || ' ' || advance_us || ' ' || close_us FROM leads ORDER BY id"),
      "0 0 0 0 0;150 160 1 300 0;0 0 0 0 400;");
  EXPECT_EQ(Ask("SELECT lead || ' ' || change_us || ' ' || agent || ' ' || to_state || ' ' || "
                "reason FROM lead_changes ORDER BY id"),
            "1 50 tracy 1 ;2 300 tracy 3 ;3 400 tracy 4 the price;");
}

TEST_F(MigrationsTest, RecordsOfAnOlderStoreAreAllThereWhenTheyStandSideBySide) {
  const std::vector<Migration> older(Migrations().begin(), Migrations().begin() + 10);
  ASSERT_TRUE(MigrateTo(older, true).ok());
  for (const char* caller : {"1", "2"}) {
    ASSERT_TRUE(connection_
                    ->Run(absl::StrCat("INSERT INTO callers VALUES ('t', ", caller,
                                       ", '', '', '', '', '', '', '', '', '', '', '', 1, 0, 0, 0, "
                                       "0, 0, 0)")
                              .c_str())
                    .ok());
  }
  for (const char* attempt : {"3, 1, 30", "4, 2, 20", "5, 1, 10", "6, 0, 10"}) {
    ASSERT_TRUE(
        connection_
            ->Run(absl::StrCat("INSERT INTO attempts (tenant, agent, channel, number, extension, "
                               "caller_id, campaign, purpose, offer_text, offer_slots, end_us, "
                               "voicemail_text, returned_by, return_us, create_us, lead, outcome, "
                               "id, caller, start_us) VALUES ('t', '', 1, 0, '', 0, '', 'heat', "
                               "'', 0, 0, '', 0, 0, 0, 0, 2, ",
                               attempt, ")")
                      .c_str())
            .ok());
  }
  ASSERT_TRUE(connection_
                  ->Run("INSERT INTO call_notes (tenant, id, caller, lead, call, agent, body, "
                        "note_us, create_us) VALUES ('t', 7, 2, 0, 0, '', 'rings at noon', 5, 5)")
                  .ok());
  ASSERT_TRUE(MigrateTo(Migrations(), false).ok());
  EXPECT_EQ(Ask("SELECT id || ' ' || caller || ' ' || start_us || ' ' || purpose FROM attempts "
                "ORDER BY id"),
            "3 1 30 heat;4 2 20 heat;5 1 10 heat;6 0 10 heat;");
  EXPECT_EQ(Ask("SELECT id || ' ' || caller || ' ' || body FROM call_notes"), "7 2 rings at noon;");
  EXPECT_EQ(Ask("SELECT id || ' ' || has_leads || has_notes || has_appointments FROM callers"),
            "1 000;2 010;")
      << "a card looks for what they have";
}

TEST_F(MigrationsTest, WishesNotToBeRungOfAnOlderStoreHoldForWhoeverHasTheNumber) {
  const std::vector<Migration> older(Migrations().begin(), Migrations().begin() + 11);
  ASSERT_TRUE(MigrateTo(older, true).ok());
  // Twice on 111; on 222, which has another outcome too; on 333 and 444, of which callers have the
  // first without the mark and the second with it; and an attempt without a number.
  for (const char* attempt : {"1, 10, 111, 9", "2, 20, 111, 9", "3, 30, 222, 9", "4, 40, 222, 2",
                              "5, 50, 333, 9", "6, 60, 444, 9", "7, 70, 0, 9", "8, 80, 555, 2"}) {
    ASSERT_TRUE(
        connection_
            ->Run(absl::StrCat("INSERT INTO attempts (tenant, agent, channel, caller, extension, "
                               "caller_id, campaign, purpose, offer_text, offer_slots, end_us, "
                               "voicemail_text, returned_by, return_us, create_us, lead, id, "
                               "start_us, number, outcome) VALUES ('t', '', 1, 0, '', 0, '', '', "
                               "'', 0, 0, '', 0, 0, 0, 0, ",
                               attempt, ")")
                      .c_str())
            .ok());
  }
  for (const char* phone : {"333, 1, 0", "444, 1, 1"}) {
    ASSERT_TRUE(
        connection_
            ->Run(absl::StrCat("INSERT INTO caller_phones (tenant, position, extension, label, "
                               "raw_input, is_primary, number, caller, do_not_call) VALUES ('t', "
                               "0, '', '', '', 0, ",
                               phone, ")")
                      .c_str())
            .ok());
  }
  ASSERT_TRUE(MigrateTo(Migrations(), false).ok());
  EXPECT_EQ(Ask("SELECT number || ' ' || asked_us FROM do_not_call_numbers ORDER BY number"),
            "111 20;222 30;444 60;");
}

// Every primary key and every index starts with the tenant, so that the schema shards by tenant.
TEST_F(MigrationsTest, EveryKeyOfTodaysSchemaStartsWithTheTenant) {
  ASSERT_TRUE(MigrateTo(Migrations(), true).ok());
  const std::string others =
      Ask("SELECT m.tbl_name || '.' || i.name || '(' || c.name || ')' FROM sqlite_master m "
          "JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c "
          "WHERE m.type = 'table' AND c.seqno = 0 AND c.name <> 'tenant' "
          "AND m.name NOT IN ('tenants', 'schema_migrations') AND m.name NOT LIKE 'sqlite_%' "
          // What an index of words is made of is SQLite's; the tenant is one of its columns.
          "AND m.name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')");
  EXPECT_EQ(others, "tenant_numbers.tenant_numbers_route(number);")
      << "only the route of an inbound call to its tenant may start otherwise";
}

}  // namespace
}  // namespace ringback::store
