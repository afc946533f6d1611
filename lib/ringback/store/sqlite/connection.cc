#include "ringback/store/sqlite/connection.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/store/sqlite/word_counts.h"

namespace ringback::store {
namespace {

// Steps of SQLite's virtual machine between two looks at the clock: some 50 µs.
constexpr int kProgressSteps = 5000;
constexpr int kBusyMillis = 5000;

class StatementRow final : public Row {
 public:
  explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
  int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view Text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(bytes),
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

// Ends the use of a prepared statement, whatever happened, so that it holds no snapshot and no
// borrowed text.
class StatementUse {
 public:
  explicit StatementUse(sqlite3_stmt* statement) : statement_(statement) {}
  ~StatementUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

// SQLite takes $1 for a name and numbers names by their first appearance; ?1 is what PostgreSQL
// means by $1.
std::string NumberedParameters(std::string_view sql) {
  std::string numbered(sql);
  for (size_t i = 0; i + 1 < numbered.size(); ++i) {
    if (numbered[i] == '$' && numbered[i + 1] >= '0' && numbered[i + 1] <= '9') numbered[i] = '?';
  }
  return numbered;
}

int Bind(sqlite3_stmt* statement, int index, const Param& param) {
  if (const auto* number = std::get_if<int64_t>(&param.value())) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&param.value())) {
    return sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(),
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* view = std::get_if<Param::ByteView>(&param.value())) {
    return sqlite3_bind_blob64(statement, index,
                               view->bytes.data() == nullptr ? "" : view->bytes.data(),
                               view->bytes.size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

void Connection::StopCountingMemory() { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, Mode mode) {
  auto connection = std::unique_ptr<Connection>(new Connection);
  // A URI only for an immutable file: a path may hold any character.
  const std::string name =
      mode == Mode::kImmutable ? absl::StrCat("file:", path, "?immutable=1") : path;
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (mode == Mode::kReadWrite
                         ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                         : SQLITE_OPEN_READONLY | (mode == Mode::kImmutable ? SQLITE_OPEN_URI : 0));
  const int code = sqlite3_open_v2(name.c_str(), &connection->db_, flags, nullptr);
  if (code != SQLITE_OK) return connection->Error(code, absl::StrCat("opening ", path));
  sqlite3_extended_result_codes(connection->db_, 1);
  sqlite3_busy_timeout(connection->db_, kBusyMillis);
  // A plan that rests on a parameter's value would be made anew with each value.
  sqlite3_db_config(connection->db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  sqlite3_progress_handler(connection->db_, kProgressSteps, &Connection::OnProgress,
                           connection.get());
  RINGBACK_RETURN_IF_ERROR(connection->AddFunctions());
  // In the place of SQLite's own hook, which would run a checkpoint inside the commit.
  sqlite3_wal_hook(connection->db_, &Connection::OnLogGrown, connection.get());
  return connection;
}

absl::Status Connection::AddFunctions() {
  const int code = AddWordCounts(db_);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, "adding functions");
}

Connection::~Connection() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

int Connection::OnProgress(void* self) {
  const auto* connection = static_cast<Connection*>(self);
  return connection->deadline_ != absl::InfiniteFuture() && absl::Now() > connection->deadline_;
}

int Connection::OnLogGrown(void* self, sqlite3*, const char*, int pages) {
  static_cast<Connection*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

absl::StatusOr<sqlite3_stmt*> Connection::Prepare(std::string_view sql,
                                                  absl::Span<const Param> params) {
  auto found = statements_.find(absl::string_view(sql.data(), sql.size()));
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    const std::string numbered = NumberedParameters(sql);
    const int code = sqlite3_prepare_v3(db_, numbered.data(), static_cast<int>(numbered.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return Error(code, sql);
    found = statements_.emplace(std::string(sql), statement).first;
  }
  for (size_t i = 0; i < params.size(); ++i) {
    const int code = Bind(found->second, static_cast<int>(i) + 1, params[i]);
    if (code != SQLITE_OK) return Error(code, sql);
  }
  return found->second;
}

absl::Status Connection::Query(std::string_view sql, absl::Span<const Param> params,
                               absl::FunctionRef<void(const Row&)> each_row) {
  RINGBACK_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql, params));
  const StatementUse use(statement);
  const StatementRow row(statement);
  int code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) each_row(row);
  return code == SQLITE_DONE ? absl::OkStatus() : Error(code, sql);
}

absl::StatusOr<int64_t> Connection::Execute(std::string_view sql, absl::Span<const Param> params) {
  RINGBACK_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql, params));
  const StatementUse use(statement);
  int code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) return Error(code, sql);
  return sqlite3_changes64(db_);
}

void Connection::OnCommit(std::function<void()> hook) {
  aftermath_.hooks.push_back(std::move(hook));
}

void Connection::Touch(uint64_t mark) { aftermath_.marks.push_back(mark); }

Connection::Aftermath Connection::TakeAftermath() { return std::exchange(aftermath_, {}); }

absl::Status Connection::Run(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, sql);
}

bool Connection::read_only() const { return sqlite3_db_readonly(db_, "main") == 1; }

bool Connection::InTransaction() const { return sqlite3_get_autocommit(db_) == 0; }

std::string Connection::LogPath() const {
  return sqlite3_filename_wal(sqlite3_db_filename(db_, "main"));
}

void Connection::LeaveLog() {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

absl::StatusOr<int> Connection::Checkpoint(CheckpointMode mode) {
  const int sqlite_mode = mode == CheckpointMode::kTruncate  ? SQLITE_CHECKPOINT_TRUNCATE
                          : mode == CheckpointMode::kRestart ? SQLITE_CHECKPOINT_RESTART
                                                             : SQLITE_CHECKPOINT_PASSIVE;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, sqlite_mode, nullptr, &moved);
  if (code != SQLITE_OK) return Error(code, "checkpoint");
  return moved;
}

void Connection::SetBusyTimeout(absl::Duration timeout) {
  sqlite3_busy_timeout(db_, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
}

absl::Status Connection::Error(int code, std::string_view doing) const {
  const std::string words = absl::StrCat(sqlite3_errstr(code), " (", sqlite3_errmsg(db_), ")");
  int kind = code & 0xFF;
  // Where SQLite has no code of its own for what the system said.
  const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
  const int reason = of_system ? sqlite3_system_errno(db_) : 0;
  if (reason == ENOSPC || reason == EDQUOT) kind = SQLITE_FULL;
  if (reason == EROFS || reason == EACCES || reason == EPERM) kind = SQLITE_READONLY;
  switch (kind) {
    case SQLITE_FULL:
      return MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_STORAGE_FULL,
                       "the disk of the store is full: free some space and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_READ_ONLY,
                       "the store is read-only: make its file and folder writable for this user");
    case SQLITE_INTERRUPT:
      return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_PASSED,
                       "the store did not answer before the deadline");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                       "the store is locked by another program: " + words);
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return absl::AlreadyExistsError(words);
      return absl::InternalError(words);
    case SQLITE_CORRUPT:
      return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORAGE_FAILED,
                       "the store is damaged: restore it from a backup: " + words);
    case SQLITE_NOTADB:
      return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_FAILED,
                       absl::StrCat("the file ", sqlite3_db_filename(db_, "main"),
                                    " is not a SQLite database: give the path of a Ringback store, "
                                    "or restore it from a backup: ",
                                    words));
    case SQLITE_CANTOPEN:
      return MakeError(
          absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_FAILED,
          "the store cannot be opened: check that its folder exists and may be written: " + words);
    default:
      return MakeError(absl::StatusCode::kInternal, v1::ERROR_REASON_STORAGE_FAILED,
                       absl::StrCat("the store failed: ", words, " at ", std::string(doing)));
  }
}

}  // namespace ringback::store
