#include "ringback/records/call_table.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
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

#define RINGBACK_CALL_COLUMNS                                                            \
  "id, ani, ani_number, dnis, dnis_number, sip_call_id, agent, verification, start_us, " \
  "answer_us, end_us, "                                                                  \
  "caller, identification, identified_by, returned_attempt, outcome, create_us, lead"

#define RINGBACK_ERASE_CALLS                                                                      \
  "UPDATE calls SET ani = '', ani_number = 0, sip_call_id = '', caller = 0, identification = 0, " \
  "lead = 0 "                                                                                     \
  "WHERE tenant = $1 AND "

v1::Call CallFromRow(std::string_view tenant, const Row& row) {
  v1::Call call;
  FieldReader<v1::Call> in(row, &call);
  in.Name(tenant, "calls", &v1::Call::mutable_name);
  in.Text(&v1::Call::mutable_ani);
  call.set_ani_e164(PhoneNumber::FromDigits(in.Int()).ToE164());
  in.Text(&v1::Call::mutable_dnis);
  call.set_dnis_e164(PhoneNumber::FromDigits(in.Int()).ToE164());
  in.Text(&v1::Call::mutable_sip_call_id);
  in.ChosenName(tenant, "agents", &v1::Call::mutable_agent);
  call.set_verification(static_cast<v1::Verification>(in.Int()));
  in.Time(&v1::Call::mutable_start_time);
  in.Time(&v1::Call::mutable_answer_time);
  in.Time(&v1::Call::mutable_end_time);
  in.Name(tenant, "callers", &v1::Call::mutable_caller);
  call.set_identification(static_cast<v1::Call::Identification>(in.Int()));
  in.ChosenName(tenant, "agents", &v1::Call::mutable_identified_by);
  in.Name(tenant, "attempts", &v1::Call::mutable_returned_attempt);
  call.set_outcome(static_cast<v1::Call::Outcome>(in.Int()));
  in.Time(&v1::Call::mutable_create_time);
  in.Name(tenant, "leads", &v1::Call::mutable_lead);
  return call;
}

}  // namespace

absl::StatusOr<v1::Call> NeedCall(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  std::vector<v1::Call> calls;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_CALL_COLUMNS " FROM calls WHERE tenant = $1 AND id = $2",
      {tenant, IdOf(name)}, [&](const Row& row) { calls.push_back(CallFromRow(tenant, row)); }));
  if (calls.empty()) return NotFound(name);
  return std::move(calls.front());
}

absl::Status WriteCall(WriteSession& session, const v1::Call& call) {
  const std::string_view tenant = TenantOf(call.name());
  const int64_t id = IdOf(call.name());
  RINGBACK_RETURN_IF_ERROR(
      session.Execute("DELETE FROM calls WHERE tenant = $1 AND id = $2", {tenant, id}).status());
  return session
      .Execute(
          "INSERT INTO calls (tenant, " RINGBACK_CALL_COLUMNS
          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
          "$18, $19)",
          {tenant, id, call.ani(), PhoneNumber::FromE164(call.ani_e164()).digits(), call.dnis(),
           PhoneNumber::FromE164(call.dnis_e164()).digits(), call.sip_call_id(),
           LastSegment(call.agent()), static_cast<int64_t>(call.verification()),
           ToMicros(call.start_time()), ToMicros(call.answer_time()), ToMicros(call.end_time()),
           IdOf(call.caller()), static_cast<int64_t>(call.identification()),
           LastSegment(call.identified_by()), IdOf(call.returned_attempt()),
           static_cast<int64_t>(call.outcome()), ToMicros(call.create_time()), IdOf(call.lead())})
      .status();
}

absl::StatusOr<int64_t> FirstConversationOf(Session& session, std::string_view tenant,
                                            int64_t caller, int64_t lead, int64_t but_call) {
  int64_t first_us = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT start_us, answer_us FROM calls WHERE tenant = $1 AND caller = $2 AND caller <> 0 AND "
      "lead = $3 AND id <> $4 AND end_us <> 0 AND outcome <> $5",
      {tenant, caller, lead, but_call, static_cast<int64_t>(v1::Call::OUTCOME_ABANDONED)},
      [&](const Row& row) {
        const int64_t spoke_us = row.Int(1) != 0 ? row.Int(1) : row.Int(0);
        if (first_us == 0 || spoke_us < first_us) first_us = spoke_us;
      }));
  return first_us;
}

absl::StatusOr<std::vector<v1::Call>> ListCallRows(Session& session, std::string_view tenant,
                                                   const CallFilter& filter, int64_t before,
                                                   int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_CALL_COLUMNS
                             " FROM calls WHERE tenant = $1 AND id < $2",
                             {tenant, before, rows});
  // "<> 0" lets the planner take the indexes, which leave the zeros out.
  if (filter.caller != 0) query.Narrow("caller <> 0 AND caller", filter.caller);
  if (!filter.agent.empty()) query.Narrow("agent", filter.agent);
  if (!filter.ani.empty()) query.Narrow("ani_number <> 0 AND ani_number", filter.ani.digits());
  query.End(" ORDER BY id DESC LIMIT $3");
  std::vector<v1::Call> calls;
  RINGBACK_RETURN_IF_ERROR(session.Query(query.sql(), query.params(), [&](const Row& row) {
    calls.push_back(CallFromRow(tenant, row));
  }));
  return calls;
}

absl::StatusOr<bool> HasCallInProgress(Session& session, std::string_view tenant, int64_t caller,
                                       int64_t first_id) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT 1 FROM calls WHERE tenant = $1 AND caller = $2 AND caller <> 0 AND id >= $3 AND "
      "answer_us <> 0 AND end_us = 0 LIMIT 1",
      {tenant, caller, first_id}, [&](const Row&) { found = true; }));
  return found;
}

absl::Status EraseCallsOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  return session.Execute(RINGBACK_ERASE_CALLS "caller = $2 AND caller <> 0", {tenant, caller})
      .status();
}

absl::Status EraseCallsFromNumber(WriteSession& session, std::string_view tenant,
                                  PhoneNumber number) {
  return session
      .Execute(RINGBACK_ERASE_CALLS "ani_number = $2 AND ani_number <> 0",
               {tenant, number.digits()})
      .status();
}

absl::StatusOr<int64_t> RemoveOldCalls(WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM calls WHERE tenant = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows},
      [&](const Row& row) { last = row.Int(0); }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM calls WHERE tenant = $1 AND id > $2 AND id <= $3 AND start_us < $4",
                   {tenant, after, last, cut_us})
          .status());
  return last;
}

}  // namespace ringback
