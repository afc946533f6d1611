// The rules of webhooks.
#ifndef RINGBACK_METHODS_WEBHOOK_METHODS_H_
#define RINGBACK_METHODS_WEBHOOK_METHODS_H_

#include <atomic>

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/delivery.pb.h"

namespace ringback {

// The methods of ringback.v1.DeliveryService about webhooks; the proto says what each does and
// which errors it gives. Safe from any thread.
class WebhookMethods {
 public:
  explicit WebhookMethods(RequestRunner* runner) : runner_(*runner) {}

  // From now on webhooks may lead to this machine and to private networks, and need not be https:
  // for tests, and for houses whose receivers stand beside the server.
  void AllowPrivateTargets() { allow_private_ = true; }
  bool allows_private_targets() const { return allow_private_; }

  absl::StatusOr<v1::Webhook> CreateWebhook(const v1::CreateWebhookRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Webhook> GetWebhook(const v1::GetWebhookRequest& request,
                                         const RequestContext& context);
  absl::StatusOr<v1::Webhook> UpdateWebhook(const v1::UpdateWebhookRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Webhook> DeleteWebhook(const v1::DeleteWebhookRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::ListWebhooksResponse> ListWebhooks(const v1::ListWebhooksRequest& request,
                                                        const RequestContext& context);

 private:
  RequestRunner& runner_;
  std::atomic<bool> allow_private_ = false;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_WEBHOOK_METHODS_H_
