// Webhooks in the store.
#ifndef RINGBACK_RECORDS_WEBHOOK_TABLE_H_
#define RINGBACK_RECORDS_WEBHOOK_TABLE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/delivery.pb.h"
#include "ringback/v1/event.pb.h"

namespace ringback {

// A webhook, and what nobody is shown.
struct WebhookRecord {
  std::string id = {};
  int64_t revision = 0;
  v1::Webhook webhook = {};  // without the secret
  std::string secret = {};
  int64_t last_seq = 0;  // the newest event that was looked at for it
};

// The word for a type of event in Webhook.event_types: "LEAD_CLOSED".
std::string EventTypeWord(v1::EventType type);

// The type of a word; EVENT_TYPE_UNSPECIFIED when there is none.
v1::EventType EventTypeOf(std::string_view word);

// The webhook with this id, or nullopt.
absl::StatusOr<std::optional<WebhookRecord>> ReadWebhook(store::Session& session,
                                                         std::string_view tenant,
                                                         std::string_view id);

// The webhook of a resource name. NOT_FOUND when there is none.
absl::StatusOr<WebhookRecord> NeedWebhook(store::Session& session, std::string_view name);

// Adds a webhook, or replaces the one with its id.
absl::Status WriteWebhook(store::WriteSession& session, std::string_view tenant,
                          const WebhookRecord& record);

absl::Status RemoveWebhook(store::WriteSession& session, std::string_view tenant,
                           std::string_view id);

// At most `rows` webhooks after `after`, by id.
absl::StatusOr<std::vector<v1::Webhook>> ListWebhookRows(store::Session& session,
                                                         std::string_view tenant,
                                                         std::string_view after, int64_t rows);

// The tenants with webhooks that want events and are not disabled.
absl::StatusOr<std::set<std::string>> TenantsWantingEvents(store::Session& session);

// A webhook that has not seen the newest event of its tenant.
struct LaggingWebhook {
  std::string tenant;
  std::string id;
  int64_t revision = 0;
  int64_t last_seq = 0;    // as in WebhookRecord
  int64_t newest_seq = 0;  // of the tenant's log
};

// Those that want events and are not disabled, of all tenants.
absl::StatusOr<std::vector<LaggingWebhook>> ListLaggingWebhooks(store::Session& session);

absl::Status MoveCursor(store::WriteSession& session, std::string_view tenant, std::string_view id,
                        int64_t last_seq);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_WEBHOOK_TABLE_H_
