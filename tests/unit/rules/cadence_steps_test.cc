// How an enrolment moves through its cadence: each disposition by default and by rule, pauses, the
// customer who rings first, a cadence that is changed.
#include "ringback/rules/cadence_steps.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ringback/model/timestamps.h"

namespace ringback::test {
namespace {

using v1::Cadence;
using v1::DispositionRule;
using v1::Enrolment;
using v1::OutboundAttempt;

// Monday, 7 October 2030, 15:00 in New York.
const absl::Time kStart = absl::FromUnixSeconds(1917630000);
constexpr absl::Duration kDay = absl::Hours(24);

absl::TimeZone NewYork() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  return zone;
}

// Midnight in New York, `days` after the start's day.
absl::Time Midnight(int days) {
  return absl::FromCivil(absl::ToCivilDay(kStart, NewYork()) + days, NewYork());
}

void AddStep(absl::Duration offset, v1::Channel channel, Cadence* cadence) {
  v1::CadenceStep* const step = cadence->add_steps();
  step->mutable_offset()->set_seconds(absl::ToInt64Seconds(offset));
  step->set_channel(channel);
}

class CadenceSteps : public ::testing::Test {
 protected:
  CadenceSteps() {
    cadence.set_name("tenants/default/cadences/web");
    AddStep(absl::ZeroDuration(), v1::CHANNEL_CALL, &cadence);
    AddStep(absl::Hours(2), v1::CHANNEL_CALL, &cadence);
    AddStep(kDay, v1::CHANNEL_EMAIL, &cadence);
    AddStep(3 * kDay, v1::CHANNEL_CALL, &cadence);
  }

  void Begin() { BeginEnrolment(cadence, kStart, &enrolment); }

  Follow Touch(OutboundAttempt::Outcome outcome, absl::Time at,
               v1::Channel channel = v1::CHANNEL_CALL, bool has_other_number = true) {
    return MoveByDisposition(cadence, outcome, channel, at, NewYork(), has_other_number,
                             &enrolment);
  }

  void Rule(OutboundAttempt::Outcome outcome, DispositionRule::Action action, absl::Duration delay,
            int retries = 0) {
    DispositionRule* const rule = cadence.add_disposition_rules();
    rule->set_outcome(outcome);
    rule->set_action(action);
    rule->mutable_delay()->set_seconds(absl::ToInt64Seconds(delay));
    rule->set_max_retries(retries);
  }

  void ExpectNext(int step, absl::Time due, int retries = 0) {
    EXPECT_EQ(enrolment.state(), Enrolment::STATE_ACTIVE);
    EXPECT_EQ(enrolment.next_step(), step);
    EXPECT_EQ(enrolment.retry_count(), retries);
    EXPECT_EQ(WhenDue(enrolment), due);
  }

  void ExpectOver(Enrolment::State state, const std::string& reason = "") {
    EXPECT_EQ(enrolment.state(), state);
    EXPECT_EQ(enrolment.stop_reason(), reason);
    if (state == Enrolment::STATE_DONE) {
      EXPECT_EQ(enrolment.next_step(), cadence.steps_size());
    }
    EXPECT_EQ(enrolment.retry_count(), 0);
    EXPECT_FALSE(enrolment.has_next_time());
    EXPECT_FALSE(enrolment.has_resume_time());
    EXPECT_FALSE(HasNextStep(enrolment));
    EXPECT_EQ(WhenDue(enrolment), absl::InfiniteFuture());
    EXPECT_EQ(NextStep(cadence, enrolment), nullptr);
  }

  Cadence cadence;
  Enrolment enrolment;
};

TEST_F(CadenceSteps, BeginWithTheFirstAtItsOffset) {
  cadence.mutable_steps(0)->mutable_offset()->set_seconds(600);
  enrolment.set_touch_count(7);
  enrolment.set_stop_reason("of an earlier one");
  Begin();
  ExpectNext(0, kStart + absl::Minutes(10));
  EXPECT_EQ(enrolment.cadence(), cadence.name());
  EXPECT_EQ(enrolment.touch_count(), 0);
  EXPECT_EQ(enrolment.stop_reason(), "");
  EXPECT_EQ(ToMicros(enrolment.enrol_time()), absl::ToUnixMicros(kStart));
}

TEST_F(CadenceSteps, AreTriedAgainThreeTimesWhenTheLineIsBusy) {
  Begin();
  for (int i = 1; i <= 3; ++i) {
    const absl::Time at = kStart + absl::Minutes(i);
    Touch(OutboundAttempt::OUTCOME_BUSY, at);
    ExpectNext(0, at + absl::Minutes(15), i);
  }
  Touch(OutboundAttempt::OUTCOME_BUSY, kStart + absl::Hours(1));
  ExpectNext(1, kStart + absl::Hours(2));
  EXPECT_EQ(enrolment.touch_count(), 4);
}

TEST_F(CadenceSteps, AreTriedAgainOnceAfterHoursWhenNobodyAnswersOrItDidNotGetOut) {
  for (const auto outcome : {OutboundAttempt::OUTCOME_NO_ANSWER, OutboundAttempt::OUTCOME_FAILED}) {
    Begin();
    Touch(outcome, kStart);
    ExpectNext(0, kStart + absl::Hours(3), 1);
    Touch(outcome, kStart + absl::Hours(3));
    // The step of two hours is late already; nobody is rung again at once.
    ExpectNext(1, kStart + absl::Hours(6));
  }
}

TEST_F(CadenceSteps, GoOnTheNextDayOfTheCalleeAfterAVoicemailOrAConversation) {
  for (const auto outcome :
       {OutboundAttempt::OUTCOME_VOICEMAIL, OutboundAttempt::OUTCOME_CONNECTED}) {
    Begin();
    Touch(outcome, kStart);
    ExpectNext(1, Midnight(1));
    Touch(outcome, Midnight(1) + absl::Hours(9));
    ExpectNext(2, Midnight(2));
    Touch(OutboundAttempt::OUTCOME_UNSPECIFIED, Midnight(2), v1::CHANNEL_EMAIL);
    ExpectNext(3, kStart + 3 * kDay);
  }
}

TEST_F(CadenceSteps, WaitForMidnightWhereClocksLeaveItOut) {
  // Beirut's clocks went from 24:00 to 01:00 on the night to 27 March 2022.
  absl::TimeZone beirut;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Beirut", &beirut));
  const absl::Time evening = absl::FromUnixSeconds(1648321200);  // 26 March, 21:00
  BeginEnrolment(cadence, evening, &enrolment);
  MoveByDisposition(cadence, OutboundAttempt::OUTCOME_VOICEMAIL, v1::CHANNEL_CALL, evening, beirut,
                    true, &enrolment);
  EXPECT_EQ(WhenDue(enrolment), evening + absl::Hours(3));
}

TEST_F(CadenceSteps, StopWhenTheCustomerRefusesOrIsNotToBeRung) {
  Begin();
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_REFUSED, kStart), Follow::kGoOn);
  ExpectOver(Enrolment::STATE_STOPPED, "refused");
  Begin();
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_DO_NOT_CALL, kStart), Follow::kGoOn);
  ExpectOver(Enrolment::STATE_STOPPED, "do not call");
}

TEST_F(CadenceSteps, StopForDoNotCallWhateverARuleSays) {
  Rule(OutboundAttempt::OUTCOME_DO_NOT_CALL, DispositionRule::ACTION_RETRY, absl::Minutes(1), 9);
  Begin();
  Touch(OutboundAttempt::OUTCOME_DO_NOT_CALL, kStart);
  ExpectOver(Enrolment::STATE_STOPPED, "do not call");
  Begin();
  Touch(OutboundAttempt::OUTCOME_DO_NOT_CALL, kStart - kDay);  // saved late
  ExpectOver(Enrolment::STATE_STOPPED, "do not call");
}

TEST_F(CadenceSteps, ReturnTheLeadOnlyWhenItsLastNumberIsAWrongOne) {
  Begin();
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_WRONG_NUMBER, kStart), Follow::kGoOn);
  ExpectNext(1, kStart + absl::Hours(2));
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_WRONG_NUMBER, kStart, v1::CHANNEL_CALL, false),
            Follow::kReturnLead);
  ExpectOver(Enrolment::STATE_STOPPED, "wrong number");
  Begin();
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_NOT_IN_SERVICE, kStart, v1::CHANNEL_CALL, false),
            Follow::kReturnLead);
  ExpectOver(Enrolment::STATE_STOPPED, "not in service");
}

TEST_F(CadenceSteps, DoNotReturnALeadForALetterThatCameBack) {
  cadence.mutable_steps(0)->set_channel(v1::CHANNEL_LETTER);
  Begin();
  EXPECT_EQ(Touch(OutboundAttempt::OUTCOME_NOT_IN_SERVICE, kStart, v1::CHANNEL_LETTER, false),
            Follow::kGoOn);
  ExpectNext(1, kStart + absl::Hours(2));
}

TEST_F(CadenceSteps, FollowTheCadencesOwnRules) {
  Rule(OutboundAttempt::OUTCOME_BUSY, DispositionRule::ACTION_RETRY, absl::Minutes(5), 1);
  Rule(OutboundAttempt::OUTCOME_VOICEMAIL, DispositionRule::ACTION_NEXT_STEP, absl::Hours(4));
  Rule(OutboundAttempt::OUTCOME_CONNECTED, DispositionRule::ACTION_STOP, {});
  Begin();
  Touch(OutboundAttempt::OUTCOME_BUSY, kStart);
  ExpectNext(0, kStart + absl::Minutes(5), 1);
  Touch(OutboundAttempt::OUTCOME_BUSY, kStart);
  ExpectNext(1, kStart + absl::Hours(2));
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, kStart + absl::Hours(22));
  ExpectNext(2, kStart + absl::Hours(26));
  Touch(OutboundAttempt::OUTCOME_CONNECTED, kStart + absl::Hours(26));
  ExpectOver(Enrolment::STATE_STOPPED, "spoken with");
}

TEST_F(CadenceSteps, AreDoneByTheirOwnChannelAndByAConversation) {
  Begin();
  Touch(OutboundAttempt::OUTCOME_UNSPECIFIED, kStart, v1::CHANNEL_EMAIL);
  ExpectNext(0, kStart);  // a brochure does not do the call
  EXPECT_EQ(enrolment.touch_count(), 1);
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, kStart);
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, Midnight(1));
  ExpectNext(2, Midnight(2));
  Touch(OutboundAttempt::OUTCOME_BUSY, Midnight(1) + absl::Hours(9));
  ExpectNext(2, Midnight(2));  // nor a busy line the e-mail
  Touch(OutboundAttempt::OUTCOME_CONNECTED, Midnight(1) + absl::Hours(9));
  ExpectNext(3, kStart + 3 * kDay);
}

TEST_F(CadenceSteps, AreDoneWhenTheLastWas) {
  Begin();
  for (int i = 0; i < cadence.steps_size(); ++i)
    Touch(OutboundAttempt::OUTCOME_CONNECTED, kStart + i * kDay);
  ExpectOver(Enrolment::STATE_DONE);
  Touch(OutboundAttempt::OUTCOME_CONNECTED, kStart + 9 * kDay);
  EXPECT_EQ(enrolment.touch_count(), 4);
}

TEST_F(CadenceSteps, AreDoneAfterNineTouchesOrAsManyAsTheCadenceSays) {
  Rule(OutboundAttempt::OUTCOME_BUSY, DispositionRule::ACTION_RETRY, absl::Minutes(5), 20);
  for (const int most : {0, 1, 4, 50}) {
    cadence.set_max_touches(most);
    Begin();
    int touches = 0;
    for (; HasNextStep(enrolment) && touches < 20; ++touches) {
      EXPECT_LT(enrolment.touch_count(), MaxTouches(cadence));
      Touch(OutboundAttempt::OUTCOME_BUSY, kStart + absl::Minutes(touches));
    }
    EXPECT_EQ(touches, most == 0 ? 9 : std::min(most, 20));
    if (most < 20) ExpectOver(Enrolment::STATE_DONE);
  }
}

TEST_F(CadenceSteps, AreNotMovedByWhatCameBeforeTheEnrolment) {
  Begin();
  for (const auto outcome : {OutboundAttempt::OUTCOME_CONNECTED, OutboundAttempt::OUTCOME_REFUSED,
                             OutboundAttempt::OUTCOME_BUSY, OutboundAttempt::OUTCOME_IN_PROGRESS})
    Touch(outcome, kStart - absl::Microseconds(1));
  Touch(OutboundAttempt::OUTCOME_IN_PROGRESS, kStart);
  ExpectNext(0, kStart);
  EXPECT_EQ(enrolment.touch_count(), 0);
}

TEST_F(CadenceSteps, AreDoneEarlyWhenTheCustomerRingsFirst) {
  Begin();
  Touch(OutboundAttempt::OUTCOME_BUSY, kStart);
  MoveByCustomer(cadence, kStart + absl::Minutes(5), NewYork(), &enrolment);
  ExpectNext(1, Midnight(1));
  EXPECT_EQ(enrolment.touch_count(), 1);  // the customer's is none of ours
  for (int i = 0; i < 3; ++i)
    MoveByCustomer(cadence, kStart + absl::Minutes(6 + i), NewYork(), &enrolment);
  ExpectOver(Enrolment::STATE_DONE);
  MoveByCustomer(cadence, kStart + kDay, NewYork(), &enrolment);
  ExpectOver(Enrolment::STATE_DONE);
}

TEST_F(CadenceSteps, WaitForTheEndOfAPause) {
  Begin();
  PauseEnrolment(kStart + 2 * kDay, &enrolment);
  EXPECT_EQ(enrolment.state(), Enrolment::STATE_PAUSED);
  EXPECT_EQ(WhenDue(enrolment), kStart + 2 * kDay);
  PauseEnrolment(absl::InfiniteFuture(), &enrolment);
  EXPECT_EQ(WhenDue(enrolment), absl::InfiniteFuture());
  ASSERT_NE(NextStep(cadence, enrolment), nullptr);
}

TEST_F(CadenceSteps, ThatFellIntoAPauseComeAfterItOneByOne) {
  Begin();
  PauseEnrolment(absl::InfiniteFuture(), &enrolment);
  const absl::Time back = kStart + 10 * kDay;
  ResumeEnrolment(back, &enrolment);
  ExpectNext(0, back);
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, back);
  ExpectNext(1, Midnight(11));
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, Midnight(11) + absl::Hours(9));
  ExpectNext(2, Midnight(12));
  Touch(OutboundAttempt::OUTCOME_UNSPECIFIED, Midnight(12), v1::CHANNEL_EMAIL);
  ExpectNext(3, Midnight(12));
}

TEST_F(CadenceSteps, ThatAreStillToComeAfterAPauseKeepTheirTime) {
  Begin();
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, kStart);
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, Midnight(1));
  Touch(OutboundAttempt::OUTCOME_UNSPECIFIED, Midnight(2), v1::CHANNEL_EMAIL);
  PauseEnrolment(absl::InfiniteFuture(), &enrolment);
  ResumeEnrolment(Midnight(2), &enrolment);
  ExpectNext(3, kStart + 3 * kDay);
}

TEST_F(CadenceSteps, MoveInAPauseAndStayPaused) {
  Begin();
  PauseEnrolment(absl::InfiniteFuture(), &enrolment);
  Touch(OutboundAttempt::OUTCOME_CONNECTED, kStart + absl::Hours(1));
  EXPECT_EQ(enrolment.state(), Enrolment::STATE_PAUSED);
  EXPECT_EQ(enrolment.next_step(), 1);
  ResumeEnrolment(kStart + absl::Hours(2), &enrolment);
  ExpectNext(1, Midnight(1));
}

TEST_F(CadenceSteps, GoOnByThemselvesWhenAPauseIsOver) {
  Begin();
  PauseEnrolment(kStart + kDay, &enrolment);
  Touch(OutboundAttempt::OUTCOME_BUSY, kStart + kDay);
  ExpectNext(0, kStart + kDay + absl::Minutes(15), 1);
}

TEST_F(CadenceSteps, EndWithTheReasonThatIsGiven) {
  Begin();
  Touch(OutboundAttempt::OUTCOME_VOICEMAIL, kStart);
  PauseEnrolment(kStart + kDay, &enrolment);
  StopEnrolment("the lead is closed", &enrolment);
  EXPECT_EQ(enrolment.next_step(), 1);
  ExpectOver(Enrolment::STATE_STOPPED, "the lead is closed");
  StopEnrolment("again", &enrolment);
  ExpectOver(Enrolment::STATE_STOPPED, "the lead is closed");
}

TEST_F(CadenceSteps, HaveTheirTimesByTheNewStepsWhenTheCadenceIsChanged) {
  Begin();
  Touch(OutboundAttempt::OUTCOME_NO_ANSWER, kStart);
  Cadence changed = cadence;
  changed.mutable_steps(0)->mutable_offset()->set_seconds(60);
  MoveByUpdate(cadence, changed, &enrolment);
  ExpectNext(0, kStart + absl::Hours(3), 1);  // nobody is rung sooner after no answer
  Begin();
  changed.mutable_steps(0)->mutable_offset()->set_seconds(5 * 3600);
  MoveByUpdate(cadence, changed, &enrolment);
  ExpectNext(0, kStart + absl::Hours(5));
  MoveByUpdate(changed, cadence, &enrolment);
  ExpectNext(0, kStart);
}

TEST_F(CadenceSteps, AreOverWhenTheCadenceHasNoneLeft) {
  Begin();
  MoveByCustomer(cadence, kStart, NewYork(), &enrolment);
  Cadence shorter = cadence;
  shorter.mutable_steps()->DeleteSubrange(1, 3);
  MoveByUpdate(cadence, shorter, &enrolment);
  cadence = shorter;
  ExpectOver(Enrolment::STATE_DONE);
}

}  // namespace
}  // namespace ringback::test
