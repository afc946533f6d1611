#include "ringback/reports/fact_pass.h"

namespace ringback {

absl::Status FactPass::ReadTeams() {
  return session_.Query("SELECT id, team FROM agents WHERE tenant = $1 AND team <> ''",
                        {tenant_.id}, [&](const store::Row& row) {
                          teams_.emplace(std::string(row.Text(0)), std::string(row.Text(1)));
                        });
}

std::string_view FactPass::TeamOf(std::string_view agent) const {
  const auto found = teams_.find(absl::string_view(agent.data(), agent.size()));
  return found == teams_.end() ? std::string_view() : found->second;
}

Subject FactPass::NewSubject(std::string_view collection, int64_t id, int64_t time_us) const {
  return {.tenant = tenant_.id,
          .collection = collection,
          .resource = id,
          .row = id,
          .time_us = time_us};
}

void FactPass::SetAgent(std::string_view agent, Subject* subject) const {
  subject->agent = agent;
  subject->team = TeamOf(agent);
}

void FactPass::SetOwner(const store::Row& row, int column, Subject* subject) const {
  subject->agent = row.Text(column);
  subject->team = row.Text(column + 1);
  if (subject->team.empty()) subject->team = TeamOf(subject->agent);
  subject->source = static_cast<v1::Lead::Source>(row.Int(column + 2));
  subject->source_name = row.Text(column + 3);
  subject->campaign = row.Text(column + 4);
}

bool FactPass::SetLead(const store::Row& row, int column, Subject* subject) {
  subject->source = static_cast<v1::Lead::Source>(row.Int(column + 1));
  subject->source_name = row.Text(column + 2);
  if (subject->campaign.empty()) subject->campaign = row.Text(column + 3);
  return row.Int(column) == v1::Lead::STATE_RETURNED;
}

}  // namespace ringback
