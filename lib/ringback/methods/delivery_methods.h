// The rules of deliveries.
#ifndef RINGBACK_METHODS_DELIVERY_METHODS_H_
#define RINGBACK_METHODS_DELIVERY_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/delivery.pb.h"

namespace ringback {

// The methods of ringback.v1.DeliveryService about deliveries; the proto says what each does and
// which errors it gives. Safe from any thread.
class DeliveryMethods {
 public:
  explicit DeliveryMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Delivery> GetDelivery(const v1::GetDeliveryRequest& request,
                                           const RequestContext& context);
  absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(
      const v1::ListDeliveriesRequest& request, const RequestContext& context);
  absl::StatusOr<v1::Delivery> RetryDelivery(const v1::RetryDeliveryRequest& request,
                                             const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_DELIVERY_METHODS_H_
