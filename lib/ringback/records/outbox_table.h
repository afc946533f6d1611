// What is to go out, and what went, in the store.
#ifndef RINGBACK_RECORDS_OUTBOX_TABLE_H_
#define RINGBACK_RECORDS_OUTBOX_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/delivery.pb.h"
#include "ringback/v1/event.pb.h"

namespace ringback {

// Where deliveries go: those of one place about one resource go out one after another.
inline constexpr std::string_view kPlaceTeam = "team";        // e-mail to the tenant's own people
inline constexpr std::string_view kPlaceMail = "mail";        // e-mail to customers
inline constexpr std::string_view kPlaceLetters = "letters";  // letters to customers
std::string PlaceOfWebhook(std::string_view id);
bool IsPlaceOfWebhook(std::string_view place);

// A delivery, and what nobody is shown.
struct DeliveryRecord {
  int64_t id = 0;
  v1::Delivery delivery = {};
  std::string place = {};
  std::string body = {};  // "" for an event, and once it was sent; a letter's stays
  int64_t event_seq = 0;  // of KIND_EVENT
  v1::EventType event_type = v1::EVENT_TYPE_UNSPECIFIED;
  int64_t caller = 0;  // whose data it has
  int64_t lead = 0;
  std::string agent = {};   // id
  int64_t due_contact = 0;  // of KIND_TOUCH
  std::string purpose = {};
  bool head = false;     // the first of its place and resource that is queued
  bool claimed = false;  // it is being tried
};

// The delivery of a resource name. NOT_FOUND when there is none.
absl::StatusOr<DeliveryRecord> NeedDelivery(store::Session& session, std::string_view name);

// Queues a delivery behind all others of its tenant. Sets its id, name, state, try and create
// times, and makes its subject one clean line.
absl::Status QueueDelivery(store::WriteSession& session, std::string_view tenant, int64_t now_us,
                           DeliveryRecord* record);

// What a list is narrowed to; unspecified and "" do not narrow.
struct DeliveryFilter {
  v1::Delivery::State state = v1::Delivery::STATE_UNSPECIFIED;
  std::string_view webhook;  // id
};

// At most `rows` deliveries before `before`, newest first.
absl::StatusOr<std::vector<v1::Delivery>> ListDeliveryRows(store::Session& session,
                                                           std::string_view tenant,
                                                           const DeliveryFilter& filter,
                                                           int64_t before, int64_t rows);

// How many deliveries are queued for a webhook, counted up to `most`.
absl::StatusOr<int64_t> CountQueuedFor(store::Session& session, std::string_view tenant,
                                       std::string_view webhook, int64_t most);

// When the first delivery of a place is to be tried.
struct Turn {
  std::string place;
  int64_t next_try_us = 0;
};

// The turn of the first place after `after_place` that has one; nullopt when none has.
absl::StatusOr<std::optional<Turn>> NextTurn(store::Session& session, std::string_view tenant,
                                             std::string_view after_place);

// Claims at most `rows` deliveries of a place whose turn has come at `now_us`, and counts the try.
// Nobody else gets them before `until_us`, unless they are put off, given back, or ended.
absl::StatusOr<std::vector<DeliveryRecord>> ClaimDeliveries(store::WriteSession& session,
                                                            std::string_view tenant,
                                                            std::string_view place, int64_t now_us,
                                                            int64_t until_us, int64_t rows);

// Gives back every claim of a tenant: who made them is gone.
absl::Status ReleaseClaims(store::WriteSession& session, std::string_view tenant, int64_t now_us);

// Gives a claim back as if the delivery had not been tried.
absl::Status ReleaseClaim(store::WriteSession& session, std::string_view tenant, int64_t id,
                          int64_t now_us);

// Ends a queued delivery (STATE_SENT, without its body but for a letter's, or STATE_DEAD) as its
// `state`, `last_error`, `attempt` and `end_time` say; then it is the turn of the next one. Returns
// whether it was queued.
absl::StatusOr<bool> EndDelivery(store::WriteSession& session, std::string_view tenant,
                                 const DeliveryRecord& record);

// Puts off a claimed delivery that failed.
absl::Status PutOffDelivery(store::WriteSession& session, std::string_view tenant, int64_t id,
                            int64_t next_try_us, std::string_view error);

// Queues a dead delivery again where its id stands in the order, to be tried at `now_us`.
absl::Status RequeueDelivery(store::WriteSession& session, std::string_view tenant,
                             const DeliveryRecord& record, int64_t now_us);

// Gives up what is queued for a webhook.
absl::Status GiveUpQueuedFor(store::WriteSession& session, std::string_view tenant,
                             std::string_view webhook, std::string_view error, int64_t now_us);

// The letters that were sent from `from_us` to `before_us`, in the order of their ids.
absl::StatusOr<std::vector<DeliveryRecord>> SentLetters(store::Session& session,
                                                        std::string_view tenant, int64_t from_us,
                                                        int64_t before_us);

// Removes the deliveries that have something about a caller in them; what waited behind them goes
// on.
absl::Status EraseDeliveriesOf(store::WriteSession& session, std::string_view tenant,
                               int64_t caller);

// Removes the deliveries that ended before `cut_us`, oldest first: looks at the next `rows` saved
// before it, after id `after`. Returns the id of the last one, to go on after, or 0 when none was
// left.
absl::StatusOr<int64_t> RemoveOldDeliveries(store::WriteSession& session, std::string_view tenant,
                                            int64_t cut_us, int64_t after, int64_t rows);

// The same for events that were sent alone: the log has what was in them.
absl::StatusOr<int64_t> RemoveSentEvents(store::WriteSession& session, std::string_view tenant,
                                         int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_OUTBOX_TABLE_H_
