// Scripts in the store.
#ifndef RINGBACK_RECORDS_SCRIPT_TABLE_H_
#define RINGBACK_RECORDS_SCRIPT_TABLE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// A script and the revision behind its etag.
struct ScriptRecord {
  int64_t revision = 0;
  v1::Script script;
};

// The script with this id, or nullopt.
absl::StatusOr<std::optional<ScriptRecord>> ReadScriptRow(store::Session& session,
                                                          std::string_view tenant,
                                                          std::string_view id);

// The script of a resource name. NOT_FOUND when there is none.
absl::StatusOr<ScriptRecord> NeedScript(store::Session& session, std::string_view name);

// At most `rows` scripts after `after`, by id.
absl::StatusOr<std::vector<v1::Script>> ListScriptRows(store::Session& session,
                                                       std::string_view tenant,
                                                       std::string_view after, int64_t rows);

// A tenant's scripts for one use, by id.
absl::StatusOr<std::vector<v1::Script>> ScriptsFor(store::Session& session, std::string_view tenant,
                                                   v1::Script::Use use);

// How many scripts a tenant has.
absl::StatusOr<int64_t> CountScripts(store::Session& session, std::string_view tenant);

// Adds or replaces a script; its name, times and revision are those of `record`. Whatever the cards
// of the tenant say may change.
absl::Status WriteScript(store::WriteSession& session, const ScriptRecord& record);

absl::Status RemoveScript(store::WriteSession& session, std::string_view name);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_SCRIPT_TABLE_H_
