// The phone always rings: a disk that stalls or fails does not keep a look-up past its deadline,
// and loses nothing that was acknowledged.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/engine.h"
#include "ringback/model/errors.h"
#include "tests/faults/faulty_vfs.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

constexpr char kNumber[] = "+1 (202) 456-1414";

class StalledDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FaultyDisk::Install();
    auto engine = Engine::Open("sqlite:" + folder_.File("calls.db"));
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto server = engine_->Serve({.listen = {"127.0.0.1:0"}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_ = std::make_unique<Client>(Client::Connect(server_->addresses()[0]));
    v1::CreateCallerRequest request;
    request.mutable_caller()->set_display_name("Sample Jones");
    request.mutable_caller()->add_phones()->set_number(kNumber);
    v1::Caller caller;
    grpc::ClientContext context;
    ASSERT_TRUE(client_->callers().CreateCaller(&context, request, &caller).ok());
    // Also makes the readers' pages stale, so that they have to ask the disk.
    ASSERT_TRUE(Record("before", absl::Minutes(1)).ok());
    ASSERT_EQ(LookUp(absl::Minutes(1)).card.matches_size(), 1);
    ASSERT_TRUE(Record("stale", absl::Minutes(1)).ok());
  }

  void TearDown() override {
    FaultyDisk::Mend();
    server_.reset();
    engine_.reset();
  }

  grpc::Status Record(const std::string& tag, absl::Duration patience) {
    v1::RecordAttemptRequest request;
    request.mutable_attempt()->set_dialed_number(kNumber);
    request.mutable_attempt()->set_campaign(tag);
    request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
    v1::OutboundAttempt saved;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    return client_->attempts().RecordAttempt(&context, request, &saved);
  }

  struct Answer {
    absl::Status status;
    v1::CallerContext card;
  };

  // A phone rings: asked over the network, without a deadline. A client that had one would take a
  // slow machine for a server that does not answer; the disk stalls for ever, so that any answer at
  // all has not waited for it.
  Answer Ring() {
    v1::LookupCallerRequest request;
    request.set_ani(kNumber);
    grpc::ClientContext context;
    Answer answer;
    answer.status =
        FromGrpcStatus(client_->context().LookupCaller(&context, request, &answer.card));
    return answer;
  }

  // The same in this process, where there is no limit but the deadline.
  Answer LookUp(absl::Duration patience) {
    v1::LookupCallerRequest request;
    request.set_ani(kNumber);
    RequestContext context;
    context.deadline = absl::Now() + patience;
    const auto card = engine_->context().LookupCaller(request, context);
    return card.ok() ? Answer{absl::OkStatus(), *card} : Answer{card.status(), {}};
  }

  static void ExpectPartial(const Answer& answer) {
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    EXPECT_TRUE(answer.card.partial());
    EXPECT_EQ(answer.card.ani().raw(), kNumber);
    EXPECT_EQ(answer.card.ani().e164(), "+12024561414");
    EXPECT_FALSE(answer.card.opening_line().empty());
  }

  static void ExpectWhole(const Answer& answer) {
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    EXPECT_FALSE(answer.card.partial());
    ASSERT_EQ(answer.card.matches_size(), 1);
    EXPECT_EQ(answer.card.matches(0).caller().display_name(), "Sample Jones");
  }

  std::multiset<std::string> Campaigns() {
    v1::ListAttemptsRequest request;
    request.set_page_size(1000);
    v1::ListAttemptsResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(client_->attempts().ListAttempts(&context, request, &response).ok());
    std::multiset<std::string> campaigns;
    for (const auto& attempt : response.attempts()) campaigns.insert(attempt.campaign());
    return campaigns;
  }

  // Writers that do not stop, and what they were told. The rest are joined at the end.
  struct Crowd {
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::set<std::string> acknowledged;
    std::set<grpc::StatusCode> errors;
    int sent = 0;
  };
  void Send(Crowd* crowd, int writers, absl::Duration patience) {
    for (int w = 0; w < writers; ++w) {
      const std::string tag = absl::StrCat("crowd ", ++crowd->sent);
      crowd->threads.emplace_back([this, crowd, tag, patience] {
        const grpc::Status status = Record(tag, patience);
        std::lock_guard lock(crowd->mutex);
        if (status.ok()) crowd->acknowledged.insert(tag);
        if (!status.ok()) crowd->errors.insert(status.error_code());
      });
    }
  }

  // Waits until somebody waits for the disk.
  static void AwaitStall() {
    const absl::Time limit = absl::Now() + absl::Seconds(60);
    while (FaultyDisk::waiting() == 0 && absl::Now() < limit) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_GT(FaultyDisk::waiting(), 0) << "nobody needs the disk: the test shows nothing";
  }

  const ScratchFolder folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(StalledDiskTest, LookupAnswersBeforeItsDeadlineMarkedPartial) {
  FaultyDisk::StallReads();
  ExpectPartial(LookUp(absl::Milliseconds(200)));
  ExpectPartial(LookUp(absl::Milliseconds(200)));
  EXPECT_GT(FaultyDisk::waiting(), 0)
      << "the look-up did not need the disk: the test shows nothing";
  FaultyDisk::Mend();
  ExpectWhole(LookUp(absl::Minutes(1)));
}

TEST_F(StalledDiskTest, LookupWithoutADeadlineAnswersWhileThePhoneRings) {
  FaultyDisk::StallReads();
  ExpectPartial(Ring());
  FaultyDisk::Mend();
  ExpectWhole(LookUp(absl::Minutes(1)));
}

TEST_F(StalledDiskTest, ManyLookupsAtOnceAllAnswerInTime) {
  FaultyDisk::StallReads();
  std::vector<std::thread> phones;
  for (int i = 0; i < 100; ++i) {
    phones.emplace_back([this] { ExpectPartial(Ring()); });
    phones.emplace_back([this] { ExpectPartial(LookUp(absl::Seconds(1))); });
  }
  for (std::thread& phone : phones) phone.join();
  FaultyDisk::Mend();
  ExpectWhole(LookUp(absl::Minutes(1)));
}

TEST_F(StalledDiskTest, WritersThatWaitForTheDiskDoNotHoldUpLookups) {
  Crowd crowd;
  FaultyDisk::StallReads();
  FaultyDisk::StallWrites();
  Send(&crowd, 150, absl::Seconds(3));
  AwaitStall();
  for (int i = 0; i < 3; ++i) {
    ExpectPartial(Ring());
    ExpectPartial(LookUp(absl::Milliseconds(300)));
  }
  for (std::thread& thread : crowd.threads) thread.join();
  EXPECT_TRUE(crowd.acknowledged.empty());
  EXPECT_EQ(crowd.errors, std::set{grpc::StatusCode::DEADLINE_EXCEEDED});
  FaultyDisk::Mend();
  ASSERT_TRUE(Record("after", absl::Minutes(1)).ok());
  ExpectWhole(LookUp(absl::Minutes(1)));
}

TEST_F(StalledDiskTest, WritesTimeOutAndNothingAcknowledgedIsLost) {
  Crowd crowd;
  Send(&crowd, 20, absl::Seconds(10));
  FaultyDisk::StallWrites();
  Send(&crowd, 20, absl::Seconds(1));
  EXPECT_EQ(Record("late", absl::Milliseconds(500)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  AwaitStall();
  FaultyDisk::Mend();
  for (std::thread& thread : crowd.threads) thread.join();
  ASSERT_TRUE(Record("after", absl::Minutes(1)).ok());
  const std::multiset<std::string> there = Campaigns();
  for (const std::string& tag : crowd.acknowledged) EXPECT_EQ(there.count(tag), 1u) << tag;
  for (const std::string& tag : there) EXPECT_EQ(there.count(tag), 1u) << tag;
  EXPECT_EQ(there.count("after"), 1u);
}

TEST_F(StalledDiskTest, LookupOfADiskThatCannotBeReadIsPartialToo) {
  FaultyDisk::FailReads();
  ExpectPartial(LookUp(absl::Minutes(1)));
  v1::ListAttemptsRequest request;
  v1::ListAttemptsResponse response;
  grpc::ClientContext context;
  const grpc::Status listed = client_->attempts().ListAttempts(&context, request, &response);
  EXPECT_EQ(listed.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_NE(listed.error_message().find("disk I/O error"), std::string::npos)
      << listed.error_message();
  FaultyDisk::Mend();
  ExpectWhole(LookUp(absl::Minutes(1)));
}

TEST_F(StalledDiskTest, WriteThatCannotBeSyncedIsNotAcknowledged) {
  FaultyDisk::FailSyncs();
  const grpc::Status failed = Record("unsynced", absl::Minutes(1));
  EXPECT_EQ(failed.error_code(), grpc::StatusCode::INTERNAL) << failed.error_message();
  ExpectWhole(LookUp(absl::Minutes(1)));
  FaultyDisk::Mend();
  ASSERT_TRUE(Record("after", absl::Minutes(1)).ok());
  EXPECT_EQ(Campaigns().count("unsynced"), 0u);
  EXPECT_EQ(Campaigns().count("after"), 1u);
}

TEST_F(StalledDiskTest, CallThatRingsIsAnsweredOnceTheDiskIsBack) {
  FaultyDisk::StallReads();
  std::thread mender([] {
    AwaitStall();
    // Several times as long as a call waits for its card.
    absl::SleepFor(absl::Seconds(5));
    FaultyDisk::Mend();
  });
  v1::StartCallRequest request;
  request.set_ani(kNumber);
  v1::StartCallResponse response;
  grpc::ClientContext context;
  const grpc::Status status = client_->calls().StartCall(&context, request, &response);
  mender.join();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(response.context().partial());
  EXPECT_EQ(response.call().ani(), kNumber);
  EXPECT_TRUE(response.call().caller().empty()) << "named from a card that is not whole";
}

}  // namespace
}  // namespace ringback::test
