#include "ringback/records/attempt_table.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::Row;
using store::Session;
using store::WriteSession;
using v1::OutboundAttempt;

#define RINGBACK_ATTEMPT_COLUMNS                                                        \
  "id, agent, caller, lead, channel, number, extension, caller_id, campaign, purpose, " \
  "offer_text, "                                                                        \
  "offer_slots, start_us, end_us, outcome, voicemail_text, returned_by, return_us, create_us"

#define RINGBACK_ERASE_ATTEMPTS                                                          \
  "UPDATE attempts SET caller = 0, lead = 0, number = 0, extension = '', purpose = '', " \
  "offer_text = '', "                                                                    \
  "offer_slots = 0, voicemail_text = '' WHERE tenant = $1 AND "

#define RINGBACK_OLD_ATTEMPTS "tenant = $1 AND id > $2 AND id <= $3 AND start_us < $4"

// Attempts that a query finds for a card.
constexpr size_t kUsual = 10;

// A statement can name only so many.
constexpr size_t kMaxNamedOwners = 100;

// Reads the attempt of a row without its slots; returns how many there are.
int64_t AttemptFromRow(std::string_view tenant, const Row& row, OutboundAttempt* attempt) {
  store::FieldReader<OutboundAttempt> in(row, attempt);
  in.Name(tenant, "attempts", &OutboundAttempt::mutable_name);
  in.ChosenName(tenant, "agents", &OutboundAttempt::mutable_agent);
  in.Name(tenant, "callers", &OutboundAttempt::mutable_caller);
  in.Name(tenant, "leads", &OutboundAttempt::mutable_lead);
  attempt->set_channel(static_cast<v1::Channel>(in.Int()));
  if (const int64_t number = in.Int(); number != 0)
    attempt->set_dialed_number(PhoneNumber::FromDigits(number).ToE164());
  in.Text(&OutboundAttempt::mutable_extension);
  if (const int64_t caller_id = in.Int(); caller_id != 0)
    attempt->set_caller_id(PhoneNumber::FromDigits(caller_id).ToE164());
  in.Text(&OutboundAttempt::mutable_campaign);
  in.Text(&OutboundAttempt::mutable_purpose);
  if (const std::string_view offer = in.View(); !offer.empty())
    attempt->mutable_offer()->mutable_text()->assign(offer);
  const int64_t slots = in.Int();
  SetMicros(in.Int(), attempt->mutable_start_time());
  in.Time(&OutboundAttempt::mutable_end_time);
  attempt->set_outcome(static_cast<OutboundAttempt::Outcome>(in.Int()));
  in.Text(&OutboundAttempt::mutable_voicemail_text);
  in.Name(tenant, "calls", &OutboundAttempt::mutable_returned_by);
  in.Time(&OutboundAttempt::mutable_return_time);
  SetMicros(in.Int(), attempt->mutable_create_time());
  return slots;
}

// What rests on an attempt: who it was to, the number, the caller ID that was shown; 0 for none.
void TouchParties(WriteSession& session, std::string_view tenant, int64_t caller, int64_t number,
                  int64_t caller_id) {
  if (caller != 0) session.Touch(marks::Caller(tenant, caller));
  if (number != 0) session.Touch(marks::Number(tenant, number));
  if (caller_id != 0) session.Touch(marks::CallerId(tenant, caller_id));
}

void TouchParties(WriteSession& session, std::string_view tenant, const OutboundAttempt& attempt) {
  TouchParties(session, tenant, IdOf(attempt.caller()),
               PhoneNumber::FromE164(attempt.dialed_number()).digits(),
               PhoneNumber::FromE164(attempt.caller_id()).digits());
}

// The same for the attempts that `where` selects, as they are before they are changed.
absl::Status TouchPartiesOf(WriteSession& session, std::string_view tenant, const char* where,
                            int64_t key) {
  return session.Query(
      absl::StrCat("SELECT DISTINCT caller, number, caller_id FROM attempts WHERE tenant = $1 AND ",
                   where),
      {tenant, key},
      [&](const Row& row) { TouchParties(session, tenant, row.Int(0), row.Int(1), row.Int(2)); });
}

absl::Status ReadSlots(Session& session, std::string_view tenant, OutboundAttempt* attempt) {
  return session.Query(
      "SELECT start_us, end_us FROM attempt_slots WHERE tenant = $1 AND attempt = $2 ORDER BY "
      "position",
      {tenant, IdOf(attempt->name())}, [&](const Row& row) {
        v1::TimeSlot* slot = attempt->mutable_offer()->add_proposed_slots();
        SetMicros(row.Int(0), slot->mutable_start_time());
        if (row.Int(1) != 0) SetMicros(row.Int(1), slot->mutable_end_time());
      });
}

// Adds the attempts that a query finds to `attempts`, which is empty.
absl::Status ReadAttempts(Session& session, std::string_view tenant, std::string_view sql,
                          absl::Span<const store::Param> params, AttemptList* attempts) {
  absl::InlinedVector<int64_t, kUsual> slots;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    slots.push_back(AttemptFromRow(tenant, row, attempts->Add()));
  }));
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i] == 0) continue;
    RINGBACK_RETURN_IF_ERROR(ReadSlots(session, tenant, attempts->Mutable(static_cast<int>(i))));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<OutboundAttempt>> Attempts(Session& session, std::string_view tenant,
                                                      std::string_view sql,
                                                      absl::Span<const store::Param> params) {
  AttemptList list;
  RINGBACK_RETURN_IF_ERROR(ReadAttempts(session, tenant, sql, params, &list));
  return std::vector<OutboundAttempt>(std::make_move_iterator(list.begin()),
                                      std::make_move_iterator(list.end()));
}

}  // namespace

absl::StatusOr<OutboundAttempt> NeedAttempt(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(auto attempts, Attempts(session, tenant,
                                                    "SELECT " RINGBACK_ATTEMPT_COLUMNS
                                                    " FROM attempts WHERE tenant = $1 AND id = $2",
                                                    {tenant, IdOf(name)}));
  if (attempts.empty()) return NotFound(name);
  return std::move(attempts.front());
}

absl::Status InsertAttempt(WriteSession& session, std::string_view tenant, int64_t id,
                           const OutboundAttempt& attempt) {
  TouchParties(session, tenant, attempt);
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO attempts (tenant, " RINGBACK_ATTEMPT_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                   "$16, $17, 0, 0, $18)",
                   {tenant, id, LastSegment(attempt.agent()), IdOf(attempt.caller()),
                    IdOf(attempt.lead()), static_cast<int64_t>(attempt.channel()),
                    PhoneNumber::FromE164(attempt.dialed_number()).digits(), attempt.extension(),
                    PhoneNumber::FromE164(attempt.caller_id()).digits(), attempt.campaign(),
                    attempt.purpose(), attempt.offer().text(),
                    attempt.offer().proposed_slots_size(), ToMicros(attempt.start_time()),
                    ToMicros(attempt.end_time()), static_cast<int64_t>(attempt.outcome()),
                    attempt.voicemail_text(), ToMicros(attempt.create_time())})
          .status());
  int position = 0;
  for (const v1::TimeSlot& slot : attempt.offer().proposed_slots()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute(
                "INSERT INTO attempt_slots (tenant, attempt, position, start_us, end_us) "
                "VALUES ($1, $2, $3, $4, $5)",
                {tenant, id, position++, ToMicros(slot.start_time()), ToMicros(slot.end_time())})
            .status());
  }
  return absl::OkStatus();
}

absl::Status WriteOutcome(WriteSession& session, const OutboundAttempt& attempt) {
  TouchParties(session, TenantOf(attempt.name()), attempt);
  return session
      .Execute(
          "UPDATE attempts SET outcome = $3, end_us = $4, voicemail_text = $5 WHERE tenant = $1 "
          "AND id = $2",
          {TenantOf(attempt.name()), IdOf(attempt.name()), static_cast<int64_t>(attempt.outcome()),
           ToMicros(attempt.end_time()), attempt.voicemail_text()})
      .status();
}

absl::StatusOr<std::vector<OutboundAttempt>> ListAttemptRows(Session& session,
                                                             std::string_view tenant,
                                                             const AttemptFilter& filter,
                                                             int64_t before, int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_ATTEMPT_COLUMNS
                             " FROM attempts WHERE tenant = $1 AND id < $2",
                             {tenant, before, rows});
  // "<> 0" lets the planner take the indexes, which leave the zeros out.
  if (filter.caller != 0) query.Narrow("caller <> 0 AND caller", filter.caller);
  if (!filter.agent.empty()) query.Narrow("agent", filter.agent);
  if (!filter.number.empty()) query.Narrow("number <> 0 AND number", filter.number.digits());
  if (filter.outcome != OutboundAttempt::OUTCOME_UNSPECIFIED) {
    query.Narrow("outcome", static_cast<int64_t>(filter.outcome));
  }
  query.End(" ORDER BY id DESC LIMIT $3");
  return Attempts(session, tenant, query.sql(), query.params());
}

absl::StatusOr<int64_t> LastRungAt(Session& session, std::string_view tenant, int64_t caller,
                                   Span span) {
  int64_t start_us = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT start_us FROM attempts WHERE tenant = $1 AND caller = $2 AND caller <> 0 AND "
      "start_us BETWEEN $3 AND $4 ORDER BY start_us DESC LIMIT 1",
      {tenant, caller, span.from_us, span.until_us},
      [&](const Row& row) { start_us = row.Int(0); }));
  return start_us;
}

absl::StatusOr<int64_t> CountTouches(Session& session, std::string_view tenant, int64_t lead,
                                     Span span) {
  int64_t count = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT COUNT(*) FROM attempts WHERE tenant = $1 AND lead = $2 AND lead <> 0 AND start_us "
      "BETWEEN $3 AND $4",
      {tenant, lead, span.from_us, span.until_us}, [&](const Row& row) { count = row.Int(0); }));
  return count;
}

absl::StatusOr<bool> HasAttemptInProgress(Session& session, std::string_view tenant, int64_t lead,
                                          int64_t since_us) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT 1 FROM attempts WHERE tenant = $1 AND lead = $2 AND lead <> 0 AND start_us >= $3 AND "
      "outcome = $4 LIMIT 1",
      {tenant, lead, since_us, static_cast<int64_t>(OutboundAttempt::OUTCOME_IN_PROGRESS)},
      [&](const Row&) { found = true; }));
  return found;
}

absl::Status AttemptsToCaller(Session& session, std::string_view tenant, int64_t caller, Span span,
                              int64_t rows, AttemptList* attempts) {
  return ReadAttempts(
      session, tenant,
      "SELECT " RINGBACK_ATTEMPT_COLUMNS
      " FROM attempts WHERE tenant = $1 AND caller = $2 AND caller <> 0 AND start_us "
      "BETWEEN $3 AND $4 "
      "ORDER BY start_us DESC, id DESC LIMIT $5",
      {tenant, caller, span.from_us, span.until_us, rows}, attempts);
}

absl::Status AttemptsToNumberOfOthers(Session& session, std::string_view tenant, PhoneNumber number,
                                      absl::Span<const int64_t> owners, Span span, int64_t rows,
                                      AttemptList* attempts) {
  // The index alone says which they are; SQLite would read each attempt before it looks at whose it
  // is.
  store::NarrowedQuery query(
      "SELECT " RINGBACK_ATTEMPT_COLUMNS
      " FROM (SELECT caller AS other, start_us AS began_us, id AS attempt FROM attempts WHERE "
      "tenant = $1 AND number = $2 AND number <> 0 AND start_us BETWEEN $3 AND $4",
      {tenant, number.digits(), span.from_us, span.until_us, rows});
  for (const int64_t owner : owners.first(std::min(owners.size(), kMaxNamedOwners))) {
    query.Narrow("NOT caller", owner);
  }
  query.End(
      " ORDER BY start_us DESC, id DESC LIMIT $5) AS found JOIN attempts ON tenant = $1 AND caller "
      "= other AND start_us = began_us AND id = attempt");
  RINGBACK_RETURN_IF_ERROR(ReadAttempts(session, tenant, query.sql(), query.params(), attempts));
  std::sort(attempts->pointer_begin(), attempts->pointer_end(), [](const auto* a, const auto* b) {
    return std::pair(ToMicros(a->start_time()), IdOf(a->name())) >
           std::pair(ToMicros(b->start_time()), IdOf(b->name()));
  });
  return absl::OkStatus();
}

absl::Status AttemptsFrom(Session& session, std::string_view tenant, PhoneNumber caller_id,
                          Span span, int64_t rows, AttemptList* attempts) {
  return ReadAttempts(session, tenant,
                      "SELECT " RINGBACK_ATTEMPT_COLUMNS
                      " FROM attempts WHERE tenant = $1 AND caller_id = $2 AND caller_id <> 0 AND "
                      "start_us BETWEEN $3 AND $4 ORDER BY start_us DESC, id DESC LIMIT $5",
                      {tenant, caller_id.digits(), span.from_us, span.until_us, rows}, attempts);
}

absl::StatusOr<std::vector<OutboundAttempt>> MarkReturned(WriteSession& session,
                                                          std::string_view tenant, int64_t caller,
                                                          PhoneNumber number, Span span,
                                                          int64_t call, int64_t return_us) {
  const auto mark = [&](std::string_view sql, int64_t key) {
    return session.Execute(sql, {tenant, key, span.from_us, span.until_us, call, return_us})
        .status();
  };
  if (caller != 0) {
    RINGBACK_RETURN_IF_ERROR(
        mark("UPDATE attempts SET returned_by = $5, return_us = $6 WHERE tenant = $1 AND caller = "
             "$2 AND caller <> 0 "
             "AND start_us BETWEEN $3 AND $4 AND returned_by = 0",
             caller));
  }
  if (!number.empty()) {
    RINGBACK_RETURN_IF_ERROR(
        mark("UPDATE attempts SET returned_by = $5, return_us = $6 WHERE tenant = $1 AND number = "
             "$2 AND number <> 0 "
             "AND caller = 0 AND start_us BETWEEN $3 AND $4 AND returned_by = 0",
             number.digits()));
  }
  RINGBACK_ASSIGN_OR_RETURN(
      auto returned,
      Attempts(session, tenant,
               "SELECT " RINGBACK_ATTEMPT_COLUMNS
               " FROM attempts WHERE tenant = $1 AND returned_by = $2 AND returned_by <> 0 AND "
               "start_us BETWEEN $3 AND $4 AND "
               "((caller = $5 AND caller <> 0) OR (number = $6 AND number <> 0)) ORDER BY "
               "start_us DESC, id DESC",
               {tenant, call, span.from_us, span.until_us, caller, number.digits()}));
  for (const OutboundAttempt& attempt : returned) TouchParties(session, tenant, attempt);
  return returned;
}

absl::Status UnmarkReturned(WriteSession& session, std::string_view tenant, int64_t call) {
  RINGBACK_RETURN_IF_ERROR(
      TouchPartiesOf(session, tenant, "returned_by = $2 AND returned_by <> 0", call));
  return session
      .Execute(
          "UPDATE attempts SET returned_by = 0, return_us = 0 WHERE tenant = $1 AND returned_by = "
          "$2 AND "
          "returned_by <> 0",
          {tenant, call})
      .status();
}

absl::StatusOr<int64_t> FirstConnectedFor(Session& session, std::string_view tenant, int64_t lead) {
  int64_t start_us = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT start_us FROM attempts WHERE tenant = $1 AND lead = $2 AND lead <> 0 AND outcome = "
      "$3 ORDER BY start_us LIMIT 1",
      {tenant, lead, static_cast<int64_t>(OutboundAttempt::OUTCOME_CONNECTED)},
      [&](const Row& row) { start_us = row.Int(0); }));
  return start_us;
}

absl::Status EraseAttemptsTo(WriteSession& session, std::string_view tenant, int64_t caller) {
  RINGBACK_RETURN_IF_ERROR(TouchPartiesOf(session, tenant, "caller = $2 AND caller <> 0", caller));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM attempt_slots WHERE tenant = $1 AND attempt IN "
                   "(SELECT id FROM attempts WHERE tenant = $1 AND caller = $2 AND caller <> 0)",
                   {tenant, caller})
          .status());
  return session.Execute(RINGBACK_ERASE_ATTEMPTS "caller = $2 AND caller <> 0", {tenant, caller})
      .status();
}

absl::Status EraseAttemptsToNumber(WriteSession& session, std::string_view tenant,
                                   PhoneNumber number) {
  RINGBACK_RETURN_IF_ERROR(TouchPartiesOf(
      session, tenant, "number = $2 AND number <> 0 AND caller = 0", number.digits()));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM attempt_slots WHERE tenant = $1 AND attempt IN "
                   "(SELECT id FROM attempts WHERE tenant = $1 AND number = $2 AND number <> 0 AND "
                   "caller = 0)",
                   {tenant, number.digits()})
          .status());
  return session
      .Execute(RINGBACK_ERASE_ATTEMPTS "number = $2 AND number <> 0 AND caller = 0",
               {tenant, number.digits()})
      .status();
}

absl::StatusOr<int64_t> RemoveOldAttempts(WriteSession& session, std::string_view tenant,
                                          int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, start_us, caller, number, caller_id FROM attempts WHERE tenant = $1 AND id > $2 "
      "AND id < $3 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows}, [&](const Row& row) {
        last = row.Int(0);
        if (row.Int(1) >= cut_us) return;
        TouchParties(session, tenant, row.Int(2), row.Int(3), row.Int(4));
      }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      store::ExecuteEach(session,
                         {"DELETE FROM attempt_slots WHERE tenant = $1 AND attempt IN (SELECT id "
                          "FROM attempts WHERE " RINGBACK_OLD_ATTEMPTS ")",
                          "DELETE FROM attempts WHERE " RINGBACK_OLD_ATTEMPTS},
                         {tenant, after, last, cut_us}));
  return last;
}

}  // namespace ringback
