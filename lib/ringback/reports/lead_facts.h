// What leads give to the figures.
#ifndef RINGBACK_REPORTS_LEAD_FACTS_H_
#define RINGBACK_REPORTS_LEAD_FACTS_H_

#include "absl/status/status.h"
#include "ringback/reports/fact_pass.h"

namespace ringback {

// Leads that came in, were closed or returned in the period.
absl::Status ReadLeads(const FactPass& pass);

// Leads of any age that nobody has touched.
absl::Status ReadUntouchedLeads(const FactPass& pass);

// Next steps that customers agreed to.
absl::Status ReadAdvances(const FactPass& pass);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_LEAD_FACTS_H_
