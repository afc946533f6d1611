#include "ringback/records/tenant_table.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::ColumnReader;
using store::Row;

constexpr int kOwnNumber = 1;
constexpr int kOutboundCallerId = 2;

#define RINGBACK_AGENT_COLUMNS \
  "id, display_name, team, extension, email, presence, revision, create_us, update_us"

constexpr std::string_view kSelectAgent =
    "SELECT " RINGBACK_AGENT_COLUMNS " FROM agents WHERE tenant = $1 AND id = $2";
constexpr std::string_view kListAgents = "SELECT " RINGBACK_AGENT_COLUMNS
                                         " FROM agents WHERE tenant = $1 AND id > $2 ORDER BY id "
                                         "LIMIT $3";

AgentRecord AgentFromRow(std::string_view tenant, const Row& row) {
  AgentRecord record;
  v1::Agent& agent = record.agent;
  store::FieldReader<v1::Agent> in(row, &agent);
  in.ChosenName(tenant, "agents", &v1::Agent::mutable_name);
  in.Text(&v1::Agent::mutable_display_name);
  in.Text(&v1::Agent::mutable_team);
  in.Text(&v1::Agent::mutable_extension);
  in.Text(&v1::Agent::mutable_email);
  agent.set_presence(static_cast<v1::Presence>(in.Int()));
  record.revision = in.Int();
  agent.set_etag(absl::StrCat(record.revision));
  SetMicros(in.Int(), agent.mutable_create_time());
  SetMicros(in.Int(), agent.mutable_update_time());
  return record;
}

void ReadFollowUp(ColumnReader& in, const std::string& id, v1::Tenant* tenant) {
  v1::FollowUpRules rules;
  if (const std::string cadence = in.String(); !cadence.empty())
    rules.set_default_cadence(ResourceName(id, "cadences", cadence));
  if (const int64_t seconds = in.Int(); seconds >= 0)
    rules.mutable_long_conversation()->set_seconds(seconds);
  rules.set_closers_team(in.String());
  if (const int64_t seconds = in.Int(); seconds != 0)
    rules.mutable_promise_grace()->set_seconds(seconds);
  if (const std::string supervisor = in.String(); !supervisor.empty())
    rules.set_supervisor(ResourceName(id, "agents", supervisor));
  rules.set_max_touches_per_day(static_cast<int32_t>(in.Int()));
  // One in which nothing is set is none.
  if (rules.ByteSizeLong() > 0) *tenant->mutable_follow_up() = std::move(rules);
}

void ReadHandoff(ColumnReader& in, const std::string& id, v1::Tenant* tenant) {
  v1::HandoffRules rules;
  rules.set_email(in.String());
  if (const std::string webhook = in.String(); !webhook.empty())
    rules.set_webhook(ResourceName(id, "webhooks", webhook));
  if (rules.ByteSizeLong() > 0) *tenant->mutable_handoff() = std::move(rules);
}

void TenantFromRow(const Row& row, TenantRecord* record) {
  ColumnReader in(row);
  v1::Tenant& tenant = record->tenant;
  tenant.set_name(TenantName(record->id));
  tenant.set_display_name(in.String());
  tenant.set_default_region(in.String());
  tenant.set_time_zone(in.String());
  tenant.mutable_callback_window()->set_seconds(in.Int());
  if (const int64_t seconds = in.Int(); seconds != 0)
    tenant.mutable_retention()->set_seconds(seconds);
  tenant.set_website(in.String());
  tenant.set_language(in.String());
  record->revision = in.Int();
  tenant.set_etag(absl::StrCat(record->revision));
  *tenant.mutable_create_time() = FromMicros(in.Int());
  *tenant.mutable_update_time() = FromMicros(in.Int());
  ReadFollowUp(in, record->id, &tenant);
  ReadHandoff(in, record->id, &tenant);
  if (!absl::LoadTimeZone(tenant.time_zone(), &record->time_zone))
    record->time_zone = absl::UTCTimeZone();
}

absl::Status WriteNumbers(store::WriteSession& session, std::string_view tenant, int kind,
                          const google::protobuf::RepeatedPtrField<std::string>& numbers) {
  int position = 0;
  for (const std::string& e164 : numbers) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO tenant_numbers (tenant, kind, position, "
                     "number) VALUES ($1, $2, $3, $4)",
                     {tenant, kind, position++, PhoneNumber::FromE164(e164).digits()})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TenantRecord> ReadTenant(store::Session& session, std::string_view id) {
  TenantRecord record;
  record.id = std::string(id);
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT display_name, default_region, time_zone, callback_window_seconds, "
                    "retention_seconds, website, language, "
                    "revision, create_us, update_us, default_cadence, long_conversation_seconds, "
                    "closers_team, promise_grace_seconds, supervisor, max_touches_per_day, "
                    "handoff_email, handoff_webhook FROM tenants WHERE id = $1",
                    {id}, [&](const Row& row) {
                      found = true;
                      TenantFromRow(row, &record);
                    }));
  if (!found) return NotFound(TenantName(id));
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT kind, number FROM tenant_numbers WHERE tenant = $1 ORDER BY kind, position", {id},
      [&](const Row& row) {
        const PhoneNumber number = PhoneNumber::FromDigits(row.Int(1));
        const bool is_line = row.Int(0) == kOwnNumber;
        (is_line ? record.lines : record.shown).insert(number.digits());
        (is_line ? record.tenant.add_own_numbers() : record.tenant.add_outbound_caller_ids())
            ->assign(number.ToE164());
      }));
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT iso_weekday, start_minute, end_minute FROM tenant_calling_hours WHERE "
                    "tenant = $1 ORDER BY position",
                    {id}, [&](const Row& row) {
                      v1::CallingHours* hours = record.tenant.add_calling_hours();
                      hours->set_iso_weekday(static_cast<int32_t>(row.Int(0)));
                      hours->set_start_minute(static_cast<int32_t>(row.Int(1)));
                      hours->set_end_minute(static_cast<int32_t>(row.Int(2)));
                    }));
  return record;
}

absl::StatusOr<std::vector<std::string>> ListTenantIds(store::Session& session,
                                                       std::string_view after, int64_t rows) {
  std::vector<std::string> ids;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT id FROM tenants WHERE id > $1 ORDER BY id LIMIT $2", {after, rows},
                    [&](const Row& row) { ids.emplace_back(row.Text(0)); }));
  return ids;
}

absl::StatusOr<bool> IsLineOfAnother(store::Session& session, std::string_view tenant,
                                     PhoneNumber number) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT 1 FROM tenant_numbers WHERE number = $1 AND tenant <> $2 AND kind = $3 LIMIT 1",
      {number.digits(), tenant, kOwnNumber}, [&](const store::Row&) { found = true; }));
  return found;
}

absl::Status WriteTenant(store::WriteSession& session, const TenantRecord& record,
                         int64_t create_us, int64_t update_us) {
  const v1::Tenant& tenant = record.tenant;
  const v1::FollowUpRules& rules = tenant.follow_up();
  constexpr int64_t kNotSet = -1;
  session.Touch(marks::Tenant(record.id));
  session.Touch(marks::Tenant(""));
  RINGBACK_RETURN_IF_ERROR(store::ExecuteEach(
      session,
      {"DELETE FROM tenants WHERE id = $1", "DELETE FROM tenant_numbers WHERE tenant = $1",
       "DELETE FROM tenant_calling_hours WHERE tenant = $1"},
      {record.id}));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute(
              "INSERT INTO tenants (id, display_name, default_region, time_zone, "
              "callback_window_seconds, "
              "retention_seconds, website, language, revision, create_us, update_us, "
              "default_cadence, long_conversation_seconds, closers_team, promise_grace_seconds, "
              "supervisor, max_touches_per_day, handoff_email, handoff_webhook) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
              "$18, $19)",
              {record.id, tenant.display_name(), tenant.default_region(), tenant.time_zone(),
               int64_t{tenant.callback_window().seconds()}, int64_t{tenant.retention().seconds()},
               tenant.website(), tenant.language(), record.revision, create_us, update_us,
               LastSegment(rules.default_cadence()),
               rules.has_long_conversation() ? int64_t{rules.long_conversation().seconds()}
                                             : kNotSet,
               rules.closers_team(), int64_t{rules.promise_grace().seconds()},
               LastSegment(rules.supervisor()), rules.max_touches_per_day(),
               tenant.handoff().email(), LastSegment(tenant.handoff().webhook())})
          .status());
  RINGBACK_RETURN_IF_ERROR(WriteNumbers(session, record.id, kOwnNumber, tenant.own_numbers()));
  RINGBACK_RETURN_IF_ERROR(
      WriteNumbers(session, record.id, kOutboundCallerId, tenant.outbound_caller_ids()));
  int position = 0;
  for (const v1::CallingHours& hours : tenant.calling_hours()) {
    RINGBACK_RETURN_IF_ERROR(session
                                 .Execute("INSERT INTO tenant_calling_hours (tenant, position, "
                                          "iso_weekday, start_minute, end_minute) "
                                          "VALUES ($1, $2, $3, $4, $5)",
                                          {record.id, position++, hours.iso_weekday(),
                                           hours.start_minute(), hours.end_minute()})
                                 .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<AgentRecord>> ReadAgent(store::Session& session,
                                                     std::string_view tenant, std::string_view id) {
  std::optional<AgentRecord> record;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      kSelectAgent, {tenant, id}, [&](const Row& row) { record = AgentFromRow(tenant, row); }));
  return record;
}

std::string AgentShown(std::string_view id) {
  std::string shown(id);
  if (!shown.empty())
    shown.front() = absl::ascii_toupper(static_cast<unsigned char>(shown.front()));
  return shown;
}

absl::StatusOr<v1::Agent> ReadAgentOrId(store::Session& session, std::string_view tenant,
                                        std::string_view id) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadAgent(session, tenant, id));
  if (record) return std::move(record->agent);
  v1::Agent agent;
  agent.set_name(ResourceName(tenant, "agents", id));
  agent.set_display_name(AgentShown(id));
  return agent;
}

absl::StatusOr<std::vector<v1::Agent>> ListAgentRows(store::Session& session,
                                                     std::string_view tenant,
                                                     std::string_view after, int64_t rows) {
  std::vector<v1::Agent> agents;
  RINGBACK_RETURN_IF_ERROR(session.Query(kListAgents, {tenant, after, rows}, [&](const Row& row) {
    agents.push_back(std::move(AgentFromRow(tenant, row).agent));
  }));
  return agents;
}

absl::Status WriteAgent(store::WriteSession& session, const AgentRecord& record) {
  const v1::Agent& agent = record.agent;
  session.Touch(marks::Agent(TenantOf(agent.name()), LastSegment(agent.name())));
  return session
      .Execute(
          "INSERT INTO agents (tenant, id, display_name, team, extension, email, presence, "
          "revision, create_us, "
          "update_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
          "ON CONFLICT (tenant, id) DO UPDATE SET display_name = excluded.display_name, team = "
          "excluded.team, "
          "extension = excluded.extension, email = excluded.email, presence = excluded.presence, "
          "revision = excluded.revision, update_us = excluded.update_us",
          {TenantOf(agent.name()), LastSegment(agent.name()), agent.display_name(), agent.team(),
           agent.extension(), agent.email(), static_cast<int64_t>(agent.presence()),
           record.revision, ToMicros(agent.create_time()), ToMicros(agent.update_time())})
      .status();
}

absl::Status RemoveAgent(store::WriteSession& session, std::string_view tenant,
                         std::string_view id) {
  session.Touch(marks::Agent(tenant, id));
  return session.Execute("DELETE FROM agents WHERE tenant = $1 AND id = $2", {tenant, id}).status();
}

absl::StatusOr<std::optional<v1::Agent>> WritePresence(store::WriteSession& session,
                                                       std::string_view tenant, std::string_view id,
                                                       v1::Presence presence) {
  std::optional<v1::Agent> moved;
  if (id.empty()) return moved;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "UPDATE agents SET presence = $3 WHERE tenant = $1 AND id = $2 AND presence <> $3 AND ($3 <> "
      "$4 OR presence = $5) RETURNING " RINGBACK_AGENT_COLUMNS,
      {tenant, id, static_cast<int64_t>(presence), static_cast<int64_t>(v1::PRESENCE_FREE),
       static_cast<int64_t>(v1::PRESENCE_ON_CALL)},
      [&](const Row& row) { moved = AgentFromRow(tenant, row).agent; }));
  if (moved) session.Touch(marks::Agent(tenant, id));
  return moved;
}

}  // namespace ringback
