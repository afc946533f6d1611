#include "ringback/store/open.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/sqlite/sqlite_store.h"

namespace ringback::store {

absl::StatusOr<std::unique_ptr<Store>> Open(std::string_view uri) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (uri.substr(0, kSqlite.size()) == kSqlite && uri.size() > kSqlite.size()) {
    return SqliteStore::Open(std::string(uri.substr(kSqlite.size())));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("store: \"", std::string(uri),
                   "\" is not a store; give sqlite:PATH, for example sqlite:calls.db"));
}

void PrepareProgram() { Connection::StopCountingMemory(); }

}  // namespace ringback::store
