#include "ringback/delivery/dispatch.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/base/status_macros.h"
#include "ringback/delivery/retry.h"
#include "ringback/delivery/touches.h"
#include "ringback/delivery/webhook_feed.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/records/webhook_table.h"

namespace ringback {
namespace {

using store::Session;
using store::WriteSession;
using v1::Delivery;

constexpr int64_t kFeedRows = 1000;
// A webhook whose receiver is away gets so many deliveries queued; the log keeps the rest.
constexpr int64_t kMaxQueued = 10'000;
// A cursor that has passed so many events that nobody wants is written all the same.
constexpr int64_t kCursorLag = 10'000;
constexpr size_t kErrorBytes = 500;

constexpr int64_t kTouchRows = 100;  // of a tenant and channel, at once
constexpr v1::Channel kTouchChannels[] = {v1::CHANNEL_EMAIL, v1::CHANNEL_LETTER};

// So many deliveries of a place that cannot be made ready are put off at once.
constexpr int kMaxBad = 20;

constexpr absl::Time kNoDeadline = absl::InfiniteFuture();

std::string EventWordOf(const DeliveryRecord& record) {
  switch (record.delivery.kind()) {
    case Delivery::KIND_EVENT:
      return EventTypeWord(record.event_type);
    case Delivery::KIND_HANDOFF:
      return "HANDOFF";
    case Delivery::KIND_QUESTION:
      return "QUESTION";
    default:
      return "";
  }
}

absl::StatusOr<std::vector<std::string>> AllTenants(store::Store& store) {
  std::vector<std::string> ids;
  RINGBACK_RETURN_IF_ERROR(store.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(ids, ListTenantIds(session, "", INT32_MAX));
    return absl::OkStatus();
  }));
  return ids;
}

// Ends a delivery that nobody wants any more.
absl::Status Drop(WriteSession& session, std::string_view tenant, std::string_view why,
                  int64_t now_us, DeliveryRecord* record) {
  record->delivery.set_state(Delivery::STATE_DEAD);
  record->delivery.set_last_error(std::string(why));
  *record->delivery.mutable_end_time() = FromMicros(now_us);
  return EndDelivery(session, tenant, *record).status();
}

// A claimed delivery with where it goes to; nullopt when there is nobody any more, and then it has
// ended.
absl::StatusOr<std::optional<Consignment>> Address(WriteSession& session,
                                                   const TenantRecord& tenant,
                                                   DeliveryRecord record, int64_t now_us) {
  Consignment consignment{.tenant = tenant.id,
                          .place = record.place,
                          .body = std::move(record.body),
                          .event = EventWordOf(record),
                          .from_name = tenant.tenant.display_name(),
                          .language = tenant.tenant.language(),
                          .zone = tenant.time_zone};
  if (IsPlaceOfWebhook(record.place)) {
    RINGBACK_ASSIGN_OR_RETURN(
        const auto webhook,
        ReadWebhook(session, tenant.id, LastSegment(record.delivery.webhook())));
    if (!webhook || webhook->webhook.disabled()) {
      RINGBACK_RETURN_IF_ERROR(
          Drop(session, tenant.id, "the webhook was removed", now_us, &record));
      return std::nullopt;
    }
    consignment.url = webhook->webhook.url();
    consignment.secret = webhook->secret;
  }
  if (record.delivery.kind() == Delivery::KIND_TOUCH) {
    RINGBACK_ASSIGN_OR_RETURN(const bool wanted, IsTouchWanted(session, tenant.id, record));
    if (!wanted) {
      RINGBACK_RETURN_IF_ERROR(Drop(session, tenant.id, "no longer needed", now_us, &record));
      return std::nullopt;
    }
  }
  consignment.delivery = std::move(record.delivery);
  return consignment;
}

// An error of one thing among others, in a log line that says which.
absl::Status Of(const std::string& name, const absl::Status& error) {
  if (error.ok() || IsWholeStores(error)) return error;
  return absl::Status(error.code(), absl::StrCat(name, ": ", std::string(error.message())));
}

}  // namespace

bool IsWholeStores(const absl::Status& error) {
  const std::string reason = ReasonOf(error);
  return reason == "STORAGE_FULL" || reason == "STORAGE_READ_ONLY" ||
         reason == "STORAGE_UNAVAILABLE" ||
         (reason == "STORAGE_FAILED" && absl::IsFailedPrecondition(error));
}

Dispatch::~Dispatch() {
  for (const std::string& tenant : listening_) events_.StopListening(tenant, this);
}

absl::Status Dispatch::Begin(absl::Time now) {
  RINGBACK_ASSIGN_OR_RETURN(const auto ids, AllTenants(store_));
  absl::Status status;
  for (const std::string& id : ids) {
    status.Update(Of(TenantName(id), store_.Write(kNoDeadline, [&](WriteSession& session) {
      return ReleaseClaims(session, id, absl::ToUnixMicros(now));
    })));
  }
  return status;
}

absl::StatusOr<bool> Dispatch::FeedOne(const std::string& tenant, const std::string& id,
                                       int64_t after, absl::Time now) {
  std::optional<WebhookRecord> webhook;
  FeedStep step;
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(webhook, ReadWebhook(session, tenant, id));
    if (!webhook) return absl::OkStatus();
    RINGBACK_ASSIGN_OR_RETURN(step, LookForEvents(session, tenant, *webhook, after, kFeedRows));
    return absl::OkStatus();
  }));
  if (!webhook) return false;
  const int64_t seen_revision = webhook->revision;
  if (!step.wanted && step.last_seq - webhook->last_seq < kCursorLag) {
    looked_[{tenant, id}] = {seen_revision, step.last_seq};
    return step.more;
  }
  RINGBACK_RETURN_IF_ERROR(store_.Write(kNoDeadline, [&](WriteSession& session) -> absl::Status {
    step = {};
    RINGBACK_ASSIGN_OR_RETURN(webhook, ReadWebhook(session, tenant, id));
    // What was changed meanwhile is looked at again.
    if (!webhook || webhook->revision != seen_revision) return absl::OkStatus();
    RINGBACK_ASSIGN_OR_RETURN(const int64_t queued,
                              CountQueuedFor(session, tenant, id, kMaxQueued));
    if (queued >= kMaxQueued) return absl::OkStatus();
    webhook->last_seq = std::max(webhook->last_seq, after);
    RINGBACK_ASSIGN_OR_RETURN(
        step, FeedWebhook(session, tenant, &*webhook, absl::ToUnixMicros(now), kFeedRows));
    return absl::OkStatus();
  }));
  return step.more;
}

absl::Status Dispatch::Listen() {
  std::set<std::string> wanting;
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(wanting, TenantsWantingEvents(session));
    return absl::OkStatus();
  }));
  for (const std::string& tenant : wanting) {
    if (listening_.insert(tenant).second) events_.Listen(tenant, this);
  }
  for (auto tenant = listening_.begin(); tenant != listening_.end();) {
    if (wanting.count(*tenant) > 0) {
      ++tenant;
      continue;
    }
    events_.StopListening(*tenant, this);
    tenant = listening_.erase(tenant);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Dispatch::FeedWebhooks(absl::Time now) {
  // First to hear of what comes, then to look at what is there.
  RINGBACK_RETURN_IF_ERROR(Listen());
  std::vector<LaggingWebhook> lagging;
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(lagging, ListLaggingWebhooks(session));
    return absl::OkStatus();
  }));
  bool more = false;
  absl::Status status;
  for (const LaggingWebhook& webhook : lagging) {
    const std::string name = ResourceName(webhook.tenant, "webhooks", webhook.id);
    if (back_off_.Waits(name, now)) continue;
    int64_t after = webhook.last_seq;
    if (const auto looked = looked_.find({webhook.tenant, webhook.id});
        looked != looked_.end() && looked->second.first == webhook.revision) {
      after = std::max(after, looked->second.second);
    }
    if (after >= webhook.newest_seq) continue;
    const absl::StatusOr<bool> fed = FeedOne(webhook.tenant, webhook.id, after, now);
    if (fed.ok()) {
      back_off_.Worked(name);
      more = more || *fed;
    } else {
      status.Update(Of(name, fed.status()));
      if (!IsWholeStores(fed.status())) back_off_.Failed(name, now);
    }
  }
  if (!status.ok()) return status;
  return more;
}

absl::Status Dispatch::ForEachTurn(
    Room room,
    absl::FunctionRef<absl::Status(const std::string&, const std::string&, absl::Time)> use) {
  RINGBACK_ASSIGN_OR_RETURN(const auto ids, AllTenants(store_));
  std::vector<std::pair<std::string, Turn>> turns;
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    turns.clear();
    for (const std::string& id : ids) {
      std::optional<Turn> turn = Turn{};
      while (true) {
        RINGBACK_ASSIGN_OR_RETURN(turn, NextTurn(session, id, turn->place));
        if (!turn) break;
        turns.emplace_back(id, *turn);
      }
    }
    return absl::OkStatus();
  }));
  for (const auto& [tenant, turn] : turns) {
    if (room(tenant, turn.place) <= 0) continue;
    RINGBACK_RETURN_IF_ERROR(use(tenant, turn.place, absl::FromUnixMicros(turn.next_try_us)));
  }
  return absl::OkStatus();
}

absl::Status Dispatch::ClaimPlace(const TenantRecord& tenant, const std::string& place,
                                  absl::Time now, absl::Duration lease, int rows,
                                  std::vector<Consignment>* consignments) {
  const int64_t now_us = absl::ToUnixMicros(now);
  std::vector<std::pair<Consignment, int64_t>> claimed;
  absl::Status status;
  for (int bad = 0; bad <= kMaxBad; ++bad) {
    std::string failed;  // the delivery that cannot be made ready
    status = store_.Write(kNoDeadline, [&](WriteSession& session) -> absl::Status {
      claimed.clear();
      RINGBACK_ASSIGN_OR_RETURN(auto records,
                                ClaimDeliveries(session, tenant.id, place, now_us,
                                                absl::ToUnixMicros(now + lease), rows));
      for (DeliveryRecord& record : records) {
        const int64_t event_seq = record.event_seq;
        failed = record.delivery.name();
        RINGBACK_ASSIGN_OR_RETURN(auto consignment,
                                  Address(session, tenant, std::move(record), now_us));
        if (consignment) claimed.emplace_back(*std::move(consignment), event_seq);
      }
      failed.clear();
      return absl::OkStatus();
    });
    if (status.ok() || failed.empty() || IsWholeStores(status)) break;
    const absl::Time again = back_off_.Failed(failed, now);
    const std::string error(status.message());
    RINGBACK_RETURN_IF_ERROR(store_.Write(kNoDeadline, [&](WriteSession& session) {
      return PutOffDelivery(session, tenant.id, IdOf(failed), absl::ToUnixMicros(again),
                            CutUtf8(error, kErrorBytes));
    }));
  }
  RINGBACK_RETURN_IF_ERROR(status);
  for (auto& [consignment, event_seq] : claimed) {
    const absl::StatusOr<bool> whole = AddEvent(event_seq, &consignment);
    if (whole.ok() && *whole) {
      consignments->push_back(std::move(consignment));
      continue;
    }
    const Failure failure =
        whole.ok()
            ? Failure{.error = "the event is older than the tenant's retention", .for_good = true}
            : Failure{.error = std::string(whole.status().message())};
    status.Update(Failed(consignment, failure, BackOff::kFirst, now));
  }
  return status;
}

absl::StatusOr<std::vector<Consignment>> Dispatch::Claim(absl::Time now, absl::Duration lease,
                                                         Room room) {
  std::vector<Consignment> consignments;
  absl::Status status;
  RINGBACK_RETURN_IF_ERROR(ForEachTurn(
      room, [&](const std::string& id, const std::string& place, absl::Time turn) -> absl::Status {
        const auto tenant = runner_.tenants().Find(id);
        if (turn > now || tenant == nullptr) return absl::OkStatus();
        status.Update(Of(absl::StrCat(TenantName(id), ", ", place),
                         ClaimPlace(*tenant, place, now, lease, room(id, place), &consignments)));
        return absl::OkStatus();
      }));
  // What was claimed is to be sent, whatever else failed: that fails again in the next round.
  if (consignments.empty() && !status.ok()) return status;
  return consignments;
}

absl::StatusOr<bool> Dispatch::AddEvent(int64_t seq, Consignment* consignment) {
  if (consignment->delivery.kind() != Delivery::KIND_EVENT) return true;
  const auto page = events_.Read(consignment->tenant, seq - 1, 1);
  if (absl::IsOutOfRange(page.status())) return false;
  if (!page.ok()) return page.status();
  if (page->empty() || page->front()->seq != seq) return false;
  consignment->body.clear();
  return google::protobuf::util::MessageToJsonString(page->front()->Parse(), &consignment->body)
      .ok();
}

absl::Status Dispatch::SayNotQueued(const std::string& contact, v1::Channel channel,
                                    const absl::Status& why, absl::Time now) {
  const std::string error =
      absl::StrCat("cannot be queued, and is tried again: ", std::string(why.message()));
  return runner_.WriteUnasked(
      TenantOf(contact), RequestContext{.now = now}, [&](WriteScope& scope) -> absl::Status {
        DeliveryRecord record{.place = std::string(PlaceOfChannel(channel))};
        Delivery& delivery = record.delivery;
        delivery.set_kind(Delivery::KIND_TOUCH);
        delivery.set_channel(channel);
        delivery.set_resource(contact);
        RINGBACK_RETURN_IF_ERROR(
            QueueDelivery(scope.session, scope.tenant_id(), scope.now_us(), &record));
        delivery.set_state(Delivery::STATE_DEAD);
        delivery.clear_next_try_time();
        delivery.set_last_error(std::string(CutUtf8(error, kErrorBytes)));
        *delivery.mutable_end_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(EndDelivery(scope.session, scope.tenant_id(), record).status());
        return scope.Emit(v1::EVENT_TYPE_DELIVERY_DEAD, "", delivery.name(),
                          [&](v1::Event& event) { *event.mutable_delivery() = delivery; });
      });
}

absl::Status Dispatch::QueueTouchesOf(const std::string& tenant, v1::Channel channel,
                                      absl::Time now) {
  std::vector<PlannedTouch> touches;
  // Those that wait are the first in the queue.
  const auto rows = kTouchRows + static_cast<int64_t>(back_off_.size());
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(touches,
                              DueTouches(session, tenant, channel, absl::ToUnixMicros(now), rows));
    return absl::OkStatus();
  }));
  absl::Status status;
  for (const PlannedTouch& touch : touches) {
    const std::string& contact = touch.contact;
    if (back_off_.Waits(contact, now)) continue;
    absl::Status queued =
        runner_.WriteUnasked(tenant, RequestContext{.now = now},
                             [&](WriteScope& scope) { return QueueTouch(scope, contact); });
    if (IsWholeStores(queued)) return queued;
    if (queued.ok()) {
      back_off_.Worked(contact);
      continue;
    }
    status.Update(Of(contact, queued));
    if (back_off_.Failed(contact, now) == now + BackOff::kFirst) {
      status.Update(SayNotQueued(contact, channel, queued, now));
    }
  }
  return status;
}

absl::Status Dispatch::QueueTouches(absl::Time now, Room room) {
  back_off_.ForgetOld(now);
  absl::Status status;  // of the first that failed; the others go on
  RINGBACK_ASSIGN_OR_RETURN(const auto ids, AllTenants(store_));
  for (const std::string& id : ids) {
    for (const v1::Channel channel : kTouchChannels) {
      if (room(id, PlaceOfChannel(channel)) <= 0) continue;
      status.Update(QueueTouchesOf(id, channel, now));
    }
  }
  return status;
}

absl::StatusOr<absl::Time> Dispatch::NextTurnTime(absl::Time now, Room room) {
  absl::Time next = back_off_.Next(now);
  RINGBACK_RETURN_IF_ERROR(
      ForEachTurn(room, [&](const std::string&, const std::string&, absl::Time turn) {
        next = std::min(next, turn);
        return absl::OkStatus();
      }));
  RINGBACK_ASSIGN_OR_RETURN(const auto ids, AllTenants(store_));
  const auto rows = 1 + static_cast<int64_t>(back_off_.size());
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    for (const std::string& id : ids) {
      for (const v1::Channel channel : kTouchChannels) {
        if (room(id, PlaceOfChannel(channel)) <= 0) continue;
        RINGBACK_ASSIGN_OR_RETURN(const auto touches,
                                  DueTouches(session, id, channel, INT64_MAX, rows));
        const auto first = std::find_if(
            touches.begin(), touches.end(),
            [&](const PlannedTouch& touch) { return !back_off_.Waits(touch.contact, now); });
        if (first != touches.end()) next = std::min(next, absl::FromUnixMicros(first->due_us));
      }
    }
    return absl::OkStatus();
  }));
  return next;
}

absl::Status Dispatch::Change(
    const Consignment& consignment, absl::Time now,
    absl::FunctionRef<absl::Status(WriteScope&, DeliveryRecord*)> change) {
  return runner_.WriteUnasked(
      consignment.tenant, RequestContext{.now = now}, [&](WriteScope& scope) -> absl::Status {
        auto record = NeedDelivery(scope.session, consignment.delivery.name());
        // Erased meanwhile, or ended by who removed the webhook.
        if (absl::IsNotFound(record.status())) return absl::OkStatus();
        if (!record.ok()) return record.status();
        if (record->delivery.state() != Delivery::STATE_QUEUED) return absl::OkStatus();
        return change(scope, &*record);
      });
}

absl::Status Dispatch::Accepted(const Consignment& consignment, absl::Time now) {
  return Change(consignment, now, [](WriteScope& scope, DeliveryRecord* record) -> absl::Status {
    record->delivery.set_state(Delivery::STATE_SENT);
    record->delivery.clear_last_error();
    *record->delivery.mutable_end_time() = FromMicros(scope.now_us());
    if (record->delivery.kind() == Delivery::KIND_TOUCH) {
      RINGBACK_RETURN_IF_ERROR(RecordTouch(scope, /*sent=*/true, record));
    }
    return EndDelivery(scope.session, scope.tenant_id(), *record).status();
  });
}

absl::Status Dispatch::Failed(const Consignment& consignment, const Failure& failure,
                              absl::Duration delay, absl::Time now) {
  const std::string error(CutUtf8(failure.error, kErrorBytes));
  return Change(consignment, now, [&](WriteScope& scope, DeliveryRecord* record) -> absl::Status {
    Delivery& delivery = record->delivery;
    if (!failure.for_good && delivery.try_count() < kMaxTries) {
      return PutOffDelivery(scope.session, scope.tenant_id(), record->id,
                            absl::ToUnixMicros(now + std::max(delay, failure.retry_after)), error);
    }
    delivery.set_state(Delivery::STATE_DEAD);
    delivery.clear_next_try_time();
    delivery.set_last_error(error);
    *delivery.mutable_end_time() = FromMicros(scope.now_us());
    if (delivery.kind() == Delivery::KIND_TOUCH) {
      RINGBACK_RETURN_IF_ERROR(RecordTouch(scope, /*sent=*/false, record));
    }
    RINGBACK_RETURN_IF_ERROR(EndDelivery(scope.session, scope.tenant_id(), *record).status());
    // The word that a delivery is dead, itself undeliverable, is not said again: it would go round
    // for ever.
    if (record->event_type == v1::EVENT_TYPE_DELIVERY_DEAD) return absl::OkStatus();
    const std::string agent =
        record->agent.empty() ? "" : ResourceName(scope.tenant_id(), "agents", record->agent);
    return scope.Emit(v1::EVENT_TYPE_DELIVERY_DEAD, agent, delivery.name(),
                      [&](v1::Event& event) { *event.mutable_delivery() = delivery; });
  });
}

absl::Status Dispatch::GiveBack(const Consignment& consignment, absl::Time now) {
  return store_.Write(kNoDeadline, [&](WriteSession& session) {
    return ReleaseClaim(session, consignment.tenant, IdOf(consignment.delivery.name()),
                        absl::ToUnixMicros(now));
  });
}

absl::StatusOr<std::vector<Consignment>> Dispatch::LettersSent(std::string_view tenant,
                                                               absl::Time from, absl::Time before) {
  std::vector<DeliveryRecord> records;
  RINGBACK_RETURN_IF_ERROR(store_.Read(kNoDeadline, [&](Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(records, SentLetters(session, tenant, absl::ToUnixMicros(from),
                                                   absl::ToUnixMicros(before)));
    return absl::OkStatus();
  }));
  const auto found = runner_.tenants().Find(tenant);
  std::vector<Consignment> letters;
  for (DeliveryRecord& record : records) {
    Consignment letter{.tenant = std::string(tenant),
                       .place = record.place,
                       .delivery = std::move(record.delivery),
                       .body = std::move(record.body)};
    if (found != nullptr) {
      letter.from_name = found->tenant.display_name();
      letter.language = found->tenant.language();
      letter.zone = found->time_zone;
    }
    letters.push_back(std::move(letter));
  }
  return letters;
}

}  // namespace ringback
