// Inbound calls in the store.
#ifndef RINGBACK_RECORDS_CALL_TABLE_H_
#define RINGBACK_RECORDS_CALL_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/store.h"
#include "ringback/v1/call.pb.h"

namespace ringback {

// The call of a resource name. NOT_FOUND when there is none.
absl::StatusOr<v1::Call> NeedCall(store::Session& session, std::string_view name);

// Adds a call, or replaces the one of its name.
absl::Status WriteCall(store::WriteSession& session, const v1::Call& call);

// What a list is narrowed to; 0 and "" do not narrow.
struct CallFilter {
  int64_t caller = 0;
  std::string_view agent;  // id
  PhoneNumber ani;
};

// At most `rows` calls before `before`, newest first.
absl::StatusOr<std::vector<v1::Call>> ListCallRows(store::Session& session, std::string_view tenant,
                                                   const CallFilter& filter, int64_t before,
                                                   int64_t rows);

// Whether a call of a caller that has an id of `first_id` or later was answered and is not over.
absl::StatusOr<bool> HasCallInProgress(store::Session& session, std::string_view tenant,
                                       int64_t caller, int64_t first_id);

// When the first of a caller's calls about `lead` that were answered, but for `but_call`, was
// answered, or else began; 0 when there is none.
absl::StatusOr<int64_t> FirstConversationOf(store::Session& session, std::string_view tenant,
                                            int64_t caller, int64_t lead, int64_t but_call);

// Takes the personal data out of the calls of a caller, or from a number; that they came, when, to
// whom and how they ended stays.
absl::Status EraseCallsOf(store::WriteSession& session, std::string_view tenant, int64_t caller);
absl::Status EraseCallsFromNumber(store::WriteSession& session, std::string_view tenant,
                                  PhoneNumber number);

// Removes the calls that were saved and began to ring before `cut_us`, oldest first: looks at
// the next `rows` of those saved before it, after id `after`. Returns the id of the last one, to go
// on after, or 0 when none was left.
absl::StatusOr<int64_t> RemoveOldCalls(store::WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_CALL_TABLE_H_
