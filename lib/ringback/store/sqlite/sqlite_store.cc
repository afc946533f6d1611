#include "ringback/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/store/schema/migrations.h"

namespace ringback::store {
namespace {

// An index of words keeps none of the text: the tables that it is made of have it.
constexpr SchemaDialect kDialect{
    .clustered = "WITHOUT ROWID",
    .bytes = "BLOB",
    .word_index =
        "CREATE VIRTUAL TABLE $0 USING fts5($1, content='', prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 2')"};

// As many readers as cores do most of the work, for who reads takes the first that is idle. Each
// has a cache with room for the inner pages of a file of some gigabytes, unless the cores are so
// many that the process would not stay small. The others are for when long reads hold those up.
constexpr size_t kOtherReaders = 4;
constexpr size_t kMainCachesKb = 72 << 10;
constexpr size_t kLargestCacheKb = 36 << 10;
constexpr size_t kSmallestCacheKb = 8 << 10;

size_t MainReaders() {
  static const size_t readers = std::clamp<size_t>(std::thread::hardware_concurrency(), 2, 64);
  return readers;
}

size_t MaxReaders() { return MainReaders() + kOtherReaders; }

// The log is moved into the file when it has grown by 16 MB since the last time: a page that was
// written often meanwhile is moved once.
constexpr int kCheckpointPages = 4000;

// What comes during one pass over the log is moved by the next, each over less than the one before,
// until a pass has few pages.
constexpr int kMaxPasses = 6;
constexpr int kFewPages = 128;

// How long writes wait for readers, so that the log can begin anew. A longer read, such as a
// report, is waited for another time.
constexpr absl::Duration kReadersWait = absl::Milliseconds(20);

// And when nothing was written for this long: readers look for each page in what is left in the
// log.
constexpr std::chrono::seconds kIdle{1};

// How often the files are looked at while nothing is written, and whether a file that could not be
// written now can be.
constexpr std::chrono::seconds kLook{1};

// How many writes old a kept snapshot may be. Each new one makes a reader forget what it has of the
// file; an old one is more often of no use, for what was read has changed.
constexpr uint64_t kKeptWrites = 4096;

// The read that this thread is inside of.
struct CurrentRead {
  const Store* store = nullptr;
  Connection* connection = nullptr;
};
thread_local CurrentRead reading;

constexpr char kPlannerStatistics[] =
#include "ringback/store/sqlite/planner_statistics.inc"
    ;

bool IsFull(const absl::Status& status) { return ReasonOf(status) == "STORAGE_FULL"; }

// Whether what keeps a file from being written may end by itself.
bool MayPass(const absl::Status& status) {
  return IsFull(status) || ReasonOf(status) == "STORAGE_READ_ONLY";
}

// The same error as `why`, which may pass, in other words.
absl::Status Reworded(const absl::Status& why, std::string_view words) {
  return MakeError(why.code(),
                   IsFull(why) ? v1::ERROR_REASON_STORAGE_FULL : v1::ERROR_REASON_STORAGE_READ_ONLY,
                   words);
}

// Where a path leads must not change with the program's folder.
std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.string();
}

// Takes the schema to its newest version, and with it what the planner believes.
absl::Status BringUpToDate(Connection& connection) {
  bool empty = true;
  RINGBACK_RETURN_IF_ERROR(connection.Query("SELECT 1 FROM sqlite_master LIMIT 1", {},
                                            [&](const Row&) { empty = false; }));
  RINGBACK_ASSIGN_OR_RETURN(const bool changed, Migrate(connection, kDialect, Migrations(), empty,
                                                        absl::ToUnixMicros(absl::Now())));
  return changed ? connection.Run(kPlannerStatistics) : absl::OkStatus();
}

absl::Status SetUpReader(Connection& connection, size_t rank) {
  const size_t cache_kb = rank >= MainReaders() ? kSmallestCacheKb
                                                : std::clamp(kMainCachesKb / MainReaders(),
                                                             kSmallestCacheKb, kLargestCacheKb);
  RINGBACK_RETURN_IF_ERROR(connection.Run(absl::StrCat("PRAGMA cache_size=-", cache_kb).c_str()));
  RINGBACK_RETURN_IF_ERROR(connection.Run("PRAGMA query_only=1"));
  return connection.Run("PRAGMA temp_store=MEMORY");
}

}  // namespace

// Keeps a second process off the file: it would not see this one's caches, nor this one its events.
class SqliteStore::FileLock {
 public:
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& path) {
    std::lock_guard guard(mutex_);
    // Closing a file drops the locks that SQLite holds on it anywhere in this process, so one that
    // is open here must not even be looked into.
    struct stat info = {};
    if (stat(path.c_str(), &info) == 0 && open_here_->count({info.st_dev, info.st_ino}) > 0) {
      return OpenElsewhere(path);
    }
    int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int reason = file < 0 ? errno : EISDIR;
    if (file < 0) file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0 || S_ISDIR(info.st_mode)) {
      if (file >= 0) close(file);
      return MakeError(
          absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_FAILED,
          absl::StrCat("the store ", path, " cannot be opened: ", std::strerror(reason)));
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
      close(file);
      return OpenElsewhere(path);
    }
    const FileId id{info.st_dev, info.st_ino};
    open_here_->insert(id);
    return std::unique_ptr<FileLock>(new FileLock(file, id));
  }
  // The store lets go of this last.
  ~FileLock() {
    std::lock_guard guard(mutex_);
    open_here_->erase(id_);
    if (log_ >= 0) close(log_);
    close(file_);
  }

  int file() const { return file_; }
  FileId id() const { return id_; }

  // The log has a lock of its own: when another file is put in the place of `path`, the log of the
  // program that had the first one open must not be taken for the new one's. Called before SQLite
  // opens the log, and again when it has.
  absl::Status TakeLog(const std::string& path, const std::string& log) {
    if (log_ >= 0) close(log_);
    log_ = open(log.c_str(), O_RDONLY | O_CLOEXEC);
    if (log_ >= 0 && flock(log_, LOCK_EX | LOCK_NB) != 0) return OpenElsewhere(path);
    return absl::OkStatus();
  }

 private:
  FileLock(int file, FileId id) : file_(file), id_(id) {}

  static absl::Status OpenElsewhere(const std::string& path) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_UNAVAILABLE,
        absl::StrCat("the store ", path,
                     " is open in another program; talk to that one's server, or end it first"));
  }

  // Never destroyed: a store may outlive the statics of this file.
  static inline std::set<FileId>* const open_here_ = new std::set<FileId>;
  static inline std::mutex mutex_;

  const int file_;
  const FileId id_;
  int log_ = -1;
};

SqliteStore::SqliteStore(std::string path, std::unique_ptr<FileLock> file_lock,
                         std::function<void(const absl::Status&)> on_lost)
    : path_(std::move(path)),
      file_lock_(std::move(file_lock)),
      files_(path_, file_lock_->file(), file_lock_->id(), std::move(on_lost)) {}

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(
    const std::string& path, std::function<void(const absl::Status&)> on_lost) {
  const std::string absolute = AbsolutePath(path);
  RINGBACK_ASSIGN_OR_RETURN(auto file_lock, FileLock::Take(absolute));
  auto store = std::unique_ptr<SqliteStore>(
      new SqliteStore(absolute, std::move(file_lock), std::move(on_lost)));
  const absl::Status writable = store->OpenForWriting();
  if (!writable.ok()) {
    if (!MayPass(writable)) return writable;
    RINGBACK_RETURN_IF_ERROR(store->OpenForReading(writable));
  }
  store->tending_thread_ = std::thread([store = store.get()] { store->Tend(); });
  return store;
}

// A connection that writes, on a schema that is up to date.
absl::StatusOr<std::unique_ptr<Connection>> SqliteStore::OpenWriter() {
  RINGBACK_ASSIGN_OR_RETURN(auto connection, Connection::Open(path_, Connection::Mode::kReadWrite));
  if (connection->read_only()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STORAGE_READ_ONLY,
                     "the store is read-only");
  }
  RINGBACK_RETURN_IF_ERROR(file_lock_->TakeLog(path_, connection->LogPath()));
  // The schema first: a file that is not ours is left as it is.
  RINGBACK_RETURN_IF_ERROR(connection->Run("BEGIN IMMEDIATE"));
  absl::Status migrated = BringUpToDate(*connection);
  if (!migrated.ok()) {
    connection->Run("ROLLBACK").IgnoreError();
    return migrated;
  }
  RINGBACK_RETURN_IF_ERROR(connection->Run("COMMIT"));
  for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                             "PRAGMA cache_size=-32768", "PRAGMA temp_store=MEMORY",
                             // What is erased is overwritten, also in pages that become free.
                             "PRAGMA secure_delete=ON",
                             // The log is there from now on.
                             "SELECT 1 FROM schema_migrations"}) {
    RINGBACK_RETURN_IF_ERROR(connection->Run(pragma));
  }
  return connection;
}

// Leaves everything as it is when it fails, to be called again.
absl::Status SqliteStore::OpenForWriting() {
  // What the path leads to now must be the file that is locked.
  RINGBACK_RETURN_IF_ERROR(files_.Check());
  RINGBACK_ASSIGN_OR_RETURN(auto connection, OpenWriter());
  RINGBACK_ASSIGN_OR_RETURN(auto checkpointer,
                            Connection::Open(path_, Connection::Mode::kReadWrite));
  // Without it SQLite takes a connection that has read nothing for one without a log, and a
  // checkpoint does nothing and says OK.
  RINGBACK_RETURN_IF_ERROR(checkpointer->Run("PRAGMA journal_mode=WAL"));
  checkpointer->SetBusyTimeout(kReadersWait);
  RINGBACK_RETURN_IF_ERROR(file_lock_->TakeLog(path_, connection->LogPath()));
  files_.NoteLog(connection->LogPath());
  RINGBACK_RETURN_IF_ERROR(files_.Check());
  checkpointer_ = std::move(checkpointer);
  ReadWithLog();
  own_writer_ = std::make_unique<Writer>(
      std::move(connection), &changes_, [this] { return files_.Check(); },
      [this](int log_pages) { NoteCommit(log_pages); });
  writer_ = own_writer_.get();
  return absl::OkStatus();
}

// What was opened while the file could not be written is closed before the first write: it may not
// know of the log, and not expect the file to change.
void SqliteStore::ReadWithLog() {
  std::unique_lock lock(mutex_);
  reader_mode_ = Connection::Mode::kReadWrite;
  ++era_;
  readers_ -= idle_readers_.size();
  idle_readers_.clear();
  readers_of_past_ = readers_;
  reader_free_.wait(lock, [this] { return readers_of_past_ == 0; });
}

// `why` is what keeps the file from being written.
absl::Status SqliteStore::OpenForReading(const absl::Status& why) {
  // Where the shared memory that WAL wants cannot be made, a file that nobody changes needs none.
  for (const auto mode : {Connection::Mode::kReadOnly, Connection::Mode::kImmutable}) {
    struct stat info = {};
    if (stat(path_.c_str(), &info) == 0 && info.st_size == 0) break;
    RINGBACK_ASSIGN_OR_RETURN(auto connection, Connection::Open(path_, mode));
    // But it is then read without its log, which may have what was acknowledged.
    if (mode == Connection::Mode::kImmutable && stat(connection->LogPath().c_str(), &info) == 0 &&
        info.st_size > 0) {
      break;
    }
    const absl::StatusOr<int> version = CheckVersion(*connection, Migrations());
    if (!version.ok()) {
      if (mode == Connection::Mode::kImmutable) return version.status();
      continue;
    }
    if (*version != Migrations().back().version) {
      return Reworded(why,
                      absl::StrCat("the store ", path_, " has the older schema version ", *version,
                                   " and cannot be brought up to date: ", why.message()));
    }
    std::lock_guard lock(mutex_);
    reader_mode_ = mode;
    not_writable_ = why;
    return absl::OkStatus();
  }
  return Reworded(why, absl::StrCat("the store ", path_, " cannot be opened: ", why.message()));
}

SqliteStore::~SqliteStore() {
  if (tending_thread_.joinable()) {
    {
      std::lock_guard lock(checkpoint_mutex_);
      closing_ = true;
    }
    checkpoint_wake_.notify_one();
    tending_thread_.join();
  }
  writer_ = nullptr;
  own_writer_.reset();
  // The connections go before the lock, whose closing would drop theirs.
  idle_readers_.clear();
  if (checkpointer_ == nullptr) return;
  files_.Check().IgnoreError();
  // What is at the paths may be somebody else's by now, and is not to be written or removed. What
  // was moved away gets what the log has, and with that is whole.
  if (files_.lost()) checkpointer_->LeaveLog();
  if (!files_.overwritten()) {
    files_.LogIsCut();
    checkpointer_->Checkpoint(Connection::CheckpointMode::kTruncate).IgnoreError();
  }
  checkpointer_.reset();
}

absl::Status SqliteStore::Reader::Begin(uint64_t now) {
  moment = now;
  return connection->Execute("BEGIN", {}).status();
}

absl::Status SqliteStore::Reader::End() {
  keeps = false;
  return connection->Execute("COMMIT", {}).status();
}

// The connection of the transaction that this thread is inside of, or nullptr. A read inside a read
// is of the same snapshot; a second connection could be the last one, which another waits for.
Connection* SqliteStore::InThisThread() const {
  if (Writer* writer = writer_) {
    if (Connection* current = writer->Current()) return current;
  }
  return reading.store == this ? reading.connection : nullptr;
}

absl::Status SqliteStore::RunRead(Reader& reader, absl::Time deadline,
                                  absl::FunctionRef<absl::Status()> work) {
  reader.connection->SetDeadline(deadline);
  const CurrentRead outer = std::exchange(reading, {this, reader.connection.get()});
  absl::Status result = work();
  reading = outer;
  reader.connection->SetDeadline(absl::InfiniteFuture());
  return result;
}

absl::Status SqliteStore::Read(absl::Time deadline, ReadFunction function) {
  if (Connection* current = InThisThread()) return function(*current);
  RINGBACK_ASSIGN_OR_RETURN(auto reader, TakeReader(deadline));
  absl::Status result = reader->keeps ? reader->End() : absl::OkStatus();
  if (result.ok()) result = reader->Begin(0);
  if (result.ok()) {
    result = RunRead(*reader, deadline, [&] { return function(*reader->connection); });
    const absl::Status ended = reader->End();
    if (result.ok()) result = ended;
  }
  ReturnReader(std::move(reader));
  return result;
}

absl::Status SqliteStore::ReadKept(absl::Time deadline, ReadKeptFunction function) {
  if (Connection* current = InThisThread()) return function(*current, 0);
  RINGBACK_ASSIGN_OR_RETURN(auto reader, TakeReader(deadline));
  const uint64_t now = changes_.Now();
  absl::Status result;
  if (reader->keeps && now - reader->moment > kKeptWrites) result = reader->End();
  if (result.ok() && !reader->keeps) {
    result = reader->Begin(now);
    reader->keeps = result.ok();
  }
  if (result.ok()) {
    result =
        RunRead(*reader, deadline, [&] { return function(*reader->connection, reader->moment); });
    if (!result.ok()) reader->End().IgnoreError();
  }
  ReturnReader(std::move(reader));
  return result;
}

absl::Status SqliteStore::NotWritable() const {
  std::lock_guard lock(mutex_);
  if (!MayPass(not_writable_)) return not_writable_;
  return Reworded(not_writable_,
                  IsFull(not_writable_)
                      ? absl::StrCat(not_writable_.message(), "; look-ups go on")
                      : absl::StrCat("the store ", path_,
                                     " is read-only: make the file and its folder writable; "
                                     "look-ups go on"));
}

void SqliteStore::SetNotWritable(const absl::Status& why) {
  std::lock_guard lock(mutex_);
  not_writable_ = why;
}

absl::Status SqliteStore::Write(absl::Time deadline, WriteFunction function) {
  Writer* const writer = writer_;
  if (writer == nullptr) return NotWritable();
  if (Connection* current = writer->Current()) return function(*current);
  return writer->Write(deadline, function);
}

void SqliteStore::BeginWrite(absl::Time deadline,
                             std::function<absl::Status(WriteSession&)> function,
                             std::function<void(absl::Status)> done) {
  Writer* const writer = writer_;
  if (writer == nullptr) return done(NotWritable());
  writer->BeginWrite(deadline, std::move(function), std::move(done));
}

absl::StatusOr<std::unique_ptr<SqliteStore::Reader>> SqliteStore::TakeReader(absl::Time deadline) {
  size_t rank;
  Connection::Mode mode;
  int era;
  {
    std::unique_lock lock(mutex_);
    const auto is_free = [this] { return !idle_readers_.empty() || readers_ < MaxReaders(); };
    if (deadline == absl::InfiniteFuture()) {
      reader_free_.wait(lock, is_free);
    } else if (!reader_free_.wait_until(lock, absl::ToChronoTime(deadline), is_free)) {
      return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_PASSED,
                       "the store was busy until the deadline");
    }
    if (!idle_readers_.empty()) {
      const auto first = std::min_element(
          idle_readers_.begin(), idle_readers_.end(),
          [](const auto& one, const auto& other) { return one->rank < other->rank; });
      auto reader = std::move(*first);
      idle_readers_.erase(first);
      return reader;
    }
    rank = readers_++;
    mode = reader_mode_;
    era = era_;
  }
  auto connection = Connection::Open(path_, mode);
  // Another file must not be read for this one.
  if (absl::Status ours = files_.Check(); !ours.ok()) connection = ours;
  absl::Status ready = connection.ok() ? SetUpReader(**connection, rank) : connection.status();
  if (ready.ok()) {
    auto reader = std::make_unique<Reader>();
    reader->connection = *std::move(connection);
    reader->rank = rank;
    reader->era = era;
    return reader;
  }
  {
    std::lock_guard lock(mutex_);
    --readers_;
    if (era != era_) --readers_of_past_;
  }
  reader_free_.notify_all();
  return ready;
}

void SqliteStore::ReturnReader(std::unique_ptr<Reader> reader) {
  {
    std::lock_guard lock(mutex_);
    if (reader->keeps && !may_keep_) reader->End().IgnoreError();
    if (reader->era != era_) {
      reader.reset();
      --readers_;
      --readers_of_past_;
    } else if (!reader->keeps && reader->connection->InTransaction()) {
      // Its snapshot could not be let go: a fresh connection is safer.
      --readers_;
    } else {
      idle_readers_.push_back(std::move(reader));
    }
  }
  reader_free_.notify_all();
}

// Whether readers may keep their snapshots from now on. Those that they keep are let go of in any
// case: by who is idle at once, by who is not and may keep none when they have ended what they do.
void SqliteStore::LetGo(bool may_keep) {
  std::lock_guard lock(mutex_);
  may_keep_ = may_keep;
  for (const auto& reader : idle_readers_) {
    if (reader->keeps) reader->End().IgnoreError();
  }
}

// A checkpoint that fails is made up for by the next; the log keeps what is durable meanwhile.
void SqliteStore::MoveLogIntoFile(bool restart) {
  int moved = 0;
  for (int pass = 0; pass < (restart ? kMaxPasses : 1); ++pass) {
    // The log is moved up to the oldest snapshot.
    LetGo(/*may_keep=*/true);
    const int before = moved;
    moved = checkpointer_->Checkpoint(Connection::CheckpointMode::kPassive).value_or(before);
    if (moved - before < kFewPages) break;
  }
  if (!restart) return;
  // While writes go on the log never ends where the file does, and would grow without end. So they
  // stop for the little that came during the last pass.
  own_writer_->Hold([this] {
    LetGo(/*may_keep=*/false);
    checkpointer_->Checkpoint(Connection::CheckpointMode::kRestart).IgnoreError();
    LetGo(/*may_keep=*/true);
  });
}

void SqliteStore::ClearLogSoon() {
  {
    std::lock_guard lock(checkpoint_mutex_);
    clearing_due_ = true;
  }
  checkpoint_wake_.notify_one();
}

// Moves the log into the file and cuts it off. False while somebody's long read is in the way.
bool SqliteStore::ClearLog() {
  MoveLogIntoFile(/*restart=*/false);
  bool cleared = false;
  own_writer_->Hold([&] {
    LetGo(/*may_keep=*/false);
    files_.LogIsCut();
    cleared = checkpointer_->Checkpoint(Connection::CheckpointMode::kTruncate).ok();
    LetGo(/*may_keep=*/true);
  });
  return cleared;
}

void SqliteStore::NoteCommit(int log_pages) {
  // A smaller log than before has been started anew.
  if (log_pages < pages_at_checkpoint_) pages_at_checkpoint_ = 0;
  // Longer when somebody's long read keeps the log from beginning anew, so that not every write
  // waits for it.
  const bool due =
      log_pages - pages_at_checkpoint_ >= std::max(kCheckpointPages, pages_at_checkpoint_ / 2);
  if (due) pages_at_checkpoint_ = log_pages;
  bool idle_before;
  {
    std::lock_guard lock(checkpoint_mutex_);
    idle_before = commits_ == commits_in_file_;
    ++commits_;
    checkpoint_due_ |= due;
  }
  if (due || idle_before) checkpoint_wake_.notify_one();
}

void SqliteStore::RunCheckpoints() {
  const auto hurries = [this] { return closing_ || checkpoint_due_ || clearing_due_; };
  std::unique_lock lock(checkpoint_mutex_);
  while (true) {
    while (!checkpoint_wake_.wait_for(lock, kLook,
                                      [&] { return hurries() || commits_ != commits_in_file_; })) {
      lock.unlock();
      files_.Check().IgnoreError();
      lock.lock();
    }
    for (int64_t seen = commits_ - 1; !hurries() && seen != commits_;) {
      seen = commits_;
      checkpoint_wake_.wait_for(lock, kIdle, hurries);
    }
    if (closing_) return;
    const bool grown = std::exchange(checkpoint_due_, false);
    const bool clear = std::exchange(clearing_due_, false);
    const int64_t commits = commits_;
    lock.unlock();
    const bool done = !clear || ClearLog();
    if (!clear) MoveLogIntoFile(/*restart=*/grown);
    lock.lock();
    commits_in_file_ = commits;
    if (!done) {
      checkpoint_wake_.wait_for(lock, kIdle, [this] { return closing_; });
      clearing_due_ = true;
    }
  }
}

// The thread that looks after the files.
void SqliteStore::Tend() {
  while (writer_ == nullptr) {
    {
      std::unique_lock lock(checkpoint_mutex_);
      if (checkpoint_wake_.wait_for(lock, kLook, [this] { return closing_; })) return;
    }
    if (const absl::Status writable = OpenForWriting(); !writable.ok()) SetNotWritable(writable);
  }
  RunCheckpoints();
}

}  // namespace ringback::store
