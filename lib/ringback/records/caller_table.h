// Callers in the store.
#ifndef RINGBACK_RECORDS_CALLER_TABLE_H_
#define RINGBACK_RECORDS_CALLER_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/phone/phone_number.h"
#include "ringback/rules/caller_has.h"
#include "ringback/store/store.h"
#include "ringback/v1/caller.pb.h"

namespace ringback {

// A caller and the revision behind their etag.
struct CallerRecord {
  int64_t id = 0;
  int64_t revision = 0;
  v1::Caller caller;
};

// What is kept beside a caller.
struct CallerKeys {
  int64_t revision = 0;
  // What the groups are known by that they are of.
  std::string company_key;
  std::string household_key;
  CallerHas has;
};

// Says that there are records of these kinds, for who writes the first one about a caller.
absl::Status SetCallerHas(store::WriteSession& session, std::string_view tenant, int64_t caller,
                          CallerHas has);

// The caller with this id, or nullopt.
absl::StatusOr<std::optional<CallerRecord>> ReadCaller(store::Session& session,
                                                       std::string_view tenant, int64_t id);

// The same into `caller`, which is empty and may be in an arena. `known_phone`, which may be
// nullptr, is a phone of theirs that was read already: it is not read again if it is the only one.
absl::StatusOr<std::optional<CallerKeys>> ReadCallerInto(store::Session& session,
                                                         std::string_view tenant, int64_t id,
                                                         const v1::Phone* known_phone,
                                                         v1::Caller* caller);

// The caller of a resource name. NOT_FOUND when there is none.
absl::StatusOr<CallerRecord> NeedCaller(store::Session& session, std::string_view name);

// NOT_FOUND when there is no caller of this resource name.
absl::Status CheckCaller(store::Session& session, std::string_view name);

// Sets `missing` (of v1::IntakeField) to the parts of their intake that are missing. NOT_FOUND as
// CheckCaller, which it costs no more than.
absl::Status ReadMissingFields(store::Session& session, std::string_view name,
                               google::protobuf::RepeatedField<int>* missing);

// Adds a caller. ALREADY_EXISTS, naming the other one, when one of the external ids is taken.
absl::Status InsertCaller(store::WriteSession& session, std::string_view tenant,
                          const CallerRecord& record);

// Writes every field of a caller who is there. ALREADY_EXISTS as InsertCaller.
absl::Status ReplaceCaller(store::WriteSession& session, std::string_view tenant,
                           const CallerRecord& record);

// Removes a caller and everything that is kept about them alone.
absl::Status RemoveCaller(store::WriteSession& session, std::string_view tenant, int64_t id);

// At most `rows` callers after `after`, in the order of their ids.
absl::StatusOr<std::vector<v1::Caller>> ListCallerRows(store::Session& session,
                                                       std::string_view tenant, int64_t after,
                                                       int64_t rows);

// The caller who has this id in another system, or 0.
absl::StatusOr<int64_t> FindByExternalId(store::Session& session, std::string_view tenant,
                                         std::string_view system, std::string_view external_id);

// At most `rows` callers after `after` of whom every word of `words` (folded) is a part of what is
// known.
absl::StatusOr<std::vector<v1::Caller>> SearchCallerRows(store::Session& session,
                                                         std::string_view tenant,
                                                         const std::vector<std::string>& words,
                                                         int64_t after, int64_t rows);

// Somebody who has a number.
struct NumberOwner {
  int64_t caller = 0;
  v1::Phone phone;        // the first of theirs with this number
  NumberDetails details;  // of the number; without `national` if they are not known
};

// Who has `number`, by id.
absl::StatusOr<std::vector<NumberOwner>> OwnersOf(store::Session& session, std::string_view tenant,
                                                  PhoneNumber number);

// Takes `number` away from a caller: their phones with it, of `extension` alone when that is not
// empty, and what agents confirmed about it. Returns whether there was one.
absl::StatusOr<bool> TakeNumberAway(store::WriteSession& session, std::string_view tenant,
                                    int64_t caller, PhoneNumber number, std::string_view extension,
                                    int64_t now_us);

// Marks a caller's number do-not-call. Returns whether there was one to mark.
absl::StatusOr<bool> MarkDoNotCall(store::WriteSession& session, std::string_view tenant,
                                   int64_t caller, PhoneNumber number, int64_t now_us);

// The callers of a group, by id, at most `rows`; `key` is that of a CallerRecord.
enum class Group { kHousehold, kCompany };
absl::StatusOr<std::vector<int64_t>> MembersOf(store::Session& session, std::string_view tenant,
                                               Group group, std::string_view key, int64_t rows);

// The callers, by id, who have a company and a number in `range`, at most `rows`.
absl::StatusOr<std::vector<int64_t>> CompanyLinesIn(store::Session& session,
                                                    std::string_view tenant, NumberRange range,
                                                    int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_CALLER_TABLE_H_
