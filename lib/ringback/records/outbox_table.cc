#include "ringback/records/outbox_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/one_line.h"
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
using v1::Delivery;

constexpr std::string_view kWebhookPrefix = "webhooks/";

#define RINGBACK_DELIVERY_COLUMNS                                                             \
  "id, kind, state, channel, webhook, place, recipient, resource, subject, body, event_seq, " \
  "event_type, caller, lead, agent, due_contact, purpose, try_count, head, claimed, "         \
  "next_try_us, last_error, attempt, create_us, end_us"

// The literals are those of the indexes deliveries_turn and deliveries_order: with parameters in
// their place the planner could not use them.
#define RINGBACK_QUEUED "state = 1"
#define RINGBACK_TURNS "tenant = $1 AND state = 1 AND head = 1"

// The first of a pair that is queued gets its turn.
#define RINGBACK_PROMOTE                                                            \
  "UPDATE deliveries SET head = 1 WHERE tenant = $1 AND id = (SELECT MIN(id) FROM " \
  "deliveries WHERE tenant = $1 AND place = $2 AND resource = $3 AND " RINGBACK_QUEUED ")"

DeliveryRecord DeliveryFromRow(std::string_view tenant, const Row& row) {
  DeliveryRecord record;
  Delivery& delivery = record.delivery;
  FieldReader<Delivery> in(row, &delivery);
  record.id = in.Int();
  delivery.set_name(ResourceName(tenant, "deliveries", record.id));
  delivery.set_kind(static_cast<Delivery::Kind>(in.Int()));
  delivery.set_state(static_cast<Delivery::State>(in.Int()));
  delivery.set_channel(static_cast<v1::Channel>(in.Int()));
  in.ChosenName(tenant, "webhooks", &Delivery::mutable_webhook);
  record.place = in.String();
  in.Text(&Delivery::mutable_recipient);
  in.Text(&Delivery::mutable_resource);
  in.Text(&Delivery::mutable_subject);
  record.body = in.String();
  record.event_seq = in.Int();
  record.event_type = static_cast<v1::EventType>(in.Int());
  record.caller = in.Int();
  record.lead = in.Int();
  record.agent = in.String();
  record.due_contact = in.Int();
  record.purpose = in.String();
  delivery.set_try_count(static_cast<int32_t>(in.Int()));
  record.head = in.Bool();
  record.claimed = in.Bool();
  if (const int64_t us = in.Int(); delivery.state() == Delivery::STATE_QUEUED)
    *delivery.mutable_next_try_time() = FromMicros(us);
  in.Text(&Delivery::mutable_last_error);
  in.Name(tenant, "attempts", &Delivery::mutable_attempt);
  SetMicros(in.Int(), delivery.mutable_create_time());
  in.Time(&Delivery::mutable_end_time);
  return record;
}

absl::StatusOr<std::vector<DeliveryRecord>> Records(Session& session, std::string_view tenant,
                                                    std::string_view sql,
                                                    absl::Span<const store::Param> params) {
  std::vector<DeliveryRecord> records;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      sql, params, [&](const Row& row) { records.push_back(DeliveryFromRow(tenant, row)); }));
  return records;
}

absl::Status Insert(WriteSession& session, std::string_view tenant, const DeliveryRecord& record) {
  const Delivery& delivery = record.delivery;
  return session
      .Execute("INSERT INTO deliveries (tenant, " RINGBACK_DELIVERY_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
               "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
               {tenant,
                record.id,
                static_cast<int64_t>(delivery.kind()),
                static_cast<int64_t>(delivery.state()),
                static_cast<int64_t>(delivery.channel()),
                LastSegment(delivery.webhook()),
                record.place,
                delivery.recipient(),
                delivery.resource(),
                delivery.subject(),
                record.body,
                record.event_seq,
                static_cast<int64_t>(record.event_type),
                record.caller,
                record.lead,
                record.agent,
                record.due_contact,
                record.purpose,
                delivery.try_count(),
                record.head,
                record.claimed,
                ToMicros(delivery.next_try_time()),
                delivery.last_error(),
                IdOf(delivery.attempt()),
                ToMicros(delivery.create_time()),
                ToMicros(delivery.end_time())})
      .status();
}

// Whether something of the pair has its turn, and whether it is being tried.
struct HeadOfPair {
  int64_t id = 0;
  bool claimed = false;
};
absl::StatusOr<HeadOfPair> FindHead(Session& session, std::string_view tenant,
                                    const DeliveryRecord& record) {
  HeadOfPair head;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, claimed FROM deliveries WHERE tenant = $1 AND place = $2 AND resource = $3 AND "
      "state = 1 AND head = 1 ORDER BY id LIMIT 1",
      {tenant, record.place, record.delivery.resource()},
      [&](const Row& row) { head = {.id = row.Int(0), .claimed = row.Int(1) != 0}; }));
  return head;
}

// The ids of a tenant's deliveries say their order, also when the clock was set back.
absl::StatusOr<int64_t> NextDeliveryId(Session& session, std::string_view tenant, int64_t now_us) {
  int64_t newest = 0;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT id FROM deliveries WHERE tenant = $1 ORDER BY id DESC LIMIT 1",
                    {tenant}, [&](const Row& row) { newest = row.Int(0); }));
  return std::max(NewId(absl::FromUnixMicros(now_us)), newest + 1);
}

}  // namespace

std::string PlaceOfWebhook(std::string_view id) {
  return absl::StrCat(std::string(kWebhookPrefix), std::string(id));
}

bool IsPlaceOfWebhook(std::string_view place) {
  return place.substr(0, kWebhookPrefix.size()) == kWebhookPrefix;
}

absl::StatusOr<DeliveryRecord> NeedDelivery(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(auto records, Records(session, tenant,
                                                  "SELECT " RINGBACK_DELIVERY_COLUMNS
                                                  " FROM deliveries WHERE tenant = $1 AND id = $2",
                                                  {tenant, IdOf(name)}));
  if (records.empty()) return NotFound(name);
  return std::move(records.front());
}

absl::Status QueueDelivery(WriteSession& session, std::string_view tenant, int64_t now_us,
                           DeliveryRecord* record) {
  RINGBACK_ASSIGN_OR_RETURN(record->id, NextDeliveryId(session, tenant, now_us));
  RINGBACK_ASSIGN_OR_RETURN(const HeadOfPair head, FindHead(session, tenant, *record));
  record->head = head.id == 0;
  record->claimed = false;
  Delivery& delivery = record->delivery;
  delivery.set_name(ResourceName(tenant, "deliveries", record->id));
  delivery.set_state(Delivery::STATE_QUEUED);
  delivery.set_try_count(0);
  // Who lists deliveries sees what will stand in the header.
  delivery.set_subject(OneLine(delivery.subject()));
  *delivery.mutable_next_try_time() = FromMicros(now_us);
  *delivery.mutable_create_time() = FromMicros(now_us);
  return Insert(session, tenant, *record);
}

absl::StatusOr<std::vector<Delivery>> ListDeliveryRows(Session& session, std::string_view tenant,
                                                       const DeliveryFilter& filter, int64_t before,
                                                       int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_DELIVERY_COLUMNS
                             " FROM deliveries WHERE tenant = $1 AND id < $2",
                             {tenant, before, rows});
  // The condition of the index deliveries_webhook.
  if (!filter.webhook.empty()) query.Narrow("webhook <> '' AND webhook", filter.webhook);
  if (filter.state != Delivery::STATE_UNSPECIFIED)
    query.Narrow("state", static_cast<int64_t>(filter.state));
  query.End(" ORDER BY id DESC LIMIT $3");
  RINGBACK_ASSIGN_OR_RETURN(auto records, Records(session, tenant, query.sql(), query.params()));
  std::vector<Delivery> deliveries;
  deliveries.reserve(records.size());
  for (DeliveryRecord& record : records) deliveries.push_back(std::move(record.delivery));
  return deliveries;
}

absl::StatusOr<int64_t> CountQueuedFor(Session& session, std::string_view tenant,
                                       std::string_view webhook, int64_t most) {
  int64_t count = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT COUNT(*) FROM (SELECT 1 FROM deliveries WHERE tenant = $1 AND place = $2 "
      "AND " RINGBACK_QUEUED " LIMIT $3) AS queued",
      {tenant, PlaceOfWebhook(webhook), most}, [&](const Row& row) { count = row.Int(0); }));
  return count;
}

absl::StatusOr<std::optional<Turn>> NextTurn(Session& session, std::string_view tenant,
                                             std::string_view after_place) {
  std::optional<Turn> turn;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT place, next_try_us FROM deliveries WHERE " RINGBACK_TURNS
                    " AND place > $2 ORDER BY place, next_try_us LIMIT 1",
                    {tenant, after_place}, [&](const Row& row) {
                      turn = Turn{.place = std::string(row.Text(0)), .next_try_us = row.Int(1)};
                    }));
  return turn;
}

absl::StatusOr<std::vector<DeliveryRecord>> ClaimDeliveries(WriteSession& session,
                                                            std::string_view tenant,
                                                            std::string_view place, int64_t now_us,
                                                            int64_t until_us, int64_t rows) {
  RINGBACK_ASSIGN_OR_RETURN(
      auto records,
      Records(session, tenant,
              "UPDATE deliveries SET claimed = 1, try_count = try_count + 1, next_try_us = $4 "
              "WHERE tenant = $1 AND id IN (SELECT id FROM deliveries WHERE " RINGBACK_TURNS
              " AND place = $2 AND next_try_us <= $3 ORDER BY next_try_us, id LIMIT $5) "
              "RETURNING " RINGBACK_DELIVERY_COLUMNS,
              {tenant, place, now_us, until_us, rows}));
  std::sort(records.begin(), records.end(),
            [](const DeliveryRecord& a, const DeliveryRecord& b) { return a.id < b.id; });
  return records;
}

absl::Status ReleaseClaims(WriteSession& session, std::string_view tenant, int64_t now_us) {
  return session
      .Execute("UPDATE deliveries SET claimed = 0, next_try_us = $2 WHERE " RINGBACK_TURNS
               " AND claimed = 1",
               {tenant, now_us})
      .status();
}

absl::Status ReleaseClaim(WriteSession& session, std::string_view tenant, int64_t id,
                          int64_t now_us) {
  return session
      .Execute(
          "UPDATE deliveries SET claimed = 0, try_count = try_count - 1, next_try_us = $3 "
          "WHERE tenant = $1 AND id = $2 AND claimed = 1 AND " RINGBACK_QUEUED,
          {tenant, id, now_us})
      .status();
}

absl::StatusOr<bool> EndDelivery(WriteSession& session, std::string_view tenant,
                                 const DeliveryRecord& record) {
  const Delivery& delivery = record.delivery;
  const bool keep_body =
      delivery.state() == Delivery::STATE_DEAD || delivery.channel() == v1::CHANNEL_LETTER;
  RINGBACK_ASSIGN_OR_RETURN(
      const int64_t changed,
      session.Execute(
          "UPDATE deliveries SET state = $3, last_error = $4, attempt = $5, end_us = "
          "$6, body = CASE WHEN $7 = 1 THEN body ELSE '' END, head = 0, claimed = 0 "
          "WHERE tenant = $1 AND id = $2 AND " RINGBACK_QUEUED,
          {tenant, record.id, static_cast<int64_t>(delivery.state()), delivery.last_error(),
           IdOf(delivery.attempt()), ToMicros(delivery.end_time()), keep_body}));
  if (changed == 0) return false;
  RINGBACK_RETURN_IF_ERROR(
      session.Execute(RINGBACK_PROMOTE, {tenant, record.place, delivery.resource()}).status());
  return true;
}

absl::Status PutOffDelivery(WriteSession& session, std::string_view tenant, int64_t id,
                            int64_t next_try_us, std::string_view error) {
  return session
      .Execute(
          "UPDATE deliveries SET claimed = 0, next_try_us = $3, last_error = $4 WHERE tenant "
          "= $1 AND id = $2 AND " RINGBACK_QUEUED,
          {tenant, id, next_try_us, error})
      .status();
}

absl::Status RequeueDelivery(WriteSession& session, std::string_view tenant,
                             const DeliveryRecord& record, int64_t now_us) {
  RINGBACK_ASSIGN_OR_RETURN(const HeadOfPair head, FindHead(session, tenant, record));
  // One that is older than what waits goes before it; one that is being tried is not overtaken.
  const bool first = head.id == 0 || (!head.claimed && record.id < head.id);
  if (first && head.id != 0) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("UPDATE deliveries SET head = 0 WHERE tenant = $1 AND id = $2",
                     {tenant, head.id})
            .status());
  }
  return session
      .Execute(
          "UPDATE deliveries SET state = 1, head = $3, claimed = 0, try_count = 0, "
          "next_try_us = $4, end_us = 0 WHERE tenant = $1 AND id = $2",
          {tenant, record.id, first, now_us})
      .status();
}

absl::Status GiveUpQueuedFor(WriteSession& session, std::string_view tenant,
                             std::string_view webhook, std::string_view error, int64_t now_us) {
  return session
      .Execute(
          "UPDATE deliveries SET state = 3, head = 0, claimed = 0, last_error = $3, end_us = "
          "$4 WHERE tenant = $1 AND place = $2 AND " RINGBACK_QUEUED,
          {tenant, PlaceOfWebhook(webhook), error, now_us})
      .status();
}

absl::StatusOr<std::vector<DeliveryRecord>> SentLetters(Session& session, std::string_view tenant,
                                                        int64_t from_us, int64_t before_us) {
  RINGBACK_ASSIGN_OR_RETURN(
      auto letters,
      Records(session, tenant,
              "SELECT " RINGBACK_DELIVERY_COLUMNS
              " FROM deliveries WHERE tenant = $1 AND state = 2 AND channel <> 0 AND channel = $2 "
              "AND end_us >= $3 AND end_us < $4 ORDER BY id",
              {tenant, static_cast<int64_t>(v1::CHANNEL_LETTER), from_us, before_us}));
  return letters;
}

absl::Status EraseDeliveriesOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  RINGBACK_ASSIGN_OR_RETURN(
      const auto records,
      Records(session, tenant,
              "SELECT " RINGBACK_DELIVERY_COLUMNS
              " FROM deliveries WHERE tenant = $1 AND caller = $2 AND caller <> 0",
              {tenant, caller}));
  for (const DeliveryRecord& record : records) {
    RINGBACK_RETURN_IF_ERROR(
        session.Execute("DELETE FROM deliveries WHERE tenant = $1 AND id = $2", {tenant, record.id})
            .status());
    if (!record.head) continue;
    RINGBACK_RETURN_IF_ERROR(
        session.Execute(RINGBACK_PROMOTE, {tenant, record.place, record.delivery.resource()})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RemoveOldDeliveries(WriteSession& session, std::string_view tenant,
                                            int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM deliveries WHERE tenant = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows},
      [&](const Row& row) { last = row.Int(0); }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM deliveries WHERE tenant = $1 AND id > $2 AND id <= $3 AND state <> "
                   "1 AND end_us < $4",
                   {tenant, after, last, cut_us})
          .status());
  return last;
}

absl::StatusOr<int64_t> RemoveSentEvents(WriteSession& session, std::string_view tenant,
                                         int64_t cut_us, int64_t after, int64_t rows) {
  std::vector<int64_t> ids;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM deliveries WHERE tenant = $1 AND id > $2 AND id < $3 AND state = 2 AND kind "
      "= $5 AND end_us < $6 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows,
       static_cast<int64_t>(Delivery::KIND_EVENT), cut_us},
      [&](const Row& row) { ids.push_back(row.Int(0)); }));
  for (const int64_t id : ids) {
    RINGBACK_RETURN_IF_ERROR(
        session.Execute("DELETE FROM deliveries WHERE tenant = $1 AND id = $2", {tenant, id})
            .status());
  }
  return ids.empty() ? 0 : ids.back();
}

}  // namespace ringback
