#include "ringback/store/open.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/sqlite/sqlite_store.h"

namespace ringback::store {

absl::StatusOr<std::unique_ptr<Store>> Open(std::string_view uri,
                                            std::function<void(const absl::Status&)> on_lost) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (uri.substr(0, kSqlite.size()) == kSqlite && uri.size() > kSqlite.size()) {
    return SqliteStore::Open(std::string(uri.substr(kSqlite.size())), std::move(on_lost));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("store: \"", std::string(uri),
                   "\" is not a store; give sqlite:PATH, for example sqlite:calls.db"));
}

void ClearLogSoon(Store* store) {
  if (auto* sqlite = dynamic_cast<SqliteStore*>(store)) sqlite->ClearLogSoon();
}

void PrepareProgram() { Connection::StopCountingMemory(); }

}  // namespace ringback::store
