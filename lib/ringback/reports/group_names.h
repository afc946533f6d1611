// What to show for the groups of a report.
#ifndef RINGBACK_REPORTS_GROUP_NAMES_H_
#define RINGBACK_REPORTS_GROUP_NAMES_H_

#include <vector>

#include "absl/status/status.h"
#include "ringback/store/store.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// Sets display_name of each group from its key: what an agent or a tenant is called, "web form:
// autumn page" for a source, "no team" for what has none.
absl::Status NameGroups(store::Session& session, v1::ReportDimension dimension,
                        std::vector<v1::ReportGroup>* groups);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_GROUP_NAMES_H_
