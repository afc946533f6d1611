// Rules 3 and 4 of docs/lookup_rules.md: a number that is hidden or means nothing is a state and
// never a key, and the ANI is shown as it came.
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::OutboundAttempt;

constexpr char kShown[] = "+12025550100";

// Callers and attempts that somebody could find by accident: without a number, with one that a
// carrier sends for "anonymous", with names that are words for it.
class Rule3Withheld : public ::testing::Test {
 protected:
  void SetUp() override {
    engine.Add(Person("Anonymous Unknown"));
    engine.Add(Person("Private Restricted", {"+12025550111"}));
    v1::Caller odd = Person("Odd Number");
    odd.add_emails("anonymous@anonymous.invalid");
    (*odd.mutable_annotations())["number"] = "anonymous";
    odd = engine.Add(odd);
    OutboundAttempt mail;
    mail.set_channel(v1::CHANNEL_EMAIL);
    mail.set_caller(odd.name());
    engine.Add(mail);
    engine.Add(Ring("+12025550122", OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  }

  TestEngine engine;
};

TEST_F(Rule3Withheld, MatchesNobody) {
  std::map<std::string, int> states;
  for (const Spelling& spelling : WithheldSpellings()) {
    if (spelling.kind == Kind::kNumber) continue;
    if (!IsDialingRegion(spelling.region)) continue;
    v1::Tenant tenant;
    tenant.set_default_region(spelling.region);
    engine.SetTenant(tenant);
    const v1::CallerContext card = engine.Lookup(spelling.text);
    EXPECT_THAT(NamesOf(card), IsEmpty()) << spelling.text;
    EXPECT_EQ(card.ani().withheld(), spelling.kind == Kind::kWithheld) << spelling.text;
    EXPECT_EQ(card.ani().e164(), "") << spelling.text;
    EXPECT_FALSE(card.ani().valid()) << spelling.text;
    EXPECT_FALSE(card.opening_line().empty());
    ++states[spelling.kind == Kind::kWithheld ? "withheld" : "unreadable"];
  }
  EXPECT_GT(states["withheld"], 20);
  EXPECT_GT(states["unreadable"], 5);
}

TEST_F(Rule3Withheld, TheFormsThatCarriersSendAreAllWithheld) {
  for (const char* text :
       {"", "anonymous", "anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid",
        "restricted", "private", "unknown", "unavailable", "+266696687", "*67"}) {
    const v1::CallerContext card = engine.Lookup(text);
    EXPECT_TRUE(card.ani().withheld()) << text;
    EXPECT_THAT(NamesOf(card), IsEmpty()) << text;
  }
}

TEST_F(Rule3Withheld, AHiddenNumberThatIsSentAllTheSameMatchesNobody) {
  // *67 says that the caller hides the number that follows.
  const v1::CallerContext card = engine.Lookup("*6712025550111");
  EXPECT_TRUE(card.ani().withheld());
  EXPECT_THAT(NamesOf(card), IsEmpty());
}

TEST_F(Rule3Withheld, TeachesNothing) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  engine.Confirm(engine.Call("anonymous").call(), robert);
  engine.Confirm(engine.Call("gibberish").call(), robert);
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous")), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("gibberish")), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("")), IsEmpty());
}

TEST_F(Rule3Withheld, ReturnsNoAttemptUnlessAnAgentSaysWhoItIs) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  const OutboundAttempt attempt =
      engine.Add(Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(1)));
  const OutboundAttempt mail = [&] {
    OutboundAttempt touch;
    touch.set_channel(v1::CHANNEL_EMAIL);
    touch.set_caller(robert.name());
    return engine.Add(touch);
  }();
  engine.End(engine.Answer(engine.Call("anonymous").call()), v1::Call::OUTCOME_RESOLVED);
  EXPECT_EQ(engine.Get(attempt).returned_by(), "");
  EXPECT_EQ(engine.Get(mail).returned_by(), "");
  const v1::Call call = engine.Call("anonymous").call();
  engine.Confirm(call, robert);
  EXPECT_EQ(engine.Get(attempt).returned_by(), call.name());
}

TEST_F(Rule3Withheld, TheOpeningLineAsksForTheName) {
  EXPECT_THAT(engine.Lookup("anonymous").opening_line(), HasSubstr("May I have your name"));
}

// GUESS: who was rung lately from the caller ID that is being called back.
class GuessTest : public ::testing::Test {
 protected:
  OutboundAttempt From(const char* caller_id, OutboundAttempt attempt) {
    attempt.set_caller_id(caller_id);
    return engine.Add(attempt);
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  v1::Caller mary = engine.Add(Person("Mary Smith", {"+12025550144"}));
};

TEST_F(GuessTest, AreThoseWhomWeRangFromTheCallerIdThatIsCalledBack) {
  From(kShown, Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(1)));
  From("+12025550101", Ring(mary, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  From(kShown,
       Ring("+12025550177", OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(9)));
  const v1::CallerContext card = engine.Lookup("anonymous", kShown);
  EXPECT_THAT(NamesOf(card), ElementsAre("Robert Jones", "+12025550177"));
  for (const v1::Match& match : card.matches()) {
    EXPECT_EQ(match.confidence(), v1::CONFIDENCE_GUESS);
    EXPECT_NE(ReasonFor(match, v1::Reason::CODE_CALLED_FROM_DNIS), nullptr);
  }
}

TEST_F(GuessTest, TheOpeningLineGivesNobodyAway) {
  OutboundAttempt attempt = Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now);
  attempt.set_purpose("your overdue bill");
  From(kShown, attempt);
  const v1::CallerContext card = engine.Lookup("anonymous", kShown);
  ASSERT_EQ(card.matches_size(), 1);
  EXPECT_THAT(card.opening_line(), ::testing::Not(HasSubstr("Jones")));
  EXPECT_THAT(card.opening_line(), ::testing::Not(HasSubstr("bill")));
  EXPECT_THAT(card.next_steps(), ::testing::Contains(HasSubstr("guesses")));
}

TEST_F(GuessTest, AreNotMadeForAnUnreadableAniNorWithoutADnis) {
  From(kShown, Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  EXPECT_THAT(NamesOf(engine.Lookup("gibberish", kShown)), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous")), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous", "anonymous")), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous", "gibberish")), IsEmpty());
}

TEST_F(GuessTest, AreNotMadeOfMailsWrongNumbersOrTheTimeBeforeTheWindow) {
  OutboundAttempt letter;
  letter.set_channel(v1::CHANNEL_LETTER);
  letter.set_caller(robert.name());
  From(kShown, letter);
  From(kShown, Ring(mary, OutboundAttempt::OUTCOME_WRONG_NUMBER, engine.now));
  From(kShown, Ring(robert, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(15 * 24)));
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous", kShown)), IsEmpty());
}

TEST_F(GuessTest, AreAtMostFiveTheLatest) {
  std::vector<std::string> names;
  for (int i = 0; i < 8; ++i) {
    const v1::Caller caller =
        engine.Add(Person("Sample Guest" + std::string(1, static_cast<char>('A' + i)),
                          {"+1202555015" + std::to_string(i)}));
    From(kShown, Ring(caller, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(i)));
  }
  EXPECT_THAT(NamesOf(engine.Lookup("anonymous", kShown)),
              ElementsAre("Sample GuestA", "Sample GuestB", "Sample GuestC", "Sample GuestD",
                          "Sample GuestE"));
}

TEST(Rule4AniAsItCame, WhateverTheLookUpFinds) {
  TestEngine engine;
  engine.Add(Person("Robert Jones", {"+12024561414"}));
  for (const char* ani :
       {"\"Jones\" <sip:2024561414@pbx.example;user=phone>", "tel:+1-202-456-1414", "202-456-1414",
        "", "anonymous", "  gibberish\t", "12", "+12025550199"}) {
    EXPECT_EQ(engine.Lookup(ani).ani().raw(), ani);
    EXPECT_EQ(engine.Call(ani).call().ani(), ani);
  }
  const v1::Ani ani = engine.Lookup("202-456-1414").ani();
  EXPECT_EQ(ani.e164(), "+12024561414");
  EXPECT_EQ(ani.national(), "(202) 456-1414");
  EXPECT_EQ(ani.region(), "US");
  EXPECT_TRUE(ani.valid());
  EXPECT_FALSE(ani.withheld());
}

}  // namespace
}  // namespace ringback::test
