// What must hold of a SQLite file beyond what every store must: who may open it, and what happens
// to files that are not ours.
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/store/open.h"
#include "tests/store/scratch_folder.h"

namespace ringback::store {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Uri(const std::string& path) { return "sqlite:" + path; }

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void RunSql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, &error), SQLITE_OK) << error;
  sqlite3_close(db);
}

std::string TextOf(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  std::string text;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const auto take = [](void* out, int, char** columns, char**) {
    *static_cast<std::string*>(out) += columns[0] == nullptr ? "NULL" : columns[0];
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, sql, take, &text, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
  return text;
}

absl::Status AddTenantRow(Store& store, std::string_view id) {
  return store.Write(absl::InfiniteFuture(), [&](WriteSession& session) {
    return session.Execute("INSERT INTO event_counters (tenant, last_seq) VALUES ($1, 7)", {id})
        .status();
  });
}

int64_t LastSeqOf(Store& store, std::string_view id) {
  int64_t seq = -1;
  EXPECT_TRUE(store
                  .Read(absl::InfiniteFuture(),
                        [&](Session& session) {
                          return session.Query(
                              "SELECT last_seq FROM event_counters WHERE tenant = $1", {id},
                              [&](const Row& row) { seq = row.Int(0); });
                        })
                  .ok());
  return seq;
}

class SqliteFileTest : public ::testing::Test {
 protected:
  // Opens the file, which is not ours: it must be refused and stay as it is, to the byte.
  absl::Status OpenForeign() {
    const std::string before = ContentOf(path_);
    const auto store = Open(Uri(path_));
    EXPECT_FALSE(store.ok());
    EXPECT_EQ(ContentOf(path_) == before, true) << "the file was changed";
    EXPECT_NE(access((path_ + "-wal").c_str(), F_OK), 0) << "a log was left beside it";
    return store.status();
  }

  // Runs `work` in a child process and lets the child live until the test ends it.
  template <typename Work>
  pid_t StartChild(Work work) {
    int ready[2];
    EXPECT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      const char answer = work() ? '+' : '-';
      if (write(ready[1], &answer, 1) != 1) _exit(1);
      pause();
      _exit(0);
    }
    char answer = 0;
    EXPECT_EQ(read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, '+') << "the child failed";
    close(ready[0]);
    close(ready[1]);
    return child;
  }

  static void Kill(pid_t child) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }

  test::ScratchFolder folder_;
  const std::string path_ = folder_.File("calls.db");
};

// Writes a row of `bytes` bytes, other than before, into one of a hundred places.
absl::Status WriteBytes(Store& store, int64_t id, size_t bytes) {
  const std::string text(bytes, static_cast<char>('a' + id / 100 % 26));
  return store.Write(absl::InfiniteFuture(), [&](WriteSession& session) {
    return session
        .Execute(
            "INSERT INTO requests (tenant, request_id, method, fingerprint, response, create_us) "
            "VALUES ('t', $1, '', 0, $2, 0) ON CONFLICT (tenant, request_id) DO UPDATE SET "
            "response = excluded.response",
            {absl::StrCat("request ", id % 100), Param::Bytes(text)})
        .status();
  });
}

// A disk has an end: the log must not grow with all that was ever written while the phones ring.
TEST_F(SqliteFileTest, LogStaysSmallWhileReadsAndWritesNeverPause) {
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok());
  std::atomic<bool> ended = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!ended) {
        LastSeqOf(**store, "t");
        // What is kept for a later read must not be in the way of the log.
        EXPECT_TRUE((*store)
                        ->ReadKept(absl::InfiniteFuture(),
                                   [](Session& session, uint64_t) {
                                     return session.Query("SELECT 1 FROM tenants", {},
                                                          [](const Row&) {});
                                   })
                        .ok());
      }
    });
  }
  constexpr int64_t kWrites = 3000;
  constexpr size_t kBytes = 50'000;
  uintmax_t largest = 0;
  for (int64_t i = 0; i < kWrites; ++i) {
    ASSERT_TRUE(WriteBytes(**store, i, kBytes).ok());
    largest = std::max(largest, std::filesystem::file_size(path_ + "-wal"));
  }
  ended = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_LT(largest, uintmax_t{kWrites} * kBytes / 4) << "of 150 MB that were written";
}

TEST_F(SqliteFileTest, LogBeginsAnewAfterALongRead) {
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok());
  std::atomic<bool> ended = false;
  std::atomic<bool> begun = false;
  std::thread report([&] {
    EXPECT_TRUE((*store)
                    ->Read(absl::InfiniteFuture(),
                           [&](Session& session) {
                             const auto read =
                                 session.Query("SELECT 1 FROM tenants", {}, [](const Row&) {});
                             begun = true;
                             while (!ended) std::this_thread::yield();
                             return read;
                           })
                    .ok());
  });
  while (!begun) std::this_thread::yield();
  for (int64_t i = 0; i < 300; ++i) ASSERT_TRUE(WriteBytes(**store, i, 50'000).ok());
  const uintmax_t held = std::filesystem::file_size(path_ + "-wal");
  EXPECT_GT(held, 10'000'000U) << "what the report sees is kept";
  ended = true;
  report.join();
  // What the log has is not thrown away at the first moment, so more is written than it holds.
  for (int64_t i = 0; i < 2000; ++i) ASSERT_TRUE(WriteBytes(**store, i, 50'000).ok());
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 3 * held);
}

TEST_F(SqliteFileTest, OkMeansDurableWithoutClosing) {
  const pid_t child = StartChild([this] {
    static auto* const store = new auto(Open(Uri(path_)));
    return store->ok() && AddTenantRow(***store, "acknowledged").ok();
  });
  Kill(child);
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(LastSeqOf(**store, "acknowledged"), 7);
}

TEST_F(SqliteFileTest, WriteThatDidNotReturnIsNotHalfThere) {
  const pid_t child = StartChild([this] {
    static auto* const store = new auto(Open(Uri(path_)));
    int done[2];
    if (!store->ok() || pipe(done) != 0) return false;
    new std::thread([done] {
      (**store)
          ->Write(absl::InfiniteFuture(),
                  [&](WriteSession& session) {
                    session
                        .Execute("INSERT INTO event_counters (tenant, last_seq) VALUES ('half', 7)",
                                 {})
                        .IgnoreError();
                    if (write(done[1], "+", 1) == 1) pause();
                    return absl::OkStatus();
                  })
          .IgnoreError();
    });
    char byte;
    return read(done[0], &byte, 1) == 1;
  });
  Kill(child);
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(LastSeqOf(**store, "half"), -1);
}

TEST_F(SqliteFileTest, AcknowledgesOnlyWhatIsSynced) {
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok()) << store.status();
  std::string mode;
  ASSERT_TRUE(
      (*store)
          ->Write(absl::InfiniteFuture(),
                  [&](WriteSession& session) -> absl::Status {
                    for (const char* pragma : {"PRAGMA journal_mode", "PRAGMA synchronous"}) {
                      session.Query(pragma, {}, [&](const Row& row) { mode += row.Text(0); })
                          .IgnoreError();
                    }
                    return absl::OkStatus();
                  })
          .ok());
  EXPECT_EQ(mode, "wal2") << "not WAL with synchronous=FULL";
}

TEST_F(SqliteFileTest, FileOpenInAnotherProcessIsRefusedUntilThatEnds) {
  const pid_t child = StartChild([this] {
    static auto* const store = new auto(Open(Uri(path_)));
    return store->ok();
  });
  const auto refused = Open(Uri(path_));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()),
              AllOf(HasSubstr(path_), HasSubstr("open in another program")));
  Kill(child);
  EXPECT_TRUE(Open(Uri(path_)).ok());
}

TEST_F(SqliteFileTest, FileOpenInThisProcessIsRefusedAndStaysLocked) {
  const auto first = Open(Uri(path_));
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(AddTenantRow(**first, "t").ok());
  const auto second = Open(Uri(path_));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition) << second.status();
  // A second descriptor that is closed would drop the locks that SQLite holds on the first
  // (POSIX, fcntl): another program could then take the log away.
  const pid_t child = StartChild([this] {
    const int file = open(path_.c_str(), O_RDWR);
    struct flock probe = {};
    probe.l_type = F_WRLCK;
    probe.l_whence = SEEK_SET;
    probe.l_start = 0x40000000 + 2;  // SQLite's shared range
    probe.l_len = 510;
    return file >= 0 && fcntl(file, F_GETLK, &probe) == 0 && probe.l_type != F_UNLCK;
  });
  Kill(child);
  EXPECT_TRUE(AddTenantRow(**first, "u").ok());
}

TEST_F(SqliteFileTest, SameFileByAnotherNameIsRefusedToo) {
  const auto first = Open(Uri(path_));
  ASSERT_TRUE(first.ok());
  const std::string other = folder_.File("link.db");
  ASSERT_EQ(symlink(path_.c_str(), other.c_str()), 0);
  EXPECT_EQ(Open(Uri(other)).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteFileTest, ClosedFileCanBeOpenedAgainAndItsLogIsGone) {
  {
    const auto store = Open(Uri(path_));
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE(AddTenantRow(**store, "t").ok());
  }
  struct stat log;
  EXPECT_TRUE(stat((path_ + "-wal").c_str(), &log) != 0 || log.st_size == 0);
  EXPECT_EQ(TextOf(path_, "SELECT last_seq FROM event_counters"), "7");
  EXPECT_TRUE(Open(Uri(path_)).ok());
}

TEST_F(SqliteFileTest, NewFileIsForItsOwnerAlone) {
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE(AddTenantRow(**store, "t").ok());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat info;
    ASSERT_EQ(stat((path_ + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(SqliteFileTest, PathMayHoldAnyCharacter) {
  for (const char* name : {"with space.db", "per%20cent.db", "question?.db", "hash#.db", "ü.db"}) {
    const std::string path = folder_.File(name);
    {
      const auto store = Open(Uri(path));
      ASSERT_TRUE(store.ok()) << store.status();
      EXPECT_TRUE(AddTenantRow(**store, "t").ok());
    }
    EXPECT_EQ(access(path.c_str(), F_OK), 0) << path;
  }
}

TEST_F(SqliteFileTest, UriThatIsNoStoreIsRefusedWithAnExample) {
  for (const char* uri : {"", "calls.db", "sqlite:", "postgres://host/db", "file:calls.db"}) {
    const auto store = Open(uri);
    EXPECT_EQ(store.status().code(), absl::StatusCode::kInvalidArgument) << uri;
    EXPECT_THAT(std::string(store.status().message()), HasSubstr("sqlite:calls.db"));
  }
}

TEST_F(SqliteFileTest, FolderThatIsNotThereIsRefusedWithItsPath) {
  const std::string path = folder_.File("nowhere/calls.db");
  const auto store = Open(Uri(path));
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(store.status().message()),
              AllOf(HasSubstr(path), HasSubstr("No such file or directory")));
}

TEST_F(SqliteFileTest, FolderInThePlaceOfAFileIsRefused) {
  const auto store = Open(Uri(folder_.path()));
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << store.status();
}

TEST_F(SqliteFileTest, DatabaseOfAnotherProgramIsRefusedAndUntouched) {
  RunSql(path_, "CREATE TABLE contacts (name TEXT); INSERT INTO contacts VALUES ('Ada')");
  const absl::Status status = OpenForeign();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("not a Ringback store"));
}

TEST_F(SqliteFileTest, MigrationTablesOfOtherProgramsAreNotTakenForOurs) {
  // golang-migrate, then Rails, then one of our shape that is empty.
  int n = 0;
  for (const char* sql :
       {"CREATE TABLE schema_migrations (version uint64, dirty bool);"
        "INSERT INTO schema_migrations VALUES (1, false)",
        "CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);"
        "INSERT INTO schema_migrations VALUES ('20240101120000')",
        "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, applied_us BIGINT)"}) {
    const std::string path = folder_.File("foreign" + std::to_string(++n));
    RunSql(path, sql);
    const std::string before = ContentOf(path);
    const auto store = Open(Uri(path));
    EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << sql;
    EXPECT_THAT(std::string(store.status().message()), HasSubstr("not a Ringback store")) << sql;
    EXPECT_EQ(ContentOf(path) == before, true) << "the file was changed: " << sql;
  }
}

TEST_F(SqliteFileTest, TextFileIsRefusedAndUntouched) {
  for (const size_t size : {2, 40, 5000}) {
    std::ofstream(path_) << std::string(size, 'x');
    const absl::Status status = OpenForeign();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("calls.db"), HasSubstr("not a SQLite database")));
  }
}

TEST_F(SqliteFileTest, StoreOfANewerRingbackIsRefusedAndUntouched) {
  ASSERT_TRUE(Open(Uri(path_)).ok());
  RunSql(path_,
         "PRAGMA journal_mode=DELETE; INSERT INTO schema_migrations VALUES (4711, 0);"
         "CREATE TABLE of_the_future (x)");
  const absl::Status status = OpenForeign();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_EQ(ringback::ReasonOf(status), "SCHEMA_TOO_NEW");
  EXPECT_EQ(ringback::MetadataOf(status, "found"), "4711");
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer Ringback"));
}

TEST_F(SqliteFileTest, EmptyFileBecomesAStore) {
  std::ofstream(path_).flush();
  const auto store = Open(Uri(path_));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE(AddTenantRow(**store, "t").ok());
}

TEST_F(SqliteFileTest, DamagedFileIsSaidToBeDamaged) {
  {
    const auto store = Open(Uri(path_));
    ASSERT_TRUE(store.ok());
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(AddTenantRow(**store, std::to_string(i)).ok());
  }
  std::string content = ContentOf(path_);
  for (size_t i = 4096; i < content.size(); ++i) content[i] = static_cast<char>(i * 7);
  std::ofstream(path_, std::ios::binary) << content;
  const auto store = Open(Uri(path_));
  absl::Status status = store.status();
  if (status.ok()) status = AddTenantRow(**store, "more");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("backup"));
}

}  // namespace
}  // namespace ringback::store
