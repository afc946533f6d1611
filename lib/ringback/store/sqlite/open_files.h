// Whether the paths of a store that is open still lead to its files.
#ifndef RINGBACK_STORE_SQLITE_OPEN_FILES_H_
#define RINGBACK_STORE_SQLITE_OPEN_FILES_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"

namespace ringback::store {

// Which file a path leads to, until that is deleted.
using FileId = std::pair<dev_t, ino_t>;

// Notices that a database file, its write-ahead log or the log's index was deleted, moved,
// replaced, cut short or covered by another file system: SQLite goes on with the files that it has
// open, which nobody will ever find again. Also notices when an older database was copied into the
// file. Safe from any thread.
class OpenFiles {
 public:
  // `file` is an open descriptor of the database at `path`, which must outlive this and is `id`.
  // `on_lost` is called once, with the error, when something is noticed; it must be quick, and must
  // not use the store.
  OpenFiles(std::string path, int file, FileId id, std::function<void(const absl::Status&)> on_lost)
      : path_(std::move(path)), file_(file), on_lost_(std::move(on_lost)) {
    database_.id = id;
  }

  // Notes the log, which is open now. `log` is its path; the index is beside it.
  void NoteLog(const std::string& log);

  // FAILED_PRECONDITION once something was noticed, and from then on. Some microseconds.
  absl::Status Check();

  // From now on the log may be shorter than it was.
  void LogIsCut();

  // Whether something was noticed.
  bool lost() const { return lost_; }
  // Whether somebody wrote into the database file, so that nothing of ours belongs there any more.
  bool overwritten() const { return overwritten_; }

 private:
  struct File {
    std::string path = {};
    FileId id = {};
    off_t size = 0;  // the largest that was seen: none of them ever shrinks by itself
  };

  std::string_view WhatHappened(const std::string& path, File* file);
  bool IsOlderNow();
  absl::Status Lose(const std::string& path, std::string_view what);

  const std::string path_;
  const int file_;
  const std::function<void(const absl::Status&)> on_lost_;
  std::atomic<bool> lost_ = false;
  std::atomic<bool> overwritten_ = false;
  std::mutex mutex_;
  bool has_log_ = false;
  File database_;
  File log_;
  File index_;
  uint32_t changes_ = 0;  // the database's own count of its changes, the highest that was seen
  absl::Status error_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_OPEN_FILES_H_
