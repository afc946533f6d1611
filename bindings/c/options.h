// What functions are given besides a request: structures that may be older or newer than ours,
// times to wait.
#ifndef RINGBACK_BINDINGS_C_OPTIONS_H_
#define RINGBACK_BINDINGS_C_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ringback::c {

// Whether `structure`, whose first member is struct_size, can be read as ours of `size` bytes: not
// NULL, not shorter, and when it is longer, what we do not know is not set. INVALID_ARGUMENT for
// `field`.
absl::Status CheckStruct(std::string_view field, const void* structure, size_t size);

// INVALID_ARGUMENT when a result has no place to go.
absl::Status CheckPlace(std::string_view field, const void* place);

// A timeout_ms, 0 being `usual`. INVALID_ARGUMENT outside of 0 and `most`.
absl::StatusOr<absl::Duration> ReadTimeout(int32_t timeout_ms, absl::Duration usual,
                                           absl::Duration most);

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_OPTIONS_H_
