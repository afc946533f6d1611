// The rules of leads.
#ifndef RINGBACK_METHODS_LEAD_METHODS_H_
#define RINGBACK_METHODS_LEAD_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// The methods of ringback.v1.LeadService, which says what each does and which errors it gives. Safe
// from any thread.
class LeadMethods {
 public:
  explicit LeadMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Lead> CreateLead(const v1::CreateLeadRequest& request,
                                      const RequestContext& context);
  absl::StatusOr<v1::Lead> GetLead(const v1::GetLeadRequest& request,
                                   const RequestContext& context);
  absl::StatusOr<v1::Lead> UpdateLead(const v1::UpdateLeadRequest& request,
                                      const RequestContext& context);
  absl::StatusOr<v1::ListLeadsResponse> ListLeads(const v1::ListLeadsRequest& request,
                                                  const RequestContext& context);
  absl::StatusOr<v1::Lead> AdvanceLead(const v1::AdvanceLeadRequest& request,
                                       const RequestContext& context);
  absl::StatusOr<v1::Lead> CloseLead(const v1::CloseLeadRequest& request,
                                     const RequestContext& context);
  absl::StatusOr<v1::Lead> ReturnLead(const v1::ReturnLeadRequest& request,
                                      const RequestContext& context);
  absl::StatusOr<v1::Lead> ReopenLead(const v1::ReopenLeadRequest& request,
                                      const RequestContext& context);
  absl::StatusOr<v1::ListLeadChangesResponse> ListLeadChanges(
      const v1::ListLeadChangesRequest& request, const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_LEAD_METHODS_H_
