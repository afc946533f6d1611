// Rules 8 and 9 of docs/lookup_rules.md: confirming teaches, rejecting un-teaches, and one call is
// one record with one subject.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::OutboundAttempt;
using v1::Reason;

constexpr char kHome[] = "+12024561414";
constexpr char kNew[] = "+12025550177";

class Learning : public ::testing::Test {
 protected:
  size_t CallsOnRecord() {
    return static_cast<size_t>(Must(engine->calls().ListCalls({}, engine.context())).calls_size());
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  v1::Caller mary = engine.Add(Person("Mary Jones", {kHome}));
};

TEST_F(Learning, Rule8ConfirmingTeachesANumberThatNobodyHas) {
  EXPECT_THAT(NamesOf(engine.Lookup(kNew)), IsEmpty());
  const v1::Call call = engine.Call(kNew, "", "tracy").call();
  engine.Confirm(call, robert);
  engine.Pass(absl::Hours(2));

  const v1::CallerContext card = engine.Lookup(kNew);
  ASSERT_THAT(NamesOf(card), ElementsAre("Robert Jones"));
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_CONFIRMED);
  const Reason* reason = ReasonFor(card.matches(0), Reason::CODE_CONFIRMED_BEFORE);
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->text(), "Tracy confirmed them for this number 2 hours ago");
  EXPECT_EQ(reason->resource(), call.name());
  // The number is learnt, not saved with the caller.
  EXPECT_EQ(engine.Get(robert).phones_size(), 1);
}

TEST_F(Learning, Rule8ConfirmedBeatsTheFreshestAttemptToAnotherOwner) {
  engine.Confirm(engine.Call(kHome).call(), robert);
  engine.Pass(absl::Hours(24 * 300));
  engine.Add(Ring(mary, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Robert Jones", "Mary Jones"));
}

TEST_F(Learning, Rule8RejectingUnteachesAndShows) {
  engine.Confirm(engine.Call(kNew).call(), robert);
  const v1::Call second = engine.Call(kNew, "", "sam").call();
  engine.Reject(second, robert);
  EXPECT_THAT(NamesOf(engine.Lookup(kNew)), IsEmpty()) << "it was only learnt, and is unlearnt";

  engine.Reject(engine.Call(kHome, "", "sam").call(), robert);
  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_THAT(NamesOf(card), ElementsAre("Mary Jones", "Robert Jones"));
  const Reason* reason = ReasonFor(card.matches(1), Reason::CODE_REJECTED_BEFORE);
  ASSERT_NE(reason, nullptr);
  EXPECT_THAT(reason->text(), HasSubstr("Sam said"));
  EXPECT_EQ(card.matches(1).confidence(), v1::CONFIDENCE_KNOWN) << "the number is still theirs";
}

TEST_F(Learning, Rule8RejectedFallsBehindEvenWhenJustRung) {
  engine.Reject(engine.Call(kHome).call(), robert);
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Mary Jones", "Robert Jones"));
}

TEST_F(Learning, Rule8TheNewestWordCounts) {
  engine.Reject(engine.Call(kHome).call(), robert);
  engine.Pass(absl::Hours(1));
  engine.Confirm(engine.Call(kHome).call(), robert);
  v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_EQ(card.matches(0).caller().name(), robert.name());
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_CONFIRMED);
  EXPECT_EQ(ReasonFor(card.matches(0), Reason::CODE_REJECTED_BEFORE), nullptr);
  engine.Pass(absl::Hours(1));
  engine.Reject(engine.Call(kHome).call(), robert);
  card = engine.Lookup(kHome);
  EXPECT_EQ(card.matches(1).caller().name(), robert.name());
  EXPECT_EQ(card.matches(1).confidence(), v1::CONFIDENCE_KNOWN);
}

TEST_F(Learning, Rule8ACallerWhomAnAgentRejectedIsNotNamedByItself) {
  const v1::Caller alone = engine.Add(Person("Alone Here", {"+12025550188"}));
  const OutboundAttempt attempt =
      engine.Add(Ring(alone, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(2)));
  EXPECT_EQ(engine.Call("+12025550188").call().caller(), alone.name());
  engine.Reject(engine.Call("+12025550188").call(), alone);
  engine.Pass(absl::Hours(1));

  const v1::Call next = engine.Call("+12025550188").call();
  EXPECT_EQ(next.caller(), "") << "the agent said that this number is not them";
  engine.End(engine.Answer(next, "tracy"), v1::Call::OUTCOME_RESOLVED);
  EXPECT_EQ(engine.Get(attempt).returned_by(), "");
}

TEST_F(Learning, Rule8AWordIsNotKnownBeforeItWasSaid) {
  const absl::Time before = engine.now;
  engine.Pass(absl::Hours(3));
  engine.Confirm(engine.Call(kNew).call(), robert);
  engine.Reject(engine.Call(kHome).call(), mary);
  v1::LookupCallerRequest request;
  *request.mutable_at_time() = AtTime(before);
  request.set_ani(kNew);
  EXPECT_THAT(NamesOf(engine.Lookup(request)), IsEmpty());
  request.set_ani(kHome);
  const v1::CallerContext card = engine.Lookup(request);
  EXPECT_EQ(ReasonFor(*MatchOf(card, mary), Reason::CODE_REJECTED_BEFORE), nullptr);
}

TEST_F(Learning, Rule9OneCallIsOneRecordHoweverManyCandidatesItHad) {
  const v1::StartCallResponse started = engine.Call(kHome);
  EXPECT_EQ(started.context().matches_size(), 2);
  EXPECT_EQ(started.call().caller(), "") << "two have the number: nobody is named";
  engine.Reject(started.call(), mary);
  engine.Confirm(started.call(), robert);
  engine.End(engine.Answer(started.call()), v1::Call::OUTCOME_RESOLVED);
  EXPECT_EQ(CallsOnRecord(), 1u);
  EXPECT_EQ(engine.Get(started.call()).caller(), robert.name());
}

TEST_F(Learning, Rule9IdentifyingAgainMovesTheCallAndWhatItTaughtAndReturned) {
  const OutboundAttempt to_robert =
      engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(2)));
  const OutboundAttempt to_mary =
      engine.Add(Ring(mary, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(1)));
  const v1::Call call = engine.Call(kNew).call();
  EXPECT_EQ(engine.Confirm(call, robert).returned_attempt(), to_robert.name());
  const v1::Call moved = engine.Confirm(call, mary);

  EXPECT_EQ(moved.caller(), mary.name());
  EXPECT_EQ(moved.returned_attempt(), to_mary.name());
  EXPECT_EQ(engine.Get(to_robert).returned_by(), "");
  EXPECT_FALSE(engine.Get(to_robert).has_return_time());
  EXPECT_EQ(engine.Get(to_mary).returned_by(), call.name());
  EXPECT_THAT(NamesOf(engine.Lookup(kNew)), ElementsAre("Mary Jones"));
  EXPECT_EQ(CallsOnRecord(), 1u);
}

TEST_F(Learning, Rule9RejectingAnotherCandidateKeepsTheSubject) {
  const v1::Call call = engine.Call(kHome).call();
  engine.Confirm(call, robert);
  const v1::Call after = engine.Reject(call, mary);
  EXPECT_EQ(after.caller(), robert.name());
  EXPECT_EQ(after.identification(), v1::Call::IDENTIFICATION_CONFIRMED);
}

TEST_F(Learning, Rule9ANoteOfTheCallGoesWithItsSubject) {
  const v1::Call call = engine.Call(kNew).call();
  v1::CallNote note;
  note.set_call(call.name());
  note.set_text("asked about a new boiler");
  note = engine.Add(note);
  EXPECT_EQ(note.caller(), "");
  engine.Confirm(call, robert);
  engine.Pass(absl::Hours(1));
  v1::CallerContext card = engine.Lookup(kNew);
  ASSERT_EQ(card.matches(0).recent_notes_size(), 1);
  EXPECT_EQ(card.matches(0).recent_notes(0).name(), note.name());

  engine.Confirm(call, mary);
  card = engine.Lookup(kHome);
  EXPECT_EQ(MatchOf(card, mary)->recent_notes_size(), 1);
  EXPECT_EQ(MatchOf(card, robert)->recent_notes_size(), 0);
  engine.Reject(call, mary);
  EXPECT_EQ(MatchOf(engine.Lookup(kHome), mary)->recent_notes_size(), 0);
}

TEST_F(Learning, ALookUpHasNoSideEffect) {
  const OutboundAttempt attempt =
      engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(2)));
  const v1::CallerContext first = engine.Lookup(kHome);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(engine.Lookup(kHome).SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(CallsOnRecord(), 0u);
  EXPECT_EQ(engine.Get(attempt).returned_by(), "");
}

}  // namespace
}  // namespace ringback::test
