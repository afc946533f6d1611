// The store on a SQLite file: the default.
#ifndef RINGBACK_STORE_SQLITE_SQLITE_STORE_H_
#define RINGBACK_STORE_SQLITE_SQLITE_STORE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/sqlite/open_files.h"
#include "ringback/store/sqlite/writer.h"
#include "ringback/store/store.h"

namespace ringback::store {

// A SQLite file in WAL mode with synchronous=FULL: an acknowledged write survives a crash and a
// power cut. One writer that commits in groups, readers on connections of their own, checkpoints on
// a thread of their own. One process at a time has the file open.
//
// A file that cannot be written when it is opened (the disk is full, or it is read-only) is read
// meanwhile, and looked at again every second: writes are taken as soon as it can be. A file that
// was taken away, or replaced, takes no write any more.
class SqliteStore final : public Store {
 public:
  // Opens the file at `path`; see store::Open.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(
      const std::string& path, std::function<void(const absl::Status&)> on_lost);

  // Finishes the waiting writes and moves the log into the file.
  ~SqliteStore() override;

  absl::Status Read(absl::Time deadline, ReadFunction function) override;
  absl::Status ReadKept(absl::Time deadline, ReadKeptFunction function) override;
  absl::Status Write(absl::Time deadline, WriteFunction function) override;
  void BeginWrite(absl::Time deadline, std::function<absl::Status(WriteSession&)> function,
                  std::function<void(absl::Status)> done) override;
  bool read_only() const override { return writer_ == nullptr; }
  // See store::ClearLogSoon.
  void ClearLogSoon();
  const ChangeMarks& changes() const override { return changes_; }

 private:
  class FileLock;

  // A connection that reads, and the snapshot that it keeps for the next ReadKept().
  struct Reader {
    std::unique_ptr<Connection> connection;
    size_t rank = 0;  // in the order in which they were opened: the first has the largest cache
    bool keeps = false;
    uint64_t moment = 0;  // of changes(), before the snapshot began
    int era = 0;          // of the store, when it was opened

    absl::Status Begin(uint64_t now);
    absl::Status End();
  };

  SqliteStore(std::string path, std::unique_ptr<FileLock> file_lock,
              std::function<void(const absl::Status&)> on_lost);
  absl::Status OpenForWriting();
  absl::StatusOr<std::unique_ptr<Connection>> OpenWriter();
  absl::Status OpenForReading(const absl::Status& why);
  absl::Status NotWritable() const;
  void SetNotWritable(const absl::Status& why);
  void ReadWithLog();
  Connection* InThisThread() const;
  absl::StatusOr<std::unique_ptr<Reader>> TakeReader(absl::Time deadline);
  void ReturnReader(std::unique_ptr<Reader> reader);
  absl::Status RunRead(Reader& reader, absl::Time deadline, absl::FunctionRef<absl::Status()> work);
  void LetGo(bool may_keep);
  void MoveLogIntoFile(bool restart);
  bool ClearLog();
  void NoteCommit(int log_pages);
  void RunCheckpoints();
  void Tend();

  const std::string path_;
  const std::unique_ptr<FileLock> file_lock_;
  OpenFiles files_;
  ChangeMarks changes_;

  mutable std::mutex mutex_;
  Connection::Mode reader_mode_ = Connection::Mode::kReadWrite;
  int era_ = 0;                 // of reader_mode_
  size_t readers_of_past_ = 0;  // that are in use, and were opened in another mode
  absl::Status not_writable_;   // what writes are answered while there is no writer
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Reader>> idle_readers_;
  size_t readers_ = 0;
  bool may_keep_ = true;  // false while the log begins anew: what is kept would be in the way

  std::unique_ptr<Connection> checkpointer_;
  std::mutex checkpoint_mutex_;
  std::condition_variable checkpoint_wake_;
  bool checkpoint_due_ = false;
  bool clearing_due_ = false;
  int64_t commits_ = 0;
  int64_t commits_in_file_ = 0;  // up to here the log was moved into the file
  int pages_at_checkpoint_ = 0;  // the writer's thread alone
  bool closing_ = false;
  std::thread tending_thread_;

  std::unique_ptr<Writer> own_writer_;
  std::atomic<Writer*> writer_ = nullptr;  // own_writer_ once it may be used; nullptr: read-only
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_SQLITE_STORE_H_
