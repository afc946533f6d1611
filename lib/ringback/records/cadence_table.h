// Cadences in the store.
#ifndef RINGBACK_RECORDS_CADENCE_TABLE_H_
#define RINGBACK_RECORDS_CADENCE_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// A cadence and the revision behind its etag.
struct CadenceRecord {
  int64_t revision = 0;
  v1::Cadence cadence;
};

// The cadence of a resource name, or nullopt.
absl::StatusOr<std::optional<CadenceRecord>> ReadCadence(store::Session& session,
                                                         std::string_view name);

// The same; NOT_FOUND when there is none.
absl::StatusOr<CadenceRecord> NeedCadence(store::Session& session, std::string_view name);

// Adds a cadence, or replaces the one with its name.
absl::Status WriteCadence(store::WriteSession& session, const CadenceRecord& record);

absl::Status RemoveCadence(store::WriteSession& session, std::string_view name);

// At most `rows` cadences of a tenant after the id `after`, by id.
absl::StatusOr<std::vector<v1::Cadence>> ListCadenceRows(store::Session& session,
                                                         std::string_view tenant,
                                                         std::string_view after, int64_t rows);

// The ids of at most `rows` leads after `after` that have a step of a cadence to come, in their
// order.
absl::StatusOr<std::vector<int64_t>> FollowersOf(store::Session& session, std::string_view cadence,
                                                 int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_CADENCE_TABLE_H_
