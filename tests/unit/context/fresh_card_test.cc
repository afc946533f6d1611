// A card that comes from memory is the one that a new look-up would make: whatever was written in
// between, and however much time has passed.
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::OutboundAttempt;

constexpr const char* kShown = "+12025550100";
constexpr const char* kNumbers[] = {"+12024561414", "+12024561415", "+12024561499",
                                    "+13125550171", "+4930123456",  "+493012345612"};

// Writes things that a look-up may show, at random, and looks everybody up in between.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  void Run(int steps) {
    for (int i = 0; i < 3; ++i) AddCaller();
    for (step_ = 0; step_ < steps && !::testing::Test::HasFailure(); ++step_) {
      const auto& action = actions_[Below(actions_.size())];
      did_ = action.name;
      action.run();
      CheckAll();
    }
  }

  int hits() const { return hits_; }

 private:
  struct Action {
    const char* name;
    std::function<void()> run;
  };

  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }
  bool OneIn(size_t chances) { return Below(chances) == 0; }
  std::string AnyNumber() { return kNumbers[Below(std::size(kNumbers))]; }
  std::string AnyAgent() {
    return absl::StrCat("tenants/default/agents/", OneIn(2) ? "ann" : "bob");
  }
  const v1::Caller* AnyCaller() {
    return callers_.empty() ? nullptr : &callers_[Below(callers_.size())];
  }
  // Mostly of late; now and then about to begin, or nearly forgotten.
  absl::Time AnyTime() {
    if (OneIn(8)) return engine_.now + absl::Seconds(1 + Below(90));
    if (OneIn(6)) return engine_.now - absl::Hours(14 * 24) + absl::Seconds(Below(90));
    return engine_.now - absl::Seconds(Below(OneIn(2) ? 300 : 200'000));
  }

  v1::Caller SomeCaller() {
    v1::Caller caller = Person(OneIn(2) ? "Mr. Robert Sample" : "Mary Sample", {AnyNumber()});
    if (OneIn(2)) caller.add_phones()->set_number(AnyNumber());
    if (OneIn(2)) caller.set_household("Sample family");
    if (OneIn(2)) caller.set_company(OneIn(2) ? "Sample Tools" : "Sample Paints");
    if (OneIn(2)) caller.add_emails("sample@example.com");
    return caller;
  }

  void AddCaller() { callers_.push_back(engine_.Add(SomeCaller())); }

  void ChangeCaller() {
    const v1::Caller* caller = AnyCaller();
    if (caller == nullptr) return;
    v1::UpdateCallerRequest request;
    *request.mutable_caller() = SomeCaller();
    request.mutable_caller()->set_name(caller->name());
    for (const char* field : {"phones", "household", "company", "emails"}) {
      if (OneIn(2)) request.mutable_update_mask()->add_paths(field);
    }
    if (!request.update_mask().paths().empty())
      Must(engine_->callers().UpdateCaller(request, engine_.context()));
  }

  void EraseCaller() {
    if (callers_.size() < 3) return;
    v1::DeleteCallerRequest request;
    request.set_name(callers_.front().name());
    request.set_force(true);
    Must(engine_->callers().DeleteCaller(request, engine_.context()));
    callers_.erase(callers_.begin());
  }

  OutboundAttempt SomeAttempt() {
    const v1::Caller* caller = AnyCaller();
    OutboundAttempt attempt =
        Ring(AnyNumber(), static_cast<OutboundAttempt::Outcome>(1 + Below(10)), AnyTime());
    if (caller != nullptr && !OneIn(4)) attempt.set_caller(caller->name());
    if (!OneIn(4)) attempt.set_caller_id(kShown);
    if (!OneIn(4)) attempt.set_agent(AnyAgent());
    attempt.set_purpose("your autumn heating check");
    if (OneIn(2)) *attempt.mutable_offer()->add_proposed_slots() = Slot(AnyTime());
    return attempt;
  }

  void RecordAttempt() {
    v1::RecordAttemptRequest request;
    *request.mutable_attempt() = SomeAttempt();
    if (request.attempt().outcome() == OutboundAttempt::OUTCOME_IN_PROGRESS)
      request.mutable_attempt()->set_outcome(OutboundAttempt::OUTCOME_NO_ANSWER);
    Must(engine_->attempts().RecordAttempt(request, engine_.context()));
  }

  void StartAttempt() {
    v1::StartAttemptRequest request;
    *request.mutable_attempt() = SomeAttempt();
    request.mutable_attempt()->set_outcome(OutboundAttempt::OUTCOME_IN_PROGRESS);
    started_.push_back(Must(engine_->attempts().StartAttempt(request, engine_.context())).name());
  }

  void FinishAttempt() {
    if (started_.empty()) return;
    v1::FinishAttemptRequest request;
    request.set_name(started_.back());
    started_.pop_back();
    request.set_outcome(static_cast<OutboundAttempt::Outcome>(2 + Below(9)));
    *request.mutable_end_time() = AtTime(engine_.now + absl::Minutes(3));
    Must(engine_->attempts().FinishAttempt(request, engine_.context()));
  }

  void AddLead() {
    const v1::Caller* caller = AnyCaller();
    if (caller == nullptr) return;
    v1::Lead lead;
    lead.set_caller(caller->name());
    lead.set_interest("a heat pump");
    leads_.push_back(engine_.Add(lead).name());
  }

  void CloseLead() {
    if (leads_.empty()) return;
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(leads_.back());
    leads_.pop_back();
    request.mutable_lead()->set_state(v1::Lead::STATE_WON);
    request.mutable_update_mask()->add_paths("state");
    // Gone with its caller, it may be.
    engine_->leads().UpdateLead(request, engine_.context()).IgnoreError();
  }

  void AddNote() {
    const v1::Caller* caller = AnyCaller();
    if (caller == nullptr) return;
    v1::CallNote note;
    note.set_caller(caller->name());
    note.set_text("Asked for a call in the morning.");
    if (OneIn(2)) note.add_stated_needs("a warm house");
    *note.mutable_note_time() = AtTime(AnyTime());
    engine_.Add(note);
  }

  void AddArticle() {
    v1::CreateArticleRequest request;
    request.mutable_article()->set_title(OneIn(2) ? "Heat pumps" : "The autumn heating check");
    articles_.push_back(Must(engine_->articles().CreateArticle(request, engine_.context())).name());
  }

  void ChangeArticle() {
    if (articles_.empty()) return;
    v1::UpdateArticleRequest request;
    request.mutable_article()->set_name(articles_.back());
    request.mutable_article()->set_title(OneIn(2) ? "What a heat pump costs" : "Opening hours");
    request.mutable_update_mask()->add_paths("title");
    Must(engine_->articles().UpdateArticle(request, engine_.context()));
  }

  void RemoveArticle() {
    if (articles_.empty()) return;
    v1::DeleteArticleRequest request;
    request.set_name(articles_.back());
    articles_.pop_back();
    Must(engine_->articles().DeleteArticle(request, engine_.context()));
  }

  void ChangeAgent() {
    v1::UpdateAgentRequest request;
    request.mutable_agent()->set_name("tenants/default/agents/ann");
    request.mutable_agent()->set_display_name(OneIn(2) ? "Ann S." : "Ann");
    request.mutable_update_mask()->add_paths("display_name");
    if (!engine_->tenants().UpdateAgent(request, engine_.context()).ok()) {
      engine_.AddAgent("ann");
    } else if (OneIn(3)) {
      v1::DeleteAgentRequest leave;
      leave.set_name(request.agent().name());
      Must(engine_->tenants().DeleteAgent(leave, engine_.context()));
    }
  }

  void ChangeTenant() {
    v1::Tenant tenant;
    tenant.mutable_callback_window()->set_seconds((OneIn(2) ? 14 : 2) * 24 * 3600);
    if (OneIn(2)) tenant.set_display_name(OneIn(2) ? "Sample Heating" : "Sample Cooling");
    engine_.SetTenant(tenant);
  }

  // Scripts that say all that may change with time, and with what is written.
  void ChangeScript() {
    constexpr const char* kBodies[] = {
        "{{GREETING}}, {{CALLER_NAME}}. This is {{AGENT_NAME}}. We rang {{LAST_TOUCH_AGO}}.",
        "Would {{OFFER_TIMES}} suit? {{#OFFER_WHEN}}Or {{OFFER_WHEN}}?{{/OFFER_WHEN}} "
        "{{INTEREST}}.",
        "{{TODAY}}. {{COMPANY}}. {{NOTE}}. {{EMAIL}}. {{TRIED_NAME}}. {{LAST_AGENT}}."};
    const std::string id = OneIn(2) ? "one" : "two";
    v1::DeleteScriptRequest remove;
    remove.set_name("tenants/default/scripts/" + id);
    const bool was_there = engine_->scripts().DeleteScript(remove, engine_.context()).ok();
    if (was_there && OneIn(2)) return;
    v1::CreateScriptRequest request;
    request.set_script_id(id);
    request.mutable_script()->set_use(OneIn(2) ? v1::Script::USE_OPENING_LINE
                                               : v1::Script::USE_INBOUND_CALL);
    request.mutable_script()->set_body(kBodies[Below(std::size(kBodies))]);
    if (OneIn(4)) request.mutable_script()->set_confidence(v1::CONFIDENCE_KNOWN);
    Must(engine_->scripts().CreateScript(request, engine_.context()));
  }

  // A call that rings now, or rang a while ago, with the card of its ring.
  v1::Call RingUp() {
    v1::StartCallRequest request;
    request.set_ani(AnyNumber());
    request.set_dnis(kShown);
    request.set_agent("ann");
    const absl::Time ring =
        OneIn(2) ? absl::Time(engine_.now) : engine_.now - absl::Seconds(Below(100));
    if (ring != engine_.now) *request.mutable_start_time() = AtTime(ring);
    const auto started = Must(engine_->calls().StartCall(request, engine_.context()));
    v1::LookupCallerRequest fresh;
    fresh.set_ani(request.ani());
    fresh.set_dnis(request.dnis());
    fresh.set_agent(request.agent());
    *fresh.mutable_at_time() = AtTime(ring);
    const v1::CallerContext card = engine_.Lookup(fresh);
    EXPECT_TRUE(MessageDifferencer::Equals(started.context(), card))
        << "step " << step_ << ", the card of a call from " << request.ani() << "\nshown:\n"
        << started.context().DebugString() << "\nfresh:\n"
        << card.DebugString();
    return started.call();
  }

  void TakeACall() {
    const v1::Call call = RingUp();
    engine_.Answer(call, "ann");
    const v1::Caller* caller = AnyCaller();
    if (caller != nullptr && OneIn(2)) engine_.Confirm(call, *caller, "ann");
    if (caller != nullptr && OneIn(3)) engine_.Reject(call, *caller, "bob");
    engine_.End(call, v1::Call::OUTCOME_RESOLVED);
  }

  void Wait() { engine_.Pass(absl::Seconds(1 + Below(OneIn(3) ? 20'000 : 70))); }
  void DoNothing() {}

  void CheckAll() {
    for (const char* number : kNumbers) Check(number, "");
    Check(kNumbers[0], kShown);
    Check("anonymous", kShown);
    Check(kShown, "");
  }

  void Check(const char* ani, const char* dnis) {
    v1::LookupCallerRequest request;
    request.set_ani(ani);
    request.set_dnis(dnis);
    request.set_agent("ann");
    if (engine_->context().FindCard(request.SerializeAsString(), engine_.now) != nullptr) ++hits_;
    const v1::CallerContext card = engine_.Lookup(request);
    // A moment that is given is looked up anew each time.
    *request.mutable_at_time() = AtTime(engine_.now);
    const v1::CallerContext fresh = engine_.Lookup(request);
    EXPECT_TRUE(MessageDifferencer::Equals(card, fresh))
        << "step " << step_ << ", after " << did_ << ", for " << ani << "\nkept:\n"
        << card.DebugString() << "\nfresh:\n"
        << fresh.DebugString();
  }

  TestEngine engine_;
  std::mt19937 random_;
  std::vector<v1::Caller> callers_;
  std::vector<std::string> started_;
  std::vector<std::string> leads_;
  std::vector<std::string> articles_;
  int step_ = 0;
  const char* did_ = "";
  int hits_ = 0;
  const std::vector<Action> actions_ = {
      {"AddCaller",
       [this] {
         if (callers_.size() < 6) AddCaller();
       }},
      {"ChangeCaller", [this] { ChangeCaller(); }},
      {"EraseCaller", [this] { EraseCaller(); }},
      {"RecordAttempt", [this] { RecordAttempt(); }},
      {"StartAttempt", [this] { StartAttempt(); }},
      {"FinishAttempt", [this] { FinishAttempt(); }},
      {"AddLead", [this] { AddLead(); }},
      {"CloseLead", [this] { CloseLead(); }},
      {"AddNote", [this] { AddNote(); }},
      {"AddArticle", [this] { AddArticle(); }},
      {"ChangeArticle", [this] { ChangeArticle(); }},
      {"RemoveArticle", [this] { RemoveArticle(); }},
      {"ChangeAgent", [this] { ChangeAgent(); }},
      {"ChangeTenant", [this] { ChangeTenant(); }},
      {"ChangeScript", [this] { ChangeScript(); }},
      {"TakeACall", [this] { TakeACall(); }},
      {"Wait", [this] { Wait(); }},
      {"Wait", [this] { Wait(); }},
      {"DoNothing", [this] { DoNothing(); }},
      {"DoNothing", [this] { DoNothing(); }},
  };
};

TEST(FreshCard, IsWhatANewLookUpWouldMakeWhateverWasWrittenAndHoweverMuchTimeHasPassed) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    World world(seed);
    world.Run(400);
    EXPECT_GT(world.hits(), 300) << "cards are kept at all, with seed " << seed;
  }
}

TEST(FreshCard, IsNotKeptWhereItIsPartOfOne) {
  TestEngine engine;
  v1::LookupCallerRequest request;
  request.set_ani(kNumbers[0]);
  *request.mutable_at_time() = AtTime(engine.now);
  engine.Lookup(request);
  EXPECT_EQ(engine->context().FindCard(request.SerializeAsString(), engine.now), nullptr)
      << "of a moment that nobody asks for again";
}

TEST(FreshCard, OfACallerWhoIsErasedIsGone) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Sample", {kNumbers[0]}));
  v1::LookupCallerRequest request;
  request.set_ani(kNumbers[0]);
  engine.Lookup(request);
  const Card kept = engine->context().FindCard(request.SerializeAsString(), engine.now);
  ASSERT_NE(kept, nullptr);
  v1::DeleteCallerRequest erase;
  erase.set_name(robert.name());
  erase.set_force(true);
  Must(engine->callers().DeleteCaller(erase, engine.context()));
  EXPECT_EQ(kept.use_count(), 1) << "memory does not hold it any more";
}

}  // namespace
}  // namespace ringback::test
