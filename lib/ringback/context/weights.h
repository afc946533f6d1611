// Every weight of the ranking, in one place. docs/ranking.md explains them.
#ifndef RINGBACK_CONTEXT_WEIGHTS_H_
#define RINGBACK_CONTEXT_WEIGHTS_H_

#include <cstdint>

#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback::weights {

// score = identity x (1 + kExplained x explanation) / (1 + kExplained), where the explanation is
// that of the attempt which explains the call best: recency x disposition x shown caller ID x
// returned, each 0 to 1.
inline constexpr double kExplained = 3.0;

// How much a kind of match weighs by itself. What an agent confirmed beats everything that was not,
// however recent (1.0 / 4 > 0.2); between a caller whose number it is and somebody else whom we
// just tried on it the attempt decides.
constexpr double Identity(v1::Confidence confidence) {
  switch (confidence) {
    case v1::CONFIDENCE_CONFIRMED:
      return 1.0;
    case v1::CONFIDENCE_KNOWN:
      return 0.2;
    case v1::CONFIDENCE_LIKELY:
      return 0.15;
    case v1::CONFIDENCE_POSSIBLE:
      return 0.04;
    case v1::CONFIDENCE_GUESS:
      return 0.03;
    default:
      return 0;
  }
}

// An agent said that it is not this caller.
inline constexpr double kRejected = 0.1;

// The name that came with the call is theirs. Small enough that nothing unconfirmed passes a
// confirmed match.
inline constexpr double kNameHint = 1.2;

// An explanation halves in this time, and ends at the tenant's callback window.
inline constexpr int64_t kHalfLifeMicros = int64_t{24} * 3600 * 1'000'000;

// How well a disposition explains that somebody rings back.
constexpr double Disposition(v1::OutboundAttempt::Outcome outcome) {
  switch (outcome) {
    case v1::OutboundAttempt::OUTCOME_NO_ANSWER:
      return 1.0;
    case v1::OutboundAttempt::OUTCOME_VOICEMAIL:
      return 0.95;
    case v1::OutboundAttempt::OUTCOME_IN_PROGRESS:
      return 0.9;
    case v1::OutboundAttempt::OUTCOME_BUSY:
      return 0.8;
    case v1::OutboundAttempt::OUTCOME_UNSPECIFIED:  // an e-mail, a letter
      return 0.6;
    case v1::OutboundAttempt::OUTCOME_FAILED:
      return 0.4;
    case v1::OutboundAttempt::OUTCOME_REFUSED:
      return 0.3;
    case v1::OutboundAttempt::OUTCOME_CONNECTED:
      return 0.25;
    case v1::OutboundAttempt::OUTCOME_DO_NOT_CALL:
      return 0.2;
    case v1::OutboundAttempt::OUTCOME_WRONG_NUMBER:
      return 0.1;
    case v1::OutboundAttempt::OUTCOME_NOT_IN_SERVICE:
      return 0.05;
    default:
      return 0;
  }
}

// They ring the number that we showed; we do not know which one they ring, or showed; they ring
// another one.
inline constexpr double kShownCallerId = 1.0;
inline constexpr double kUnknownCallerId = 0.7;
inline constexpr double kOtherCallerId = 0.4;

// The attempt was returned already.
inline constexpr double kReturned = 0.1;

}  // namespace ringback::weights

#endif  // RINGBACK_CONTEXT_WEIGHTS_H_
