#include "ringback/delivery/webhook_room.h"

namespace ringback {

absl::StatusOr<v1::Webhook> WebhookRoom::CreateWebhook(const v1::CreateWebhookRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Webhook>(request, request.parent(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Webhook> {
                                      return absl::UnimplementedError("CreateWebhook");
                                    });
}

absl::StatusOr<v1::Webhook> WebhookRoom::GetWebhook(const v1::GetWebhookRequest& request,
                                                    const RequestContext& context) {
  return runner_.Read<v1::Webhook>(request, request.name(), context,
                                   [&](ReadScope&) -> absl::StatusOr<v1::Webhook> {
                                     return absl::UnimplementedError("GetWebhook");
                                   });
}

absl::StatusOr<v1::Webhook> WebhookRoom::UpdateWebhook(const v1::UpdateWebhookRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Webhook>(request, request.webhook().name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Webhook> {
                                      return absl::UnimplementedError("UpdateWebhook");
                                    });
}

absl::StatusOr<v1::Webhook> WebhookRoom::DeleteWebhook(const v1::DeleteWebhookRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Webhook>(request, request.name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Webhook> {
                                      return absl::UnimplementedError("DeleteWebhook");
                                    });
}

absl::StatusOr<v1::ListWebhooksResponse> WebhookRoom::ListWebhooks(
    const v1::ListWebhooksRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListWebhooksResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListWebhooksResponse> {
        return absl::UnimplementedError("ListWebhooks");
      });
}

}  // namespace ringback
