// The rules of callers.
#ifndef RINGBACK_METHODS_CALLER_METHODS_H_
#define RINGBACK_METHODS_CALLER_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/caller.pb.h"

namespace ringback {

// The methods of ringback.v1.CallerService, which says what each does and which errors it gives.
// Safe from any thread.
class CallerMethods {
 public:
  explicit CallerMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Caller> CreateCaller(const v1::CreateCallerRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Caller> GetCaller(const v1::GetCallerRequest& request,
                                       const RequestContext& context);
  absl::StatusOr<v1::Caller> UpdateCaller(const v1::UpdateCallerRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Caller> DeleteCaller(const v1::DeleteCallerRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::ListCallersResponse> ListCallers(const v1::ListCallersRequest& request,
                                                      const RequestContext& context);
  absl::StatusOr<v1::SearchCallersResponse> SearchCallers(const v1::SearchCallersRequest& request,
                                                          const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_CALLER_METHODS_H_
