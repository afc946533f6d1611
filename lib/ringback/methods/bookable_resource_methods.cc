#include "ringback/methods/bookable_resource_methods.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/local_hours.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/bookable_resource_table.h"

namespace ringback {
namespace {

using v1::BookableResource;

// Checks what one field's rule cannot say.
absl::Status CheckResource(const BookableResource& resource) {
  if (!resource.time_zone().empty())
    RINGBACK_RETURN_IF_ERROR(CheckTimeZone("bookable_resource.time_zone", resource.time_zone()));
  return CheckHours("bookable_resource.hours", resource.hours());
}

absl::Status EmitResource(WriteScope& scope, const BookableResource& resource) {
  return scope.Emit(v1::EVENT_TYPE_BOOKABLE_RESOURCE_CHANGED, "", resource.name(),
                    [&](v1::Event& event) { *event.mutable_bookable_resource() = resource; });
}

// Writes a resource whose fields are checked as its next revision.
absl::Status SaveResource(WriteScope& scope, BookableResourceRecord* record) {
  record->resource.set_etag(absl::StrCat(++record->revision));
  *record->resource.mutable_update_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(WriteBookableResource(scope.session, *record));
  return EmitResource(scope, record->resource);
}

}  // namespace

absl::StatusOr<BookableResource> BookableResourceMethods::CreateBookableResource(
    const v1::CreateBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Write<BookableResource>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<BookableResource> {
        BookableResourceRecord record{.resource = request.bookable_resource()};
        const std::string name =
            ResourceName(scope.tenant_id(), "bookableResources", request.bookable_resource_id());
        record.resource.set_name(name);
        RINGBACK_RETURN_IF_ERROR(CheckResource(record.resource));
        RINGBACK_ASSIGN_OR_RETURN(
            const auto found,
            ReadBookableResource(scope.session, scope.tenant_id(), request.bookable_resource_id()));
        if (found) return AlreadyExists("bookable_resource_id", name);
        *record.resource.mutable_create_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(SaveResource(scope, &record));
        return record.resource;
      });
}

absl::StatusOr<BookableResource> BookableResourceMethods::GetBookableResource(
    const v1::GetBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Read<BookableResource>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<BookableResource> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedBookableResource(scope.session, request.name()));
        return std::move(record.resource);
      });
}

absl::StatusOr<BookableResource> BookableResourceMethods::UpdateBookableResource(
    const v1::UpdateBookableResourceRequest& request, const RequestContext& context) {
  const BookableResource& changes = request.bookable_resource();
  return runner_.Write<BookableResource>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<BookableResource> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedBookableResource(scope.session, changes.name()));
        if (!changes.etag().empty() && changes.etag() != record.resource.etag())
          return EtagMismatch(changes.name(), record.resource.etag());
        RINGBACK_RETURN_IF_ERROR(ApplyUpdate(changes, request.update_mask(), {}, &record.resource));
        RINGBACK_RETURN_IF_ERROR(ValidateResource(record.resource, "bookable_resource"));
        RINGBACK_RETURN_IF_ERROR(CheckResource(record.resource));
        RINGBACK_RETURN_IF_ERROR(SaveResource(scope, &record));
        return record.resource;
      });
}

absl::StatusOr<BookableResource> BookableResourceMethods::DeleteBookableResource(
    const v1::DeleteBookableResourceRequest& request, const RequestContext& context) {
  return runner_.Write<BookableResource>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<BookableResource> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedBookableResource(scope.session, request.name()));
        if (!request.etag().empty() && request.etag() != record.resource.etag())
          return EtagMismatch(request.name(), record.resource.etag());
        const BusySpan ahead{scope.now_us(), std::numeric_limits<int64_t>::max()};
        RINGBACK_ASSIGN_OR_RETURN(const auto booked,
                                  FirstOverlapping(scope.session, scope.tenant_id(),
                                                   LastSegment(request.name()), ahead, 0));
        if (booked) {
          return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_IN_USE,
                           absl::StrCat(request.name(), " is booked for ", booked->name(),
                                        "; cancel or move the appointments that are to come first"),
                           {{"resource", booked->name()}});
        }
        RINGBACK_RETURN_IF_ERROR(RemoveBookableResource(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(EmitResource(scope, record.resource));
        return std::move(record.resource);
      });
}

absl::StatusOr<v1::ListBookableResourcesResponse> BookableResourceMethods::ListBookableResources(
    const v1::ListBookableResourcesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListBookableResourcesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListBookableResourcesResponse> {
        const std::string list = absl::StrCat("bookable resources of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto resources,
            ListBookableResourceRows(scope.session, scope.tenant_id(), after, rows + 1));
        v1::ListBookableResourcesResponse response;
        response.set_next_page_token(TakePage(list, rows, &resources));
        for (auto& resource : resources) *response.add_bookable_resources() = std::move(resource);
        return response;
      });
}

}  // namespace ringback
