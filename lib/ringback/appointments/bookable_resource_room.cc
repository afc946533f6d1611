#include "ringback/appointments/bookable_resource_room.h"

namespace ringback {

absl::StatusOr<v1::BookableResource> BookableResourceRoom::CreateBookableResource(
    const v1::CreateBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Write<v1::BookableResource>(
      request, request.parent(), context, [&](WriteScope&) -> absl::StatusOr<v1::BookableResource> {
        return absl::UnimplementedError("CreateBookableResource");
      });
}

absl::StatusOr<v1::BookableResource> BookableResourceRoom::GetBookableResource(
    const v1::GetBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Read<v1::BookableResource>(
      request, request.name(), context, [&](ReadScope&) -> absl::StatusOr<v1::BookableResource> {
        return absl::UnimplementedError("GetBookableResource");
      });
}

absl::StatusOr<v1::BookableResource> BookableResourceRoom::UpdateBookableResource(
    const v1::UpdateBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Write<v1::BookableResource>(
      request, request.bookable_resource().name(), context,
      [&](WriteScope&) -> absl::StatusOr<v1::BookableResource> {
        return absl::UnimplementedError("UpdateBookableResource");
      });
}

absl::StatusOr<v1::BookableResource> BookableResourceRoom::DeleteBookableResource(
    const v1::DeleteBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Write<v1::BookableResource>(
      request, request.name(), context, [&](WriteScope&) -> absl::StatusOr<v1::BookableResource> {
        return absl::UnimplementedError("DeleteBookableResource");
      });
}

absl::StatusOr<v1::ListBookableResourcesResponse> BookableResourceRoom::ListBookableResources(
    const v1::ListBookableResourcesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListBookableResourcesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListBookableResourcesResponse> {
        return absl::UnimplementedError("ListBookableResources");
      });
}

}  // namespace ringback
