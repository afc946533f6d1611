// Rules 6 and 7 of docs/lookup_rules.md: what an outcome teaches, and what may be offered. And how
// long an attempt explains a return call.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::OutboundAttempt;
using v1::Reason;

constexpr char kHome[] = "+12024561414";
constexpr char kMobile[] = "+12025550144";

int64_t AttemptsOnRecord(TestEngine& engine) {
  return Must(engine->attempts().ListAttempts({}, engine.context())).attempts_size();
}

class Rule6WrongNumber : public ::testing::TestWithParam<OutboundAttempt::Outcome> {
 protected:
  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome, kMobile}));
};

TEST_P(Rule6WrongNumber, TakesTheNumberAwayButNotTheHistory) {
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(9)));
  const OutboundAttempt wrong = engine.Add(Ring(robert, GetParam(), engine.now - absl::Hours(1)));

  const v1::Caller after = engine.Get(robert);
  ASSERT_EQ(after.phones_size(), 1);
  EXPECT_EQ(after.phones(0).number(), kMobile);
  EXPECT_NE(after.etag(), robert.etag());
  EXPECT_EQ(AttemptsOnRecord(engine), 2);
  EXPECT_EQ(engine.Get(wrong).dialed_number(), kHome);
  EXPECT_EQ(engine.Get(wrong).caller(), robert.name());

  // Who rings from there is somebody else, and hears why we rang.
  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_EQ(card.matches_size(), 1);
  EXPECT_FALSE(card.matches(0).has_caller());
  EXPECT_NE(ReasonFor(card.matches(0), Reason::CODE_NUMBER_WAS_WRONG), nullptr);
  EXPECT_THAT(card.opening_line(), HasSubstr("we had the wrong number"));
  EXPECT_THAT(card.opening_line(), Not(HasSubstr("Jones")));
  EXPECT_THAT(NamesOf(engine.Lookup(kMobile)), ElementsAre("Robert Jones"));
}

TEST_P(Rule6WrongNumber, TakesItAwayWhenTheAttemptIsFinished) {
  v1::StartAttemptRequest start;
  start.mutable_attempt()->set_caller(robert.name());
  const OutboundAttempt attempt = Must(engine->attempts().StartAttempt(start, engine.context()));
  EXPECT_EQ(attempt.dialed_number(), kHome);
  v1::FinishAttemptRequest finish;
  finish.set_name(attempt.name());
  finish.set_outcome(GetParam());
  Must(engine->attempts().FinishAttempt(finish, engine.context()));
  ASSERT_EQ(engine.Get(robert).phones_size(), 1);
  EXPECT_EQ(engine.Get(robert).phones(0).number(), kMobile);
}

TEST_P(Rule6WrongNumber, UnteachesWhatWasConfirmed) {
  engine.Confirm(engine.Call(kHome).call(), robert);
  engine.Add(Ring(robert, GetParam(), engine.now));
  EXPECT_EQ(MatchOf(engine.Lookup(kHome), robert), nullptr);
}

TEST_P(Rule6WrongNumber, LeavesTheNumberToOthersWhoHaveIt) {
  const v1::Caller mary = engine.Add(Person("Mary Smith", {kHome}));
  engine.Add(Ring(robert, GetParam(), engine.now));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Mary Smith"));
  EXPECT_EQ(engine.Get(mary).phones_size(), 1);
}

TEST_P(Rule6WrongNumber, IsForgottenWhenTheNumberIsTheirsAgain) {
  engine.Add(Ring(robert, GetParam(), engine.now - absl::Hours(1)));
  v1::UpdateCallerRequest update;
  *update.mutable_caller() = engine.Get(robert);
  update.mutable_caller()->add_phones()->set_number(kHome);
  Must(engine->callers().UpdateCaller(update, engine.context()));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Robert Jones"));
}

INSTANTIATE_TEST_SUITE_P(Outcomes, Rule6WrongNumber,
                         ::testing::Values(OutboundAttempt::OUTCOME_WRONG_NUMBER,
                                           OutboundAttempt::OUTCOME_NOT_IN_SERVICE));

TEST(Rule6, AnUnnamedWrongNumberIsThatOfTheOneWhoHasIt) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  engine.Add(Ring(kHome, OutboundAttempt::OUTCOME_WRONG_NUMBER, engine.now));
  EXPECT_EQ(engine.Get(robert).phones_size(), 0);
}

TEST(Rule6, AnExtensionThatIsWrongTakesThatExtensionAlone) {
  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {"202-456-1414 ext. 12", kHome}));
  ASSERT_EQ(robert.phones(0).extension(), "12");
  OutboundAttempt attempt = Ring(robert, OutboundAttempt::OUTCOME_WRONG_NUMBER, engine.now);
  attempt.set_extension("12");
  engine.Add(attempt);
  robert = engine.Get(robert);
  ASSERT_EQ(robert.phones_size(), 1);
  EXPECT_EQ(robert.phones(0).extension(), "");
}

// Tuesday and Thursday of the week in which the tests are.
constexpr auto kDay = absl::Hours(24);

OutboundAttempt Offering(const v1::Caller& caller, absl::Time now,
                         std::initializer_list<absl::Time> slots) {
  OutboundAttempt attempt =
      Ring(caller, OutboundAttempt::OUTCOME_NO_ANSWER, now - absl::Minutes(12));
  attempt.set_purpose("your autumn heating check");
  for (const absl::Time slot : slots) {
    *attempt.mutable_offer()->add_proposed_slots() = Slot(slot);
  }
  return attempt;
}

TEST(Rule7Slots, ThatHavePassedAreNotOffered) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  engine.Add(Offering(robert, engine.now, {engine.now + 1 * kDay, engine.now + 3 * kDay}));
  EXPECT_EQ(engine.Lookup(kHome).opening_line(),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check. Would "
            "Tuesday or Thursday work better?");

  engine.Pass(kDay);  // it is that slot's time now
  EXPECT_EQ(engine.Lookup(kHome).opening_line(),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check. Would "
            "Thursday at 3 PM work for you?");
  EXPECT_THAT(engine.Lookup(kHome).next_steps(), Not(Contains(HasSubstr("Tuesday"))));

  engine.Pass(2 * kDay);
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_EQ(card.opening_line(),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check.");
  EXPECT_THAT(card.next_steps(), Contains(HasSubstr("have passed: agree on a new one")));
}

TEST(Rule7DoNotCall, StandsFirstOfAllSteps) {
  TestEngine engine;
  v1::Caller robert = Person("Mr. Robert Jones", {kHome});
  robert.mutable_phones(0)->set_do_not_call(true);
  robert = engine.Add(robert);
  engine.Add(Offering(robert, engine.now, {engine.now + kDay}));
  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_GT(card.next_steps_size(), 1);
  EXPECT_EQ(card.next_steps(0), "Do not promise to ring back: Mr. Jones is marked do-not-call.");
}

TEST(Rule7DoNotCall, IsLearntFromAnAttempt) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome, kMobile}));
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now));
  const v1::Caller after = engine.Get(robert);
  EXPECT_TRUE(after.phones(0).do_not_call());
  EXPECT_FALSE(after.phones(1).do_not_call());
  engine.Pass(60 * kDay);
  EXPECT_THAT(engine.Lookup(kHome).next_steps(0), HasSubstr("do-not-call"));
}

TEST(Rule7DoNotCall, OnASharedNumberIsEverybodysWhoHasIt) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  const v1::Caller mary = engine.Add(Person("Mary Jones", {kHome}));
  engine.Add(Ring(kHome, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now));
  EXPECT_TRUE(engine.Get(robert).phones(0).do_not_call());
  EXPECT_TRUE(engine.Get(mary).phones(0).do_not_call());
}

TEST(Rule7DoNotCall, IsShownForANumberThatNobodySaved) {
  TestEngine engine;
  engine.Add(Ring(kHome, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now - absl::Hours(1)));
  EXPECT_THAT(engine.Lookup(kHome).next_steps(0),
              "Do not promise to ring back: This number is marked do-not-call.");
}

// The callback window.
TEST(CallbackWindow, EndsAnExplanation) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  OutboundAttempt attempt = Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now);
  attempt.set_purpose("your autumn heating check");
  engine.Add(attempt);
  engine.Add(Ring("+12025550122", OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));

  engine.Pass(14 * kDay);
  EXPECT_THAT(engine.Lookup(kHome).opening_line(), HasSubstr("heating check"));
  EXPECT_EQ(engine.Lookup("+12025550122").matches_size(), 1);
  engine.Pass(absl::Seconds(1));
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_EQ(card.opening_line(), "Hello, Mr. Jones. What can I do for you?");
  EXPECT_THAT(NamesOf(engine.Lookup("+12025550122")), IsEmpty());
}

TEST(CallbackWindow, IsTheTenants) {
  TestEngine engine;
  v1::Tenant tenant;
  tenant.mutable_callback_window()->set_seconds(3600);
  engine.SetTenant(tenant);
  engine.Add(Ring(kHome, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Minutes(61)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), IsEmpty());
  engine.Add(Ring(kHome, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Minutes(59)));
  EXPECT_EQ(engine.Lookup(kHome).matches_size(), 1);
}

// at_time: as of when to answer.
TEST(AtTime, WhatComesLaterDoesNotCount) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now + absl::Hours(1)));
  engine.Add(Ring("+12025550122", OutboundAttempt::OUTCOME_NO_ANSWER, engine.now + absl::Hours(1)));
  v1::CallNote note;
  note.set_caller(robert.name());
  note.set_text("later");
  *note.mutable_note_time() = AtTime(engine.now + absl::Hours(1));
  engine.Add(note);

  v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_EQ(card.matches(0).attempts_size(), 0);
  EXPECT_EQ(card.matches(0).recent_notes_size(), 0);
  EXPECT_EQ(card.opening_line(), "Hello, Mr. Jones. What can I do for you?");
  EXPECT_THAT(NamesOf(engine.Lookup("+12025550122")), IsEmpty());

  v1::LookupCallerRequest later;
  later.set_ani(kHome);
  *later.mutable_at_time() = AtTime(engine.now + absl::Hours(2));
  card = engine.Lookup(later);
  EXPECT_EQ(card.matches(0).attempts_size(), 1);
  EXPECT_EQ(card.matches(0).recent_notes_size(), 1);
}

TEST(AtTime, InThePastGivesTheCardOfThen) {
  TestEngine engine;
  const absl::Time monday = engine.now;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  engine.Add(Offering(robert, engine.now, {engine.now + 1 * kDay, engine.now + 3 * kDay}));
  const std::string then = engine.Lookup(kHome).opening_line();
  engine.Pass(absl::Hours(1));
  engine.End(engine.Confirm(engine.Answer(engine.Call(kHome).call()), robert),
             v1::Call::OUTCOME_APPOINTMENT);
  engine.Pass(20 * kDay);
  EXPECT_NE(engine.Lookup(kHome).opening_line(), then);

  v1::LookupCallerRequest request;
  request.set_ani(kHome);
  *request.mutable_at_time() = AtTime(monday);
  const v1::CallerContext card = engine.Lookup(request);
  EXPECT_EQ(card.opening_line(), then);
  EXPECT_EQ(ReasonFor(card.matches(0), Reason::CODE_ALREADY_RETURNED), nullptr);
}

TEST(AtTime, ALeadIsNotShownBeforeItWasOpened) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  const absl::Time before = engine.now;
  engine.Pass(absl::Hours(1));
  v1::Lead lead;
  lead.set_caller(robert.name());
  engine.Add(lead);
  v1::LookupCallerRequest request;
  request.set_ani(kHome);
  EXPECT_EQ(engine.Lookup(request).matches(0).open_leads_size(), 1);
  *request.mutable_at_time() = AtTime(before);
  EXPECT_EQ(engine.Lookup(request).matches(0).open_leads_size(), 0);
}

}  // namespace
}  // namespace ringback::test
