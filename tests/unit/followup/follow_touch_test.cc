// Touches, ours and the customer's, move a lead's cadence: through the methods that save them.
#include "ringback/followup/follow_touch.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/followup/cadences.h"

namespace ringback::test {
namespace {

using v1::Cadence;
using v1::Enrolment;
using v1::Lead;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kMobile[] = "+12024561111";

class Touches : public ::testing::Test {
 protected:
  Touches() {
    v1::CreateCadenceRequest request;
    request.set_cadence_id("web");
    *request.mutable_cadence() = WebLeads();
    web = Must(engine->cadences().CreateCadence(request, engine.context()));
    v1::Tenant tenant;
    tenant.mutable_follow_up()->set_default_cadence(web.name());
    tenant.set_time_zone("America/New_York");
    engine.SetTenant(tenant);
    robert = engine.Add(Person("Robert Jones", {kHome, kMobile}));
    lead = Open(robert);
  }

  Lead Open(const v1::Caller& caller) {
    Lead open;
    open.set_caller(caller.name());
    return engine.Add(open);
  }

  OutboundAttempt Record(OutboundAttempt::Outcome outcome, const std::string& number = "",
                         v1::Channel channel = v1::CHANNEL_CALL) {
    OutboundAttempt attempt;
    attempt.set_lead(lead.name());
    attempt.set_channel(channel);
    attempt.set_dialed_number(number);
    attempt.set_outcome(outcome);
    return engine.Add(attempt);
  }

  Enrolment Now() { return engine.Get(lead).enrolment(); }

  void ExpectNext(int step, absl::Time due) {
    const Enrolment enrolment = Now();
    EXPECT_EQ(enrolment.state(), Enrolment::STATE_ACTIVE);
    EXPECT_EQ(enrolment.next_step(), step);
    EXPECT_EQ(ToMicros(enrolment.next_time()), absl::ToUnixMicros(due));
  }

  // The next midnight in `zone`.
  absl::Time Midnight(const char* zone) {
    absl::TimeZone loaded;
    EXPECT_TRUE(absl::LoadTimeZone(zone, &loaded));
    return absl::FromCivil(absl::ToCivilDay(engine.now, loaded) + 1, loaded);
  }

  TestEngine engine;
  Cadence web;
  v1::Caller robert;
  Lead lead;
};

TEST_F(Touches, BeginWithALeadThatFollowsTheTenantsDefaultCadenceByItself) {
  EXPECT_EQ(lead.cadence(), web.name());
  EXPECT_EQ(lead.enrolment().cadence(), web.name());
  ExpectNext(0, engine.now);
}

TEST_F(Touches, BeginWithNoCadenceForALeadThatIsClosedOrFollowsAnother) {
  Lead won;
  won.set_caller(robert.name());
  won.set_state(Lead::STATE_WON);
  EXPECT_FALSE(engine.Add(won).has_enrolment());
  Lead other;
  other.set_caller(robert.name());
  other.set_cadence("three days");
  const Lead kept = engine.Add(other);
  EXPECT_FALSE(kept.has_enrolment());
  EXPECT_EQ(kept.cadence(), "three days");
}

TEST_F(Touches, OfOursMoveTheCadenceByTheirDisposition) {
  Record(OutboundAttempt::OUTCOME_BUSY);
  ExpectNext(0, engine.now + absl::Minutes(15));
  engine.Pass(absl::Minutes(15));
  Record(OutboundAttempt::OUTCOME_VOICEMAIL);
  ExpectNext(1, Midnight("America/New_York"));
  EXPECT_EQ(Now().touch_count(), 2);
}

TEST_F(Touches, WaitForTheNextDayWhereTheCallerIs) {
  v1::Caller there = Person("Mary Smith", {"+442079460018"});
  there.set_time_zone("Australia/Sydney");
  lead = Open(engine.Add(there));
  Record(OutboundAttempt::OUTCOME_VOICEMAIL);
  ExpectNext(1, std::max(Midnight("Australia/Sydney"), engine.now + absl::Hours(2)));
}

TEST_F(Touches, MoveTheCadenceWhenTheyEndAndOnce) {
  OutboundAttempt attempt;
  attempt.set_lead(lead.name());
  v1::StartAttemptRequest start;
  *start.mutable_attempt() = attempt;
  attempt = Must(engine->attempts().StartAttempt(start, engine.context()));
  ExpectNext(0, engine.now);
  v1::FinishAttemptRequest finish;
  finish.set_name(attempt.name());
  finish.set_outcome(OutboundAttempt::OUTCOME_NO_ANSWER);
  for (int i = 0; i < 3; ++i) Must(engine->attempts().FinishAttempt(finish, engine.context()));
  ExpectNext(0, engine.now + absl::Hours(3));
  EXPECT_EQ(Now().touch_count(), 1);
  EXPECT_EQ(Now().retry_count(), 1);
}

TEST_F(Touches, CountOnceHoweverOftenTheRequestIsRepeated) {
  v1::RecordAttemptRequest request;
  request.mutable_attempt()->set_lead(lead.name());
  request.mutable_attempt()->set_outcome(OutboundAttempt::OUTCOME_BUSY);
  request.set_request_id("once");
  for (int i = 0; i < 3; ++i) Must(engine->attempts().RecordAttempt(request, engine.context()));
  EXPECT_EQ(Now().touch_count(), 1);
}

TEST_F(Touches, ThatWereSentDoTheirSteps) {
  Record(OutboundAttempt::OUTCOME_VOICEMAIL);
  Record(OutboundAttempt::OUTCOME_VOICEMAIL);
  Record(OutboundAttempt::OUTCOME_UNSPECIFIED, "", v1::CHANNEL_EMAIL);
  ExpectNext(3, engine.now + absl::Hours(72));
}

TEST_F(Touches, FromAClockThatIsAheadDoNotPutTheNextOff) {
  OutboundAttempt attempt;
  attempt.set_lead(lead.name());
  attempt.set_outcome(OutboundAttempt::OUTCOME_BUSY);
  *attempt.mutable_start_time() = AtTime(engine.now + absl::Hours(9000));
  engine.Add(attempt);
  ExpectNext(0, engine.now + absl::Minutes(15));
}

TEST_F(Touches, FromBeforeTheEnrolmentAreHistory) {
  OutboundAttempt attempt;
  attempt.set_lead(lead.name());
  attempt.set_outcome(OutboundAttempt::OUTCOME_CONNECTED);
  *attempt.mutable_start_time() = AtTime(engine.now - absl::Hours(90));
  engine.Add(attempt);
  ExpectNext(0, engine.now);
  EXPECT_EQ(Now().touch_count(), 0);
}

TEST_F(Touches, ToAWrongNumberReturnTheLeadOnlyWhenThereIsNoOther) {
  Record(OutboundAttempt::OUTCOME_WRONG_NUMBER, kHome);
  ExpectNext(1, engine.now + absl::Hours(2));
  Record(OutboundAttempt::OUTCOME_NOT_IN_SERVICE, kMobile);
  const Lead dud = engine.Get(lead);
  EXPECT_EQ(dud.state(), Lead::STATE_RETURNED);
  EXPECT_EQ(dud.return_reason(), Lead::RETURN_REASON_NOT_IN_SERVICE);
  EXPECT_EQ(ToMicros(dud.close_time()), absl::ToUnixMicros(engine.now));
  EXPECT_EQ(dud.enrolment().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(dud.enrolment().stop_reason(), "not in service");
  v1::ListLeadChangesRequest request;
  request.set_lead(lead.name());
  const auto changes = Must(engine->leads().ListLeadChanges(request, engine.context()));
  ASSERT_GT(changes.lead_changes_size(), 0);
  const auto& last = changes.lead_changes(changes.lead_changes_size() - 1);
  EXPECT_EQ(last.to_state(), Lead::STATE_RETURNED);
  EXPECT_EQ(last.reason(), "not in service");
}

TEST_F(Touches, ToACallerWhoMustNotBeRungOnTheOtherNumberReturnTheLead) {
  v1::UpdateCallerRequest request;
  *request.mutable_caller() = robert;
  request.mutable_caller()->mutable_phones(1)->set_do_not_call(true);
  Must(engine->callers().UpdateCaller(request, engine.context()));
  Record(OutboundAttempt::OUTCOME_WRONG_NUMBER, kHome);
  EXPECT_EQ(engine.Get(lead).state(), Lead::STATE_RETURNED);
}

TEST_F(Touches, EndTheCadenceOfWhoIsNotToBeRungAndLeaveTheLeadOpen) {
  Record(OutboundAttempt::OUTCOME_DO_NOT_CALL, kHome);
  EXPECT_EQ(Now().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(Now().stop_reason(), "do not call");
  EXPECT_EQ(engine.Get(lead).state(), Lead::STATE_WORKING);
}

TEST_F(Touches, EndTheCadencesOfAllLeadsOfWhoIsNotToBeRung) {
  const Lead other = Open(robert);
  Record(OutboundAttempt::OUTCOME_DO_NOT_CALL, kHome);
  EXPECT_EQ(Now().state(), Enrolment::STATE_STOPPED);
  const Lead stopped = engine.Get(other);
  EXPECT_EQ(stopped.enrolment().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(stopped.enrolment().stop_reason(), "do not call");
  EXPECT_EQ(stopped.touch_count(), 0) << "the touch was not for this one";
}

TEST_F(Touches, WithoutALeadEndTheCadencesOfAllWhoHaveTheNumber) {
  const Lead wife = Open(engine.Add(Person("Ann Jones", {kHome})));
  const Lead stranger = Open(engine.Add(Person("Mary Smith", {"+12025550123"})));
  OutboundAttempt attempt;
  attempt.set_dialed_number(kHome);
  attempt.set_outcome(OutboundAttempt::OUTCOME_DO_NOT_CALL);
  engine.Add(attempt);
  EXPECT_EQ(Now().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(engine.Get(wife).enrolment().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(engine.Get(stranger).enrolment().state(), Enrolment::STATE_ACTIVE);
}

// WebLeads: calls at once and after two hours, an e-mail on the second day, a call on the fourth.
TEST_F(Touches, ByEMailPassTheCallsOverOfWhoHasNoNumber) {
  lead = Open(engine.Add(Person("Mary Smith", {})));
  engine.Pass(absl::Hours(24));
  Record(OutboundAttempt::OUTCOME_UNSPECIFIED, "", v1::CHANNEL_EMAIL);
  ExpectNext(3, engine.now + absl::Hours(48));
  EXPECT_EQ(Now().touch_count(), 1);
}

TEST_F(Touches, ByEMailDoNotPassTheCallsOverOfWhoHasANumber) {
  Record(OutboundAttempt::OUTCOME_UNSPECIFIED, "", v1::CHANNEL_EMAIL);
  ExpectNext(0, engine.now);
}

TEST_F(Touches, OfTheCustomersDoTheStepEarly) {
  const v1::Call call = engine.Call(kHome, "", "tracy").call();
  engine.Answer(call, "tracy");
  engine.Pass(absl::Minutes(2));
  engine.End(call, v1::Call::OUTCOME_RESOLVED);
  ExpectNext(1, Midnight("America/New_York"));
  EXPECT_EQ(Now().touch_count(), 0);
}

TEST_F(Touches, OfTheCustomersThatNobodyAnsweredDoNothing) {
  const v1::Call call = engine.Call(kHome, "", "tracy").call();
  engine.Pass(absl::Minutes(1));
  engine.End(call, v1::Call::OUTCOME_ABANDONED);
  ExpectNext(0, engine.now - absl::Minutes(1));
}

TEST_F(Touches, DoNothingMoreOnceTheLeadIsClosedAndReopened) {
  v1::CloseLeadRequest close;
  close.set_name(lead.name());
  close.set_state(Lead::STATE_LOST);
  close.set_reason("too dear");
  const Lead lost = Must(engine->leads().CloseLead(close, engine.context()));
  EXPECT_EQ(lost.enrolment().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(lost.enrolment().stop_reason(), "the lead is closed");
  v1::ReopenLeadRequest reopen;
  reopen.set_name(lead.name());
  Must(engine->leads().ReopenLead(reopen, engine.context()));
  Record(OutboundAttempt::OUTCOME_BUSY);
  EXPECT_EQ(Now().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(Now().touch_count(), 0);
}

}  // namespace
}  // namespace ringback::test
