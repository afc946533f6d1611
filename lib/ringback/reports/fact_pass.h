// What the passes over the records of a tenant share: where they read, what they make of a row.
#ifndef RINGBACK_REPORTS_FACT_PASS_H_
#define RINGBACK_REPORTS_FACT_PASS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/reports/fact.h"
#include "ringback/store/store.h"

namespace ringback {

// A period, and the time it is: microseconds since 1970.
struct ReportPeriod {
  int64_t start_us = 0;
  int64_t end_us = 0;  // not of the period
  int64_t now_us = 0;

  bool Has(int64_t time_us) const { return time_us >= start_us && time_us < end_us; }
};

// What a record takes from its lead, in the SQL of a pass that joins leads as `l`.
#define RINGBACK_LEAD_PART "l.state, l.source, l.source_name, l.campaign"

// A tenant whose records are read. What it is made of must outlive it.
class FactPass {
 public:
  FactPass(store::Session& session, const TenantRecord& tenant, const ReportPeriod& period,
           FactSink& sink)
      : session_(session), tenant_(tenant), period_(period), sink_(sink) {}

  // Reads which team each agent is in now; before anything else.
  absl::Status ReadTeams();

  store::Session& session() const { return session_; }
  const TenantRecord& tenant() const { return tenant_; }
  const ReportPeriod& period() const { return period_; }

  void Take(const Subject& subject, const Fact& fact) const { sink_.Take(subject, fact); }

  // A record of nobody's.
  Subject NewSubject(std::string_view collection, int64_t id, int64_t time_us) const;

  // It is this agent's, and their team's.
  void SetAgent(std::string_view agent, Subject* subject) const;

  // It is a lead, whose owner, team, source, source_name and campaign are in the columns from
  // `column` on.
  void SetOwner(const store::Row& row, int column, Subject* subject) const;

  // It belongs to the lead of which RINGBACK_LEAD_PART is in the columns from `column` on, or to
  // none. A campaign of its own stays. Returns whether the lead is a dud.
  static bool SetLead(const store::Row& row, int column, Subject* subject);

 private:
  std::string_view TeamOf(std::string_view agent) const;

  store::Session& session_;
  const TenantRecord& tenant_;
  const ReportPeriod& period_;
  FactSink& sink_;
  absl::flat_hash_map<std::string, std::string> teams_;  // of agents, by id
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_FACT_PASS_H_
