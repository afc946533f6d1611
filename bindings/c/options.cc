#include "bindings/c/options.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "ringback/model/errors.h"

namespace ringback::c {

absl::Status CopyStruct(std::string_view field, const void* structure, size_t least, void* copy,
                        size_t size) {
  if (structure == nullptr) return InvalidField(field, "is NULL");
  const size_t given = *static_cast<const size_t*>(structure);
  // Far more than it will ever be: the structure was not set up.
  constexpr size_t kMost = 4096;
  if (given < least || given > kMost) {
    return InvalidField(absl::StrCat(std::string(field), ".struct_size"),
                        absl::StrCat(given, " is not the size of this structure, which is ", size,
                                     "; set it up with its ..._INIT"));
  }
  const char* bytes = static_cast<const char*>(structure);
  std::memset(copy, 0, size);
  std::memcpy(copy, bytes, std::min(given, size));
  if (std::any_of(bytes + std::min(given, size), bytes + given, [](char b) { return b != 0; })) {
    return InvalidField(field, "has an option set that this version of the library does not know");
  }
  return absl::OkStatus();
}

absl::Status CheckPlace(std::string_view field, const void* place) {
  return place == nullptr ? InvalidField(field, "is NULL") : absl::OkStatus();
}

absl::StatusOr<absl::Duration> ReadTimeout(int32_t timeout_ms, absl::Duration usual,
                                           absl::Duration most) {
  if (timeout_ms == 0) return usual;
  if (timeout_ms < 0 || absl::Milliseconds(timeout_ms) > most) {
    return InvalidField("timeout_ms", absl::StrCat(timeout_ms, " is not in 0 to ",
                                                   absl::ToInt64Milliseconds(most)));
  }
  return absl::Milliseconds(timeout_ms);
}

}  // namespace ringback::c
