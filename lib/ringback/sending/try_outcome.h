// How one try to send something ended.
#ifndef RINGBACK_SENDING_TRY_OUTCOME_H_
#define RINGBACK_SENDING_TRY_OUTCOME_H_

#include <string>
#include <utility>

#include "ringback/delivery/dispatch.h"

namespace ringback {

// Accepted by the other end; failed, as `failure` says; or stopped by us before it was known.
struct TryOutcome {
  enum class Kind { kAccepted, kFailed, kStopped };
  Kind kind = Kind::kFailed;
  Failure failure = {};

  static TryOutcome Accepted() { return {.kind = Kind::kAccepted}; }
  static TryOutcome Stopped() { return {.kind = Kind::kStopped}; }
  // May work another time.
  static TryOutcome Failed(std::string error) { return {.failure = {.error = std::move(error)}}; }
  // Will not.
  static TryOutcome Refused(std::string error) {
    return {.failure = {.error = std::move(error), .for_good = true}};
  }
};

}  // namespace ringback

#endif  // RINGBACK_SENDING_TRY_OUTCOME_H_
