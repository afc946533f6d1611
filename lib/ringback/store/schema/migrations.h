// The numbered steps from an empty database to today's schema. Forward only.
#ifndef RINGBACK_STORE_SCHEMA_MIGRATIONS_H_
#define RINGBACK_STORE_SCHEMA_MIGRATIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "ringback/store/store.h"

namespace ringback::store {

// What the steps leave to the engine. In the SQL, {{name}} stands for each.
struct SchemaDialect {
  std::string_view clustered;  // after a table that is kept in the order of its primary key
  std::string_view bytes;      // the type of a column of bytes
  // The statement that makes an index of words. "{{word_index TABLE (COLUMN, …)}}" stands for it,
  // in which $0 is the table and $1 the columns.
  std::string_view word_index;
};

// One step.
struct Migration {
  int version;           // from 1, without a gap
  std::string_view sql;  // statements, each ended by ";" at the end of a line
};

// Every step, in order.
const std::vector<Migration>& Migrations();

// Returns whether there was a step to take. Takes the database from whatever version it is on to
// the newest of `migrations`, inside the transaction of `session`. FAILED_PRECONDITION, changing
// nothing, when the database is of a newer version or is not a Ringback store.
absl::StatusOr<bool> Migrate(Session& session, const SchemaDialect& dialect,
                             const std::vector<Migration>& migrations, bool database_is_empty,
                             int64_t now_micros);

// The version that the database is on; FAILED_PRECONDITION when it is not a Ringback store or is
// newer than the newest of `migrations`.
absl::StatusOr<int> CheckVersion(Session& session, const std::vector<Migration>& migrations);

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SCHEMA_MIGRATIONS_H_
