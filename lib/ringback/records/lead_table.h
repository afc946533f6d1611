// Leads in the store.
#ifndef RINGBACK_RECORDS_LEAD_TABLE_H_
#define RINGBACK_RECORDS_LEAD_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// A lead and the revision behind its etag.
struct LeadRecord {
  int64_t id = 0;
  int64_t revision = 0;
  v1::Lead lead;
  int64_t stored_milestones = 0;  // how many of them are in the store
};

// The lead of a resource name, with what is missing of its caller's intake. NOT_FOUND when there is
// none.
absl::StatusOr<LeadRecord> NeedLead(store::Session& session, std::string_view name);

// Adds a lead, of revision 1, or replaces the one with its id, as it was read or added.
absl::Status WriteLead(store::WriteSession& session, std::string_view tenant,
                       const LeadRecord& record);

// What a list is narrowed to; 0 and "" do not narrow.
struct LeadFilter {
  int64_t caller = 0;
  std::string_view owner;  // id
  v1::Lead::State state = v1::Lead::STATE_UNSPECIFIED;
};

// At most `rows` leads after `after`, oldest first, with what is missing of their callers' intake.
absl::StatusOr<std::vector<v1::Lead>> ListLeadRows(store::Session& session, std::string_view tenant,
                                                   const LeadFilter& filter, int64_t after,
                                                   int64_t rows);

// A caller's leads that are not closed and were there at `at_us`, newest first, at most `rows`.
// Without missing_fields: who asks has the caller.
absl::StatusOr<std::vector<v1::Lead>> OpenLeadsOf(store::Session& session, std::string_view tenant,
                                                  int64_t caller, int64_t at_us, int64_t rows);

// The same, of all that are there now: of who has more than a hundred, the newest.
absl::StatusOr<std::vector<v1::Lead>> AllOpenLeadsOf(store::Session& session,
                                                     std::string_view tenant, int64_t caller);

// The lead that a call of a caller was about when nobody says which: their only open one; when none
// is open any more, the only one that was closed since the call began. Its resource name, or "".
absl::StatusOr<std::string> LeadOfCall(store::Session& session, std::string_view tenant,
                                       int64_t caller, int64_t call_start_us);

// Removes a caller's leads, and what happened to them.
absl::Status EraseLeadsOf(store::WriteSession& session, std::string_view tenant, int64_t caller);

// Removes the closed leads that were last changed before `cut_us`, with what belongs to them,
// oldest first: looks at the next `rows` leads saved before it, after id `after`. Returns the id of
// the last one, to go on after, or 0 when none was left.
absl::StatusOr<int64_t> RemoveOldLeads(store::WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_LEAD_TABLE_H_
