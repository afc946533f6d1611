#include "ringback/delivery/delivery_room.h"

namespace ringback {

absl::StatusOr<v1::Delivery> DeliveryRoom::GetDelivery(const v1::GetDeliveryRequest& request,
                                                       const RequestContext& context) {
  return runner_.Read<v1::Delivery>(request, request.name(), context,
                                    [&](ReadScope&) -> absl::StatusOr<v1::Delivery> {
                                      return absl::UnimplementedError("GetDelivery");
                                    });
}

absl::StatusOr<v1::ListDeliveriesResponse> DeliveryRoom::ListDeliveries(
    const v1::ListDeliveriesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListDeliveriesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListDeliveriesResponse> {
        return absl::UnimplementedError("ListDeliveries");
      });
}

absl::StatusOr<v1::Delivery> DeliveryRoom::RetryDelivery(const v1::RetryDeliveryRequest& request,
                                                         const RequestContext& context) {
  return runner_.Write<v1::Delivery>(request, request.name(), context,
                                     [&](WriteScope&) -> absl::StatusOr<v1::Delivery> {
                                       return absl::UnimplementedError("RetryDelivery");
                                     });
}

}  // namespace ringback
