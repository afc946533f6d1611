// The rules of inbound calls.
#ifndef RINGBACK_METHODS_CALL_METHODS_H_
#define RINGBACK_METHODS_CALL_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/context/context_room.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/call.pb.h"

namespace ringback {

// The methods of ringback.v1.CallService, which says what each does and which errors it gives. Safe
// from any thread.
class CallMethods {
 public:
  CallMethods(RequestRunner* runner, ContextRoom* lookup) : runner_(*runner), lookup_(*lookup) {}

  absl::StatusOr<v1::StartCallResponse> StartCall(const v1::StartCallRequest& request,
                                                  const RequestContext& context);
  absl::StatusOr<v1::Call> AnswerCall(const v1::AnswerCallRequest& request,
                                      const RequestContext& context);
  absl::StatusOr<v1::Call> EndCall(const v1::EndCallRequest& request,
                                   const RequestContext& context);
  absl::StatusOr<v1::Call> IdentifyCaller(const v1::IdentifyCallerRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Call> GetCall(const v1::GetCallRequest& request,
                                   const RequestContext& context);
  absl::StatusOr<v1::ListCallsResponse> ListCalls(const v1::ListCallsRequest& request,
                                                  const RequestContext& context);

 private:
  RequestRunner& runner_;
  ContextRoom& lookup_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_CALL_METHODS_H_
