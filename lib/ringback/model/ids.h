// Ids: time-ordered, opaque, 63 bits.
#ifndef RINGBACK_MODEL_IDS_H_
#define RINGBACK_MODEL_IDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace ringback {

// How long an id is as it stands in a resource name.
inline constexpr size_t kIdCharacters = 13;

// A new id: greater than every id that this process made before, and, where clocks agree, than
// those that others made earlier. 41 bits of milliseconds since 2020, then 22 bits of which the
// first in a millisecond are random. Never 0. Safe from any thread.
int64_t NewId(absl::Time now);

// The smallest id that NewId gives from `time` on. What has a smaller one was made before.
int64_t FirstIdAt(absl::Time time);

// An id as it stands in a resource name: 13 characters of Crockford's base 32, in the order of the
// numbers.
std::string FormatId(int64_t id);

// Appends it to `text`.
void AppendId(int64_t id, std::string* text);

// The id that FormatId wrote, or nullopt.
std::optional<int64_t> ParseId(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_IDS_H_
