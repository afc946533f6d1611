#include "ringback/followup/cadence_room.h"

namespace ringback {

absl::StatusOr<v1::Cadence> CadenceRoom::CreateCadence(const v1::CreateCadenceRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Cadence>(request, request.parent(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Cadence> {
                                      return absl::UnimplementedError("CreateCadence");
                                    });
}

absl::StatusOr<v1::Cadence> CadenceRoom::GetCadence(const v1::GetCadenceRequest& request,
                                                    const RequestContext& context) {
  return runner_.Read<v1::Cadence>(request, request.name(), context,
                                   [&](ReadScope&) -> absl::StatusOr<v1::Cadence> {
                                     return absl::UnimplementedError("GetCadence");
                                   });
}

absl::StatusOr<v1::Cadence> CadenceRoom::UpdateCadence(const v1::UpdateCadenceRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Cadence>(request, request.cadence().name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Cadence> {
                                      return absl::UnimplementedError("UpdateCadence");
                                    });
}

absl::StatusOr<v1::Cadence> CadenceRoom::DeleteCadence(const v1::DeleteCadenceRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Cadence>(request, request.name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Cadence> {
                                      return absl::UnimplementedError("DeleteCadence");
                                    });
}

absl::StatusOr<v1::ListCadencesResponse> CadenceRoom::ListCadences(
    const v1::ListCadencesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListCadencesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListCadencesResponse> {
        return absl::UnimplementedError("ListCadences");
      });
}

absl::StatusOr<v1::Lead> CadenceRoom::EnrolLead(const v1::EnrolLeadRequest& request,
                                                const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("EnrolLead");
                                 });
}

absl::StatusOr<v1::Lead> CadenceRoom::PauseEnrolment(const v1::PauseEnrolmentRequest& request,
                                                     const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("PauseEnrolment");
                                 });
}

absl::StatusOr<v1::Lead> CadenceRoom::ResumeEnrolment(const v1::ResumeEnrolmentRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("ResumeEnrolment");
                                 });
}

absl::StatusOr<v1::Lead> CadenceRoom::EndEnrolment(const v1::EndEnrolmentRequest& request,
                                                   const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("EndEnrolment");
                                 });
}

}  // namespace ringback
