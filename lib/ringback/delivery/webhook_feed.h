// From the log to the outbox: the events that webhooks want.
#ifndef RINGBACK_DELIVERY_WEBHOOK_FEED_H_
#define RINGBACK_DELIVERY_WEBHOOK_FEED_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "ringback/records/webhook_table.h"
#include "ringback/store/store.h"

namespace ringback {

// What a look at the log found for a webhook.
struct FeedStep {
  int64_t last_seq = 0;  // it was looked at up to here
  bool wanted = false;   // there was an event that the webhook wants
  bool more = false;     // the log may have more behind it
};

// Looks at the next events after `after`, at most `rows`, and writes nothing.
absl::StatusOr<FeedStep> LookForEvents(store::Session& session, std::string_view tenant,
                                       const WebhookRecord& webhook, int64_t after, int64_t rows);

// Queues what the webhook wants of the next events after its last_seq, at most `rows`, and moves
// its cursor and `webhook->last_seq` past them, in one transaction: each event is queued once.
absl::StatusOr<FeedStep> FeedWebhook(store::WriteSession& session, std::string_view tenant,
                                     WebhookRecord* webhook, int64_t now_us, int64_t rows);

// The newest event of a tenant; 0 when it has none.
absl::StatusOr<int64_t> NewestEvent(store::Session& session, std::string_view tenant);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_WEBHOOK_FEED_H_
