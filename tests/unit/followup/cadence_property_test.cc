// Random cadences, dispositions, pauses, and clocks that jump, over years with the nights in which
// clocks change: what must never happen to a customer who is followed up.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ringback/model/timestamps.h"
#include "ringback/rules/cadence_steps.h"
#include "ringback/rules/calling_hours.h"

namespace ringback::test {
namespace {

using v1::Cadence;
using v1::DispositionRule;
using v1::Enrolment;
using v1::OutboundAttempt;

constexpr int kLives = 3000;
constexpr char kSeedVariable[] = "RINGBACK_TEST_SEED";

unsigned Seed() {
  const char* const given = std::getenv(kSeedVariable);
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10))
                          : std::random_device{}();
}

absl::Time Time(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(ToMicros(time));
}

// The life of one lead in one cadence, and what a plain reckoning says of it.
class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {
    const char* const names[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"};
    EXPECT_TRUE(absl::LoadTimeZone(names[Pick(0, 2)], &zone_));
    MakeCadence();
    MakeHours();
    // Often on a night in which clocks change, in one of three years.
    const absl::CivilDay nights[] = {absl::CivilDay(2029, 3, 11), absl::CivilDay(2029, 11, 4),
                                     absl::CivilDay(2030, 3, 31), absl::CivilDay(2030, 10, 27),
                                     absl::CivilDay(2031, 4, 6),  absl::CivilDay(2031, 10, 5)};
    now_ = absl::FromCivil(nights[Pick(0, 5)], zone_) + absl::Minutes(Pick(-1500, 1500)) +
           absl::Seconds(Pick(0, 59));
    BeginEnrolment(cadence_, now_, &enrolment_);
  }

  void Live() {
    for (int turn = 0; turn < 400 && !testing::Test::HasFailure(); ++turn) {
      const bool was_over = !HasNextStep(enrolment_);
      const Enrolment before = enrolment_;
      Turn();
      if (was_over) {
        EXPECT_EQ(before.SerializeAsString(), enrolment_.SerializeAsString());
      }
      Check(before);
      if (was_over && turn > 100) break;
    }
  }

  // So that a run shows whether it met what it is about.
  struct Tally {
    int contacts = 0, done = 0, stopped = 0, returned = 0, capped = 0;
  } tally;

 private:
  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool Chance(int percent) { return Pick(1, 100) <= percent; }

  void MakeCadence() {
    cadence_.set_name("tenants/default/cadences/any");
    int64_t offset = 0;
    for (int i = Pick(1, 12); i > 0; --i) {
      if (Chance(70)) offset += Chance(50) ? Pick(0, 6 * 3600) : Pick(0, 40) * 86400;
      v1::CadenceStep* const step = cadence_.add_steps();
      step->mutable_offset()->set_seconds(offset);
      step->set_channel(static_cast<v1::Channel>(Chance(60) ? 1 : Pick(0, 4)));
    }
    cadence_.set_max_touches(Chance(50) ? 0 : Pick(1, 50));
    std::set<int> named;
    for (int i = Pick(0, 3); i > 0; --i) {
      const int outcome = Pick(OutboundAttempt::OUTCOME_NO_ANSWER, OutboundAttempt::OUTCOME_FAILED);
      if (!named.insert(outcome).second) continue;
      DispositionRule* const rule = cadence_.add_disposition_rules();
      rule->set_outcome(static_cast<OutboundAttempt::Outcome>(outcome));
      rule->set_action(static_cast<DispositionRule::Action>(Pick(1, 4)));
      rule->mutable_delay()->set_seconds(Chance(30) ? 0 : Pick(0, 100000));
      rule->set_max_retries(Pick(0, 20));
    }
  }

  void MakeHours() {
    if (Chance(30)) return;
    for (int i = Pick(1, 6); i > 0; --i) {
      v1::CallingHours* const span = hours_.Add();
      span->set_iso_weekday(Chance(40) ? 7 : Pick(1, 7));
      span->set_start_minute(Chance(40) ? Pick(0, 200) : Pick(0, 1439));
      span->set_end_minute(std::min(1440, span->start_minute() + Pick(1, 500)));
    }
  }

  // Whether the callee's clock shows a minute of the hours: by its fields alone.
  bool ShowsAllowedMinute(absl::Time at) const {
    const auto fields = zone_.At(at).cs;
    const int weekday = 1 + static_cast<int>(absl::GetWeekday(fields));
    const int minute = fields.hour() * 60 + fields.minute();
    if (hours_.empty()) return minute >= 480 && minute < 1260;
    for (const v1::CallingHours& span : hours_)
      if (span.iso_weekday() == weekday && span.start_minute() <= minute &&
          minute < span.end_minute())
        return true;
    return false;
  }

  void Turn() {
    const int what = Pick(1, 100);
    if (what <= 60) {
      ContactWhenDue();
    } else if (what <= 66) {
      Touch(AnyOutcome(), static_cast<v1::Channel>(Pick(1, 4)), now_);
    } else if (what <= 72) {
      MoveByCustomer(cadence_, now_, zone_, &enrolment_);
      ReckonCustomer();
    } else if (what <= 78) {
      if (HasNextStep(enrolment_))
        PauseEnrolment(Chance(50) ? absl::InfiniteFuture() : now_ + absl::Minutes(Pick(1, 20000)),
                       &enrolment_);
    } else if (what <= 86) {
      if (enrolment_.state() == Enrolment::STATE_PAUSED) ResumeEnrolment(now_, &enrolment_);
    } else if (what <= 87) {
      StopEnrolment("ended by hand", &enrolment_);
      over_ = true;
    } else {
      now_ += absl::Minutes(Chance(20) ? Pick(-3000, 0) : Pick(0, 6000));  // clocks jump both ways
    }
  }

  OutboundAttempt::Outcome AnyOutcome() {
    if (Chance(85)) {
      const OutboundAttempt::Outcome mild[] = {
          OutboundAttempt::OUTCOME_BUSY, OutboundAttempt::OUTCOME_NO_ANSWER,
          OutboundAttempt::OUTCOME_VOICEMAIL, OutboundAttempt::OUTCOME_CONNECTED};
      return mild[Pick(0, 3)];
    }
    return static_cast<OutboundAttempt::Outcome>(Pick(2, 10));
  }

  // The queue's way: waits until the step is due and the hours allow it, and touches.
  void ContactWhenDue() {
    const absl::Time due = WhenDue(enrolment_);
    if (due == absl::InfiniteFuture()) return;
    const v1::CadenceStep* const step = NextStep(cadence_, enrolment_);
    ASSERT_NE(step, nullptr);
    const absl::Time contact = NextAllowed(hours_, zone_, std::max(due, now_));
    ASSERT_LT(contact, absl::InfiniteFuture());
    EXPECT_TRUE(ShowsAllowedMinute(contact)) << absl::FormatTime(contact, zone_);
    EXPECT_FALSE(over_) << "a contact after the end";
    EXPECT_LT(touches_, MaxTouches(cadence_)) << "a contact above the most";
    EXPECT_EQ(enrolment_.next_step(), awaited_) << "a step lost or done twice";
    EXPECT_GE(contact, Time(enrolment_.enrol_time()) +
                           absl::Seconds(cadence_.steps(awaited_).offset().seconds()))
        << "before its offset";
    EXPECT_GE(contact, wait_until_) << "before the delay that the touch before it asked for";
    if (enrolment_.state() == Enrolment::STATE_PAUSED) {
      EXPECT_GE(contact, Time(enrolment_.resume_time())) << "in a pause";
    }
    ++tally.contacts;
    now_ = contact + absl::Seconds(Pick(0, 900));
    const v1::Channel channel = ChannelOf(*step);
    const bool is_sent = channel != v1::CHANNEL_CALL && Chance(80);
    Touch(is_sent ? OutboundAttempt::OUTCOME_UNSPECIFIED : AnyOutcome(), channel, now_);
  }

  // What the rules in the contract say of an outcome, written out once more.
  DispositionRule RuleFor(OutboundAttempt::Outcome outcome, bool* next_day) const {
    *next_day = false;
    for (const DispositionRule& rule : cadence_.disposition_rules())
      if (rule.outcome() == outcome && outcome != OutboundAttempt::OUTCOME_DO_NOT_CALL) return rule;
    DispositionRule rule;
    rule.set_action(DispositionRule::ACTION_NEXT_STEP);
    if (outcome == OutboundAttempt::OUTCOME_BUSY) {
      rule.set_action(DispositionRule::ACTION_RETRY);
      rule.mutable_delay()->set_seconds(900);
      rule.set_max_retries(3);
    } else if (outcome == OutboundAttempt::OUTCOME_NO_ANSWER ||
               outcome == OutboundAttempt::OUTCOME_FAILED) {
      rule.set_action(DispositionRule::ACTION_RETRY);
      rule.mutable_delay()->set_seconds(10800);
      rule.set_max_retries(1);
    } else if (outcome == OutboundAttempt::OUTCOME_REFUSED ||
               outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL) {
      rule.set_action(DispositionRule::ACTION_STOP);
    } else if (outcome == OutboundAttempt::OUTCOME_WRONG_NUMBER ||
               outcome == OutboundAttempt::OUTCOME_NOT_IN_SERVICE) {
      rule.set_action(DispositionRule::ACTION_RETURN_LEAD);
    } else if (outcome != OutboundAttempt::OUTCOME_UNSPECIFIED) {
      *next_day = true;
    }
    return rule;
  }

  void Touch(OutboundAttempt::Outcome outcome, v1::Channel channel, absl::Time at) {
    const bool other_number = Chance(70);
    const Follow follow =
        MoveByDisposition(cadence_, outcome, channel, at, zone_, other_number, &enrolment_);
    const bool returned = Reckon(outcome, channel, at, other_number);
    EXPECT_EQ(follow == Follow::kReturnLead, returned);
    tally.returned += returned;
  }

  // Moves the plain reckoning; says whether the lead is a dud.
  bool Reckon(OutboundAttempt::Outcome outcome, v1::Channel channel, absl::Time at,
              bool other_number) {
    if (over_) return false;
    bool next_day = false;
    const DispositionRule rule = RuleFor(outcome, &next_day);
    const bool counts = at >= Time(enrolment_.enrol_time());
    touches_ += counts;
    const bool by_phone = channel == v1::CHANNEL_CALL || channel == v1::CHANNEL_SMS;
    if (rule.action() == DispositionRule::ACTION_RETURN_LEAD && !other_number && by_phone)
      return over_ = true;
    const bool stops = rule.action() == DispositionRule::ACTION_STOP &&
                       (counts || outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL);
    if (stops || touches_ >= MaxTouches(cadence_)) over_ = true;
    if (over_ || !counts) return false;
    if (ChannelOf(cadence_.steps(awaited_)) != channel &&
        outcome != OutboundAttempt::OUTCOME_CONNECTED)
      return false;
    Wait(rule, next_day, at);
    if (rule.action() == DispositionRule::ACTION_RETRY && retries_ < rule.max_retries()) {
      ++retries_;
      return false;
    }
    StepDone();
    return false;
  }

  void ReckonCustomer() {
    if (over_) return;
    bool next_day = false;
    const DispositionRule rule = RuleFor(OutboundAttempt::OUTCOME_CONNECTED, &next_day);
    Wait(rule, next_day, now_);
    StepDone();
  }

  void Wait(const DispositionRule& rule, bool next_day, absl::Time at) {
    wait_until_ = next_day ? absl::FromCivil(absl::ToCivilDay(at, zone_) + 1, zone_)
                           : at + absl::Seconds(rule.delay().seconds());
  }

  void StepDone() {
    retries_ = 0;
    if (++awaited_ == cadence_.steps_size()) over_ = true;
  }

  void Check(const Enrolment& before) {
    EXPECT_EQ(HasNextStep(enrolment_), !over_);
    EXPECT_EQ(enrolment_.touch_count(), touches_);
    EXPECT_LE(enrolment_.touch_count(), MaxTouches(cadence_));
    if (HasNextStep(enrolment_)) {
      EXPECT_EQ(enrolment_.next_step(), awaited_);
      EXPECT_EQ(enrolment_.retry_count(), retries_);
    }
    if (HasNextStep(before) && !HasNextStep(enrolment_)) {
      tally.done += enrolment_.state() == Enrolment::STATE_DONE;
      tally.stopped += enrolment_.state() == Enrolment::STATE_STOPPED;
      tally.capped += touches_ == MaxTouches(cadence_);
    }
  }

  std::mt19937 random_;
  absl::TimeZone zone_;
  Cadence cadence_;
  CallingHoursList hours_;
  Enrolment enrolment_;
  absl::Time now_;
  // The plain reckoning.
  int touches_ = 0;
  int retries_ = 0;
  int awaited_ = 0;
  bool over_ = false;
  absl::Time wait_until_ = absl::InfinitePast();
};

TEST(CadenceProperties, NobodyIsContactedOutsideTheHoursAboveTheMostAfterTheEndOrTwice) {
  const unsigned seed = Seed();
  std::cout << kSeedVariable << "=" << seed << std::endl;
  Life::Tally sum;
  for (unsigned i = 0; i < kLives && !HasFailure(); ++i) {
    SCOPED_TRACE(testing::Message() << kSeedVariable << "=" << seed << ", life " << i);
    Life life(seed + i);
    life.Live();
    sum.contacts += life.tally.contacts;
    sum.done += life.tally.done;
    sum.stopped += life.tally.stopped;
    sum.returned += life.tally.returned;
    sum.capped += life.tally.capped;
  }
  std::cout << sum.contacts << " contacts, " << sum.done << " done, " << sum.capped << " capped, "
            << sum.stopped << " stopped, " << sum.returned << " returned" << std::endl;
  EXPECT_GT(sum.contacts, kLives);
  EXPECT_GT(sum.done, kLives / 20);
  EXPECT_GT(sum.capped, kLives / 20);
  EXPECT_GT(sum.stopped, kLives / 20);
  EXPECT_GT(sum.returned, kLives / 200);
}

}  // namespace
}  // namespace ringback::test
