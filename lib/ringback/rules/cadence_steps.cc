#include "ringback/rules/cadence_steps.h"

#include <algorithm>
#include <string>

#include "absl/time/civil_time.h"
#include "ringback/model/timestamps.h"
#include "ringback/rules/dispositions.h"

namespace ringback {
namespace {

using v1::Cadence;
using v1::DispositionRule;
using v1::Enrolment;
using v1::OutboundAttempt;

constexpr int32_t kDefaultMaxTouches = 9;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(ToMicros(time));
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  return FromMicros(absl::ToUnixMicros(time));
}

absl::Time OffsetTime(const Cadence& cadence, const Enrolment& enrolment, int32_t step) {
  return TimeOf(enrolment.enrol_time()) + absl::Seconds(cadence.steps(step).offset().seconds());
}

// No step is to come any more.
void End(Enrolment::State state, Enrolment* enrolment) {
  enrolment->set_state(state);
  enrolment->set_retry_count(0);
  enrolment->clear_next_time();
  enrolment->clear_resume_time();
}

void EndAsDone(const Cadence& cadence, Enrolment* enrolment) {
  End(Enrolment::STATE_DONE, enrolment);
  enrolment->set_next_step(cadence.steps_size());
}

// The step to come is `step`, not before `earliest`.
void AwaitStep(const Cadence& cadence, int32_t step, absl::Time earliest, Enrolment* enrolment) {
  if (step >= cadence.steps_size()) return EndAsDone(cadence, enrolment);
  if (step != enrolment->next_step()) enrolment->set_retry_count(0);
  enrolment->set_next_step(step);
  *enrolment->mutable_next_time() =
      TimestampOf(std::max(OffsetTime(cadence, *enrolment, step), earliest));
}

// A pause whose time has come is over, also when nobody was there to see it.
void EndPauseInTime(absl::Time at, Enrolment* enrolment) {
  if (enrolment->state() != Enrolment::STATE_PAUSED || !enrolment->has_resume_time()) return;
  const absl::Time resume = TimeOf(enrolment->resume_time());
  if (resume <= at) ResumeEnrolment(resume, enrolment);
}

// When what follows a touch may come at the earliest.
absl::Time AfterDelay(const Disposition& disposition, absl::Time at, const absl::TimeZone& zone) {
  if (!disposition.next_day) return at + disposition.delay;
  return absl::FromCivil(absl::ToCivilDay(at, zone) + 1, zone);
}

// The lead is a dud: its last number is a wrong one. What is wrong with the address of a letter or
// an e-mail says nothing about the number.
bool IsDud(const Disposition& disposition, v1::Channel channel, bool has_other_number) {
  return disposition.action == DispositionRule::ACTION_RETURN_LEAD && !has_other_number &&
         channel != v1::CHANNEL_EMAIL && channel != v1::CHANNEL_LETTER;
}

// The touch was of the step to come. `channel` CALL and CONNECTED: a conversation does the step,
// by whatever channel it was planned.
bool IsOfStep(const v1::CadenceStep& step, v1::Channel channel, OutboundAttempt::Outcome outcome) {
  return ChannelOf(step) == channel || outcome == OutboundAttempt::OUTCOME_CONNECTED;
}

}  // namespace

bool HasNextStep(const Enrolment& enrolment) {
  return enrolment.state() == Enrolment::STATE_ACTIVE ||
         enrolment.state() == Enrolment::STATE_PAUSED;
}

absl::Time WhenDue(const Enrolment& enrolment) {
  if (!HasNextStep(enrolment) || !enrolment.has_next_time()) return absl::InfiniteFuture();
  const absl::Time next = TimeOf(enrolment.next_time());
  if (enrolment.state() != Enrolment::STATE_PAUSED) return next;
  if (!enrolment.has_resume_time()) return absl::InfiniteFuture();
  return std::max(next, TimeOf(enrolment.resume_time()));
}

const v1::CadenceStep* NextStep(const Cadence& cadence, const Enrolment& enrolment) {
  if (!HasNextStep(enrolment) || enrolment.next_step() >= cadence.steps_size()) return nullptr;
  return &cadence.steps(enrolment.next_step());
}

v1::Channel ChannelOf(const v1::CadenceStep& step) {
  return step.channel() == v1::CHANNEL_UNSPECIFIED ? v1::CHANNEL_CALL : step.channel();
}

bool NeedsNumber(v1::Channel channel) {
  return channel == v1::CHANNEL_CALL || channel == v1::CHANNEL_SMS;
}

std::optional<int32_t> StepWithoutNumber(const Cadence& cadence, const Enrolment& enrolment) {
  if (!HasNextStep(enrolment)) return std::nullopt;
  for (int32_t step = enrolment.next_step(); step < cadence.steps_size(); ++step) {
    if (!NeedsNumber(ChannelOf(cadence.steps(step)))) return step;
  }
  return std::nullopt;
}

absl::Time WhenDueAt(const Cadence& cadence, int32_t step, const Enrolment& enrolment) {
  return std::max(WhenDue(enrolment), OffsetTime(cadence, enrolment, step));
}

void PassOverTo(const Cadence& cadence, int32_t step, Enrolment* enrolment) {
  AwaitStep(cadence, step, TimeOf(enrolment->next_time()), enrolment);
}

int32_t MaxTouches(const Cadence& cadence) {
  return cadence.max_touches() > 0 ? cadence.max_touches() : kDefaultMaxTouches;
}

void BeginEnrolment(const Cadence& cadence, absl::Time start, Enrolment* enrolment) {
  enrolment->Clear();
  enrolment->set_cadence(cadence.name());
  enrolment->set_state(Enrolment::STATE_ACTIVE);
  *enrolment->mutable_enrol_time() = TimestampOf(start);
  AwaitStep(cadence, 0, start, enrolment);
}

Follow MoveByDisposition(const Cadence& cadence, OutboundAttempt::Outcome outcome,
                         v1::Channel channel, absl::Time at, const absl::TimeZone& zone,
                         bool has_other_number, Enrolment* enrolment) {
  if (outcome == OutboundAttempt::OUTCOME_IN_PROGRESS || !HasNextStep(*enrolment))
    return Follow::kGoOn;
  if (channel == v1::CHANNEL_UNSPECIFIED) channel = v1::CHANNEL_CALL;
  EndPauseInTime(at, enrolment);
  const bool counts = at >= TimeOf(enrolment->enrol_time());
  if (counts) enrolment->set_touch_count(enrolment->touch_count() + 1);
  const Disposition disposition = DispositionOf(cadence, outcome);
  if (IsDud(disposition, channel, has_other_number)) {
    StopEnrolment(StopReasonOf(outcome), enrolment);
    return Follow::kReturnLead;
  }
  if (disposition.action == DispositionRule::ACTION_STOP &&
      (counts || outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL)) {
    StopEnrolment(StopReasonOf(outcome), enrolment);
    return Follow::kGoOn;
  }
  if (!counts) return Follow::kGoOn;
  if (enrolment->touch_count() >= MaxTouches(cadence)) {
    EndAsDone(cadence, enrolment);
    return Follow::kGoOn;
  }
  const int32_t step = enrolment->next_step();
  if (step < cadence.steps_size() && !IsOfStep(cadence.steps(step), channel, outcome))
    return Follow::kGoOn;
  const bool again = disposition.action == DispositionRule::ACTION_RETRY &&
                     enrolment->retry_count() < disposition.max_retries;
  AwaitStep(cadence, again ? step : step + 1, AfterDelay(disposition, at, zone), enrolment);
  if (again && HasNextStep(*enrolment)) enrolment->set_retry_count(enrolment->retry_count() + 1);
  return Follow::kGoOn;
}

void MoveByCustomer(const Cadence& cadence, absl::Time at, const absl::TimeZone& zone,
                    Enrolment* enrolment) {
  if (!HasNextStep(*enrolment)) return;
  EndPauseInTime(at, enrolment);
  const Disposition disposition = DispositionOf(cadence, OutboundAttempt::OUTCOME_CONNECTED);
  AwaitStep(cadence, enrolment->next_step() + 1, AfterDelay(disposition, at, zone), enrolment);
}

void PauseEnrolment(absl::Time resume, Enrolment* enrolment) {
  enrolment->set_state(Enrolment::STATE_PAUSED);
  enrolment->clear_resume_time();
  if (resume != absl::InfiniteFuture()) *enrolment->mutable_resume_time() = TimestampOf(resume);
}

void ResumeEnrolment(absl::Time at, Enrolment* enrolment) {
  enrolment->set_state(Enrolment::STATE_ACTIVE);
  enrolment->clear_resume_time();
  if (TimeOf(enrolment->next_time()) < at) *enrolment->mutable_next_time() = TimestampOf(at);
}

std::string_view StopReasonOf(OutboundAttempt::Outcome outcome) {
  switch (outcome) {
    case OutboundAttempt::OUTCOME_DO_NOT_CALL:
      return "do not call";
    case OutboundAttempt::OUTCOME_REFUSED:
      return "refused";
    case OutboundAttempt::OUTCOME_WRONG_NUMBER:
      return "wrong number";
    case OutboundAttempt::OUTCOME_NOT_IN_SERVICE:
      return "not in service";
    case OutboundAttempt::OUTCOME_CONNECTED:
      return "spoken with";
    case OutboundAttempt::OUTCOME_BUSY:
      return "busy";
    case OutboundAttempt::OUTCOME_NO_ANSWER:
      return "no answer";
    case OutboundAttempt::OUTCOME_VOICEMAIL:
      return "voicemail";
    case OutboundAttempt::OUTCOME_FAILED:
      return "failed";
    default:
      return "sent";
  }
}

void StopEnrolment(std::string_view reason, Enrolment* enrolment) {
  if (!HasNextStep(*enrolment)) return;
  End(Enrolment::STATE_STOPPED, enrolment);
  enrolment->set_stop_reason(std::string(reason));
}

void MoveByUpdate(const Cadence& before, const Cadence& after, Enrolment* enrolment) {
  if (!HasNextStep(*enrolment)) return;
  const int32_t step = enrolment->next_step();
  if (step >= after.steps_size() || enrolment->touch_count() >= MaxTouches(after))
    return EndAsDone(after, enrolment);
  const absl::Time next = TimeOf(enrolment->next_time());
  const bool delayed = step >= before.steps_size() || next > OffsetTime(before, *enrolment, step);
  AwaitStep(after, step, delayed ? next : TimeOf(enrolment->enrol_time()), enrolment);
}

}  // namespace ringback
