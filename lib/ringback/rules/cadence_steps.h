// How an enrolment moves through the steps of its cadence. Pure functions of what they are given:
// no store, no clock.
//
// A step's time is its offset after the enrolment, or later when the touch before it asks for a
// delay; calling hours come after that (calling_hours.h). A step is done when the customer was
// touched by its channel, or spoken with by any; retries of a disposition come before that. All
// times are kept to the microsecond.
#ifndef RINGBACK_RULES_CADENCE_STEPS_H_
#define RINGBACK_RULES_CADENCE_STEPS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/types.pb.h"

namespace ringback {

// Whether a step is still to come: ACTIVE or PAUSED.
bool HasNextStep(const v1::Enrolment& enrolment);

// When the step to come is due, before calling hours: Enrolment.next_time, but not before the end
// of a pause. InfiniteFuture when none is to come, or when the pause has no end.
absl::Time WhenDue(const v1::Enrolment& enrolment);

// The step to come. nullptr when none is.
const v1::CadenceStep* NextStep(const v1::Cadence& cadence, const v1::Enrolment& enrolment);

// The channel of a step: CALL when it says none.
v1::Channel ChannelOf(const v1::CadenceStep& step);

// Whether an agent makes such a contact, on a number of the customer's: a call or a text message.
// E-mails and letters are sent by themselves.
bool NeedsNumber(v1::Channel channel);

// For who has no number that may be rung: the first of the steps to come that needs none. nullopt
// when there is none such; then a step that needs one waits for it.
std::optional<int32_t> StepWithoutNumber(const v1::Cadence& cadence,
                                         const v1::Enrolment& enrolment);

// When a step is due, before calling hours, if those from the step to come on are passed over.
absl::Time WhenDueAt(const v1::Cadence& cadence, int32_t step, const v1::Enrolment& enrolment);

// Passes the steps before `step` over: it is the step to come.
void PassOverTo(const v1::Cadence& cadence, int32_t step, v1::Enrolment* enrolment);

// The most touches of a cadence: max_touches, or 9.
int32_t MaxTouches(const v1::Cadence& cadence);

// Begins `cadence` at `start`, in place of what `enrolment` was.
void BeginEnrolment(const v1::Cadence& cadence, absl::Time start, v1::Enrolment* enrolment);

// What a touch means for the lead beside its enrolment.
enum class Follow {
  kGoOn,        // nothing
  kReturnLead,  // it is a dud; the enrolment is stopped
};

// A touch of ours by `channel` ended with `outcome` at `at`. It counts as one of the most touches,
// and moves the enrolment by the cadence's rule for the outcome, or by the default. `zone` is the
// callee's: VOICEMAIL and CONNECTED go on on the next calendar day there. `has_other_number` says
// whether the caller has a number that may still be rung. A touch from before the enrolment began
// counts for nothing, but that the customer does not want to be rung or cannot be holds all the
// same. Nothing moves for IN_PROGRESS, or when no step is to come.
Follow MoveByDisposition(const v1::Cadence& cadence, v1::OutboundAttempt::Outcome outcome,
                         v1::Channel channel, absl::Time at, const absl::TimeZone& zone,
                         bool has_other_number, v1::Enrolment* enrolment);

// The customer rang and was spoken with, or wrote, at `at`: the step to come is done early, and the
// one behind it waits as after a conversation of ours. It is no touch of ours.
void MoveByCustomer(const v1::Cadence& cadence, absl::Time at, const absl::TimeZone& zone,
                    v1::Enrolment* enrolment);

// Holds the enrolment until `resume` (InfiniteFuture: until ResumeEnrolment). A step must be to
// come. The times of the steps stay what they are.
void PauseEnrolment(absl::Time resume, v1::Enrolment* enrolment);

// Goes on at `at`: what fell into the pause comes up now, one step after another.
void ResumeEnrolment(absl::Time at, v1::Enrolment* enrolment);

// What a cadence that such an outcome stops says of why.
std::string_view StopReasonOf(v1::OutboundAttempt::Outcome outcome);

// Ends the enrolment before its end, saying why. Its index stays that of the step that would have
// come. Does nothing when no step is to come.
void StopEnrolment(std::string_view reason, v1::Enrolment* enrolment);

// The cadence was changed from `before` to `after`: the step to come keeps its index and what it
// was delayed by, and has its time by the new steps. When it is no longer among them the enrolment
// is done.
void MoveByUpdate(const v1::Cadence& before, const v1::Cadence& after, v1::Enrolment* enrolment);

}  // namespace ringback

#endif  // RINGBACK_RULES_CADENCE_STEPS_H_
