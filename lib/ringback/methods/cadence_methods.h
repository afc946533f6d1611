// The rules of cadences and enrolments.
#ifndef RINGBACK_METHODS_CADENCE_METHODS_H_
#define RINGBACK_METHODS_CADENCE_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// The methods of ringback.v1.FollowUpService about cadences and enrolments; the proto says what
// each does and which errors it gives. Safe from any thread.
class CadenceMethods {
 public:
  explicit CadenceMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Cadence> CreateCadence(const v1::CreateCadenceRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Cadence> GetCadence(const v1::GetCadenceRequest& request,
                                         const RequestContext& context);
  absl::StatusOr<v1::Cadence> UpdateCadence(const v1::UpdateCadenceRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Cadence> DeleteCadence(const v1::DeleteCadenceRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::ListCadencesResponse> ListCadences(const v1::ListCadencesRequest& request,
                                                        const RequestContext& context);
  absl::StatusOr<v1::Lead> EnrolLead(const v1::EnrolLeadRequest& request,
                                     const RequestContext& context);
  absl::StatusOr<v1::Lead> PauseEnrolment(const v1::PauseEnrolmentRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Lead> ResumeEnrolment(const v1::ResumeEnrolmentRequest& request,
                                           const RequestContext& context);
  absl::StatusOr<v1::Lead> EndEnrolment(const v1::EndEnrolmentRequest& request,
                                        const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_CADENCE_METHODS_H_
