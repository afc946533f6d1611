// Opening a store by its URI.
#ifndef RINGBACK_STORE_OPEN_H_
#define RINGBACK_STORE_OPEN_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Opens "sqlite:PATH", creating the file if it is not there and bringing its schema up to date.
// INVALID_ARGUMENT for another URI; FAILED_PRECONDITION when the file belongs to another program,
// to a newer Ringback, or is open elsewhere.
absl::StatusOr<std::unique_ptr<Store>> Open(std::string_view uri);

// What engine.h says of Engine::PrepareProgram().
void PrepareProgram();

}  // namespace ringback::store

#endif  // RINGBACK_STORE_OPEN_H_
