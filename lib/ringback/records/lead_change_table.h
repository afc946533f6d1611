// What happened to leads, in the store.
#ifndef RINGBACK_RECORDS_LEAD_CHANGE_TABLE_H_
#define RINGBACK_RECORDS_LEAD_CHANGE_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// A change of a lead's state, and its place in the order of all.
struct LeadChangeRecord {
  int64_t id = 0;
  v1::LeadChange change;
};

// Adds a change under `record.id`.
absl::Status InsertLeadChange(store::WriteSession& session, std::string_view tenant,
                              const LeadChangeRecord& record);

// At most `rows` changes after `after`, oldest first; of one lead when `lead` is not 0.
absl::StatusOr<std::vector<LeadChangeRecord>> ListLeadChangeRows(store::Session& session,
                                                                 std::string_view tenant,
                                                                 int64_t lead, int64_t after,
                                                                 int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_LEAD_CHANGE_TABLE_H_
