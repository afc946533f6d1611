#include "ringback/store/schema/migrations.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"

namespace ringback::store {
namespace {

constexpr std::string_view kCreateVersions =
    "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, applied_us BIGINT NOT NULL)";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Puts the engine's statement in the place of each "{{word_index TABLE (COLUMN, …)}}".
void ExpandWordIndexes(const SchemaDialect& dialect, std::string* sql) {
  constexpr std::string_view kBegin = "{{word_index ";
  constexpr std::string_view kEnd = ")}}";
  while (true) {
    const size_t begin = sql->find(kBegin);
    const size_t columns = sql->find(" (", begin);
    const size_t end = sql->find(kEnd, begin);
    if (begin == std::string::npos || columns > end || end == std::string::npos) return;
    const size_t table = begin + kBegin.size();
    const std::string made = absl::Substitute(
        View(dialect.word_index), View(std::string_view(*sql).substr(table, columns - table)),
        View(std::string_view(*sql).substr(columns + 2, end - columns - 2)));
    sql->replace(begin, end + kEnd.size() - begin, made);
  }
}

absl::Status RunScript(Session& session, const SchemaDialect& dialect, std::string_view script) {
  std::string sql = absl::StrReplaceAll(View(script), {{"{{clustered}}", View(dialect.clustered)},
                                                       {"{{bytes}}", View(dialect.bytes)}});
  ExpandWordIndexes(dialect, &sql);
  for (size_t start = 0; start < sql.size();) {
    const size_t end = sql.find(";\n", start);
    if (end == std::string::npos) break;
    const std::string_view statement = std::string_view(sql).substr(start, end - start);
    RINGBACK_RETURN_IF_ERROR(session.Execute(statement, {}).status());
    start = end + 2;
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<Migration>& Migrations() {
  static const auto* const migrations = new std::vector<Migration>{
#include "ringback/store/schema/schema_sql.inc"
  };
  return *migrations;
}

absl::StatusOr<int> CheckVersion(Session& session, const std::vector<Migration>& migrations) {
  int version = 0;
  // Other programs name a table so too; none but ours has this column.
  const absl::Status read =
      session.Query("SELECT COALESCE(MAX(version), 0), MAX(applied_us) FROM schema_migrations", {},
                    [&](const Row& row) { version = static_cast<int>(row.Int(0)); });
  if (!read.ok() && !absl::IsInternal(read)) return read;
  if (!read.ok() || version < 1) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_FAILED,
        absl::StrCat("this is a database, but not a Ringback store (it has no schema_migrations "
                     "of ours): give another path. ",
                     read.message()));
  }
  const int known = migrations.empty() ? 0 : migrations.back().version;
  if (version > known) {
    return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_SCHEMA_TOO_NEW,
                     absl::StrCat("the store has schema version ", version,
                                  ", written by a newer Ringback; this one knows ", known,
                                  ". Use the newer program, or a backup"),
                     {{"found", absl::StrCat(version)}, {"known", absl::StrCat(known)}});
  }
  return version;
}

absl::StatusOr<bool> Migrate(Session& session, const SchemaDialect& dialect,
                             const std::vector<Migration>& migrations, bool database_is_empty,
                             int64_t now_micros) {
  int version = 0;
  if (database_is_empty) {
    RINGBACK_RETURN_IF_ERROR(session.Execute(kCreateVersions, {}).status());
  } else {
    RINGBACK_ASSIGN_OR_RETURN(version, CheckVersion(session, migrations));
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= version) continue;
    RINGBACK_RETURN_IF_ERROR(RunScript(session, dialect, migration.sql));
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO schema_migrations (version, applied_us) VALUES ($1, $2)",
                     {migration.version, now_micros})
            .status());
  }
  return version < migrations.back().version;
}

}  // namespace ringback::store
