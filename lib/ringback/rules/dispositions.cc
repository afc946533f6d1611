#include "ringback/rules/dispositions.h"

namespace ringback {
namespace {

using v1::DispositionRule;
using v1::OutboundAttempt;

// What the comment of DispositionRule says, and docs/follow_up.md.
Disposition DefaultOf(OutboundAttempt::Outcome outcome) {
  switch (outcome) {
    case OutboundAttempt::OUTCOME_BUSY:
      return {DispositionRule::ACTION_RETRY, absl::Minutes(15), 3, false};
    case OutboundAttempt::OUTCOME_NO_ANSWER:
    case OutboundAttempt::OUTCOME_FAILED:
      return {DispositionRule::ACTION_RETRY, absl::Hours(3), 1, false};
    case OutboundAttempt::OUTCOME_VOICEMAIL:
    case OutboundAttempt::OUTCOME_CONNECTED:
      return {DispositionRule::ACTION_NEXT_STEP, absl::ZeroDuration(), 0, true};
    case OutboundAttempt::OUTCOME_WRONG_NUMBER:
    case OutboundAttempt::OUTCOME_NOT_IN_SERVICE:
      return {DispositionRule::ACTION_RETURN_LEAD, absl::ZeroDuration(), 0, false};
    case OutboundAttempt::OUTCOME_REFUSED:
    case OutboundAttempt::OUTCOME_DO_NOT_CALL:
      return {DispositionRule::ACTION_STOP, absl::ZeroDuration(), 0, false};
    default:  // what was sent, and has no disposition
      return {DispositionRule::ACTION_NEXT_STEP, absl::ZeroDuration(), 0, false};
  }
}

}  // namespace

Disposition DispositionOf(const v1::Cadence& cadence, OutboundAttempt::Outcome outcome) {
  if (outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL) return DefaultOf(outcome);
  for (const DispositionRule& rule : cadence.disposition_rules()) {
    if (rule.outcome() != outcome) continue;
    return {rule.action(), absl::Seconds(rule.delay().seconds()), rule.max_retries(), false};
  }
  return DefaultOf(outcome);
}

}  // namespace ringback
