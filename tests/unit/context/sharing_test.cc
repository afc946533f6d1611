// Rules 1 and 2 of docs/lookup_rules.md: who is calling, in which order, and why we think so.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::OutboundAttempt;
using v1::Reason;

constexpr char kHome[] = "+12024561414";
constexpr char kShown[] = "+12025550100";
constexpr char kOtherShown[] = "+12025550101";

// Robert and Mary share a number.
class Rule2SharedNumber : public ::testing::Test {
 protected:
  OutboundAttempt To(const v1::Caller& caller, OutboundAttempt::Outcome outcome,
                     absl::Duration ago) {
    return Ring(caller, outcome, engine.now - ago);
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  v1::Caller mary = engine.Add(Person("Mrs. Mary Jones", {kHome}));
};

TEST_F(Rule2SharedNumber, TheOneWeJustTriedComesFirst) {
  engine.Add(To(mary, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Minutes(12)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Mary Jones", "Robert Jones"));
}

TEST_F(Rule2SharedNumber, TheLaterAttemptComesFirst) {
  engine.Add(To(mary, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(30)));
  engine.Add(To(robert, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(2)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Robert Jones", "Mary Jones"));
}

TEST_F(Rule2SharedNumber, ANoAnswerExplainsBetterThanALaterConversation) {
  engine.Add(To(mary, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(5)));
  engine.Add(To(robert, OutboundAttempt::OUTCOME_CONNECTED, absl::Hours(1)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Mary Jones", "Robert Jones"));
}

TEST_F(Rule2SharedNumber, AVoicemailExplainsBetterThanALaterConversation) {
  engine.Add(To(mary, OutboundAttempt::OUTCOME_VOICEMAIL, absl::Hours(5)));
  engine.Add(To(robert, OutboundAttempt::OUTCOME_CONNECTED, absl::Hours(1)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Mary Jones", "Robert Jones"));
}

TEST_F(Rule2SharedNumber, TheCallerIdThatTheyRingBackTellsWhomWeTried) {
  OutboundAttempt to_robert = To(robert, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(2));
  to_robert.set_caller_id(kShown);
  engine.Add(to_robert);
  OutboundAttempt to_mary = To(mary, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(1));
  to_mary.set_caller_id(kOtherShown);
  engine.Add(to_mary);

  const v1::CallerContext card = engine.Lookup(kHome, kShown);
  EXPECT_THAT(NamesOf(card), ElementsAre("Robert Jones", "Mary Jones"));
  const Reason* shown = ReasonFor(card.matches(0), Reason::CODE_CALLER_ID_SHOWN);
  ASSERT_NE(shown, nullptr);
  EXPECT_THAT(shown->text(), HasSubstr(kShown));
  EXPECT_EQ(ReasonFor(card.matches(1), Reason::CODE_CALLER_ID_SHOWN), nullptr);
  EXPECT_THAT(NamesOf(engine.Lookup(kHome, kOtherShown)),
              ElementsAre("Mary Jones", "Robert Jones"));
}

TEST_F(Rule2SharedNumber, AReturnedAttemptExplainsLittle) {
  const OutboundAttempt returned =
      engine.Add(To(robert, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(1)));
  engine.Add(To(mary, OutboundAttempt::OUTCOME_NO_ANSWER, absl::Hours(20)));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), ElementsAre("Robert Jones", "Mary Jones"));

  // Robert rings, is put on record, and rings off.
  const v1::Call call = engine.Call("+12025550143").call();
  engine.End(engine.Confirm(call, robert), v1::Call::OUTCOME_RESOLVED);
  ASSERT_EQ(engine.Get(returned).returned_by(), call.name());

  engine.Pass(absl::Minutes(5));
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_THAT(NamesOf(card), ElementsAre("Mary Jones", "Robert Jones"));
  const Reason* reason = ReasonFor(*MatchOf(card, robert), Reason::CODE_ALREADY_RETURNED);
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->resource(), call.name());
}

TEST_F(Rule2SharedNumber, TheNameThatCameWithTheCallTellsThemApart) {
  engine.Add(To(robert, OutboundAttempt::OUTCOME_CONNECTED, absl::Hours(30)));
  engine.Add(To(mary, OutboundAttempt::OUTCOME_CONNECTED, absl::Hours(30)));
  v1::LookupCallerRequest request;
  request.set_ani(kHome);
  request.set_name_hint("JONES MARY");
  v1::CallerContext card = engine.Lookup(request);
  EXPECT_THAT(NamesOf(card), ElementsAre("Mary Jones", "Robert Jones"));
  ASSERT_NE(ReasonFor(card.matches(0), Reason::CODE_NAME_HINT), nullptr);
  EXPECT_EQ(ReasonFor(card.matches(0), Reason::CODE_NAME_HINT)->resource(), mary.name());
  EXPECT_EQ(ReasonFor(card.matches(1), Reason::CODE_NAME_HINT), nullptr);

  request.set_name_hint("Robert Jones");
  EXPECT_THAT(NamesOf(engine.Lookup(request)), ElementsAre("Robert Jones", "Mary Jones"));

  // The family name alone is both of them, and so is no hint.
  request.set_name_hint("Jones");
  card = engine.Lookup(request);
  for (const v1::Match& match : card.matches()) {
    EXPECT_EQ(ReasonFor(match, Reason::CODE_NAME_HINT), nullptr) << match.ShortDebugString();
  }
}

TEST_F(Rule2SharedNumber, TheAgentIsToldThatSeveralHaveTheNumber) {
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_THAT(card.next_steps(), ::testing::Contains(HasSubstr("2 callers have this number")));
}

TEST(Rule1Evidence, EveryMatchOfEveryKindHasReasonsWithAResource) {
  TestEngine engine;
  v1::Caller robert = Person("Robert Jones", {kHome});
  robert.set_household("jones");
  robert = engine.Add(robert);
  v1::Caller mary = Person("Mary Jones", {"+12025550144"});
  mary.set_household("jones");
  mary = engine.Add(mary);
  const v1::Caller guest = engine.Add(Person("Ann Guest", {"+12025550145"}));
  const v1::Caller friend_of_theirs = engine.Add(Person("Peter Friend", {"+12025550146"}));
  engine.Add(Ring(mary, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(1)));
  OutboundAttempt to_guest =
      Ring(kHome, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(3));
  to_guest.set_caller(guest.name());
  to_guest.set_caller_id(kShown);
  engine.Add(to_guest);
  engine.Confirm(engine.Call(kHome).call(), friend_of_theirs);

  v1::CallerContext card = engine.Lookup(kHome, kShown);
  EXPECT_THAT(NamesOf(card),
              ElementsAre("Peter Friend", "Ann Guest", "Robert Jones", "Mary Jones"));
  for (const v1::CallerContext& each : {card, engine.Lookup("anonymous", kShown)}) {
    ASSERT_GT(each.matches_size(), 0);
    for (const v1::Match& match : each.matches()) {
      EXPECT_GT(match.reasons_size(), 0) << match.ShortDebugString();
      for (const Reason& reason : match.reasons()) {
        EXPECT_NE(reason.code(), Reason::CODE_UNSPECIFIED);
        EXPECT_FALSE(reason.text().empty());
        EXPECT_THAT(reason.resource(), HasSubstr("tenants/default/")) << reason.ShortDebugString();
      }
    }
  }
}

TEST(Rule1Evidence, TheReasonSaysWhoRangWhenHowItEndedAndWhatAbout) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  OutboundAttempt attempt =
      Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Minutes(12));
  attempt.set_agent("tenants/default/agents/tracy");
  attempt.set_purpose("your autumn heating check");
  attempt = engine.Add(attempt);
  const v1::CallerContext card = engine.Lookup(kHome);
  const Reason* reason = ReasonFor(card.matches(0), Reason::CODE_DIALED_THIS_NUMBER);
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->text(),
            "Tracy rang this number 12 minutes ago, no answer, about your autumn heating check");
  EXPECT_EQ(reason->resource(), attempt.name());
  EXPECT_EQ(card.matches(0).last_agent().display_name(), "Tracy");
}

TEST(Rule1Evidence, ScoresFallFromMatchToMatch) {
  TestEngine engine;
  for (int i = 0; i < 8; ++i) {
    const v1::Caller caller =
        engine.Add(Person("Sample Customer" + std::string(1, static_cast<char>('A' + i)), {kHome}));
    engine.Add(
        Ring(caller, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(7 * i % 24)));
  }
  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_EQ(card.matches_size(), 8);
  for (int i = 0; i < card.matches_size(); ++i) {
    EXPECT_GT(card.matches(i).score(), 0);
    EXPECT_LE(card.matches(i).score(), 1);
    const int before = i == 0 ? 0 : i - 1;
    EXPECT_GE(card.matches(before).score(), card.matches(i).score());
  }
}

// A switchboard's number that many have: the card holds twenty, and the one we just tried is among
// them with everything that the card shows.
TEST(Rule1Evidence, TheBestOfManyIsShownInFull) {
  TestEngine engine;
  v1::Caller last;
  for (int i = 0; i < 30; ++i) {
    last =
        engine.Add(Person("Sample Person" + std::string(1, static_cast<char>('A' + i)), {kHome}));
  }
  v1::Lead lead;
  lead.set_caller(last.name());
  lead.set_interest("a new boiler");
  engine.Add(lead);
  v1::CallNote note;
  note.set_caller(last.name());
  note.set_text("prefers mornings");
  engine.Add(note);
  OutboundAttempt attempt = Ring(last, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now);
  attempt.set_agent("tenants/default/agents/tracy");
  engine.Add(attempt);

  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_EQ(card.matches_size(), 20);
  EXPECT_EQ(card.matches(0).caller().name(), last.name());
  EXPECT_EQ(card.matches(0).open_leads_size(), 1);
  EXPECT_EQ(card.matches(0).recent_notes_size(), 1);
  EXPECT_EQ(card.matches(0).last_agent().display_name(), "Tracy");
}

}  // namespace
}  // namespace ringback::test
