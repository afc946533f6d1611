// Deleting a caller: what stops it, what it reaches, and what is left.
#include <sqlite3.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kMobile[] = "+12025550144";

// Every cell of every table of a database file in which `text` occurs: "table: value".
std::vector<std::string> CellsWith(const std::string& path, const std::string& text) {
  std::vector<std::string> found;
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const auto query = [&](const std::string& sql, auto each_row) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) each_row(statement);
    sqlite3_finalize(statement);
  };
  std::vector<std::string> tables;
  query("SELECT name FROM sqlite_master WHERE type = 'table'", [&](sqlite3_stmt* row) {
    tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
  });
  for (const std::string& table : tables) {
    query("SELECT * FROM \"" + table + "\"", [&](sqlite3_stmt* row) {
      for (int i = 0; i < sqlite3_column_count(row); ++i) {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, i));
        const std::string value(bytes == nullptr ? "" : bytes,
                                static_cast<size_t>(sqlite3_column_bytes(row, i)));
        if (value.find(text) != std::string::npos) found.push_back(table + ": " + value);
      }
    });
  }
  sqlite3_close(database);
  return found;
}

class Erasing : public ::testing::Test {
 protected:
  absl::Status Delete(const v1::Caller& caller, bool force) {
    v1::DeleteCallerRequest request;
    request.set_name(caller.name());
    request.set_force(force);
    return engine->callers().DeleteCaller(request, engine.context()).status();
  }

  TestEngine engine;
};

TEST_F(Erasing, ACallerWithoutHistoryGoesWithoutForce) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  EXPECT_TRUE(Delete(robert, false).ok());
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), IsEmpty());
  EXPECT_EQ(Delete(robert, false).code(), absl::StatusCode::kNotFound);
}

TEST_F(Erasing, ACallerWithHistoryStaysAndTheErrorSaysWhatToDo) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  v1::Lead lead;
  lead.set_caller(robert.name());
  engine.Add(lead);
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  const absl::Status refused = Delete(robert, false);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "CALLER_HAS_HISTORY");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("2 attempts, 1 leads"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("set force to erase"));
  EXPECT_EQ(engine.Get(robert).display_name(), "Robert Jones");
}

TEST_F(Erasing, EachKindOfHistoryCounts) {
  const auto refused = [&](const v1::Caller& caller) {
    return Delete(caller, false).code() == absl::StatusCode::kFailedPrecondition;
  };
  v1::Caller caller = engine.Add(Person("With Note"));
  v1::CallNote note;
  note.set_caller(caller.name());
  note.set_text("text");
  engine.Add(note);
  EXPECT_TRUE(refused(caller));
  caller = engine.Add(Person("With Call", {kHome}));
  engine.Call(kHome);
  EXPECT_TRUE(refused(caller));
}

// A history that touches everything, of one who is called Zaphod everywhere.
class ErasedEverywhere : public Erasing {
 protected:
  static constexpr char kName[] = "Zaphod";

  void SetUp() override {
    v1::Caller caller = Person("Zaphod Zaphod", {kHome, kMobile});
    caller.set_company("Zaphod Ltd");
    caller.set_household("Zaphod");
    caller.add_emails("Zaphod@sample.example");
    caller.set_service_address("4 Zaphod Street");
    (*caller.mutable_annotations())["nick"] = "Zaphod";
    v1::ExternalId* external = caller.add_external_ids();
    external->set_system("hubspot");
    external->set_id("Zaphod");
    v1::CreateCallerRequest create;
    *create.mutable_caller() = caller;
    create.set_request_id("create");
    zaphod = Must(engine->callers().CreateCaller(create, engine.context()));

    v1::Lead lead;
    lead.set_caller(zaphod.name());
    lead.set_interest("boiler for Zaphod");
    lead.add_milestones(v1::MILESTONE_COMMITTED);
    lead = engine.Add(lead);
    attempts.push_back(RecordAttempt(zaphod.name(), kHome, "to-zaphod"));
    attempts.push_back(RecordAttempt("", kMobile, "to-a-number"));
    StartCalls();
    v1::CallNote note;
    note.set_caller(zaphod.name());
    note.set_text("Zaphod likes tea");
    note.add_stated_needs("Zaphod needs heat");
    engine.Add(note);
    v1::AskQuestionRequest ask;
    ask.mutable_question()->set_text("Does Zaphod pay?");
    ask.mutable_question()->set_caller(zaphod.name());
    ask.set_request_id("ask");
    Must(engine->questions().AskQuestion(ask, engine.context()));
  }

  OutboundAttempt RecordAttempt(const std::string& caller, const char* number, const char* id) {
    v1::RecordAttemptRequest request;
    OutboundAttempt* attempt = request.mutable_attempt();
    *attempt = Ring(number, OutboundAttempt::OUTCOME_VOICEMAIL, engine.now - absl::Hours(1));
    attempt->set_caller(caller);
    attempt->set_agent("tenants/default/agents/tracy");
    attempt->set_purpose("the check of Zaphod");
    attempt->set_voicemail_text("Hello Zaphod");
    attempt->mutable_offer()->set_text("10 % for Zaphod");
    *attempt->mutable_offer()->add_proposed_slots() = Slot(engine.now + absl::Hours(24));
    request.set_request_id(id);
    return Must(engine->attempts().RecordAttempt(request, engine.context()));
  }

  void StartCalls() {
    v1::StartCallRequest start;
    start.set_ani("\"Zaphod\" <sip:+12024561414@pbx.example>");
    start.set_sip_call_id("call-of-Zaphod");
    start.set_request_id("call");
    const v1::Call call = Must(engine->calls().StartCall(start, engine.context())).call();
    v1::CallNote note;
    note.set_call(call.name());
    note.set_text("said Zaphod");
    engine.Add(note);
    engine.End(engine.Confirm(call, zaphod), v1::Call::OUTCOME_RESOLVED);
    calls.push_back(call);
    engine.Confirm(engine.Call("+12025550188").call(), zaphod);
    // One that nobody put on record, from a number that is his alone.
    start.set_ani("Zaphod <sip:+12025550144@pbx.example>");
    start.set_request_id("call-2");
    calls.push_back(Must(engine->calls().StartCall(start, engine.context())).call());
  }

  v1::Caller zaphod;
  std::vector<OutboundAttempt> attempts;
  std::vector<v1::Call> calls;
};

TEST_F(ErasedEverywhere, NoTableKeepsHisNameOrNumber) {
  ASSERT_THAT(CellsWith(engine.path(), kName), ::testing::SizeIs(::testing::Gt(15)));
  ASSERT_TRUE(Delete(zaphod, true).ok());
  EXPECT_THAT(CellsWith(engine.path(), kName), IsEmpty());
  EXPECT_THAT(CellsWith(engine.path(), "zaphod"), IsEmpty()) << "folded, for the search";
  EXPECT_THAT(CellsWith(engine.path(), "2024561414"), IsEmpty());
  EXPECT_THAT(CellsWith(engine.path(), "2025550144"), IsEmpty());
}

TEST_F(ErasedEverywhere, TheHistoryStaysAsCounts) {
  ASSERT_TRUE(Delete(zaphod, true).ok());
  for (const OutboundAttempt& attempt : attempts) {
    const OutboundAttempt left = engine.Get(attempt);
    EXPECT_EQ(left.outcome(), OutboundAttempt::OUTCOME_VOICEMAIL);
    EXPECT_EQ(left.agent(), "tenants/default/agents/tracy");
    EXPECT_EQ(left.start_time().seconds(), attempt.start_time().seconds());
    EXPECT_EQ(left.caller(), "");
    EXPECT_EQ(left.dialed_number(), "");
    EXPECT_EQ(left.offer().proposed_slots_size(), 0);
  }
  for (const v1::Call& call : calls) {
    EXPECT_EQ(engine.Get(call).caller(), "");
    EXPECT_EQ(engine.Get(call).ani(), "");
  }
  EXPECT_EQ(engine.Get(calls[0]).outcome(), v1::Call::OUTCOME_RESOLVED);
}

TEST_F(ErasedEverywhere, NothingFindsHim) {
  ASSERT_TRUE(Delete(zaphod, true).ok());
  for (const char* number : {kHome, kMobile, "+12025550188"}) {
    EXPECT_THAT(NamesOf(engine.Lookup(number)), IsEmpty()) << number;
  }
  v1::SearchCallersRequest search;
  search.set_query("zaphod");
  EXPECT_EQ(Must(engine->callers().SearchCallers(search, engine.context())).callers_size(), 0);
  EXPECT_EQ(Must(engine->leads().ListLeads({}, engine.context())).leads_size(), 0);
  EXPECT_EQ(Must(engine->notes().ListCallNotes({}, engine.context())).call_notes_size(), 0);
}

TEST_F(ErasedEverywhere, TheTombstoneIsANameAlone) {
  v1::DeleteCallerRequest request;
  request.set_name(zaphod.name());
  request.set_force(true);
  const v1::Caller tombstone = Must(engine->callers().DeleteCaller(request, engine.context()));
  v1::Caller expected;
  expected.set_name(zaphod.name());
  EXPECT_EQ(tombstone.SerializeAsString(), expected.SerializeAsString());
}

TEST_F(ErasedEverywhere, AnotherWhoHasTheNumberKeepsTheirs) {
  const v1::Caller trillian = engine.Add(Person("Trillian Jones", {kHome}));
  engine.Add(Ring(trillian, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  ASSERT_TRUE(Delete(zaphod, true).ok());
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_THAT(NamesOf(card), ElementsAre("Trillian Jones"));
  EXPECT_EQ(card.matches(0).attempts_size(), 1);
}

TEST_F(Erasing, ADeletedCallerWithoutHistoryLeavesNoAnswerBehind) {
  v1::CreateCallerRequest create;
  *create.mutable_caller() = Person("Zaphod Jones", {kHome});
  create.set_request_id("create");
  const v1::Caller caller = Must(engine->callers().CreateCaller(create, engine.context()));
  ASSERT_TRUE(Delete(caller, false).ok());
  EXPECT_THAT(CellsWith(engine.path(), "Zaphod"), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
