#include "ringback/followup/follow_touch.h"

namespace ringback {

absl::Status FollowTouch(WriteScope&, const v1::OutboundAttempt&, v1::Lead*) {
  return absl::OkStatus();
}

absl::Status FollowCustomer(WriteScope&, v1::Lead*) { return absl::OkStatus(); }

}  // namespace ringback
