#include "ringback/followup/due_contact_room.h"

namespace ringback {

absl::StatusOr<v1::DueContact> DueContactRoom::GetDueContact(
    const v1::GetDueContactRequest& request, const RequestContext& context) {
  return runner_.Read<v1::DueContact>(request, request.name(), context,
                                      [&](ReadScope&) -> absl::StatusOr<v1::DueContact> {
                                        return absl::UnimplementedError("GetDueContact");
                                      });
}

absl::StatusOr<v1::ListDueContactsResponse> DueContactRoom::ListDueContacts(
    const v1::ListDueContactsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListDueContactsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListDueContactsResponse> {
        return absl::UnimplementedError("ListDueContacts");
      });
}

absl::StatusOr<v1::LeaseDueContactResponse> DueContactRoom::LeaseDueContact(
    const v1::LeaseDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<v1::LeaseDueContactResponse>(
      request, request.parent(), context,
      [&](WriteScope&) -> absl::StatusOr<v1::LeaseDueContactResponse> {
        return absl::UnimplementedError("LeaseDueContact");
      });
}

absl::StatusOr<v1::DueContact> DueContactRoom::CompleteDueContact(
    const v1::CompleteDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<v1::DueContact>(request, request.name(), context,
                                       [&](WriteScope&) -> absl::StatusOr<v1::DueContact> {
                                         return absl::UnimplementedError("CompleteDueContact");
                                       });
}

absl::StatusOr<v1::DueContact> DueContactRoom::ReleaseDueContact(
    const v1::ReleaseDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<v1::DueContact>(request, request.name(), context,
                                       [&](WriteScope&) -> absl::StatusOr<v1::DueContact> {
                                         return absl::UnimplementedError("ReleaseDueContact");
                                       });
}

}  // namespace ringback
