#include "ringback/records/cadence_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::ColumnReader;
using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_CADENCE_COLUMNS "id, display_name, max_touches, revision, create_us, update_us"

// The cadence of a row without its steps and rules.
CadenceRecord CadenceFromRow(std::string_view tenant, const Row& row) {
  CadenceRecord record;
  v1::Cadence& cadence = record.cadence;
  FieldReader<v1::Cadence> in(row, &cadence);
  in.ChosenName(tenant, "cadences", &v1::Cadence::mutable_name);
  in.Text(&v1::Cadence::mutable_display_name);
  cadence.set_max_touches(static_cast<int32_t>(in.Int()));
  record.revision = in.Int();
  cadence.set_etag(absl::StrCat(record.revision));
  SetMicros(in.Int(), cadence.mutable_create_time());
  SetMicros(in.Int(), cadence.mutable_update_time());
  return record;
}

absl::Status ReadSteps(Session& session, std::string_view tenant, v1::Cadence* cadence) {
  return session.Query(
      "SELECT offset_seconds, channel, purpose, script FROM cadence_steps WHERE tenant = $1 AND "
      "cadence = $2 ORDER BY position",
      {tenant, LastSegment(cadence->name())}, [&](const Row& row) {
        v1::CadenceStep* const step = cadence->add_steps();
        FieldReader<v1::CadenceStep> in(row, step);
        step->mutable_offset()->set_seconds(in.Int());
        step->set_channel(static_cast<v1::Channel>(in.Int()));
        in.Text(&v1::CadenceStep::mutable_purpose);
        in.ChosenName(tenant, "scripts", &v1::CadenceStep::mutable_script);
      });
}

absl::Status ReadRules(Session& session, std::string_view tenant, v1::Cadence* cadence) {
  return session.Query(
      "SELECT outcome, action, delay_seconds, max_retries FROM cadence_rules WHERE tenant = $1 AND "
      "cadence = $2 ORDER BY position",
      {tenant, LastSegment(cadence->name())}, [&](const Row& row) {
        ColumnReader in(row);
        v1::DispositionRule* const rule = cadence->add_disposition_rules();
        rule->set_outcome(static_cast<v1::OutboundAttempt::Outcome>(in.Int()));
        rule->set_action(static_cast<v1::DispositionRule::Action>(in.Int()));
        if (const int64_t delay = in.Int(); delay != 0) rule->mutable_delay()->set_seconds(delay);
        rule->set_max_retries(static_cast<int32_t>(in.Int()));
      });
}

absl::Status ReadParts(Session& session, std::string_view tenant, v1::Cadence* cadence) {
  RINGBACK_RETURN_IF_ERROR(ReadSteps(session, tenant, cadence));
  return ReadRules(session, tenant, cadence);
}

absl::Status InsertSteps(WriteSession& session, std::string_view tenant, std::string_view id,
                         const v1::Cadence& cadence) {
  int position = 0;
  for (const v1::CadenceStep& step : cadence.steps()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute(
                "INSERT INTO cadence_steps (tenant, cadence, position, offset_seconds, "
                "channel, purpose, script) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                {tenant, id, position++, int64_t{step.offset().seconds()},
                 static_cast<int64_t>(step.channel()), step.purpose(), LastSegment(step.script())})
            .status());
  }
  return absl::OkStatus();
}

absl::Status InsertRules(WriteSession& session, std::string_view tenant, std::string_view id,
                         const v1::Cadence& cadence) {
  int position = 0;
  for (const v1::DispositionRule& rule : cadence.disposition_rules()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO cadence_rules (tenant, cadence, position, outcome, action, "
                     "delay_seconds, max_retries) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                     {tenant, id, position++, static_cast<int64_t>(rule.outcome()),
                      static_cast<int64_t>(rule.action()), int64_t{rule.delay().seconds()},
                      rule.max_retries()})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<CadenceRecord>> ReadCadence(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  std::optional<CadenceRecord> record;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_CADENCE_COLUMNS " FROM cadences WHERE tenant = $1 AND id = $2",
      {tenant, LastSegment(name)}, [&](const Row& row) { record = CadenceFromRow(tenant, row); }));
  if (record) RINGBACK_RETURN_IF_ERROR(ReadParts(session, tenant, &record->cadence));
  return record;
}

absl::StatusOr<CadenceRecord> NeedCadence(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadCadence(session, name));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::Status WriteCadence(WriteSession& session, const CadenceRecord& record) {
  const v1::Cadence& cadence = record.cadence;
  const std::string_view tenant = TenantOf(cadence.name());
  const std::string_view id = LastSegment(cadence.name());
  RINGBACK_RETURN_IF_ERROR(RemoveCadence(session, cadence.name()));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO cadences (tenant, " RINGBACK_CADENCE_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   {tenant, id, cadence.display_name(), cadence.max_touches(), record.revision,
                    ToMicros(cadence.create_time()), ToMicros(cadence.update_time())})
          .status());
  RINGBACK_RETURN_IF_ERROR(InsertSteps(session, tenant, id, cadence));
  return InsertRules(session, tenant, id, cadence);
}

absl::Status RemoveCadence(WriteSession& session, std::string_view name) {
  return store::ExecuteEach(session,
                            {"DELETE FROM cadences WHERE tenant = $1 AND id = $2",
                             "DELETE FROM cadence_steps WHERE tenant = $1 AND cadence = $2",
                             "DELETE FROM cadence_rules WHERE tenant = $1 AND cadence = $2"},
                            {TenantOf(name), LastSegment(name)});
}

absl::StatusOr<std::vector<v1::Cadence>> ListCadenceRows(Session& session, std::string_view tenant,
                                                         std::string_view after, int64_t rows) {
  std::vector<v1::Cadence> cadences;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_CADENCE_COLUMNS
      " FROM cadences WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
      {tenant, after, rows},
      [&](const Row& row) { cadences.push_back(CadenceFromRow(tenant, row).cadence); }));
  for (v1::Cadence& cadence : cadences)
    RINGBACK_RETURN_IF_ERROR(ReadParts(session, tenant, &cadence));
  return cadences;
}

absl::StatusOr<std::vector<int64_t>> FollowersOf(Session& session, std::string_view cadence,
                                                 int64_t after, int64_t rows) {
  std::vector<int64_t> leads;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM leads WHERE tenant = $1 AND enrol_cadence = $2 AND id > $3 AND enrol_state "
      "IN (1, 2) ORDER BY id LIMIT $4",
      {TenantOf(cadence), LastSegment(cadence), after, rows},
      [&](const Row& row) { leads.push_back(row.Int(0)); }));
  return leads;
}

}  // namespace ringback
