#include "ringback/records/lead_change_table.h"

#include <string>

#include "ringback/base/status_macros.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

#define RINGBACK_LEAD_CHANGE_COLUMNS \
  "id, lead, change_us, agent, team, from_state, to_state, reason"

LeadChangeRecord ChangeFromRow(std::string_view tenant, const store::Row& row) {
  LeadChangeRecord record;
  v1::LeadChange& change = record.change;
  store::FieldReader<v1::LeadChange> in(row, &change);
  record.id = in.Int();
  in.Name(tenant, "leads", &v1::LeadChange::mutable_lead);
  SetMicros(in.Int(), change.mutable_change_time());
  in.ChosenName(tenant, "agents", &v1::LeadChange::mutable_agent);
  in.Text(&v1::LeadChange::mutable_team);
  change.set_from_state(static_cast<v1::Lead::State>(in.Int()));
  change.set_to_state(static_cast<v1::Lead::State>(in.Int()));
  in.Text(&v1::LeadChange::mutable_reason);
  return record;
}

}  // namespace

absl::Status InsertLeadChange(store::WriteSession& session, std::string_view tenant,
                              const LeadChangeRecord& record) {
  const v1::LeadChange& change = record.change;
  return session
      .Execute(
          "INSERT INTO lead_changes (tenant, " RINGBACK_LEAD_CHANGE_COLUMNS
          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
          {tenant, record.id, IdOf(change.lead()), ToMicros(change.change_time()),
           LastSegment(change.agent()), change.team(), static_cast<int64_t>(change.from_state()),
           static_cast<int64_t>(change.to_state()), change.reason()})
      .status();
}

absl::StatusOr<std::vector<LeadChangeRecord>> ListLeadChangeRows(store::Session& session,
                                                                 std::string_view tenant,
                                                                 int64_t lead, int64_t after,
                                                                 int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_LEAD_CHANGE_COLUMNS
                             " FROM lead_changes WHERE tenant = $1 AND id > $2",
                             {tenant, after, rows});
  if (lead != 0) query.Narrow("lead", lead);
  query.End(" ORDER BY id LIMIT $3");
  std::vector<LeadChangeRecord> records;
  RINGBACK_RETURN_IF_ERROR(session.Query(query.sql(), query.params(), [&](const store::Row& row) {
    records.push_back(ChangeFromRow(tenant, row));
  }));
  return records;
}

}  // namespace ringback
