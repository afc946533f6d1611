// Random stories of leads, with restarts in between, told to the rooms and to a plain model: both
// must agree on every lead, on what happened to it, and on what those who watch were told.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ringback/methods/lead_methods.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using v1::Call;
using v1::Lead;
using v1::OutboundAttempt;

constexpr int kSteps = 150;
constexpr int64_t kLong = 5 * 60;

// What the model knows of a lead. Times in microseconds, 0 for never.
struct Told {
  std::string name;
  size_t caller = 0;
  Lead::State state = Lead::STATE_NEW;
  int touches = 0;
  int talks = 0;
  int64_t first_touch = 0;
  int64_t first_talk = 0;
  int64_t advanced = 0;
  int64_t closed = 0;
  Lead::ReturnReason dud = Lead::RETURN_REASON_UNSPECIFIED;
  std::set<int> milestones;
  std::string owner;
  std::string team;
  std::vector<std::string> history;

  bool open() const { return state < Lead::STATE_WON; }
};

int64_t Earlier(int64_t a, int64_t b) { return a == 0 || b < a ? b : a; }

std::string LineOf(Lead::State from, Lead::State to, const std::string& agent, int64_t at_us) {
  return absl::StrCat(from, ">", to, " ", agent, " ", at_us);
}

class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {
    Open();
    v1::UpdateTenantRequest request;
    request.mutable_tenant()->set_name("tenants/default");
    request.mutable_tenant()->mutable_follow_up()->set_closers_team("closers");
    request.mutable_update_mask()->add_paths("follow_up");
    Must(rooms_->tenants().UpdateTenant(request, clock_.context()));
    for (int i = 0; i < 3; ++i) {
      v1::CreateCallerRequest caller;
      *caller.mutable_caller() = Person(absl::StrCat("Sample Caller", i), {NumberOf(i)});
      callers_.push_back(Must(rooms_->callers().CreateCaller(caller, clock_.context())).name());
    }
  }

  void Run() {
    for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE(absl::StrCat("step ", step));
      Step();
    }
    Open();
    Compare();
  }

 private:
  size_t Any(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random_); }
  template <typename T>
  T OneOf(std::initializer_list<T> of) {
    return *(of.begin() + Any(of.size()));
  }
  Told& AnyLead() { return leads_[Any(leads_.size())]; }
  int64_t now_us() const { return absl::ToUnixMicros(clock_.now); }
  std::string NumberOf(int caller) { return absl::StrCat("+1202555010", caller); }
  std::string AnyAgent() { return OneOf<std::string>({"", "tracy", "mary"}); }
  static std::string Full(const std::string& agent) {
    return agent.empty() ? "" : "tenants/default/agents/" + agent;
  }

  void Open() {
    rooms_.reset();
    auto store = store::Open(clock_.uri() + ".story");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), clock_.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms_ = *std::move(opened);
  }

  void Step() {
    clock_.Pass(absl::Seconds(1 + static_cast<int64_t>(Any(600))));
    rooms_->AwaitIdle();
    if (leads_.size() < 3) return Create();
    switch (Any(12)) {
      case 0:
        return Create();
      case 1:
        return Advance();
      case 2:
        return Close();
      case 3:
        return Return();
      case 4:
        return Reopen();
      case 5:
        return Update();
      case 6:
      case 7:
        return Record();
      case 8:
        return StartAndFinish();
      case 9:
        return TakeCall();
      case 10:
        return Note();
      default:
        return Open();
    }
  }

  // ---- what happens in the model ----

  void Expect(v1::EventType type, const Told& told) {
    events_.push_back(absl::StrCat(type, " ", told.name));
  }

  // The lead goes into a state, or is advanced again.
  void Move(Told& told, Lead::State to, const std::string& agent) {
    const Lead::State from = told.state;
    told.history.push_back(LineOf(from, to, agent, now_us()));
    told.state = to;
    if (to == Lead::STATE_ADVANCED && told.advanced == 0) told.advanced = now_us();
    told.closed = told.open() ? 0 : now_us();
    if (to != Lead::STATE_RETURNED) {
      told.dud = Lead::RETURN_REASON_UNSPECIFIED;
    } else if (told.dud == Lead::RETURN_REASON_UNSPECIFIED) {
      told.dud = Lead::RETURN_REASON_OTHER;
    }
    Expect(from >= Lead::STATE_WON      ? v1::EVENT_TYPE_LEAD_REOPENED
           : to == Lead::STATE_ADVANCED ? v1::EVENT_TYPE_LEAD_ADVANCED
           : to == Lead::STATE_RETURNED ? v1::EVENT_TYPE_LEAD_RETURNED
           : to >= Lead::STATE_WON      ? v1::EVENT_TYPE_LEAD_CLOSED
                                        : v1::EVENT_TYPE_LEAD_UPDATED,
           told);
  }

  // The lead is saved without a move of its own; a NEW one that was touched is WORKING.
  void Save(Told& told, bool touched, const std::string& agent) {
    if (touched && told.state == Lead::STATE_NEW) return Move(told, Lead::STATE_WORKING, agent);
    Expect(v1::EVENT_TYPE_LEAD_UPDATED, told);
  }

  void Talk(Told& told, const std::string& agent, int64_t start_us, int64_t seconds) {
    if (told.talks++ == 0 && told.owner.empty() && told.open()) {
      if (seconds >= kLong) {
        told.owner = Full(agent);
      } else {
        told.team = "closers";
      }
    }
    told.first_talk = Earlier(told.first_talk, start_us);
  }

  // ---- what is done to both ----

  void Create() {
    v1::CreateLeadRequest request;
    Told told;
    told.caller = Any(callers_.size());
    told.state = OneOf({Lead::STATE_NEW, Lead::STATE_NEW, Lead::STATE_ADVANCED, Lead::STATE_LOST});
    told.owner = Full(AnyAgent());
    request.mutable_lead()->set_caller(callers_[told.caller]);
    request.mutable_lead()->set_state(told.state);
    request.mutable_lead()->set_owner(told.owner);
    told.name = Must(rooms_->leads().CreateLead(request, clock_.context())).name();
    told.history.push_back(LineOf(Lead::STATE_UNSPECIFIED, told.state,
                                  std::string(LastSegment(told.owner)), now_us()));
    if (told.state == Lead::STATE_ADVANCED) told.advanced = now_us();
    if (!told.open()) told.closed = now_us();
    Expect(v1::EVENT_TYPE_LEAD_CREATED, told);
    leads_.push_back(told);
  }

  // Whether the answer is as expected: OK, or that the state forbids it.
  static bool Allowed(const absl::Status& status, bool expected) {
    EXPECT_EQ(status.code(),
              expected ? absl::StatusCode::kOk : absl::StatusCode::kFailedPrecondition)
        << status;
    return expected;
  }

  // Who did it, when the request says `agent`.
  static std::string Doer(const Told& told, const std::string& agent) {
    return agent.empty() ? std::string(LastSegment(told.owner)) : agent;
  }

  void Advance() {
    Told& told = AnyLead();
    v1::AdvanceLeadRequest request;
    request.set_name(told.name);
    request.set_agent(AnyAgent());
    request.set_next_step("site survey");
    const auto answer = rooms_->leads().AdvanceLead(request, clock_.context());
    if (!Allowed(answer.status(), told.open())) return;
    Move(told, Lead::STATE_ADVANCED, Doer(told, request.agent()));
  }

  void Close() {
    Told& told = AnyLead();
    v1::CloseLeadRequest request;
    request.set_name(told.name);
    request.set_agent(AnyAgent());
    request.set_state(OneOf({Lead::STATE_WON, Lead::STATE_LOST}));
    request.set_reason("the price");
    const auto answer = rooms_->leads().CloseLead(request, clock_.context());
    const bool again = told.state == request.state();
    if (!Allowed(answer.status(), told.open() || again) || again) return;
    Move(told, request.state(), Doer(told, request.agent()));
  }

  void Return() {
    Told& told = AnyLead();
    v1::ReturnLeadRequest request;
    request.set_name(told.name);
    request.set_agent(AnyAgent());
    request.set_reason(OneOf({Lead::RETURN_REASON_NO_NUMBER, Lead::RETURN_REASON_DUPLICATE}));
    const auto answer = rooms_->leads().ReturnLead(request, clock_.context());
    const bool again = told.state == Lead::STATE_RETURNED;
    if (!Allowed(answer.status(), told.open() || again) || again) return;
    told.dud = request.reason();
    Move(told, Lead::STATE_RETURNED, Doer(told, request.agent()));
  }

  void Reopen() {
    Told& told = AnyLead();
    v1::ReopenLeadRequest request;
    request.set_name(told.name);
    request.set_agent(AnyAgent());
    const auto answer = rooms_->leads().ReopenLead(request, clock_.context());
    if (!Allowed(answer.status(), !told.open())) return;
    Move(told, Lead::STATE_WORKING, Doer(told, request.agent()));
  }

  void Update() {
    Told& told = AnyLead();
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(told.name);
    const auto to = static_cast<Lead::State>(Lead::STATE_NEW + Any(6));
    request.mutable_lead()->set_state(to);
    request.mutable_lead()->set_owner(Full(AnyAgent()));
    request.mutable_update_mask()->add_paths("state");
    request.mutable_update_mask()->add_paths("owner");
    const auto answer = rooms_->leads().UpdateLead(request, clock_.context());
    const bool same = to == told.state;
    const bool may = told.open() ? to > told.state : to == Lead::STATE_WORKING;
    if (!Allowed(answer.status(), may || same)) return;
    told.owner = request.lead().owner();
    if (same) return Expect(v1::EVENT_TYPE_LEAD_UPDATED, told);
    Move(told, to, std::string(LastSegment(told.owner)));
  }

  OutboundAttempt AttemptFor(const Told& told, const std::string& agent) {
    OutboundAttempt attempt;
    attempt.set_lead(told.name);
    attempt.set_agent(Full(agent));
    attempt.set_dialed_number("+12025550199");  // nobody's: its outcome teaches nothing
    return attempt;
  }

  OutboundAttempt::Outcome AnyOutcome() {
    return OneOf({OutboundAttempt::OUTCOME_NO_ANSWER, OutboundAttempt::OUTCOME_BUSY,
                  OutboundAttempt::OUTCOME_CONNECTED, OutboundAttempt::OUTCOME_WRONG_NUMBER,
                  OutboundAttempt::OUTCOME_CONNECTED});
  }

  // An attempt that is over, perhaps told of late.
  void Record() {
    Told& told = AnyLead();
    const std::string agent = AnyAgent();
    v1::RecordAttemptRequest request;
    OutboundAttempt& attempt = *request.mutable_attempt();
    attempt = AttemptFor(told, agent);
    attempt.set_outcome(AnyOutcome());
    const absl::Time start = clock_.now - absl::Minutes(static_cast<int64_t>(Any(60)));
    const auto seconds = static_cast<int64_t>(Any(600));
    *attempt.mutable_start_time() = AtTime(start);
    *attempt.mutable_end_time() = AtTime(start + absl::Seconds(seconds));
    Must(rooms_->attempts().RecordAttempt(request, clock_.context()));
    ++told.touches;
    told.first_touch = Earlier(told.first_touch, absl::ToUnixMicros(start));
    if (attempt.outcome() == OutboundAttempt::OUTCOME_CONNECTED)
      Talk(told, agent, absl::ToUnixMicros(start), seconds);
    Save(told, true, agent);
  }

  void StartAndFinish() {
    Told& told = AnyLead();
    const std::string agent = AnyAgent();
    v1::StartAttemptRequest start;
    *start.mutable_attempt() = AttemptFor(told, agent);
    const auto attempt = Must(rooms_->attempts().StartAttempt(start, clock_.context()));
    const int64_t start_us = now_us();
    ++told.touches;
    told.first_touch = Earlier(told.first_touch, start_us);
    Save(told, true, agent);
    const auto seconds = static_cast<int64_t>(Any(600));
    clock_.Pass(absl::Seconds(seconds));
    if (Any(4) == 0) Open();
    v1::FinishAttemptRequest finish;
    finish.set_name(attempt.name());
    finish.set_outcome(AnyOutcome());
    Must(rooms_->attempts().FinishAttempt(finish, clock_.context()));
    if (finish.outcome() == OutboundAttempt::OUTCOME_CONNECTED)
      Talk(told, agent, start_us, seconds);
    Save(told, false, agent);
  }

  // The lead that a call of a caller was about, when nobody says which; nullptr: none.
  Told* LeadOf(size_t caller, int64_t call_start_us) {
    std::vector<Told*> open;
    std::vector<Told*> closed;
    for (Told& told : leads_) {
      if (told.caller != caller) continue;
      if (told.open()) open.push_back(&told);
      if (!told.open() && told.closed >= call_start_us) closed.push_back(&told);
    }
    if (open.empty()) open.swap(closed);
    return open.size() == 1 ? open.front() : nullptr;
  }

  void TakeCall() {
    const size_t caller = Any(callers_.size());
    const std::string agent = OneOf<std::string>({"tracy", "mary"});
    v1::StartCallRequest start;
    start.set_ani(NumberOf(static_cast<int>(caller)));
    start.set_agent(agent);
    const Call call = Must(rooms_->calls().StartCall(start, clock_.context())).call();
    EXPECT_EQ(call.caller(), callers_[caller]);
    const int64_t start_us = now_us();
    const bool answered = Any(3) > 0;
    if (answered) {
      v1::AnswerCallRequest answer;
      answer.set_name(call.name());
      Must(rooms_->calls().AnswerCall(answer, clock_.context()));
    }
    const auto seconds = static_cast<int64_t>(Any(600));
    clock_.Pass(absl::Seconds(seconds));
    if (Any(3) == 0) Close();
    v1::EndCallRequest end;
    end.set_name(call.name());
    Told* about = LeadOf(caller, start_us);
    if (Told& named = AnyLead(); named.caller == caller && Any(2) == 0) {
      about = &named;
      end.set_lead(named.name);
    }
    const Call ended = Must(rooms_->calls().EndCall(end, clock_.context()));
    EXPECT_EQ(ended.lead(), about == nullptr ? "" : about->name);
    if (about == nullptr || !answered) return;
    Talk(*about, agent, start_us, seconds);
    Save(*about, true, agent);
  }

  void Note() {
    Told& told = AnyLead();
    v1::CreateCallNoteRequest request;
    request.mutable_call_note()->set_lead(told.name);
    request.mutable_call_note()->set_text("we spoke");
    const auto milestone = static_cast<v1::Milestone>(1 + Any(6));
    request.mutable_call_note()->add_milestones(milestone);
    Must(rooms_->notes().CreateCallNote(request, clock_.context()));
    if (told.milestones.insert(milestone).second) Expect(v1::EVENT_TYPE_LEAD_UPDATED, told);
  }

  // ---- whether both agree ----

  void Compare() {
    for (const Told& told : leads_) {
      SCOPED_TRACE(told.name);
      v1::GetLeadRequest request;
      request.set_name(told.name);
      const Lead lead = Must(rooms_->leads().GetLead(request, clock_.context()));
      EXPECT_EQ(lead.state(), told.state);
      EXPECT_EQ(lead.touch_count(), told.touches);
      EXPECT_EQ(lead.conversation_count(), told.talks);
      EXPECT_EQ(ToMicros(lead.first_touch_time()), told.first_touch);
      EXPECT_EQ(ToMicros(lead.first_conversation_time()), told.first_talk);
      EXPECT_EQ(ToMicros(lead.advance_time()), told.advanced);
      EXPECT_EQ(ToMicros(lead.close_time()), told.closed);
      EXPECT_EQ(lead.return_reason(), told.dud);
      EXPECT_EQ(std::set<int>(lead.milestones().begin(), lead.milestones().end()), told.milestones);
      EXPECT_EQ(lead.owner(), told.owner);
      EXPECT_EQ(lead.team(), told.team);
      CompareHistory(told);
    }
    CompareEvents();
  }

  void CompareHistory(const Told& told) {
    v1::ListLeadChangesRequest request;
    request.set_lead(told.name);
    request.set_page_size(1000);
    std::vector<std::string> history;
    const auto page = Must(rooms_->leads().ListLeadChanges(request, clock_.context()));
    for (const v1::LeadChange& change : page.lead_changes()) {
      history.push_back(LineOf(change.from_state(), change.to_state(),
                               std::string(LastSegment(change.agent())),
                               ToMicros(change.change_time())));
    }
    EXPECT_EQ(history, told.history);
  }

  void CompareEvents() {
    std::vector<std::string> events;
    int64_t after = 0;
    while (true) {
      const auto page = Must(rooms_->events().Read("default", after, 100));
      if (page.empty()) break;
      for (const auto& sent : page) {
        after = sent->seq;
        const v1::Event event = sent->Parse();
        if (!MatchesPattern(event.resource(), "tenants/*/leads/*")) continue;
        EXPECT_EQ(event.lead().name(), event.resource()) << "every event shows the lead";
        events.push_back(absl::StrCat(event.type(), " ", event.resource()));
      }
    }
    EXPECT_EQ(events, events_);
  }

  std::mt19937 random_;
  TestEngine clock_;  // for its clock and its folder
  std::unique_ptr<Rooms> rooms_;
  std::vector<std::string> callers_;
  std::vector<Told> leads_;
  std::vector<std::string> events_;
};

TEST(StoriesOfLeads, EndAsAPlainModelSays) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Story(seed).Run();
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace ringback::test
