// 200 watchers each see each event once and in order, across a restart in good order and across a
// kill -9, by their resume tokens.
#include <signal.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/watcher.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

constexpr int kWatchers = 200;
constexpr int kWatchersAConnection = 20;
constexpr int kWriters = 4;
constexpr int kWritesEach = 150;
constexpr size_t kEvents = kWriters * kWritesEach;

// A client with a connection of its own, that comes back quickly.
Client ConnectAlone(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  return Client(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

// A watcher that comes back.
class Follower {
 public:
  explicit Follower(Client client) : client_(std::move(client)) { Watch(""); }

  Watcher& watch() { return *watch_; }

  // Resumes if the watch has ended.
  void ComeBack() {
    if (!watch_->ended()) return;
    const absl::Status status = watch_->status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    const std::string token = watch_->last_token();
    if (ReasonOf(status) == "SHUTTING_DOWN") {
      ++told_;
      EXPECT_EQ(MetadataOf(status, "resume_token"), token);
    }
    for (const v1::Event& event : watch_->events()) seen_.push_back(SeqOf(event));
    Watch(token);
  }

  std::vector<int64_t> Seen() {
    std::vector<int64_t> seen = seen_;
    for (const v1::Event& event : watch_->events()) seen.push_back(SeqOf(event));
    return seen;
  }
  int told() const { return told_; }

 private:
  void Watch(const std::string& token) {
    v1::WatchEventsRequest request;
    request.set_resume_token(token);
    watch_ = std::make_unique<Watcher>(client_, request);
  }

  const Client client_;
  std::unique_ptr<Watcher> watch_;
  std::vector<int64_t> seen_;
  int told_ = 0;
};

// Writes until each is acknowledged, whatever happens to the server; waits while as many are done
// as may be.
void Write(const std::string& address, int writer, const std::atomic<size_t>& allowed,
           std::atomic<size_t>* done) {
  const Client client = ConnectAlone(address);
  for (int i = 0; i < kWritesEach; ++i) {
    while (*done >= allowed) absl::SleepFor(absl::Milliseconds(5));
    v1::CreateCallerRequest request;
    request.set_request_id(absl::StrCat(writer, "-", i));
    request.mutable_caller()->set_display_name(absl::StrCat("Sample ", writer, " ", i));
    for (;;) {
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
      v1::Caller caller;
      const grpc::Status status = client.callers().CreateCaller(&context, request, &caller);
      if (status.ok()) break;
      // gRPC cancels what reaches a server in its last moment.
      ASSERT_TRUE(status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                  status.error_code() == grpc::StatusCode::CANCELLED)
          << status.error_message();
      absl::SleepFor(absl::Milliseconds(20));
    }
    ++*done;
  }
}

class ManyWatchersTest : public ::testing::Test {
 protected:
  std::unique_ptr<ServerProcess> Start(const std::string& address) {
    auto server = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--store", "sqlite:" + folder_.File("calls.db"), "--listen",
                                 address},
        folder_.File("log"));
    EXPECT_TRUE(server->listens()) << server->Log();
    return server;
  }

  static void AwaitWrites(const std::atomic<size_t>& done, size_t count) {
    const absl::Time limit = absl::Now() + absl::Seconds(60);
    while (done < count && absl::Now() < limit) absl::SleepFor(absl::Milliseconds(5));
  }

  const ScratchFolder folder_;
};

TEST_F(ManyWatchersTest, EachSeesEachEventOnceAndInOrderAcrossRestarts) {
  auto server = Start("127.0.0.1:0");
  const std::string address = server->addresses().at(0);
  std::vector<std::unique_ptr<Follower>> followers;
  for (int i = 0; i < kWatchers; i += kWatchersAConnection) {
    const Client client = ConnectAlone(address);
    for (int j = 0; j < kWatchersAConnection; ++j)
      followers.push_back(std::make_unique<Follower>(client));
  }
  for (const auto& follower : followers) ASSERT_TRUE(follower->watch().AwaitPlace());

  std::atomic<size_t> done = 0, allowed = kEvents / 2;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back(Write, address, w, std::cref(allowed), &done);
  AwaitWrites(done, kEvents / 3);
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(absl::Seconds(60)), 0) << server->Log();
  server = Start(address);
  for (const auto& follower : followers) {
    EXPECT_TRUE(follower->watch().AwaitEnd());
    follower->ComeBack();
    EXPECT_EQ(follower->told(), 1) << "not told that the server goes down";
  }
  // A watch that still waits for its connection would find the next server and see no end.
  for (const auto& follower : followers) EXPECT_TRUE(follower->watch().AwaitPlace());
  allowed = kEvents;
  AwaitWrites(done, kEvents * 2 / 3);
  server->Kill();
  server = Start(address);
  for (const auto& follower : followers) {
    EXPECT_TRUE(follower->watch().AwaitEnd());
    follower->ComeBack();
  }
  for (std::thread& writer : writers) writer.join();

  const absl::Time limit = absl::Now() + absl::Seconds(60);
  for (const auto& follower : followers) {
    while (follower->Seen().size() < kEvents && absl::Now() < limit)
      absl::SleepFor(absl::Milliseconds(5));
    const std::vector<int64_t> seen = follower->Seen();
    EXPECT_EQ(seen.size(), kEvents);
    EXPECT_TRUE(CountUp(seen, 1)) << "an event was missed, repeated or out of turn";
  }
}

// Those who come while others write get their place between two events.
TEST_F(ManyWatchersTest, WhoComesWhileOthersWriteMissesAndRepeatsNothing) {
  auto server = Start("127.0.0.1:0");
  const std::string address = server->addresses().at(0);
  // The writers go on as those come who watch, so that these always come while others write.
  std::atomic<size_t> done = 0, allowed = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back(Write, address, w, std::cref(allowed), &done);
  std::vector<std::unique_ptr<Watcher>> watchers;
  const Client client = ConnectAlone(address);
  while (watchers.size() < 100) {
    allowed = 5 * (watchers.size() + 1);
    watchers.push_back(std::make_unique<Watcher>(client, v1::WatchEventsRequest()));
    // Some go again at once: that must harm nobody.
    Watcher gone(client, v1::WatchEventsRequest());
    AwaitWrites(done, allowed);
  }
  allowed = kEvents;
  for (std::thread& writer : writers) writer.join();
  for (const auto& watcher : watchers) {
    const absl::Time limit = absl::Now() + absl::Seconds(30);
    std::vector<int64_t> seen = SeqsOf(watcher->events());
    while ((seen.empty() || seen.back() != static_cast<int64_t>(kEvents)) && absl::Now() < limit) {
      absl::SleepFor(absl::Milliseconds(5));
      seen = SeqsOf(watcher->events());
    }
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back(), static_cast<int64_t>(kEvents)) << "it waits for an event that is there";
    EXPECT_TRUE(CountUp(seen, seen.front()));
    // The token of the initial metadata is the one just before the first event.
    v1::WatchEventsRequest again;
    again.set_resume_token(watcher->first_token());
    Watcher replay(client, again);
    ASSERT_TRUE(replay.AwaitEvents(seen.size()));
    EXPECT_EQ(SeqsOf(replay.events()), seen);
  }
}

}  // namespace
}  // namespace ringback::test
