// The rules of tenants and agents.
#ifndef RINGBACK_METHODS_TENANT_METHODS_H_
#define RINGBACK_METHODS_TENANT_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// The methods of ringback.v1.TenantService, which says what each does and which errors it gives.
// Safe from any thread.
class TenantMethods {
 public:
  explicit TenantMethods(RequestRunner* runner) : runner_(*runner) {}

  // Adds `tenants/default` if it is not there. Called once, before requests come.
  absl::Status AddDefaultTenant();

  absl::StatusOr<v1::Tenant> CreateTenant(const v1::CreateTenantRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Tenant> GetTenant(const v1::GetTenantRequest& request,
                                       const RequestContext& context);
  absl::StatusOr<v1::Tenant> UpdateTenant(const v1::UpdateTenantRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::ListTenantsResponse> ListTenants(const v1::ListTenantsRequest& request,
                                                      const RequestContext& context);
  absl::StatusOr<v1::Agent> CreateAgent(const v1::CreateAgentRequest& request,
                                        const RequestContext& context);
  absl::StatusOr<v1::Agent> GetAgent(const v1::GetAgentRequest& request,
                                     const RequestContext& context);
  absl::StatusOr<v1::Agent> UpdateAgent(const v1::UpdateAgentRequest& request,
                                        const RequestContext& context);
  absl::StatusOr<v1::Agent> DeleteAgent(const v1::DeleteAgentRequest& request,
                                        const RequestContext& context);
  absl::StatusOr<v1::ListAgentsResponse> ListAgents(const v1::ListAgentsRequest& request,
                                                    const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_TENANT_METHODS_H_
