// The rules of what can be booked.
#ifndef RINGBACK_METHODS_BOOKABLE_RESOURCE_METHODS_H_
#define RINGBACK_METHODS_BOOKABLE_RESOURCE_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback {

// The methods of ringback.v1.AppointmentService about what can be booked; the proto says what each
// does and which errors it gives. Safe from any thread.
class BookableResourceMethods {
 public:
  explicit BookableResourceMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::BookableResource> CreateBookableResource(
      const v1::CreateBookableResourceRequest& request, const RequestContext& context);
  absl::StatusOr<v1::BookableResource> GetBookableResource(
      const v1::GetBookableResourceRequest& request, const RequestContext& context);
  absl::StatusOr<v1::BookableResource> UpdateBookableResource(
      const v1::UpdateBookableResourceRequest& request, const RequestContext& context);
  absl::StatusOr<v1::BookableResource> DeleteBookableResource(
      const v1::DeleteBookableResourceRequest& request, const RequestContext& context);
  absl::StatusOr<v1::ListBookableResourcesResponse> ListBookableResources(
      const v1::ListBookableResourcesRequest& request, const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_BOOKABLE_RESOURCE_METHODS_H_
