#include "ringback/followup/follow_touch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/callee.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/cadence_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/rules/cadence_steps.h"

namespace ringback {
namespace {

using v1::Lead;
using v1::OutboundAttempt;

// What moving an enrolment needs to know beside the touch.
struct Followed {
  v1::Cadence cadence;
  v1::Caller caller;
};

absl::StatusOr<Followed> ReadFollowed(WriteScope& scope, const Lead& lead) {
  Followed followed;
  RINGBACK_ASSIGN_OR_RETURN(CadenceRecord cadence,
                            NeedCadence(scope.session, lead.enrolment().cadence()));
  followed.cadence = std::move(cadence.cadence);
  RINGBACK_ASSIGN_OR_RETURN(std::optional<CallerRecord> caller,
                            ReadCaller(scope.session, scope.tenant_id(), IdOf(lead.caller())));
  if (caller) followed.caller = std::move(caller->caller);
  return followed;
}

// Whether the caller may be rung on a number that is not the one of the attempt.
bool HasOtherNumber(const v1::Caller& caller, const OutboundAttempt& attempt) {
  return std::any_of(caller.phones().begin(), caller.phones().end(), [&](const v1::Phone& phone) {
    return !phone.do_not_call() && !phone.number().empty() &&
           (phone.number() != attempt.dialed_number() || phone.extension() != attempt.extension());
  });
}

// When the touch was over. A clock that is ahead of ours must not put the next step off.
absl::Time EndOf(const WriteScope& scope, const OutboundAttempt& attempt) {
  const int64_t end_us =
      ToMicros(attempt.has_end_time() ? attempt.end_time() : attempt.start_time());
  return absl::FromUnixMicros(std::min(end_us, scope.now_us()));
}

void Return(const WriteScope& scope, OutboundAttempt::Outcome outcome, Lead* lead) {
  lead->set_state(Lead::STATE_RETURNED);
  lead->set_return_reason(
      outcome == OutboundAttempt::OUTCOME_WRONG_NUMBER     ? Lead::RETURN_REASON_WRONG_NUMBER
      : outcome == OutboundAttempt::OUTCOME_NOT_IN_SERVICE ? Lead::RETURN_REASON_NOT_IN_SERVICE
                                                           : Lead::RETURN_REASON_OTHER);
  lead->set_close_reason(lead->enrolment().stop_reason());
  *lead->mutable_close_time() = FromMicros(scope.now_us());
}

}  // namespace

absl::Status FollowTouch(WriteScope& scope, const OutboundAttempt& attempt, Lead* lead) {
  if (!HasNextStep(lead->enrolment())) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const Followed followed, ReadFollowed(scope, *lead));
  if (!NeedsNumber(attempt.channel()) && PhoneToRing(followed.caller) == nullptr) {
    // It was of the step that was planned in the place of those that need a number.
    const auto step = StepWithoutNumber(followed.cadence, lead->enrolment());
    if (step) PassOverTo(followed.cadence, *step, lead->mutable_enrolment());
  }
  const Follow follow =
      MoveByDisposition(followed.cadence, attempt.outcome(), attempt.channel(),
                        EndOf(scope, attempt), ZoneOf(followed.caller, scope.tenant),
                        HasOtherNumber(followed.caller, attempt), lead->mutable_enrolment());
  if (follow == Follow::kReturnLead) Return(scope, attempt.outcome(), lead);
  return absl::OkStatus();
}

absl::Status FollowCustomer(WriteScope& scope, Lead* lead) {
  if (!HasNextStep(lead->enrolment())) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const Followed followed, ReadFollowed(scope, *lead));
  MoveByCustomer(followed.cadence, scope.context.now, ZoneOf(followed.caller, scope.tenant),
                 lead->mutable_enrolment());
  return absl::OkStatus();
}

}  // namespace ringback
