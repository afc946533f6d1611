#include "ringback/methods/delivery_methods.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/webhook_table.h"

namespace ringback {
namespace {

using v1::Delivery;

std::string StateText(Delivery::State state) {
  constexpr std::string_view kPrefix = "STATE_";
  return Delivery::State_Name(state).substr(kPrefix.size());
}

// Whether there still is somebody to send it to.
absl::Status CheckTarget(store::Session& session, const Delivery& delivery) {
  if (delivery.webhook().empty()) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const auto webhook, ReadWebhook(session, TenantOf(delivery.webhook()),
                                                            LastSegment(delivery.webhook())));
  if (webhook && !webhook->webhook.disabled()) return absl::OkStatus();
  return WrongState(delivery.name(), StateText(delivery.state()),
                    absl::StrCat("it cannot be tried again: ", delivery.webhook(),
                                 webhook ? " is disabled" : " is gone"));
}

}  // namespace

absl::StatusOr<Delivery> DeliveryMethods::GetDelivery(const v1::GetDeliveryRequest& request,
                                                      const RequestContext& context) {
  return runner_.Read<Delivery>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<Delivery> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedDelivery(scope.session, request.name()));
        return std::move(record.delivery);
      });
}

absl::StatusOr<v1::ListDeliveriesResponse> DeliveryMethods::ListDeliveries(
    const v1::ListDeliveriesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListDeliveriesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListDeliveriesResponse> {
        const std::string list = absl::StrCat("deliveries of ", scope.tenant.id, " ",
                                              request.state(), " ", request.webhook());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const DeliveryFilter filter{.state = request.state(),
                                    .webhook = LastSegment(request.webhook())};
        const int64_t before = ParseId(after).value_or(std::numeric_limits<int64_t>::max());
        RINGBACK_ASSIGN_OR_RETURN(
            auto deliveries,
            ListDeliveryRows(scope.session, scope.tenant_id(), filter, before, rows + 1));
        v1::ListDeliveriesResponse response;
        response.set_next_page_token(TakePage(list, rows, &deliveries));
        for (auto& delivery : deliveries) *response.add_deliveries() = std::move(delivery);
        return response;
      });
}

absl::StatusOr<Delivery> DeliveryMethods::RetryDelivery(const v1::RetryDeliveryRequest& request,
                                                        const RequestContext& context) {
  return runner_.Write<Delivery>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Delivery> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedDelivery(scope.session, request.name()));
        const Delivery& delivery = record.delivery;
        if (delivery.state() != Delivery::STATE_DEAD) {
          return WrongState(delivery.name(), StateText(delivery.state()),
                            "only a dead delivery can be tried again");
        }
        RINGBACK_RETURN_IF_ERROR(CheckTarget(scope.session, delivery));
        RINGBACK_RETURN_IF_ERROR(
            RequeueDelivery(scope.session, scope.tenant_id(), record, scope.now_us()));
        scope.WakeAt(scope.context.now);
        RINGBACK_ASSIGN_OR_RETURN(record, NeedDelivery(scope.session, request.name()));
        return std::move(record.delivery);
      });
}

}  // namespace ringback
