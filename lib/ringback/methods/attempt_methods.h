// The rules of outbound attempts.
#ifndef RINGBACK_METHODS_ATTEMPT_METHODS_H_
#define RINGBACK_METHODS_ATTEMPT_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/attempt.pb.h"

namespace ringback {

// The methods of ringback.v1.AttemptService, which says what each does and which errors it gives.
// Safe from any thread.
class AttemptMethods {
 public:
  explicit AttemptMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::OutboundAttempt> StartAttempt(const v1::StartAttemptRequest& request,
                                                   const RequestContext& context);
  absl::StatusOr<v1::OutboundAttempt> FinishAttempt(const v1::FinishAttemptRequest& request,
                                                    const RequestContext& context);
  absl::StatusOr<v1::OutboundAttempt> RecordAttempt(const v1::RecordAttemptRequest& request,
                                                    const RequestContext& context);
  absl::StatusOr<v1::OutboundAttempt> GetAttempt(const v1::GetAttemptRequest& request,
                                                 const RequestContext& context);
  absl::StatusOr<v1::ListAttemptsResponse> ListAttempts(const v1::ListAttemptsRequest& request,
                                                        const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_ATTEMPT_METHODS_H_
