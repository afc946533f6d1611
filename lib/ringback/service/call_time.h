// When a call is handled.
#ifndef RINGBACK_SERVICE_CALL_TIME_H_
#define RINGBACK_SERVICE_CALL_TIME_H_

#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "ringback/base/clock.h"

namespace ringback {

// Says when a call is handled: now by the engine's clock, which a call moves in a simulation. Safe
// from any thread.
class CallTime {
 public:
  // `simulated` is nullptr but in a simulation. Both must outlive this.
  CallTime(const Clock* clock, ManualClock* simulated) : clock_(*clock), simulated_(simulated) {}

  absl::Time Of(const grpc::ServerContext& call) const;

 private:
  const Clock& clock_;
  ManualClock* const simulated_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_CALL_TIME_H_
