#include "tests/bench/make_data_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"

namespace ringback::bench {
namespace {

// Half a gigabyte of cache keeps the tables that are not written in their own order in memory.
constexpr char kForBulk[] =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA cache_size = -524288; PRAGMA threads = 2;";
constexpr char kAsStored[] =
    "PRAGMA locking_mode = NORMAL; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;"
    "PRAGMA wal_checkpoint(TRUNCATE);";

}  // namespace

absl::StatusOr<std::unique_ptr<BulkFile>> BulkFile::Open(const std::string& path) {
  RINGBACK_ASSIGN_OR_RETURN(auto connection,
                            store::Connection::Open(path, store::Connection::Mode::kReadWrite));
  RINGBACK_RETURN_IF_ERROR(connection->Run(kForBulk));
  auto file = std::unique_ptr<BulkFile>(new BulkFile(std::move(connection)));
  RINGBACK_RETURN_IF_ERROR(file->DropIndexes());
  return file;
}

absl::Status BulkFile::DropIndexes() {
  // A unique index stays: the library asks it whether an id is taken.
  RINGBACK_RETURN_IF_ERROR(connection_->Query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX %' "
      "ORDER BY rowid",
      {}, [&](const store::Row& row) {
        indexes_.push_back({std::string(row.Text(0)), std::string(row.Text(1))});
      }));
  for (const Index& index : indexes_) {
    RINGBACK_RETURN_IF_ERROR(
        connection_->Run(absl::StrCat("DROP INDEX \"", index.name, "\"").c_str()));
  }
  return absl::OkStatus();
}

absl::Status BulkFile::Begin() { return connection_->Run("BEGIN"); }

absl::Status BulkFile::Commit() {
  RINGBACK_RETURN_IF_ERROR(connection_->Run("COMMIT"));
  // Nobody watches the events of these rows.
  connection_->TakeAftermath();
  return absl::OkStatus();
}

absl::Status BulkFile::Finish() {
  for (const Index& index : indexes_) {
    RINGBACK_RETURN_IF_ERROR(connection_->Run(index.sql.c_str()));
  }
  return connection_->Run(kAsStored);
}

}  // namespace ringback::bench
