// The facts of a tenant in the store: which records count for which figures, and when. The one
// place that both the figures and the lists of records are made from; docs/reports.md has the
// definitions.
#ifndef RINGBACK_REPORTS_FACT_TABLE_H_
#define RINGBACK_REPORTS_FACT_TABLE_H_

#include "absl/status/status.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/reports/fact.h"
#include "ringback/reports/fact_pass.h"
#include "ringback/store/store.h"

namespace ringback {

// Gives the facts of `figures` that count in `period` to `sink`, in no order between kinds of
// records. Each kind is read in one pass, and only those that the figures need.
absl::Status ReadFacts(store::Session& session, const TenantRecord& tenant,
                       const ReportPeriod& period, const FigureSet& figures, FactSink* sink);

// Whether the facts of this figure in a part of a period are those of the period which are in that
// part. Not so where a record's time depends on the period, or where all leads are read anyway.
bool CanBeReadInParts(FigureCode code);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_FACT_TABLE_H_
