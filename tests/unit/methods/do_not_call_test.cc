// Who asked not to be rung on a number is not rung on it, whoever has it and however long ago it
// was (rule 7 of docs/lookup_rules.md).
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::OutboundAttempt;

constexpr char kNumber[] = "+12024561414";
constexpr char kOther[] = "+12025550144";

class DoNotCall : public ::testing::Test {
 protected:
  // Somebody whom nobody knows asks us not to ring this number; then all windows pass.
  void AskedLongAgo(std::string_view number = kNumber) {
    engine.Add(Ring(number, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now));
    engine.Pass(absl::Hours(24 * 400));
  }

  v1::Caller Update(const v1::Caller& caller) {
    v1::UpdateCallerRequest request;
    *request.mutable_caller() = caller;
    request.mutable_update_mask()->add_paths("phones");
    return Must(engine->callers().UpdateCaller(request, engine.context()));
  }

  TestEngine engine;
};

TEST_F(DoNotCall, TheCardOfAnUnknownNumberSaysSoHoweverLongAgoItWas) {
  AskedLongAgo();
  EXPECT_THAT(engine.Lookup(kNumber).next_steps(),
              Contains("Do not promise to ring back: This number is marked do-not-call."));
  EXPECT_THAT(engine.Lookup(kOther).next_steps(), Not(Contains(HasSubstr("do-not-call"))));
}

TEST_F(DoNotCall, ACardThatIsInMemorySaysSoFromTheMomentOn) {
  EXPECT_THAT(engine.Lookup(kNumber).next_steps(), Not(Contains(HasSubstr("do-not-call"))));
  engine.Add(
      Ring(kNumber, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now - absl::Hours(24 * 300)));
  EXPECT_THAT(engine.Lookup(kNumber).next_steps(), Contains(HasSubstr("do-not-call")));
}

TEST_F(DoNotCall, WhoIsSavedWithTheNumberLaterHasTheMark) {
  AskedLongAgo();
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber, kOther}));
  EXPECT_TRUE(robert.phones(0).do_not_call());
  EXPECT_FALSE(robert.phones(1).do_not_call());
  EXPECT_TRUE(engine.Get(robert).phones(0).do_not_call());
  EXPECT_THAT(engine.Lookup(kNumber).next_steps(), Contains(HasSubstr("Robert Jones is marked")));
}

TEST_F(DoNotCall, WhoGetsTheNumberLaterHasTheMark) {
  AskedLongAgo();
  v1::Caller robert = engine.Add(Person("Robert Jones", {kOther}));
  robert.add_phones()->set_number("(202) 456-1414");
  robert = Update(robert);
  EXPECT_FALSE(robert.phones(0).do_not_call());
  EXPECT_TRUE(robert.phones(1).do_not_call());
}

TEST_F(DoNotCall, ANumberThatIsTakenOffAndPutOnAgainKeepsTheMark) {
  v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber, kOther}));
  engine.Add(Ring(robert, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now));
  robert = engine.Get(robert);
  ASSERT_TRUE(robert.phones(0).do_not_call());
  robert.mutable_phones()->DeleteSubrange(0, 1);
  robert = Update(robert);
  robert.add_phones()->set_number(kNumber);
  EXPECT_TRUE(Update(robert).phones(1).do_not_call());
}

TEST_F(DoNotCall, TakingTheMarkOffTakesTheWishBackForAll) {
  AskedLongAgo();
  v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber}));
  robert.mutable_phones(0)->set_do_not_call(false);
  EXPECT_FALSE(Update(robert).phones(0).do_not_call());
  EXPECT_FALSE(engine.Add(Person("Mary Jones", {kNumber})).phones(0).do_not_call());
}

TEST_F(DoNotCall, WhoWritesNumbersBlindlyDoesNotTakeTheMarkOff) {
  AskedLongAgo();
  v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber}));
  robert.clear_etag();
  robert.mutable_phones(0)->set_do_not_call(false);
  robert.add_phones()->set_number(kOther);
  robert = Update(robert);
  EXPECT_TRUE(robert.phones(0).do_not_call());
  EXPECT_FALSE(robert.phones(1).do_not_call());
  EXPECT_TRUE(engine.Add(Person("Mary Jones", {kNumber})).phones(0).do_not_call());
}

TEST_F(DoNotCall, AnUpdateOfSomethingElseLeavesTheWish) {
  AskedLongAgo();
  v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber}));
  robert.mutable_phones(0)->set_label("home");
  EXPECT_TRUE(Update(robert).phones(0).do_not_call());
  EXPECT_TRUE(engine.Add(Person("Mary Jones", {kNumber})).phones(0).do_not_call());
}

TEST_F(DoNotCall, ErasingACallerForgetsTheWishAboutNumbersOfTheirOwn) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {kNumber, kOther}));
  engine.Add(Person("Mary Jones", {kOther}));
  for (const char* number : {kNumber, kOther})
    engine.Add(Ring(number, OutboundAttempt::OUTCOME_DO_NOT_CALL, engine.now));
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  EXPECT_FALSE(engine.Add(Person("Somebody", {kNumber})).phones(0).do_not_call());
  EXPECT_TRUE(engine.Add(Person("Somebody Else", {kOther})).phones(0).do_not_call());
}

TEST_F(DoNotCall, IsOfTheTenantWhoWasAsked) {
  AskedLongAgo();
  const v1::Tenant other = engine.AddTenant("other", {});
  EXPECT_FALSE(engine.Add(Person("Robert Jones", {kNumber}), other.name()).phones(0).do_not_call());
}

}  // namespace
}  // namespace ringback::test
