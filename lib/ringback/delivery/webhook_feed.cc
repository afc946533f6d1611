#include "ringback/delivery/webhook_feed.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ringback/base/status_macros.h"
#include "ringback/records/outbox_table.h"

namespace ringback {
namespace {

struct LoggedEvent {
  int64_t seq = 0;
  v1::EventType type = v1::EVENT_TYPE_UNSPECIFIED;
  std::string agent;
  std::string resource;
};

// The events that are wanted among the next `rows`.
absl::StatusOr<std::vector<LoggedEvent>> Wanted(store::Session& session, std::string_view tenant,
                                                const WebhookRecord& webhook, int64_t after,
                                                int64_t rows, FeedStep* step) {
  std::set<int64_t> types;
  for (const std::string& word : webhook.webhook.event_types()) types.insert(EventTypeOf(word));
  std::vector<LoggedEvent> wanted;
  int64_t seen = 0;
  step->last_seq = after;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT seq, type, agent, resource FROM events WHERE tenant = $1 AND seq > $2 "
                    "ORDER BY seq LIMIT $3",
                    {tenant, after, rows}, [&](const store::Row& row) {
                      ++seen;
                      step->last_seq = row.Int(0);
                      if (types.count(row.Int(1)) == 0) return;
                      wanted.push_back({.seq = row.Int(0),
                                        .type = static_cast<v1::EventType>(row.Int(1)),
                                        .agent = std::string(row.Text(2)),
                                        .resource = std::string(row.Text(3))});
                    }));
  step->wanted = !wanted.empty();
  step->more = seen == rows;
  return wanted;
}

}  // namespace

absl::StatusOr<FeedStep> LookForEvents(store::Session& session, std::string_view tenant,
                                       const WebhookRecord& webhook, int64_t after, int64_t rows) {
  FeedStep step;
  RINGBACK_RETURN_IF_ERROR(Wanted(session, tenant, webhook, after, rows, &step).status());
  return step;
}

absl::StatusOr<FeedStep> FeedWebhook(store::WriteSession& session, std::string_view tenant,
                                     WebhookRecord* webhook, int64_t now_us, int64_t rows) {
  FeedStep step;
  RINGBACK_ASSIGN_OR_RETURN(const auto events,
                            Wanted(session, tenant, *webhook, webhook->last_seq, rows, &step));
  for (const LoggedEvent& event : events) {
    DeliveryRecord record{.place = PlaceOfWebhook(webhook->id),
                          .event_seq = event.seq,
                          .event_type = event.type,
                          .agent = event.agent};
    record.delivery.set_kind(v1::Delivery::KIND_EVENT);
    record.delivery.set_webhook(webhook->webhook.name());
    record.delivery.set_resource(event.resource);
    RINGBACK_RETURN_IF_ERROR(QueueDelivery(session, tenant, now_us, &record));
  }
  webhook->last_seq = step.last_seq;
  RINGBACK_RETURN_IF_ERROR(MoveCursor(session, tenant, webhook->id, webhook->last_seq));
  return step;
}

absl::StatusOr<int64_t> NewestEvent(store::Session& session, std::string_view tenant) {
  int64_t newest = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query("SELECT last_seq FROM event_counters WHERE tenant = $1",
                                         {tenant},
                                         [&](const store::Row& row) { newest = row.Int(0); }));
  return newest;
}

}  // namespace ringback
