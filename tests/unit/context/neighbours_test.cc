// The confidences of docs/ranking.md: LIKELY for a number that we just rang, POSSIBLE for another
// line of the same household, company or number block, and for nobody else.
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

constexpr auto kNoAnswer = OutboundAttempt::OUTCOME_NO_ANSWER;

v1::Caller Of(v1::Caller caller, std::string_view household, std::string_view company) {
  caller.set_household(std::string(household));
  caller.set_company(std::string(company));
  return caller;
}

TEST(Known, IsTheCallerWhoHasTheNumber) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  const v1::CallerContext card = engine.Lookup("+12024561414");
  ASSERT_EQ(card.matches_size(), 1);
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_KNOWN);
  const Reason* reason = ReasonFor(card.matches(0), Reason::CODE_NUMBER_OF_CALLER);
  ASSERT_NE(reason, nullptr);
  EXPECT_EQ(reason->resource(), robert.name());
}

TEST(Likely, IsWhomWeRangOnANumberThatIsNotOneOfTheirs) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  OutboundAttempt at_work = Ring("+12025550122", kNoAnswer, engine.now - absl::Hours(1));
  at_work.set_caller(robert.name());
  engine.Add(at_work);
  const v1::CallerContext card = engine.Lookup("+12025550122");
  ASSERT_THAT(NamesOf(card), ElementsAre("Robert Jones"));
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_LIKELY);
  EXPECT_NE(ReasonFor(card.matches(0), Reason::CODE_DIALED_THIS_NUMBER), nullptr);
}

TEST(Likely, ANumberThatNobodySavedIsExplainedByTheAttempt) {
  TestEngine engine;
  OutboundAttempt attempt = Ring("+12025550122", kNoAnswer, engine.now - absl::Hours(1));
  attempt.set_purpose("your enquiry");
  engine.Add(attempt);
  engine.Add(Ring("+12025550122", kNoAnswer, engine.now - absl::Hours(3)));
  const v1::CallerContext card = engine.Lookup("+12025550122");
  ASSERT_EQ(card.matches_size(), 1) << "one match for all attempts to the number";
  EXPECT_FALSE(card.matches(0).has_caller());
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_LIKELY);
  EXPECT_EQ(card.matches(0).attempts_size(), 2);
  EXPECT_THAT(card.opening_line(), HasSubstr("your enquiry"));
  EXPECT_THAT(card.opening_line(), HasSubstr("May I have your name"));
}

TEST(Possible, AMemberOfTheHouseholdWhomWeJustRang) {
  TestEngine engine;
  const v1::Caller robert = engine.Add(Of(Person("Robert Jones", {"+12024561414"}), "elm 4", ""));
  const v1::Caller mary = engine.Add(Of(Person("Mary Jones", {"+12025550133"}), "Elm  4", ""));
  engine.Add(Of(Person("Ann Jones", {"+12025550134"}), "elm 4", ""));  // whom nobody rang
  engine.Add(Of(Person("Sue Jones", {"+12025550135"}), "elm 5", ""));  // another household
  const v1::Caller peter = engine.Add(Person("Peter Jones", {"+12025550136"}));  // none
  engine.Add(Ring(mary, kNoAnswer, engine.now - absl::Hours(1)));
  engine.Add(Ring(peter, kNoAnswer, engine.now - absl::Hours(1)));

  const v1::CallerContext card = engine.Lookup("+12024561414");
  ASSERT_THAT(NamesOf(card), ElementsAre("Robert Jones", "Mary Jones"));
  EXPECT_EQ(card.matches(1).confidence(), v1::CONFIDENCE_POSSIBLE);
  const Reason* reason = ReasonFor(card.matches(1), Reason::CODE_SAME_HOUSEHOLD);
  ASSERT_NE(reason, nullptr);
  EXPECT_THAT(reason->text(), HasSubstr("Robert Jones"));
  EXPECT_EQ(reason->resource(), robert.name());
  EXPECT_EQ(card.matches(1).attempts_size(), 1);
}

TEST(Possible, SomebodyOfTheSameCompanyWhomWeJustRang) {
  TestEngine engine;
  engine.Add(Of(Person("Front Desk", {"+12024561414"}), "", "Sample Dental"));
  const v1::Caller doctor =
      engine.Add(Of(Person("Ann Doctor", {"+13015550133"}), "", "SAMPLE dental"));
  engine.Add(Ring(doctor, kNoAnswer, engine.now - absl::Hours(1)));
  const v1::CallerContext card = engine.Lookup("+12024561414");
  ASSERT_THAT(NamesOf(card), ElementsAre("Front Desk", "Ann Doctor"));
  EXPECT_EQ(card.matches(1).confidence(), v1::CONFIDENCE_POSSIBLE);
  EXPECT_NE(ReasonFor(card.matches(1), Reason::CODE_SAME_COMPANY), nullptr);
}

TEST(Possible, ALineOfTheSameSwitchboardThatWeJustRang) {
  TestEngine engine;
  const v1::Caller desk =
      engine.Add(Of(Person("Hans Muster", {"+493023125017"}), "", "Muster Heizung GmbH"));
  const OutboundAttempt attempt = engine.Add(Ring(desk, kNoAnswer, engine.now - absl::Hours(1)));
  // The switchboard (base number and "0"), and another desk.
  for (const char* line : {"+49302312500", "+493023125042"}) {
    const v1::CallerContext card = engine.Lookup(line);
    ASSERT_THAT(NamesOf(card), ElementsAre("Hans Muster")) << line;
    EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_POSSIBLE);
    const Reason* reason = ReasonFor(card.matches(0), Reason::CODE_SAME_NUMBER_BLOCK);
    ASSERT_NE(reason, nullptr);
    EXPECT_EQ(reason->resource(), attempt.name());
    EXPECT_THAT(card.opening_line(), HasSubstr("May I ask who is calling?"));
  }
}

TEST(Possible, NeverANeighboursPrivateLine) {
  TestEngine engine;
  const v1::Caller neighbour = engine.Add(Person("Next Door", {"+493023125017"}));
  engine.Add(Ring(neighbour, kNoAnswer, engine.now - absl::Hours(1)));
  engine.Add(Ring("+493023125018", kNoAnswer, engine.now - absl::Hours(1)));  // whoever that is
  EXPECT_THAT(NamesOf(engine.Lookup("+49302312500")), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("+493023125042")), IsEmpty());
}

TEST(Possible, NeverAMobileNextToAnother) {
  TestEngine engine;
  const v1::Caller mobile =
      engine.Add(Of(Person("Hans Muster", {"+491711234567"}), "", "Muster Heizung GmbH"));
  engine.Add(Ring(mobile, kNoAnswer, engine.now - absl::Hours(1)));
  EXPECT_THAT(NamesOf(engine.Lookup("+491711234568")), IsEmpty());
}

TEST(Possible, EndsWithTheCallbackWindow) {
  TestEngine engine;
  engine.Add(Of(Person("Robert Jones", {"+12024561414"}), "elm 4", ""));
  const v1::Caller mary = engine.Add(Of(Person("Mary Jones", {"+12025550133"}), "elm 4", ""));
  engine.Add(Ring(mary, kNoAnswer, engine.now));
  engine.Pass(absl::Hours(14 * 24) + absl::Seconds(1));
  EXPECT_THAT(NamesOf(engine.Lookup("+12024561414")), ElementsAre("Robert Jones"));
}

TEST(Confirmed, StandsAboveKnownLikelyAndPossible) {
  TestEngine engine;
  const v1::Caller owner = engine.Add(Of(Person("The Owner", {"+12024561414"}), "elm 4", ""));
  const v1::Caller likely = engine.Add(Person("The Likely"));
  const v1::Caller possible = engine.Add(Of(Person("The Possible", {"+12025550133"}), "elm 4", ""));
  const v1::Caller confirmed = engine.Add(Person("The Confirmed"));
  engine.Confirm(engine.Call("+12024561414").call(), confirmed);
  engine.Add(Ring(owner, kNoAnswer, engine.now));
  OutboundAttempt there = Ring("+12024561414", kNoAnswer, engine.now);
  there.set_caller(likely.name());
  engine.Add(there);
  engine.Add(Ring(possible, kNoAnswer, engine.now));

  const v1::CallerContext card = engine.Lookup("+12024561414");
  ASSERT_THAT(NamesOf(card),
              ElementsAre("The Confirmed", "The Owner", "The Likely", "The Possible"));
  EXPECT_EQ(card.matches(0).confidence(), v1::CONFIDENCE_CONFIRMED);
  EXPECT_EQ(card.matches(1).confidence(), v1::CONFIDENCE_KNOWN);
  EXPECT_EQ(card.matches(2).confidence(), v1::CONFIDENCE_LIKELY);
  EXPECT_EQ(card.matches(3).confidence(), v1::CONFIDENCE_POSSIBLE);
}

TEST(Stranger, HasNoMatchAndAFriendlyLine) {
  TestEngine engine;
  engine.Add(Person("Robert Jones", {"+12024561414"}));
  const v1::CallerContext card = engine.Lookup("+12025550199");
  EXPECT_THAT(NamesOf(card), IsEmpty());
  EXPECT_THAT(card.opening_line(), HasSubstr("Thank you for calling"));
  EXPECT_THAT(card.next_steps(), ElementsAre(HasSubstr("Ask for: full name")));
  EXPECT_FALSE(card.partial());
}

TEST(VerifyIdentity, IsAskedForUnlessTheNetworkAttestsTheNumberInFull) {
  TestEngine engine;
  engine.Add(Person("Robert Jones", {"+12024561414"}));
  v1::LookupCallerRequest request;
  request.set_ani("+12024561414");
  for (const auto verification :
       {v1::VERIFICATION_UNSPECIFIED, v1::VERIFICATION_NONE, v1::VERIFICATION_B, v1::VERIFICATION_C,
        v1::VERIFICATION_FAILED}) {
    request.set_verification(verification);
    const v1::CallerContext card = engine.Lookup(request);
    EXPECT_TRUE(card.verify_identity()) << v1::Verification_Name(verification);
    EXPECT_THAT(card.next_steps(), ::testing::Contains(HasSubstr("Check who it is")));
  }
  request.set_verification(v1::VERIFICATION_A);
  const v1::CallerContext card = engine.Lookup(request);
  EXPECT_FALSE(card.verify_identity());
  EXPECT_THAT(card.next_steps(), ::testing::Not(::testing::Contains(HasSubstr("Check who it is"))));
}

// tenants/-: one server for many companies; the number that was called says whose call it is.
class AnyTenant : public ::testing::Test {
 protected:
  void SetUp() override {
    v1::Tenant heating;
    heating.set_display_name("Sample Heating");
    heating.set_default_region("US");
    heating.add_own_numbers("+12025550100");
    v1::Tenant dental;
    dental.set_display_name("Sample Dental");
    dental.add_outbound_caller_ids("+12025550101");
    dental.set_default_region("DE");
    heating_ = engine.AddTenant("heating", heating).name();
    dental_ = engine.AddTenant("dental", dental).name();
    engine.Add(Person("Heating Customer", {"+12024561414"}), heating_);
    engine.Add(Person("Dental Patient", {"+12024561414", "030 23125000"}), dental_);
    engine.Add(Person("Somebody Else", {"+12024561414"}));
  }

  TestEngine engine;
  std::string heating_;
  std::string dental_;
};

TEST_F(AnyTenant, IsFoundByTheDnis) {
  const v1::CallerContext heating = engine.Lookup("+12024561414", "+12025550100", "tenants/-");
  EXPECT_EQ(heating.tenant(), heating_);
  EXPECT_THAT(NamesOf(heating), ElementsAre("Heating Customer"));
  const v1::CallerContext dental =
      engine.Lookup("+12024561414", "sip:+12025550101@trunk.example", "tenants/-");
  EXPECT_EQ(dental.tenant(), dental_);
  EXPECT_THAT(NamesOf(dental), ElementsAre("Dental Patient"));
  // The ANI is read in that tenant's region.
  EXPECT_THAT(NamesOf(engine.Lookup("030 23125000", "+12025550101", "tenants/-")),
              ElementsAre("Dental Patient"));
}

TEST_F(AnyTenant, OfADnisThatNobodyHasIsNoneButTheCardIsThere) {
  for (const char* dnis : {"+12025550199", "", "anonymous", "gibberish"}) {
    const v1::CallerContext card = engine.Lookup("+12024561414", dnis, "tenants/-");
    EXPECT_EQ(card.tenant(), "") << dnis;
    EXPECT_THAT(NamesOf(card), IsEmpty()) << dnis;
    EXPECT_EQ(card.ani().e164(), "+12024561414");
    EXPECT_THAT(card.opening_line(), HasSubstr("Thank you for calling"));
  }
}

TEST_F(AnyTenant, SeesNothingOfTheOthers) {
  EXPECT_THAT(NamesOf(engine.Lookup("+12024561414")), ElementsAre("Somebody Else"));
  EXPECT_THAT(NamesOf(engine.Lookup("+12024561414", "", heating_)),
              ElementsAre("Heating Customer"));
}

}  // namespace
}  // namespace ringback::test
