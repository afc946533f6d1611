// A disk that is full, and one that is read-only: writes are refused in words that help, look-ups
// go on, nothing acknowledged is lost, and all is well again afterwards.
#include "tests/faults/small_disk.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kNumber[] = "+12024561414";

class SmallDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.ok()) GTEST_SKIP() << "mounts are not allowed here: run as root";
  }

  std::vector<std::string> Arguments() const {
    return {"--store", "sqlite:" + path_, "--listen", "127.0.0.1:0"};
  }
  std::string Log() const { return folder_.File("log"); }

  static void SetDeadline(grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }

  // Writes about `bytes`.
  absl::Status Record(const Client& client, const std::string& tag, size_t bytes) {
    v1::RecordAttemptRequest request;
    request.mutable_attempt()->set_dialed_number(kNumber);
    request.mutable_attempt()->set_campaign(tag);
    request.mutable_attempt()->set_voicemail_text(std::string(bytes, 'v'));
    request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_VOICEMAIL);
    v1::OutboundAttempt saved;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = client.attempts().RecordAttempt(&context, request, &saved);
    if (status.ok()) acknowledged_.insert(tag);
    return FromGrpcStatus(status);
  }

  static void ExpectLookupsGoOn(const Client& client) {
    v1::LookupCallerRequest request;
    request.set_ani(kNumber);
    v1::CallerContext card;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = client.context().LookupCaller(&context, request, &card);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_FALSE(card.partial());
    ASSERT_EQ(card.matches_size(), 1);
    EXPECT_GT(card.matches(0).attempts_size(), 0);
  }

  void ExpectAllAcknowledgedIsThere() const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open_v2(path_.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    std::multiset<std::string> rows;
    const auto take = [](void* out, int, char** columns, char**) {
      static_cast<std::multiset<std::string>*>(out)->insert(columns[0]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, "SELECT campaign FROM attempts", take, &rows, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    EXPECT_EQ(rows.size(), acknowledged_.size());
    for (const std::string& tag : acknowledged_) EXPECT_EQ(rows.count(tag), 1u) << tag;
    rows.clear();
    EXPECT_EQ(sqlite3_exec(db, "PRAGMA integrity_check", take, &rows, nullptr), SQLITE_OK);
    EXPECT_EQ(rows, std::multiset<std::string>{"ok"});
    sqlite3_close(db);
  }

  const ScratchFolder folder_;
  const SmallDisk disk_{folder_.File("disk"), 8};
  const std::string path_ = disk_.File("calls.db");
  std::set<std::string> acknowledged_;
};

using FullDiskTest = SmallDiskTest;
using ReadOnlyDiskTest = SmallDiskTest;

TEST_F(FullDiskTest, WritesAreRefusedInWordsLookupsGoOnAndFreedSpaceMendsIt) {
  { std::ofstream(disk_.File("ballast")) << std::string(2 << 20, 'b'); }
  ServerProcess server(Arguments(), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client = Client::Connect(server.addresses()[0]);
  absl::Status status;
  int writes = 0;
  while (status.ok() && writes < 20000) status = Record(client, absl::StrCat(++writes), 1900);
  ASSERT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(ringback::ReasonOf(status), "STORAGE_FULL");
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("disk"), HasSubstr("full"), HasSubstr("free some space")));
  for (int i = 0; i < 200; ++i) {
    status = Record(client, absl::StrCat("full ", i), 1900);
    if (!status.ok()) {
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    }
  }
  ExpectLookupsGoOn(client);
  ASSERT_EQ(unlink(disk_.File("ballast").c_str()), 0);
  for (int i = 0; i < 20; ++i) {
    status = Record(client, absl::StrCat("freed ", i), 1900);
    EXPECT_TRUE(status.ok()) << status;
  }
  ExpectLookupsGoOn(client);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(absl::Seconds(20)), 0);
  ExpectAllAcknowledgedIsThere();
}

TEST_F(FullDiskTest, ManyWritersAtOnceAreRefusedToo) {
  { std::ofstream(disk_.File("ballast")) << std::string(5 << 20, 'b'); }
  ServerProcess server(Arguments(), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client = Client::Connect(server.addresses()[0]);
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::set<absl::StatusCode> errors;
  std::vector<std::thread> writers;
  for (int w = 0; w < 16; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < 100; ++i) {
        v1::RecordAttemptRequest request;
        const std::string tag = absl::StrCat("w", w, " ", i);
        request.mutable_attempt()->set_dialed_number(kNumber);
        request.mutable_attempt()->set_campaign(tag);
        request.mutable_attempt()->set_voicemail_text(std::string(1900, 'v'));
        request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_VOICEMAIL);
        v1::OutboundAttempt saved;
        grpc::ClientContext context;
        SetDeadline(&context);
        const grpc::Status status = client.attempts().RecordAttempt(&context, request, &saved);
        std::lock_guard lock(mutex);
        if (status.ok()) acknowledged.insert(tag);
        if (!status.ok()) errors.insert(static_cast<absl::StatusCode>(status.error_code()));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(errors, std::set{absl::StatusCode::kResourceExhausted});
  ExpectLookupsGoOn(client);
  server.Kill();
  ASSERT_EQ(unlink(disk_.File("ballast").c_str()), 0);
  acknowledged_ = acknowledged;
  ServerProcess again(Arguments(), Log());
  ASSERT_TRUE(again.listens()) << again.Log();
  ExpectAllAcknowledgedIsThere();
}

TEST_F(FullDiskTest, ServerThatStartsOnAFullDiskSaysSo) {
  {
    ServerProcess server(Arguments(), Log());
    ASSERT_TRUE(server.listens()) << server.Log();
    ASSERT_TRUE(Record(Client::Connect(server.addresses()[0]), "before", 10).ok());
    server.Signal(SIGTERM);
    ASSERT_EQ(server.Wait(absl::Seconds(20)), 0);
  }
  { std::ofstream(disk_.File("ballast")) << std::string(9 << 20, 'b'); }
  ServerProcess server(Arguments(), Log());
  if (!server.listens()) {
    EXPECT_NE(server.Wait(absl::Seconds(5)), 0);
    EXPECT_THAT(server.Log(), AllOf(HasSubstr("full"), HasSubstr("free some space")));
    return;
  }
  const absl::Status status = Record(Client::Connect(server.addresses()[0]), "full", 1900);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  ExpectLookupsGoOn(Client::Connect(server.addresses()[0]));
}

// Both after a server that ended in good order and after one that was killed, whose log is still
// beside the file.
class ReadOnlyDisk : public SmallDiskTest, public ::testing::WithParamInterface<bool> {};

TEST_P(ReadOnlyDisk, WritesAreRefusedInWordsAndLookupsGoOn) {
  {
    ServerProcess server(Arguments(), Log());
    ASSERT_TRUE(server.listens()) << server.Log();
    const Client client = Client::Connect(server.addresses()[0]);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(Record(client, absl::StrCat(i), 100).ok());
    if (GetParam()) {
      server.Kill();
    } else {
      server.Signal(SIGTERM);
      ASSERT_EQ(server.Wait(absl::Seconds(20)), 0);
    }
  }
  ASSERT_TRUE(disk_.SetReadOnly(true));
  {
    ServerProcess server(Arguments(), Log());
    ASSERT_TRUE(server.listens()) << server.Log();
    const Client client = Client::Connect(server.addresses()[0]);
    ExpectLookupsGoOn(client);
    const absl::Status status = Record(client, "never", 10);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ringback::ReasonOf(status), "STORAGE_READ_ONLY");
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("read-only"), HasSubstr("writable"), HasSubstr("look-ups go on")));
    server.Signal(SIGTERM);
    EXPECT_EQ(server.Wait(absl::Seconds(20)), 0);
  }
  ASSERT_TRUE(disk_.SetReadOnly(false));
  ServerProcess server(Arguments(), Log());
  ASSERT_TRUE(server.listens()) << server.Log();
  EXPECT_TRUE(Record(Client::Connect(server.addresses()[0]), "writable again", 10).ok());
  ExpectAllAcknowledgedIsThere();
}

INSTANTIATE_TEST_SUITE_P(After, ReadOnlyDisk, ::testing::Bool(), [](const auto& info) {
  return info.param ? "KillMinusNine" : "GoodOrder";
});

TEST_F(ReadOnlyDiskTest, NewStoreOnAReadOnlyDiskIsRefusedInWords) {
  ASSERT_TRUE(disk_.SetReadOnly(true));
  ServerProcess server(Arguments(), Log());
  EXPECT_FALSE(server.listens());
  EXPECT_EQ(server.Wait(absl::Seconds(5)), 1);
  EXPECT_THAT(server.Log(), AllOf(HasSubstr(path_), HasSubstr("Read-only file system")));
}

}  // namespace
}  // namespace ringback::test
