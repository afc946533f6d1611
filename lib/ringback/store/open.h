// Opening a store by its URI.
#ifndef RINGBACK_STORE_OPEN_H_
#define RINGBACK_STORE_OPEN_H_

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Opens "sqlite:PATH", creating the file if it is not there and bringing its schema up to date.
// INVALID_ARGUMENT for another URI; FAILED_PRECONDITION when the file belongs to another program,
// to a newer Ringback, or is open elsewhere. A file that cannot be written at the moment, as its
// disk is full or it is read-only, is opened for reading, and takes writes as soon as it can be
// written.
//
// `on_lost` is called, once and from any thread, when the path is found not to lead to the open
// file any more (it was deleted, moved or replaced): no write is taken from then on, and the
// program should say so and end. Reads go on. It must be quick, and must not use the store.
absl::StatusOr<std::unique_ptr<Store>> Open(
    std::string_view uri, std::function<void(const absl::Status&)> on_lost = nullptr);

// Clears what the store keeps aside of earlier writes (SQLite's log) soon, so that what has just
// been erased is in none of its files. Called once the erasing write is durable, by a hook of it
// too. Quick.
void ClearLogSoon(Store* store);

// What engine.h says of Engine::PrepareProgram().
void PrepareProgram();

}  // namespace ringback::store

#endif  // RINGBACK_STORE_OPEN_H_
