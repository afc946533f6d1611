#include "ringback/records/webhook_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_WEBHOOK_COLUMNS \
  "id, url, secret, disabled, last_seq, revision, create_us, update_us"

constexpr std::string_view kTypePrefix = "EVENT_TYPE_";

WebhookRecord WebhookFromRow(std::string_view tenant, const Row& row) {
  WebhookRecord record;
  v1::Webhook& webhook = record.webhook;
  FieldReader<v1::Webhook> in(row, &webhook);
  record.id = in.String();
  webhook.set_name(ResourceName(tenant, "webhooks", record.id));
  in.Text(&v1::Webhook::mutable_url);
  record.secret = in.String();
  webhook.set_disabled(in.Bool());
  record.last_seq = in.Int();
  record.revision = in.Int();
  webhook.set_etag(absl::StrCat(record.revision));
  SetMicros(in.Int(), webhook.mutable_create_time());
  SetMicros(in.Int(), webhook.mutable_update_time());
  return record;
}

absl::Status ReadEventTypes(Session& session, std::string_view tenant, std::string_view id,
                            v1::Webhook* webhook) {
  return session.Query(
      "SELECT type FROM webhook_event_types WHERE tenant = $1 AND webhook = $2 ORDER BY position",
      {tenant, id}, [&](const Row& row) {
        webhook->add_event_types(EventTypeWord(static_cast<v1::EventType>(row.Int(0))));
      });
}

}  // namespace

std::string EventTypeWord(v1::EventType type) {
  return v1::EventType_Name(type).substr(kTypePrefix.size());
}

v1::EventType EventTypeOf(std::string_view word) {
  v1::EventType type = v1::EVENT_TYPE_UNSPECIFIED;
  v1::EventType_Parse(absl::StrCat(std::string(kTypePrefix), std::string(word)), &type);
  return type;
}

absl::StatusOr<std::optional<WebhookRecord>> ReadWebhook(Session& session, std::string_view tenant,
                                                         std::string_view id) {
  std::optional<WebhookRecord> record;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_WEBHOOK_COLUMNS " FROM webhooks WHERE tenant = $1 AND id = $2",
      {tenant, id}, [&](const Row& row) { record = WebhookFromRow(tenant, row); }));
  if (record) RINGBACK_RETURN_IF_ERROR(ReadEventTypes(session, tenant, id, &record->webhook));
  return record;
}

absl::StatusOr<WebhookRecord> NeedWebhook(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadWebhook(session, TenantOf(name), LastSegment(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::Status WriteWebhook(WriteSession& session, std::string_view tenant,
                          const WebhookRecord& record) {
  const v1::Webhook& webhook = record.webhook;
  RINGBACK_RETURN_IF_ERROR(RemoveWebhook(session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO webhooks (tenant, " RINGBACK_WEBHOOK_COLUMNS
                   ", type_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                   {tenant, record.id, webhook.url(), record.secret, webhook.disabled(),
                    record.last_seq, record.revision, ToMicros(webhook.create_time()),
                    ToMicros(webhook.update_time()), int64_t{webhook.event_types_size()}})
          .status());
  int position = 0;
  for (const std::string& word : webhook.event_types()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO webhook_event_types (tenant, webhook, "
                     "position, type) VALUES ($1, $2, $3, $4)",
                     {tenant, record.id, position++, static_cast<int64_t>(EventTypeOf(word))})
            .status());
  }
  return absl::OkStatus();
}

absl::Status RemoveWebhook(WriteSession& session, std::string_view tenant, std::string_view id) {
  return store::ExecuteEach(session,
                            {"DELETE FROM webhooks WHERE tenant = $1 AND id = $2",
                             "DELETE FROM webhook_event_types WHERE tenant = $1 AND webhook = $2"},
                            {tenant, id});
}

absl::StatusOr<std::vector<v1::Webhook>> ListWebhookRows(Session& session, std::string_view tenant,
                                                         std::string_view after, int64_t rows) {
  std::vector<WebhookRecord> records;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT " RINGBACK_WEBHOOK_COLUMNS
                    " FROM webhooks WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
                    {tenant, after, rows},
                    [&](const Row& row) { records.push_back(WebhookFromRow(tenant, row)); }));
  std::vector<v1::Webhook> webhooks;
  for (WebhookRecord& record : records) {
    RINGBACK_RETURN_IF_ERROR(ReadEventTypes(session, tenant, record.id, &record.webhook));
    webhooks.push_back(std::move(record.webhook));
  }
  return webhooks;
}

absl::StatusOr<std::set<std::string>> TenantsWantingEvents(Session& session) {
  std::set<std::string> tenants;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT DISTINCT tenant FROM webhooks WHERE disabled = 0 AND type_count > 0",
                    {}, [&](const Row& row) { tenants.emplace(row.Text(0)); }));
  return tenants;
}

absl::StatusOr<std::vector<LaggingWebhook>> ListLaggingWebhooks(Session& session) {
  std::vector<LaggingWebhook> lagging;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT w.tenant, w.id, w.revision, w.last_seq, c.last_seq FROM webhooks w JOIN "
      "event_counters c ON c.tenant = w.tenant WHERE w.disabled = 0 AND w.type_count > 0 AND "
      "w.last_seq < c.last_seq",
      {}, [&](const Row& row) {
        lagging.push_back({.tenant = std::string(row.Text(0)),
                           .id = std::string(row.Text(1)),
                           .revision = row.Int(2),
                           .last_seq = row.Int(3),
                           .newest_seq = row.Int(4)});
      }));
  return lagging;
}

absl::Status MoveCursor(WriteSession& session, std::string_view tenant, std::string_view id,
                        int64_t last_seq) {
  return session
      .Execute("UPDATE webhooks SET last_seq = $3 WHERE tenant = $1 AND id = $2",
               {tenant, id, last_seq})
      .status();
}

}  // namespace ringback
