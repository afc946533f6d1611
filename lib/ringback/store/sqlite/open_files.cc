#include "ringback/store/sqlite/open_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/model/errors.h"

namespace ringback::store {
namespace {

// How a database file begins, and where it counts its changes: https://www.sqlite.org/fileformat2.
constexpr char kMagic[16] = "SQLite format 3";
constexpr size_t kChangesAt = 24;
constexpr size_t kHeaderBytes = kChangesAt + 4;

// A checkpoint may be writing what is read; what is wrong stays wrong.
constexpr int kLooks = 3;

}  // namespace

void OpenFiles::NoteLog(const std::string& log) {
  const std::lock_guard lock(mutex_);
  log_ = {.path = log};
  index_ = {.path = log.substr(0, log.size() - std::strlen("-wal")) + "-shm"};
  has_log_ = true;
  for (File* file : {&log_, &index_}) {
    struct stat info = {};
    if (stat(file->path.c_str(), &info) == 0) file->id = {info.st_dev, info.st_ino};
  }
}

void OpenFiles::LogIsCut() {
  const std::lock_guard lock(mutex_);
  log_.size = 0;
}

// "" while the path leads to the file.
std::string_view OpenFiles::WhatHappened(const std::string& path, File* file) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) {
    // A folder that may no longer be looked into, for one, says nothing about what is in it.
    const bool gone = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
    return gone ? "was deleted or moved" : "";
  }
  // The number of a file that is open is not given to another.
  if (FileId(info.st_dev, info.st_ino) != file->id) return "was replaced by another file";
  if (info.st_size < file->size) return "was cut short";
  file->size = info.st_size;
  return "";
}

// Whether an older database, or something else, was copied into the file.
bool OpenFiles::IsOlderNow() {
  for (int look = 1;; ++look) {
    unsigned char header[kHeaderBytes];
    if (pread(file_, header, sizeof(header), 0) != ssize_t{sizeof(header)}) return false;
    uint32_t changes = 0;
    for (size_t i = kChangesAt; i < kHeaderBytes; ++i) changes = changes << 8 | header[i];
    const bool ours = std::memcmp(header, kMagic, sizeof(kMagic)) == 0;
    // It counts to 2^32 and begins again.
    if (ours && static_cast<int32_t>(changes - changes_) >= 0) {
      changes_ = changes;
      return false;
    }
    if (look == kLooks) return true;
    absl::SleepFor(absl::Milliseconds(1));
  }
}

absl::Status OpenFiles::Lose(const std::string& path, std::string_view what) {
  error_ = MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_FAILED,
      absl::StrCat(
          path, " ", std::string(what),
          " while it was in use: no further write is taken, for none would be found again. "
          "End this program, put the right file back as ",
          path_, " (with a backup, remove ", path_, "-wal and ", path_, "-shm), and start again"));
  lost_ = true;
  if (on_lost_) on_lost_(error_);
  return error_;
}

absl::Status OpenFiles::Check() {
  const std::lock_guard lock(mutex_);
  if (lost_) return error_;
  const off_t size = database_.size;
  if (const auto what = WhatHappened(path_, &database_); !what.empty()) {
    overwritten_ = size > 0 && what == "was cut short";
    return Lose(path_, what);
  }
  if (!has_log_) return absl::OkStatus();
  for (File* file : {&log_, &index_}) {
    if (const auto what = WhatHappened(file->path, file); !what.empty()) {
      return Lose(file->path, what);
    }
  }
  if (database_.size > 0 && IsOlderNow()) {
    overwritten_ = true;
    return Lose(path_, "was overwritten with an older one");
  }
  return absl::OkStatus();
}

}  // namespace ringback::store
