// Retention: what is older goes, in small writes; what stays is whole, and nobody is misled by what
// is gone.
#include "ringback/housekeeping.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kOffice[] = "+13125550171";
constexpr char kShown[] = "+12025550100";
constexpr char kDefault[] = "tenants/default";
constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kRetention = absl::Hours(30 * 24);

class Retention : public ::testing::Test {
 protected:
  void SetUp() override {
    clock.now = begin;
    auto store = store::Open(clock.uri() + ".kept");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), clock.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    rooms->AwaitIdle();
  }

  // Ids never go back in one process, so that each test begins where the one before it ended.
  void TearDown() override { begin = std::max<absl::Time>(begin, clock.now) + kDay; }

  RequestContext context() const {
    rooms->AwaitIdle();
    return clock.context();
  }

  void Keep(absl::Duration retention) {
    v1::UpdateTenantRequest request;
    request.mutable_tenant()->set_name(kDefault);
    request.mutable_tenant()->mutable_retention()->set_seconds(absl::ToInt64Seconds(retention));
    request.mutable_update_mask()->add_paths("retention");
    Must(rooms->tenants().UpdateTenant(request, context()));
  }

  v1::Caller AddCaller(const std::string& parent = "", std::string_view number = kHome) {
    v1::CreateCallerRequest request;
    request.set_parent(parent);
    *request.mutable_caller() = Person("Robert Jones", {number});
    return Must(rooms->callers().CreateCaller(request, context()));
  }

  OutboundAttempt Try(const v1::Caller& caller, absl::Time start) {
    v1::RecordAttemptRequest request;
    request.set_parent(caller.name().substr(0, caller.name().find("/callers")));
    *request.mutable_attempt() = Ring(caller, OutboundAttempt::OUTCOME_NO_ANSWER, start);
    *request.mutable_attempt()->mutable_offer()->add_proposed_slots() = Slot(start + kDay);
    return Must(rooms->attempts().RecordAttempt(request, context()));
  }
  OutboundAttempt Try(const v1::Caller& caller) { return Try(caller, clock.now); }

  v1::Call Call() {
    v1::StartCallRequest request;
    request.set_ani(kHome);
    return Must(rooms->calls().StartCall(request, context())).call();
  }

  v1::CallNote Note(const v1::Caller& caller) {
    v1::CreateCallNoteRequest request;
    request.mutable_call_note()->set_caller(caller.name());
    request.mutable_call_note()->set_text("wants a heat pump");
    request.mutable_call_note()->add_stated_needs("warmth");
    request.mutable_call_note()->add_milestones(v1::MILESTONE_COMMITTED);
    return Must(rooms->notes().CreateCallNote(request, context()));
  }

  v1::Lead AddLead(const v1::Caller& caller) {
    v1::CreateLeadRequest request;
    request.mutable_lead()->set_caller(caller.name());
    request.mutable_lead()->set_interest("a heat pump");
    request.mutable_lead()->add_milestones(v1::MILESTONE_COMMITTED);
    return Must(rooms->leads().CreateLead(request, context()));
  }

  void Close(const v1::Lead& lead, v1::Lead::State state) {
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(lead.name());
    request.mutable_lead()->set_state(state);
    request.mutable_update_mask()->add_paths("state");
    Must(rooms->leads().UpdateLead(request, context()));
  }

  v1::CallerContext Lookup(const std::string& ani = kHome, const std::string& dnis = "") {
    v1::LookupCallerRequest request;
    request.set_ani(ani);
    request.set_dnis(dnis);
    return Must(rooms->context().LookupCaller(request, context()));
  }

  // One round as of now; `between` runs between its writes.
  void KeepHouse(const std::function<bool()>& between = [] { return true; }) {
    const absl::Status status =
        ringback::KeepHouse(rooms->runner().store(), rooms->runner().tenants(), clock.now,
                            [&](absl::Duration) { return between(); });
    EXPECT_TRUE(status.ok()) << status;
  }

  int64_t Rows(std::string_view table, std::string_view tenant = "default") {
    int64_t rows = -1;
    const absl::Status status =
        rooms->runner().store().Read(absl::InfiniteFuture(), [&](store::Session& session) {
          return session.Query(
              absl::StrCat("SELECT COUNT(*) FROM ", std::string(table), " WHERE tenant = $1"),
              {tenant}, [&](const store::Row& row) { rows = row.Int(0); });
        });
    EXPECT_TRUE(status.ok()) << status;
    return rows;
  }

  std::vector<int64_t> HistoryRows() {
    std::vector<int64_t> rows;
    for (const char* table : {"attempts", "attempt_slots", "calls", "call_notes", "call_note_needs",
                              "call_note_milestones", "leads", "lead_milestones", "lead_changes"}) {
      rows.push_back(Rows(table));
    }
    return rows;
  }

  static inline absl::Time begin = TestStart();
  TestEngine clock;  // the folder, and the time
  std::unique_ptr<Rooms> rooms;
};

TEST_F(Retention, WhatIsOlderGoesAndWhatIsYoungerStays) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  for (int i = 0; i < 2; ++i) {
    Try(robert);
    Call();
    Note(robert);
    Close(AddLead(robert), v1::Lead::STATE_WON);
    clock.Pass(kRetention - kDay);
  }
  EXPECT_THAT(HistoryRows(), ElementsAre(2, 2, 2, 2, 2, 2, 2, 2, 4));
  clock.Pass(-kRetention + 3 * kDay);
  KeepHouse();
  EXPECT_THAT(HistoryRows(), ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 2));
  KeepHouse();
  EXPECT_THAT(HistoryRows(), ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 2));
  clock.Pass(kRetention);
  KeepHouse();
  EXPECT_THAT(HistoryRows(), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(Rows("events"), 0);
  EXPECT_EQ(Rows("callers"), 1);
}

TEST_F(Retention, TimeRunsFromTheLaterOfSavedAndTookPlace) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  Try(robert, clock.now + 10 * kDay);
  const OutboundAttempt moved_over = Try(robert, clock.now - 1000 * kDay);
  clock.Pass(kRetention - kDay);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 2);
  clock.Pass(2 * kDay);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 1);
  v1::GetAttemptRequest gone;
  gone.set_name(moved_over.name());
  EXPECT_EQ(rooms->attempts().GetAttempt(gone, context()).status().code(),
            absl::StatusCode::kNotFound);
  clock.Pass(10 * kDay);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 0);
}

TEST_F(Retention, LeadsGoWhenTheyAreClosedAndOld) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  const v1::Lead open = AddLead(robert);
  const v1::Lead closed_late = AddLead(robert);
  for (const auto state : {v1::Lead::STATE_WON, v1::Lead::STATE_LOST, v1::Lead::STATE_RETURNED}) {
    Close(AddLead(robert), state);
  }
  clock.Pass(kRetention - kDay);
  Close(closed_late, v1::Lead::STATE_WON);
  clock.Pass(2 * kDay);
  KeepHouse();
  v1::ListLeadsRequest list;
  std::vector<std::string> left;
  const auto leads = Must(rooms->leads().ListLeads(list, context()));
  for (const v1::Lead& lead : leads.leads()) {
    left.push_back(lead.name());
  }
  EXPECT_THAT(left, ElementsAre(open.name(), closed_late.name()));
  EXPECT_EQ(Rows("lead_milestones"), 2);
}

TEST_F(Retention, QuestionsGoWhenTheyWereAnsweredLongAgoAndTheirArticlesStay) {
  Keep(kRetention);
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    v1::AskQuestionRequest ask;
    ask.mutable_question()->set_text("Do you come on Sundays?");
    names.push_back(Must(rooms->questions().AskQuestion(ask, context())).name());
  }
  const auto answer = [&](const std::string& name) {
    v1::AnswerQuestionRequest request;
    request.set_name(name);
    request.set_answer("No.");
    Must(rooms->questions().AnswerQuestion(request, context()));
  };
  answer(names[0]);
  clock.Pass(kRetention - kDay);
  answer(names[1]);
  clock.Pass(2 * kDay);
  KeepHouse();
  std::vector<std::string> left;
  const auto questions = Must(rooms->questions().ListQuestions({}, context()));
  for (const v1::Question& question : questions.questions()) left.push_back(question.name());
  EXPECT_THAT(left, ElementsAre(names[1], names[2]));
  EXPECT_EQ(Rows("articles"), 2);
}

TEST_F(Retention, OnlyTenantsWhoAskForItLoseAnything) {
  v1::CreateTenantRequest other;
  other.set_tenant_id("other");
  Must(rooms->tenants().CreateTenant(other, context()));
  Try(AddCaller());
  Try(AddCaller("tenants/other"));
  const int64_t events = Rows("events", "other");
  clock.Pass(10'000 * kDay);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 1);
  Keep(kRetention);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 0);
  EXPECT_EQ(Rows("attempts", "other"), 1);
  EXPECT_EQ(Rows("attempt_slots", "other"), 1);
  EXPECT_EQ(Rows("events", "other"), events);
}

TEST_F(Retention, LookupsTellNothingOfWhatIsGone) {
  Keep(kDay);
  const v1::Caller robert = AddCaller();
  Try(robert);
  const v1::Call call = Call();
  v1::IdentifyCallerRequest confirm;
  confirm.set_name(call.name());
  confirm.set_caller(robert.name());
  Must(rooms->calls().IdentifyCaller(confirm, context()));
  Note(robert);
  clock.Pass(kDay + absl::Seconds(1));
  const v1::CallerContext before = Lookup();
  ASSERT_EQ(before.matches_size(), 1);
  EXPECT_EQ(before.matches(0).attempts_size(), 1);
  KeepHouse();
  const v1::CallerContext after = Lookup();
  ASSERT_EQ(after.matches_size(), 1);
  EXPECT_EQ(after.matches(0).caller().name(), robert.name());
  EXPECT_THAT(after.matches(0).attempts(), IsEmpty());
  EXPECT_THAT(after.matches(0).recent_notes(), IsEmpty());
  // What the agent said about the number stays as long as the caller.
  EXPECT_EQ(after.matches(0).confidence(), v1::CONFIDENCE_CONFIRMED);
}

// A card that is kept in memory is as right as one that is read: nothing else is written here than
// the round does, and no time passes.
TEST_F(Retention, KeptCardsForgetAttemptsThatAreGone) {
  Keep(kDay);
  v1::RecordAttemptRequest request;
  *request.mutable_attempt() = Ring(kHome, OutboundAttempt::OUTCOME_NO_ANSWER, clock.now);
  request.mutable_attempt()->set_caller_id(kShown);
  Must(rooms->attempts().RecordAttempt(request, context()));
  Try(AddCaller("", kOffice));
  clock.Pass(kDay + absl::Seconds(1));
  const auto attempts = [&](const char* ani) {
    const v1::CallerContext card = Lookup(ani, kShown);
    return card.matches().empty() ? 0 : card.matches(0).attempts_size();
  };
  for (const char* ani : {kHome, kOffice, "anonymous"}) EXPECT_EQ(attempts(ani), 1) << ani;
  KeepHouse();
  for (const char* ani : {kHome, kOffice, "anonymous"}) EXPECT_EQ(attempts(ani), 0) << ani;
}

TEST_F(Retention, KeptCardsForgetNotesThatAreGone) {
  Keep(kDay);
  Note(AddCaller());
  clock.Pass(kDay + absl::Seconds(1));
  EXPECT_EQ(Lookup().matches(0).recent_notes_size(), 1);
  KeepHouse();
  EXPECT_EQ(Lookup().matches(0).recent_notes_size(), 0);
}

TEST_F(Retention, ManyRowsGoInSmallWritesWithOthersInBetween) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  constexpr int64_t kAttempts = 3 * kHousekeepingRows + 7;
  for (int64_t i = 0; i < kAttempts; ++i) Try(robert);
  clock.Pass(kRetention + kDay);
  int64_t left = kAttempts;
  int64_t writes = 0;
  int64_t written = 0;
  KeepHouse([&] {
    const int64_t rows = Rows("attempts") - written;
    EXPECT_LE(left - rows, kHousekeepingRows);
    if (rows < left) ++writes;
    left = rows;
    Try(robert);
    ++written;
    return true;
  });
  EXPECT_EQ(left, 0);
  EXPECT_EQ(writes, 4);
  EXPECT_EQ(Rows("attempts"), written);
  EXPECT_EQ(Rows("attempt_slots"), written);
}

TEST_F(Retention, ARoundThatIsEndedGoesOnTheNextTime) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  for (int64_t i = 0; i < 2 * kHousekeepingRows; ++i) Try(robert);
  clock.Pass(kRetention + kDay);
  KeepHouse([] { return false; });
  EXPECT_EQ(Rows("attempts"), kHousekeepingRows);
  EXPECT_GT(Rows("events"), 0);
  KeepHouse();
  EXPECT_EQ(Rows("attempts"), 0);
  EXPECT_EQ(Rows("events"), 0);
}

TEST_F(Retention, EventsThatAreGoneAreMissedInWords) {
  Keep(kRetention);
  const v1::Caller robert = AddCaller();
  Try(robert);
  EventLog& log = rooms->events();
  const EventLog::Extent full = Must(log.ExtentOf("default"));
  EXPECT_EQ(full.first, 1);
  clock.Pass(kRetention + kDay);
  Try(robert);
  KeepHouse();
  const EventLog::Extent cut = Must(log.ExtentOf("default"));
  EXPECT_EQ(cut.first, full.last + 1);
  EXPECT_GT(cut.last, full.last);
  const auto gap = log.Read("default", full.last - 1, 10);
  EXPECT_EQ(gap.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(gap.status()), "EVENTS_REMOVED");
  EXPECT_EQ(Must(ReadResumeToken("default", MetadataOf(gap.status(), "resume_token"))), full.last);
  const auto rest = Must(log.Read("default", full.last, 10));
  EXPECT_EQ(static_cast<int64_t>(rest.size()), cut.last - full.last);
  // With all of them gone the numbers go on where they were.
  clock.Pass(kRetention + kDay);
  KeepHouse();
  EXPECT_EQ(Rows("events"), 0);
  EXPECT_EQ(Must(log.ExtentOf("default")).first, cut.last + 1);
  EXPECT_EQ(log.Read("default", full.last, 10).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(Must(log.Read("default", cut.last, 10)), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
