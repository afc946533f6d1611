// The file of a server that runs is deleted, moved, replaced or covered: no write is acknowledged
// that nobody would find again, the log says what happened, and the server ends.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/server_process.h"
#include "tests/faults/small_disk.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kExitStoreLost = 3;

// What is done to the folder that has calls.db, and the other one beside it.
struct Fault {
  const char* name;
  std::function<void(const std::string& folder)> take;
};

std::string Store(const std::string& folder) { return folder + "/calls.db"; }
std::string Log(const std::string& folder) { return folder + "/calls.db-wal"; }

// Another database in the place of the open one, renamed over it.
void Replace(const std::string& path, const std::string& with) {
  fs::copy_file(with, path + ".new");
  fs::rename(path + ".new", path);
}

const Fault kFaults[] = {
    {"FileDeleted", [](const std::string& folder) { fs::remove(Store(folder)); }},
    {"FileMoved",
     [](const std::string& folder) { fs::rename(Store(folder), folder + "/moved.db"); }},
    {"FileReplaced",
     [](const std::string& folder) { Replace(Store(folder), folder + "/backup.db"); }},
    {"FileReplacedByAnEmptyOne",
     [](const std::string& folder) {
       fs::remove(Store(folder));
       std::ofstream(Store(folder)).flush();
     }},
    {"FileCutShort", [](const std::string& folder) { fs::resize_file(Store(folder), 0); }},
    {"FileOverwritten",
     [](const std::string& folder) { std::ofstream(Store(folder)) << std::string(1 << 20, 'x'); }},
    {"LogDeleted", [](const std::string& folder) { fs::remove(Log(folder)); }},
    {"LogReplaced", [](const std::string& folder) { Replace(Log(folder), Log(folder)); }},
    {"LogCutShort", [](const std::string& folder) { fs::resize_file(Log(folder), 0); }},
    {"IndexDeleted", [](const std::string& folder) { fs::remove(Store(folder) + "-shm"); }},
    {"AllDeleted",
     [](const std::string& folder) {
       for (const auto& entry : fs::directory_iterator(folder)) fs::remove(entry.path());
     }},
    {"FolderDeleted", [](const std::string& folder) { fs::remove_all(folder); }},
    {"FolderMoved", [](const std::string& folder) { fs::rename(folder, folder + ".moved"); }},
    {"FolderReplaced",
     [](const std::string& folder) {
       fs::rename(folder, folder + ".moved");
       fs::copy(folder + ".moved", folder, fs::copy_options::recursive);
     }},
};

class TakenFile : public ::testing::Test {
 protected:
  // Starts a server on data/calls.db. Beside it backup.db is an older state of it.
  void SetUp() override {
    fs::create_directory(data_);
    {
      ServerProcess first(Arguments(), folder_.File("log"));
      ASSERT_TRUE(first.listens()) << first.Log();
      first.Signal(SIGTERM);
      ASSERT_EQ(first.Wait(absl::Seconds(20)), 0);
    }
    fs::copy_file(Store(data_), data_ + "/backup.db");
    server_ = std::make_unique<ServerProcess>(Arguments(), folder_.File("log"));
    ASSERT_TRUE(server_->listens()) << server_->Log();
    client_ = std::make_unique<Client>(Client::Connect(server_->addresses()[0]));
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(Record().ok());
  }

  std::vector<std::string> Arguments() const {
    return {"--store", "sqlite:" + Store(data_), "--listen", "127.0.0.1:0", "--grace-seconds", "1"};
  }

  grpc::Status Record() {
    v1::RecordAttemptRequest request;
    request.mutable_attempt()->set_dialed_number("+12024561414");
    request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
    v1::OutboundAttempt saved;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return client_->attempts().RecordAttempt(&context, request, &saved);
  }

  void ExpectEndsAndSaysSo() {
    EXPECT_EQ(server_->Wait(absl::Seconds(20)), kExitStoreLost) << server_->Log();
    const std::string log = server_->Log();
    EXPECT_THAT(log, AllOf(HasSubstr("while it was in use"), HasSubstr(Store(data_)),
                           HasSubstr("start again")));
    EXPECT_EQ(log.find("while it was in use"), log.rfind("while it was in use"))
        << "said more than once: " << log;
  }

  const ScratchFolder folder_;
  const std::string data_ = folder_.File("data");
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<Client> client_;
};

class EachFault : public TakenFile, public ::testing::WithParamInterface<Fault> {};

TEST_P(EachFault, NoWriteIsAcknowledgedAndTheServerEnds) {
  GetParam().take(data_);
  const grpc::Status refused = Record();
  EXPECT_FALSE(refused.ok());
  // Unless the server has noticed by itself and is gone.
  if (refused.error_code() != grpc::StatusCode::UNAVAILABLE) {
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_THAT(refused.error_message(), HasSubstr("while it was in use"));
  }
  ExpectEndsAndSaysSo();
}

INSTANTIATE_TEST_SUITE_P(Of, EachFault, ::testing::ValuesIn(kFaults),
                         [](const auto& info) { return info.param.name; });

TEST_F(TakenFile, AServerThatNobodyWritesToEndsToo) {
  fs::remove(Store(data_));
  ExpectEndsAndSaysSo();
}

TEST_F(TakenFile, WhatWasAcknowledgedIsInTheFileThatWasMoved) {
  fs::rename(Store(data_), data_ + "/moved.db");
  ExpectEndsAndSaysSo();
  fs::rename(data_ + "/moved.db", Store(data_));
  ServerProcess again(Arguments(), folder_.File("log"));
  ASSERT_TRUE(again.listens()) << again.Log();
  client_ = std::make_unique<Client>(Client::Connect(again.addresses()[0]));
  v1::ListAttemptsResponse attempts;
  grpc::ClientContext context;
  ASSERT_TRUE(client_->attempts().ListAttempts(&context, {}, &attempts).ok());
  EXPECT_EQ(attempts.attempts_size(), 5);
}

TEST_F(TakenFile, OfTwoServersOnOnePathOneGoesOn) {
  fs::remove(Store(data_));
  fs::copy_file(data_ + "/backup.db", Store(data_));
  ServerProcess second(Arguments(), folder_.File("log2"));
  ExpectEndsAndSaysSo();
  if (!second.listens()) {
    EXPECT_THAT(second.Log(), HasSubstr("open in another program"));
    return;
  }
  // The first did no harm to the second on its way out.
  client_ = std::make_unique<Client>(Client::Connect(second.addresses()[0]));
  ASSERT_TRUE(Record().ok());
}

TEST_F(TakenFile, AFileSystemThatIsMountedOverItIsNoticed) {
  const SmallDisk over(folder_.File("mounts"), 1);
  if (!over.ok()) GTEST_SKIP() << "mounts are not allowed here: run as root";
  // In a name space of this process; the server is started again inside of it.
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->Wait(absl::Seconds(20)), 0);
  server_ = std::make_unique<ServerProcess>(Arguments(), folder_.File("log"));
  ASSERT_TRUE(server_->listens()) << server_->Log();
  ASSERT_EQ(mount("tmpfs", data_.c_str(), "tmpfs", 0, "size=1m"), 0);
  ExpectEndsAndSaysSo();
  EXPECT_EQ(umount2(data_.c_str(), MNT_DETACH), 0);
}

}  // namespace
}  // namespace ringback::test
