#include "ringback/records/lead_table.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/rules/intake.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::ColumnReader;
using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_LEAD_COLUMNS                                                                 \
  "id, caller, interest, source, state, owner, team, next_contact_us, next_contact_channel, " \
  "next_contact_reason, cadence, touch_count, close_reason, value, currency, revision, "      \
  "create_us, update_us, milestone_count, campaign, source_name, return_reason, "             \
  "conversation_count, first_touch_us, first_conversation_us, advance_us, close_us, "         \
  "handoff_us, enrol_state, enrol_cadence, enrol_step, enrol_touches, enrol_retries, "        \
  "enrol_us, enrol_next_us, enrol_resume_us, enrol_stop_reason"

// The leads with what is known of their callers' intake. What is missing is asked for with every
// lead, so it comes in the same query.
#define RINGBACK_INTAKE_COLUMNS \
  ", caller_id, given_name, family_name, phone_count, email_count, service_address"
#define RINGBACK_LEADS_AND_INTAKE                                                        \
  " FROM leads LEFT JOIN (SELECT tenant AS caller_tenant, id AS caller_id, given_name, " \
  "family_name, phone_count, email_count, service_address FROM callers) AS intake ON "   \
  "caller_tenant = tenant AND caller_id = caller "

#define RINGBACK_OLD_LEADS "tenant = $1 AND id > $2 AND id <= $3 AND update_us < $4 AND state >= $5"

// Leads in this state and in those behind it are closed.
constexpr int64_t kFirstClosed = v1::Lead::STATE_WON;

void ReadLife(FieldReader<v1::Lead>& in, v1::Lead* lead) {
  in.Text(&v1::Lead::mutable_campaign);
  in.Text(&v1::Lead::mutable_source_name);
  lead->set_return_reason(static_cast<v1::Lead::ReturnReason>(in.Int()));
  lead->set_conversation_count(static_cast<int32_t>(in.Int()));
  in.Time(&v1::Lead::mutable_first_touch_time);
  in.Time(&v1::Lead::mutable_first_conversation_time);
  in.Time(&v1::Lead::mutable_advance_time);
  in.Time(&v1::Lead::mutable_close_time);
  in.Time(&v1::Lead::mutable_handoff_time);
}

void ReadEnrolment(std::string_view tenant, ColumnReader& columns, v1::Lead* lead) {
  v1::Enrolment enrolment;
  FieldReader<v1::Enrolment> in(columns, &enrolment);
  enrolment.set_state(static_cast<v1::Enrolment::State>(in.Int()));
  in.ChosenName(tenant, "cadences", &v1::Enrolment::mutable_cadence);
  enrolment.set_next_step(static_cast<int32_t>(in.Int()));
  enrolment.set_touch_count(static_cast<int32_t>(in.Int()));
  enrolment.set_retry_count(static_cast<int32_t>(in.Int()));
  in.Time(&v1::Enrolment::mutable_enrol_time);
  in.Time(&v1::Enrolment::mutable_next_time);
  in.Time(&v1::Enrolment::mutable_resume_time);
  in.Text(&v1::Enrolment::mutable_stop_reason);
  columns = in;
  if (enrolment.state() != v1::Enrolment::STATE_UNSPECIFIED)
    *lead->mutable_enrolment() = std::move(enrolment);
}

void ReadIntake(ColumnReader& in, v1::Lead* lead) {
  if (in.Int() == 0) return;
  KnownIntake known;
  const bool given_name = !in.View().empty();
  known.full_name = !in.View().empty() && given_name;
  known.callback_number = in.Int() > 0;
  known.email = in.Int() > 0;
  known.service_address = !in.View().empty();
  SetMissingFields(known, lead->mutable_missing_fields());
}

// The lead of a row, as far as it is in its columns: without its milestones. `in` reads into it.
void LeadFromColumns(std::string_view tenant, FieldReader<v1::Lead>& in, LeadRecord* record) {
  v1::Lead& lead = record->lead;
  record->id = in.Int();
  WriteResourceName(tenant, "leads", record->id, lead.mutable_name());
  in.Name(tenant, "callers", &v1::Lead::mutable_caller);
  in.Text(&v1::Lead::mutable_interest);
  lead.set_source(static_cast<v1::Lead::Source>(in.Int()));
  lead.set_state(static_cast<v1::Lead::State>(in.Int()));
  in.ChosenName(tenant, "agents", &v1::Lead::mutable_owner);
  in.Text(&v1::Lead::mutable_team);
  const int64_t next_us = in.Int();
  const auto next_channel = static_cast<v1::Channel>(in.Int());
  const std::string next_reason = in.String();
  if (next_us != 0 || next_channel != v1::CHANNEL_UNSPECIFIED || !next_reason.empty()) {
    v1::NextContact* next = lead.mutable_next_contact();
    if (next_us != 0) SetMicros(next_us, next->mutable_contact_time());
    next->set_channel(next_channel);
    next->set_reason(next_reason);
  }
  in.Text(&v1::Lead::mutable_cadence);
  lead.set_touch_count(static_cast<int32_t>(in.Int()));
  in.Text(&v1::Lead::mutable_close_reason);
  lead.set_value(in.Int());
  in.Text(&v1::Lead::mutable_currency);
  record->revision = in.Int();
  lead.set_etag(absl::StrCat(record->revision));
  SetMicros(in.Int(), lead.mutable_create_time());
  SetMicros(in.Int(), lead.mutable_update_time());
  record->stored_milestones = in.Int();
  ReadLife(in, &lead);
  ReadEnrolment(tenant, in, &lead);
}

absl::Status ReadMilestones(Session& session, std::string_view tenant, LeadRecord* record) {
  if (record->stored_milestones == 0) return absl::OkStatus();
  return session.Query(
      "SELECT milestone FROM lead_milestones WHERE tenant = $1 AND lead = $2 ORDER BY milestone",
      {tenant, record->id},
      [&](const Row& row) { record->lead.add_milestones(static_cast<v1::Milestone>(row.Int(0))); });
}

enum class Intake { kWith, kWithout };

absl::StatusOr<std::vector<LeadRecord>> Records(Session& session, std::string_view tenant,
                                                Intake intake, std::string_view sql,
                                                absl::Span<const store::Param> params) {
  std::vector<LeadRecord> records;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    LeadRecord& record = records.emplace_back();
    FieldReader<v1::Lead> in(row, &record.lead);
    LeadFromColumns(tenant, in, &record);
    if (intake == Intake::kWith) ReadIntake(in, &record.lead);
  }));
  for (LeadRecord& record : records)
    RINGBACK_RETURN_IF_ERROR(ReadMilestones(session, tenant, &record));
  return records;
}

std::vector<v1::Lead> LeadsOf(std::vector<LeadRecord> records) {
  std::vector<v1::Lead> leads;
  leads.reserve(records.size());
  for (LeadRecord& record : records) leads.push_back(std::move(record.lead));
  return leads;
}

}  // namespace

absl::StatusOr<LeadRecord> NeedLead(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(
      auto records,
      Records(session, tenant, Intake::kWith,
              "SELECT " RINGBACK_LEAD_COLUMNS RINGBACK_INTAKE_COLUMNS RINGBACK_LEADS_AND_INTAKE
              "WHERE tenant = $1 AND id = $2",
              {tenant, IdOf(name)}));
  if (records.empty()) return NotFound(name);
  return std::move(records.front());
}

absl::Status WriteLead(WriteSession& session, std::string_view tenant, const LeadRecord& record) {
  const v1::Lead& lead = record.lead;
  const v1::Enrolment& enrolment = lead.enrolment();
  session.Touch(marks::Caller(tenant, IdOf(lead.caller())));
  RINGBACK_RETURN_IF_ERROR(SetCallerHas(session, tenant, IdOf(lead.caller()), {.leads = true}));
  if (record.revision > 1) {
    RINGBACK_RETURN_IF_ERROR(
        session.Execute("DELETE FROM leads WHERE tenant = $1 AND id = $2", {tenant, record.id})
            .status());
  }
  if (record.stored_milestones > 0) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("DELETE FROM lead_milestones WHERE tenant = $1 AND lead = $2",
                     {tenant, record.id})
            .status());
  }
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute(
              "INSERT INTO leads (tenant, " RINGBACK_LEAD_COLUMNS
              ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
              "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, "
              "$33, $34, $35, $36, $37, $38)",
              {tenant,
               record.id,
               IdOf(lead.caller()),
               lead.interest(),
               static_cast<int64_t>(lead.source()),
               static_cast<int64_t>(lead.state()),
               LastSegment(lead.owner()),
               lead.team(),
               ToMicros(lead.next_contact().contact_time()),
               static_cast<int64_t>(lead.next_contact().channel()),
               lead.next_contact().reason(),
               lead.cadence(),
               lead.touch_count(),
               lead.close_reason(),
               int64_t{lead.value()},
               lead.currency(),
               record.revision,
               ToMicros(lead.create_time()),
               ToMicros(lead.update_time()),
               int64_t{lead.milestones_size()},
               lead.campaign(),
               lead.source_name(),
               static_cast<int64_t>(lead.return_reason()),
               lead.conversation_count(),
               ToMicros(lead.first_touch_time()),
               ToMicros(lead.first_conversation_time()),
               ToMicros(lead.advance_time()),
               ToMicros(lead.close_time()),
               ToMicros(lead.handoff_time()),
               static_cast<int64_t>(enrolment.state()),
               LastSegment(enrolment.cadence()),
               enrolment.next_step(),
               enrolment.touch_count(),
               enrolment.retry_count(),
               ToMicros(enrolment.enrol_time()),
               ToMicros(enrolment.next_time()),
               ToMicros(enrolment.resume_time()),
               enrolment.stop_reason()})
          .status());
  for (const int milestone : lead.milestones()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO lead_milestones (tenant, lead, milestone) VALUES ($1, $2, $3) "
                     "ON CONFLICT (tenant, lead, milestone) DO NOTHING",
                     {tenant, record.id, milestone})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Lead>> ListLeadRows(Session& session, std::string_view tenant,
                                                   const LeadFilter& filter, int64_t after,
                                                   int64_t rows) {
  store::NarrowedQuery query(
      "SELECT " RINGBACK_LEAD_COLUMNS RINGBACK_INTAKE_COLUMNS RINGBACK_LEADS_AND_INTAKE
      "WHERE tenant = $1 AND id > $2",
      {tenant, after, rows});
  if (filter.caller != 0) query.Narrow("caller", filter.caller);
  if (!filter.owner.empty()) query.Narrow("owner", filter.owner);
  if (filter.state != v1::Lead::STATE_UNSPECIFIED)
    query.Narrow("state", static_cast<int64_t>(filter.state));
  query.End(" ORDER BY id LIMIT $3");
  RINGBACK_ASSIGN_OR_RETURN(auto records,
                            Records(session, tenant, Intake::kWith, query.sql(), query.params()));
  return LeadsOf(std::move(records));
}

absl::StatusOr<std::vector<v1::Lead>> OpenLeadsOf(Session& session, std::string_view tenant,
                                                  int64_t caller, int64_t at_us, int64_t rows) {
  RINGBACK_ASSIGN_OR_RETURN(
      auto records,
      Records(session, tenant, Intake::kWithout,
              "SELECT " RINGBACK_LEAD_COLUMNS
              " FROM leads WHERE tenant = $1 AND caller = $2 AND state < $3 AND create_us <= $4 "
              "ORDER BY id DESC LIMIT $5",
              {tenant, caller, kFirstClosed, at_us, rows}));
  return LeadsOf(std::move(records));
}

absl::StatusOr<std::vector<v1::Lead>> AllOpenLeadsOf(Session& session, std::string_view tenant,
                                                     int64_t caller) {
  constexpr int64_t kMoreThanAnybodyHas = 100;
  return OpenLeadsOf(session, tenant, caller, std::numeric_limits<int64_t>::max(),
                     kMoreThanAnybodyHas);
}

absl::StatusOr<std::string> LeadOfCall(Session& session, std::string_view tenant, int64_t caller,
                                       int64_t call_start_us) {
  std::vector<int64_t> open;
  std::vector<int64_t> closed;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, state FROM leads WHERE tenant = $1 AND caller = $2 AND (state < $3 "
      "OR close_us >= $4) ORDER BY id",
      {tenant, caller, kFirstClosed, call_start_us},
      [&](const Row& row) { (row.Int(1) < kFirstClosed ? open : closed).push_back(row.Int(0)); }));
  const std::vector<int64_t>& candidates = open.empty() ? closed : open;
  if (candidates.size() != 1) return "";
  return ResourceName(tenant, "leads", candidates.front());
}

absl::Status EraseLeadsOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  session.Touch(marks::Caller(tenant, caller));
  return store::ExecuteEach(session,
                            {"DELETE FROM lead_milestones WHERE tenant = $1 AND lead IN "
                             "(SELECT id FROM leads WHERE tenant = $1 AND caller = $2)",
                             "DELETE FROM lead_changes WHERE tenant = $1 AND lead IN "
                             "(SELECT id FROM leads WHERE tenant = $1 AND caller = $2)",
                             "DELETE FROM leads WHERE tenant = $1 AND caller = $2"},
                            {tenant, caller});
}

absl::StatusOr<int64_t> RemoveOldLeads(WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, update_us, state, caller FROM leads WHERE tenant = $1 AND id > $2 AND id < $3 "
      "ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows}, [&](const Row& row) {
        last = row.Int(0);
        if (row.Int(1) < cut_us && row.Int(2) >= kFirstClosed)
          session.Touch(marks::Caller(tenant, row.Int(3)));
      }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      store::ExecuteEach(session,
                         {"DELETE FROM lead_milestones WHERE tenant = $1 AND lead IN (SELECT id "
                          "FROM leads WHERE " RINGBACK_OLD_LEADS ")",
                          "DELETE FROM lead_changes WHERE tenant = $1 AND lead IN (SELECT id "
                          "FROM leads WHERE " RINGBACK_OLD_LEADS ")",
                          "DELETE FROM leads WHERE " RINGBACK_OLD_LEADS},
                         {tenant, after, last, cut_us, kFirstClosed}));
  return last;
}

}  // namespace ringback
