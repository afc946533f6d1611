// Pages of a list (AIP-158).
#ifndef RINGBACK_MODEL_PAGING_H_
#define RINGBACK_MODEL_PAGING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ringback {

// How many rows a page has: `page_size`, or 50 for 0.
int64_t RowsOfPage(int32_t page_size);

// An opaque token that goes on after `last`, the key of the last row of a page. `list` tells the
// list and its filters apart, so that a token is not taken to another list.
std::string MakePageToken(std::string_view list, std::string_view last);

// The key that MakePageToken was given; "" for an empty token. INVALID_ARGUMENT for a token that
// was not made for `list`.
absl::StatusOr<std::string> ReadPageToken(std::string_view list, std::string_view token);

}  // namespace ringback

#endif  // RINGBACK_MODEL_PAGING_H_
