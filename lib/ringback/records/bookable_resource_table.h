// What can be booked, in the store.
#ifndef RINGBACK_RECORDS_BOOKABLE_RESOURCE_TABLE_H_
#define RINGBACK_RECORDS_BOOKABLE_RESOURCE_TABLE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback {

// A bookable resource and the revision behind its etag.
struct BookableResourceRecord {
  int64_t revision = 0;
  v1::BookableResource resource;
};

// The resource with this id, or nullopt.
absl::StatusOr<std::optional<BookableResourceRecord>> ReadBookableResource(store::Session& session,
                                                                           std::string_view tenant,
                                                                           std::string_view id);

// The resource of a resource name. NOT_FOUND when there is none.
absl::StatusOr<BookableResourceRecord> NeedBookableResource(store::Session& session,
                                                            std::string_view name);

// At most `rows` resources after `after`, by id.
absl::StatusOr<std::vector<v1::BookableResource>> ListBookableResourceRows(store::Session& session,
                                                                           std::string_view tenant,
                                                                           std::string_view after,
                                                                           int64_t rows);

// Adds a resource, or replaces the one of its name.
absl::Status WriteBookableResource(store::WriteSession& session,
                                   const BookableResourceRecord& record);

absl::Status RemoveBookableResource(store::WriteSession& session, std::string_view name);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_BOOKABLE_RESOURCE_TABLE_H_
