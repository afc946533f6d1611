#include "ringback/methods/webhook_methods.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/delivery/webhook_feed.h"
#include "ringback/delivery/webhook_url.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/records/webhook_table.h"

namespace ringback {
namespace {

using v1::Webhook;

constexpr size_t kMinSecret = 16;
constexpr size_t kMadeSecret = 32;  // bytes; written as twice as many digits
constexpr int64_t kFeedRows = 1000;

absl::StatusOr<std::string> MakeSecret() {
  unsigned char bytes[kMadeSecret];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return absl::InternalError("no random bytes");
  const std::string secret =
      absl::BytesToHexString(std::string(reinterpret_cast<const char*>(bytes), sizeof(bytes)));
  OPENSSL_cleanse(bytes, sizeof(bytes));
  return secret;
}

// Checks what one field's rule cannot say. The secret is never said.
absl::Status CheckWebhook(const Webhook& webhook, bool allow_private) {
  RINGBACK_RETURN_IF_ERROR(CheckWebhookUrl("webhook.url", webhook.url(), allow_private));
  if (!webhook.secret().empty() && webhook.secret().size() < kMinSecret) {
    return InvalidField("webhook.secret",
                        absl::StrCat("is ", webhook.secret().size(), " bytes long, not 16 to 256"));
  }
  for (int i = 0; i < webhook.event_types_size(); ++i) {
    const std::string& word = webhook.event_types(i);
    if (EventTypeOf(word) == v1::EVENT_TYPE_UNSPECIFIED) {
      return InvalidField(absl::StrCat("webhook.event_types[", i, "]"),
                          Quote(word) + " is not a type of event, such as \"LEAD_CLOSED\"");
    }
  }
  return absl::OkStatus();
}

// Says that a webhook is another one now; who sends looks at it.
absl::Status EmitWebhook(WriteScope& scope, const Webhook& webhook) {
  scope.WakeAt(scope.context.now);
  return scope.Emit(v1::EVENT_TYPE_WEBHOOK_CHANGED, "", webhook.name(), [&](v1::Event& event) {
    *event.mutable_webhook() = webhook;
    event.mutable_webhook()->clear_secret();
  });
}

absl::Status CheckEtag(const std::string& sent, const Webhook& webhook) {
  if (sent.empty() || sent == webhook.etag()) return absl::OkStatus();
  return EtagMismatch(webhook.name(), webhook.etag());
}

// A webhook hears of what happens from now on.
absl::Status BeginNow(WriteScope& scope, WebhookRecord* record) {
  RINGBACK_ASSIGN_OR_RETURN(record->last_seq, NewestEvent(scope.session, scope.tenant_id()));
  return MoveCursor(scope.session, scope.tenant_id(), record->id, record->last_seq);
}

// What a webhook wanted until now goes out, before it wants something else.
absl::Status FeedToEnd(WriteScope& scope, WebhookRecord record) {
  while (true) {
    RINGBACK_ASSIGN_OR_RETURN(const FeedStep step, FeedWebhook(scope.session, scope.tenant_id(),
                                                               &record, scope.now_us(), kFeedRows));
    if (!step.more) return absl::OkStatus();
  }
}

bool SameTypes(const Webhook& a, const Webhook& b) {
  return std::equal(a.event_types().begin(), a.event_types().end(), b.event_types().begin(),
                    b.event_types().end());
}

// Takes a new secret over; whether it was made here, so that it is to be shown.
absl::StatusOr<bool> ChangeSecret(const v1::UpdateWebhookRequest& request, WebhookRecord* record) {
  const auto& paths = request.update_mask().paths();
  const bool named = std::find(paths.begin(), paths.end(), "secret") != paths.end();
  const std::string sent = record->webhook.secret();
  record->webhook.clear_secret();
  if (!sent.empty()) record->secret = sent;
  if (!sent.empty() || !named) return false;
  RINGBACK_ASSIGN_OR_RETURN(record->secret, MakeSecret());
  return true;
}

absl::Status CheckNotInUse(WriteScope& scope, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(const TenantRecord tenant,
                            ReadTenant(scope.session, scope.tenant_id()));
  if (tenant.tenant.handoff().webhook() != name) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_IN_USE,
                   absl::StrCat(std::string(name), ": it is the handoff of ", tenant.tenant.name(),
                                "; change the tenant's handoff first"),
                   {{"resource", tenant.tenant.name()}});
}

}  // namespace

absl::StatusOr<Webhook> WebhookMethods::CreateWebhook(const v1::CreateWebhookRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Webhook>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Webhook> {
        WebhookRecord record{
            .id = request.webhook_id(), .revision = 1, .webhook = request.webhook()};
        Webhook& webhook = record.webhook;
        webhook.set_name(ResourceName(scope.tenant_id(), "webhooks", record.id));
        RINGBACK_RETURN_IF_ERROR(CheckWebhook(webhook, allow_private_));
        RINGBACK_ASSIGN_OR_RETURN(const auto found,
                                  ReadWebhook(scope.session, scope.tenant_id(), record.id));
        if (found) return AlreadyExists("webhook_id", webhook.name());
        record.secret = webhook.secret();
        const bool made = record.secret.empty();
        if (made) {
          RINGBACK_ASSIGN_OR_RETURN(record.secret, MakeSecret());
        }
        webhook.clear_secret();
        webhook.set_etag(absl::StrCat(record.revision));
        *webhook.mutable_create_time() = FromMicros(scope.now_us());
        *webhook.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteWebhook(scope.session, scope.tenant_id(), record));
        RINGBACK_RETURN_IF_ERROR(EmitWebhook(scope, webhook));
        RINGBACK_RETURN_IF_ERROR(BeginNow(scope, &record));
        if (made) webhook.set_secret(record.secret);
        return webhook;
      });
}

absl::StatusOr<Webhook> WebhookMethods::GetWebhook(const v1::GetWebhookRequest& request,
                                                   const RequestContext& context) {
  return runner_.Read<Webhook>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Webhook> {
    RINGBACK_ASSIGN_OR_RETURN(WebhookRecord record, NeedWebhook(scope.session, request.name()));
    return std::move(record.webhook);
  });
}

absl::StatusOr<Webhook> WebhookMethods::UpdateWebhook(const v1::UpdateWebhookRequest& request,
                                                      const RequestContext& context) {
  const std::string& name = request.webhook().name();
  return runner_.Write<Webhook>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Webhook> {
        RINGBACK_ASSIGN_OR_RETURN(WebhookRecord record, NeedWebhook(scope.session, name));
        RINGBACK_RETURN_IF_ERROR(CheckEtag(request.webhook().etag(), record.webhook));
        const WebhookRecord before = record;
        Webhook& webhook = record.webhook;
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.webhook(), request.update_mask(), {}, &webhook));
        RINGBACK_RETURN_IF_ERROR(ValidateResource(webhook, "webhook"));
        RINGBACK_RETURN_IF_ERROR(CheckWebhook(webhook, allow_private_));
        RINGBACK_ASSIGN_OR_RETURN(const bool made, ChangeSecret(request, &record));
        webhook.set_etag(absl::StrCat(++record.revision));
        *webhook.mutable_update_time() = FromMicros(scope.now_us());
        const bool anew = before.webhook.disabled() && !webhook.disabled();
        if (!before.webhook.disabled() && !SameTypes(before.webhook, webhook)) {
          RINGBACK_RETURN_IF_ERROR(FeedToEnd(scope, before));
        }
        RINGBACK_RETURN_IF_ERROR(WriteWebhook(scope.session, scope.tenant_id(), record));
        if (webhook.disabled()) {
          RINGBACK_RETURN_IF_ERROR(GiveUpQueuedFor(scope.session, scope.tenant_id(), record.id,
                                                   "the webhook is disabled", scope.now_us()));
        }
        RINGBACK_RETURN_IF_ERROR(EmitWebhook(scope, webhook));
        if (anew || !SameTypes(before.webhook, webhook)) {
          RINGBACK_RETURN_IF_ERROR(BeginNow(scope, &record));
        }
        if (made) webhook.set_secret(record.secret);
        return webhook;
      });
}

absl::StatusOr<Webhook> WebhookMethods::DeleteWebhook(const v1::DeleteWebhookRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Webhook>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Webhook> {
        RINGBACK_ASSIGN_OR_RETURN(WebhookRecord record, NeedWebhook(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(CheckEtag(request.etag(), record.webhook));
        RINGBACK_RETURN_IF_ERROR(CheckNotInUse(scope, request.name()));
        RINGBACK_RETURN_IF_ERROR(RemoveWebhook(scope.session, scope.tenant_id(), record.id));
        RINGBACK_RETURN_IF_ERROR(GiveUpQueuedFor(scope.session, scope.tenant_id(), record.id,
                                                 "the webhook was removed", scope.now_us()));
        RINGBACK_RETURN_IF_ERROR(EmitWebhook(scope, record.webhook));
        return record.webhook;
      });
}

absl::StatusOr<v1::ListWebhooksResponse> WebhookMethods::ListWebhooks(
    const v1::ListWebhooksRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListWebhooksResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListWebhooksResponse> {
        const std::string list = absl::StrCat("webhooks of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto webhooks, ListWebhookRows(scope.session, scope.tenant_id(), after, rows + 1));
        v1::ListWebhooksResponse response;
        response.set_next_page_token(TakePage(list, rows, &webhooks));
        for (auto& webhook : webhooks) *response.add_webhooks() = std::move(webhook);
        return response;
      });
}

}  // namespace ringback
