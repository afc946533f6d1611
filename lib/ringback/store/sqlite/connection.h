// One SQLite connection: prepared statements, errors in Ringback's words, deadlines.
#ifndef RINGBACK_STORE_SQLITE_CONNECTION_H_
#define RINGBACK_STORE_SQLITE_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ringback::store {

// One connection. Used by one thread at a time.
class Connection final : public WriteSession {
 public:
  enum class Mode { kReadWrite, kReadOnly, kImmutable };

  // SQLite no longer counts what memory it has, if it is not in use yet.
  static void StopCountingMemory();

  // Opens `path`; kReadWrite creates it, and falls to reading when the file may not be written (see
  // read_only()).
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, Mode mode);
  ~Connection() override;

  absl::Status Query(std::string_view sql, absl::Span<const Param> params,
                     absl::FunctionRef<void(const Row&)> each_row) override;
  absl::StatusOr<int64_t> Execute(std::string_view sql, absl::Span<const Param> params) override;
  void OnCommit(std::function<void()> hook) override;
  void Touch(uint64_t mark) override;

  // What is to be done once what was written since the last call is durable.
  struct Aftermath {
    std::vector<std::function<void()>> hooks;  // in order
    std::vector<uint64_t> marks;
  };
  Aftermath TakeAftermath();

  // Runs SQL that has no parameters and no result, unprepared: for what is run once.
  absl::Status Run(const char* sql);

  // Queries that are still running at `deadline` end with DEADLINE_EXCEEDED.
  void SetDeadline(absl::Time deadline) { deadline_ = deadline; }

  bool read_only() const;
  // Whether a transaction is open; SQLite ends it by itself when the disk is full or fails.
  bool InTransaction() const;

  // Where the write-ahead log is.
  std::string LogPath() const;

  // Closing this leaves the log as it is, also when nobody else has the file open.
  void LeaveLog();

  // Pages in the write-ahead log after the last commit of this connection.
  int log_pages() const { return log_pages_; }

  // How a log is moved into the file; see sqlite3_wal_checkpoint_v2.
  enum class CheckpointMode {
    kPassive,   // what nobody is in the way of
    kRestart,   // all of it, so that the next write begins the log anew
    kTruncate,  // all of it, and the log is cut off
  };

  // Moves the log into the file; returns how many pages of the log are in the file now. UNAVAILABLE
  // when others are in the way for longer than the busy timeout; never for kPassive.
  absl::StatusOr<int> Checkpoint(CheckpointMode mode);

  // How long to wait for others who hold locks: 5 s unless told.
  void SetBusyTimeout(absl::Duration timeout);

 private:
  Connection() = default;
  absl::Status AddFunctions();
  absl::StatusOr<sqlite3_stmt*> Prepare(std::string_view sql, absl::Span<const Param> params);
  absl::Status Error(int code, std::string_view doing) const;
  static int OnProgress(void* self);
  static int OnLogGrown(void* self, sqlite3* db, const char* name, int pages);

  sqlite3* db_ = nullptr;
  int log_pages_ = 0;
  absl::Time deadline_ = absl::InfiniteFuture();
  absl::flat_hash_map<std::string, sqlite3_stmt*> statements_;
  Aftermath aftermath_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_CONNECTION_H_
