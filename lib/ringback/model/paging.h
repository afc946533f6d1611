// Pages of a list (AIP-158).
#ifndef RINGBACK_MODEL_PAGING_H_
#define RINGBACK_MODEL_PAGING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/model/resource_name.h"

namespace ringback {

// How many rows a page has: `page_size`, or 50 for 0.
int64_t RowsOfPage(int32_t page_size);

// An opaque token that goes on after `last`, the key of the last row of a page. `list` tells the
// list and its filters apart, so that a token is not taken to another list.
std::string MakePageToken(std::string_view list, std::string_view last);

// The key that MakePageToken was given; "" for an empty token. INVALID_ARGUMENT for a token that
// was not made for `list`.
absl::StatusOr<std::string> ReadPageToken(std::string_view list, std::string_view token);

// Cuts `resources` (one more than `rows` were asked for, to see whether there are more) to a page.
// Returns the token of the next page, made of the last resource's id; "" when this is the last
// page.
template <typename Resource>
std::string TakePage(std::string_view list, int64_t rows, std::vector<Resource>* resources) {
  if (static_cast<int64_t>(resources->size()) <= rows) return "";
  resources->resize(static_cast<size_t>(rows));
  return MakePageToken(list, LastSegment(resources->back().name()));
}

}  // namespace ringback

#endif  // RINGBACK_MODEL_PAGING_H_
