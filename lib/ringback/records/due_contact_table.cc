#include "ringback/records/due_contact_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::ColumnReader;
using store::FieldReader;
using store::Param;
using store::Row;
using store::Session;
using store::WriteSession;
using v1::DueContact;

#define RINGBACK_CONTACT_COLUMNS                                                         \
  "id, kind, state, lead, caller, channel, number, extension, purpose, script, due_us, " \
  "not_before_us, promise_us, agent, team, zone, step, lease_agent, lease_end_us, "      \
  "lease_count, tell_us, told_due, late, attempt, end_us, create_us"
#define RINGBACK_SELECT_CONTACTS "SELECT " RINGBACK_CONTACT_COLUMNS " FROM due_contacts "

#define RINGBACK_OLD_CONTACTS "tenant = $1 AND id > $2 AND id <= $3 AND end_us < $4 AND state >= 3"

DueContactRecord ContactFromRow(std::string_view tenant, const Row& row) {
  DueContactRecord record;
  DueContact& contact = record.contact;
  FieldReader<DueContact> in(row, &contact);
  record.id = in.Int();
  contact.set_name(ResourceName(tenant, "dueContacts", record.id));
  contact.set_kind(static_cast<DueContact::Kind>(in.Int()));
  contact.set_state(static_cast<DueContact::State>(in.Int()));
  in.Name(tenant, "leads", &DueContact::mutable_lead);
  in.Name(tenant, "callers", &DueContact::mutable_caller);
  contact.set_channel(static_cast<v1::Channel>(in.Int()));
  contact.set_number(PhoneNumber::FromDigits(in.Int()).ToE164());
  in.Text(&DueContact::mutable_extension);
  in.Text(&DueContact::mutable_purpose);
  in.ChosenName(tenant, "scripts", &DueContact::mutable_script);
  SetMicros(in.Int(), contact.mutable_due_time());
  record.not_before_us = in.Int();
  in.Time(&DueContact::mutable_promise_time);
  in.ChosenName(tenant, "agents", &DueContact::mutable_agent);
  in.Text(&DueContact::mutable_team);
  record.zone = in.String();
  contact.set_step(static_cast<int32_t>(in.Int()));
  in.ChosenName(tenant, "agents", &DueContact::mutable_lease_agent);
  in.Time(&DueContact::mutable_lease_expire_time);
  contact.set_lease_count(static_cast<int32_t>(in.Int()));
  record.tell_us = in.Int();
  record.told_due = in.Bool();
  contact.set_late(in.Bool());
  in.Name(tenant, "attempts", &DueContact::mutable_attempt);
  in.Time(&DueContact::mutable_end_time);
  in.Time(&DueContact::mutable_create_time);
  return record;
}

absl::StatusOr<std::vector<DueContactRecord>> Contacts(Session& session, std::string_view tenant,
                                                       std::string_view sql,
                                                       absl::Span<const Param> params) {
  std::vector<DueContactRecord> records;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      sql, params, [&](const Row& row) { records.push_back(ContactFromRow(tenant, row)); }));
  return records;
}

// Who may take it.
std::string QueueOf(const DueContact& contact) {
  return contact.agent().empty() ? "t/" + contact.team()
                                 : "a/" + std::string(LastSegment(contact.agent()));
}

// Narrows by what is not in every query.
void NarrowTo(const DueContactFilter& filter, store::NarrowedQuery* query) {
  if (filter.kind != DueContact::KIND_UNSPECIFIED)
    query->Narrow("kind", static_cast<int64_t>(filter.kind));
  if (!filter.team.empty()) query->Narrow("team", filter.team);
  if (filter.lead != 0) query->Narrow("lead", filter.lead);
}

}  // namespace

bool DueContactRecord::HeldAt(int64_t now_us) const {
  return contact.state() == DueContact::STATE_LEASED &&
         ToMicros(contact.lease_expire_time()) > now_us;
}

absl::StatusOr<DueContactRecord> NeedDueContact(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(
      auto records,
      Contacts(session, tenant, RINGBACK_SELECT_CONTACTS "WHERE tenant = $1 AND id = $2",
               {tenant, IdOf(name)}));
  if (records.empty()) return NotFound(name);
  return std::move(records.front());
}

absl::StatusOr<std::optional<DueContactRecord>> OpenContactOf(Session& session,
                                                              std::string_view tenant,
                                                              int64_t lead) {
  RINGBACK_ASSIGN_OR_RETURN(auto records, Contacts(session, tenant,
                                                   RINGBACK_SELECT_CONTACTS
                                                   "WHERE tenant = $1 AND lead = $2 AND state < 3",
                                                   {tenant, lead}));
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

absl::Status WriteDueContact(WriteSession& session, std::string_view tenant,
                             const DueContactRecord& record) {
  const DueContact& contact = record.contact;
  return session
      .Execute("INSERT INTO due_contacts (tenant, " RINGBACK_CONTACT_COLUMNS
               ", queue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
               "$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) ON CONFLICT "
               "(tenant, id) DO UPDATE SET kind = excluded.kind, state = excluded.state, channel = "
               "excluded.channel, number = excluded.number, "
               "extension = excluded.extension, purpose = excluded.purpose, script = "
               "excluded.script, due_us = excluded.due_us, not_before_us = excluded.not_before_us, "
               "promise_us = excluded.promise_us, agent = excluded.agent, team = excluded.team, "
               "zone = excluded.zone, step = excluded.step, lease_agent = excluded.lease_agent, "
               "lease_end_us = excluded.lease_end_us, lease_count = excluded.lease_count, tell_us "
               "= excluded.tell_us, told_due = excluded.told_due, late = excluded.late, "
               "attempt = excluded.attempt, end_us = excluded.end_us, queue = excluded.queue",
               {tenant,
                record.id,
                static_cast<int64_t>(contact.kind()),
                static_cast<int64_t>(contact.state()),
                IdOf(contact.lead()),
                IdOf(contact.caller()),
                static_cast<int64_t>(contact.channel()),
                PhoneNumber::FromE164(contact.number()).digits(),
                contact.extension(),
                contact.purpose(),
                LastSegment(contact.script()),
                ToMicros(contact.due_time()),
                record.not_before_us,
                ToMicros(contact.promise_time()),
                LastSegment(contact.agent()),
                contact.team(),
                record.zone,
                contact.step(),
                LastSegment(contact.lease_agent()),
                ToMicros(contact.lease_expire_time()),
                contact.lease_count(),
                record.tell_us,
                record.told_due,
                contact.late(),
                IdOf(contact.attempt()),
                ToMicros(contact.end_time()),
                ToMicros(contact.create_time()),
                QueueOf(contact)})
      .status();
}

absl::Status WriteLease(WriteSession& session, std::string_view tenant,
                        const DueContactRecord& record) {
  const DueContact& contact = record.contact;
  return session
      .Execute(
          "UPDATE due_contacts SET state = $3, lease_agent = $4, lease_end_us = $5, "
          "lease_count = $6 WHERE tenant = $1 AND id = $2",
          {tenant, record.id, static_cast<int64_t>(contact.state()),
           LastSegment(contact.lease_agent()), ToMicros(contact.lease_expire_time()),
           contact.lease_count()})
      .status();
}

absl::StatusOr<std::optional<QueueHead>> NextHead(Session& session, std::string_view tenant,
                                                  Queue queue, std::string_view owner,
                                                  const QueueHead& after) {
  static constexpr std::string_view kWaiting =
      "SELECT kind, channel, zone, due_us, lead, id FROM due_contacts WHERE tenant = $1 AND queue "
      "= $2 AND state = 1 AND (kind, channel, zone) > ($3, $4, $5) ORDER BY kind, channel, zone, "
      "due_us, lead LIMIT 1";
  static constexpr std::string_view kPromised =
      "SELECT kind, channel, zone, due_us, lead, id FROM due_contacts WHERE tenant = $1 AND team "
      "= $2 AND state = 1 AND kind = 1 AND agent <> '' AND (kind, channel, zone) > ($3, $4, $5) "
      "ORDER BY kind, channel, zone, due_us, lead LIMIT 1";
  const bool promised = queue == Queue::kPromised;
  const std::string key = (promised                 ? ""
                           : queue == Queue::kAgent ? "a/"
                                                    : "t/") +
                          std::string(owner);
  // SQLite seeks to the first row that is not before the three, and from there looks at each: with
  // the very zone it would walk through all that wait in it. Nothing stands between a zone and
  // this.
  const std::string behind = after.zone + '\x01';
  std::optional<QueueHead> head;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      promised ? kPromised : kWaiting,
      {tenant, key, static_cast<int64_t>(after.kind), static_cast<int64_t>(after.channel), behind},
      [&](const Row& row) {
        ColumnReader in(row);
        head.emplace();
        head->kind = static_cast<DueContact::Kind>(in.Int());
        head->channel = static_cast<v1::Channel>(in.Int());
        head->zone = in.String();
        head->due_us = in.Int();
        head->lead = in.Int();
        head->id = in.Int();
      }));
  return head;
}

absl::StatusOr<std::vector<DueContactRecord>> LeasesOver(Session& session, std::string_view tenant,
                                                         int64_t now_us) {
  return Contacts(session, tenant,
                  RINGBACK_SELECT_CONTACTS
                  "WHERE tenant = $1 AND state = 2 AND lease_end_us <= $2 ORDER BY lease_end_us, "
                  "id",
                  {tenant, now_us});
}

absl::StatusOr<std::vector<DueContactRecord>> ContactsToTell(Session& session,
                                                             std::string_view tenant,
                                                             int64_t now_us, int64_t rows) {
  return Contacts(session, tenant,
                  RINGBACK_SELECT_CONTACTS
                  "WHERE tenant = $1 AND tell_us > 0 AND tell_us <= $2 ORDER BY tell_us, id LIMIT "
                  "$3",
                  {tenant, now_us, rows});
}

absl::StatusOr<int64_t> NextToTell(Session& session, std::string_view tenant) {
  int64_t next_us = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT tell_us FROM due_contacts WHERE tenant = $1 AND tell_us > 0 ORDER BY tell_us LIMIT 1",
      {tenant}, [&](const Row& row) { next_us = row.Int(0); }));
  return next_us;
}

absl::StatusOr<int64_t> NextLeaseEnd(Session& session, std::string_view tenant) {
  int64_t next_us = 0;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT lease_end_us FROM due_contacts WHERE tenant = $1 AND state = 2 ORDER "
                    "BY lease_end_us LIMIT 1",
                    {tenant}, [&](const Row& row) { next_us = row.Int(0); }));
  return next_us;
}

absl::StatusOr<std::vector<DueContactRecord>> ListOpenContacts(Session& session,
                                                               std::string_view tenant,
                                                               const DueContactFilter& filter,
                                                               const ContactPlace& after,
                                                               int64_t rows) {
  store::NarrowedQuery query(
      RINGBACK_SELECT_CONTACTS
      "WHERE tenant = $1 AND (kind, due_us, lead) > ($2, $3, $4) AND state < 3 AND due_us <= $5 "
      "AND ($6 = '' OR agent = '' OR agent = $6) AND ($7 = 0 OR ($7 = 2) = (state = 2 AND "
      "lease_end_us > $8))",
      {tenant, after.kind, after.due_us, after.lead, filter.due_until_us, filter.agent,
       static_cast<int64_t>(filter.state), filter.now_us, rows});
  NarrowTo(filter, &query);
  query.End(" ORDER BY kind, due_us, lead LIMIT $9");
  return Contacts(session, tenant, query.sql(), query.params());
}

absl::StatusOr<std::vector<DueContactRecord>> ListPastContacts(Session& session,
                                                               std::string_view tenant,
                                                               const DueContactFilter& filter,
                                                               int64_t before, int64_t rows) {
  store::NarrowedQuery query(
      RINGBACK_SELECT_CONTACTS
      "WHERE tenant = $1 AND id < $2 AND state = $3 AND due_us <= $4 AND ($5 = '' OR agent = '' OR "
      "agent = $5)",
      {tenant, before, static_cast<int64_t>(filter.state), filter.due_until_us, filter.agent,
       rows});
  NarrowTo(filter, &query);
  query.End(" ORDER BY id DESC LIMIT $6");
  return Contacts(session, tenant, query.sql(), query.params());
}

absl::Status EraseDueContactsOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  return session
      .Execute(
          "DELETE FROM due_contacts WHERE tenant = $1 AND lead IN (SELECT id FROM leads WHERE "
          "tenant = $1 AND caller = $2)",
          {tenant, caller})
      .status();
}

absl::StatusOr<int64_t> RemoveOldDueContacts(WriteSession& session, std::string_view tenant,
                                             int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT id FROM due_contacts WHERE tenant = $1 AND id > $2 AND id < $3 ORDER "
                    "BY id LIMIT $4",
                    {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows},
                    [&](const Row& row) { last = row.Int(0); }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(session
                               .Execute("DELETE FROM due_contacts WHERE " RINGBACK_OLD_CONTACTS,
                                        {tenant, after, last, cut_us})
                               .status());
  return last;
}

}  // namespace ringback
