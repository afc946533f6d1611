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

// Copies a structure whose first member is struct_size into `copy` of `size` bytes. An older
// program gives a shorter one, but not shorter than `least`, what it was in its first version: the
// rest of the copy is 0. A newer one gives a longer one, which is fine as long as what we do not
// know is 0. INVALID_ARGUMENT for `field`.
absl::Status CopyStruct(std::string_view field, const void* structure, size_t least, void* copy,
                        size_t size);

// INVALID_ARGUMENT when a result has no place to go.
absl::Status CheckPlace(std::string_view field, const void* place);

// A timeout_ms, 0 being `usual`. INVALID_ARGUMENT outside of 0 and `most`.
absl::StatusOr<absl::Duration> ReadTimeout(int32_t timeout_ms, absl::Duration usual,
                                           absl::Duration most);

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_OPTIONS_H_
