// The rules of handoffs.
#ifndef RINGBACK_METHODS_HANDOFF_METHODS_H_
#define RINGBACK_METHODS_HANDOFF_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// LeadService.HandOffLead; the proto says what each does and which errors it gives. Safe from any
// thread.
class HandoffMethods {
 public:
  explicit HandoffMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::HandOffLeadResponse> HandOffLead(const v1::HandOffLeadRequest& request,
                                                      const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_HANDOFF_METHODS_H_
