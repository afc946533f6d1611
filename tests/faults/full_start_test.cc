// A server that is started while its disk is full: look-ups are answered, and what waits to be
// written or sent goes on by itself once there is space.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/engine.h"
#include "ringback/model/errors.h"
#include "tests/e2e/server_process.h"
#include "tests/faults/small_disk.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kNumber[] = "+12024561414";
constexpr absl::Duration kPatience = absl::Seconds(20);

// How the server before this one ended.
enum class End { kGoodOrder, kKilled };

class FullStart : public ::testing::TestWithParam<End> {
 protected:
  void SetUp() override {
    if (!disk_.ok()) GTEST_SKIP() << "mounts are not allowed here: run as root";
    fs::create_directory(letters_);
    QueueALetter();
    ServerProcess before(Arguments(), folder_.File("log"));
    ASSERT_TRUE(before.listens()) << before.Log();
    if (GetParam() == End::kKilled) {
      before.Kill();
    } else {
      before.Signal(SIGTERM);
      ASSERT_EQ(before.Wait(kPatience), 0);
    }
    std::ofstream(disk_.File("ballast")) << std::string(9 << 20, 'b');
  }

  // A letter that a sender had in hand when it ended.
  void QueueALetter() {
    auto engine = Engine::Open("sqlite:" + path_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    v1::CreateCallerRequest caller;
    caller.mutable_caller()->set_display_name("Robert Jones");
    caller.mutable_caller()->set_service_address("12 Elm Street, Springfield");
    caller.mutable_caller()->add_phones()->set_number(kNumber);
    const auto saved = (*engine)->callers().CreateCaller(caller, {});
    ASSERT_TRUE(saved.ok()) << saved.status();
    v1::CreateCadenceRequest cadence;
    cadence.set_cadence_id("letter");
    cadence.mutable_cadence()->add_steps()->set_channel(v1::CHANNEL_LETTER);
    ASSERT_TRUE((*engine)->cadences().CreateCadence(cadence, {}).ok());
    v1::CreateLeadRequest lead;
    lead.mutable_lead()->set_caller(saved->name());
    const auto opened = (*engine)->leads().CreateLead(lead, {});
    ASSERT_TRUE(opened.ok()) << opened.status();
    v1::EnrolLeadRequest enrol;
    enrol.set_name(opened->name());
    enrol.set_cadence("tenants/default/cadences/letter");
    ASSERT_TRUE((*engine)->cadences().EnrolLead(enrol, {}).ok());
    const auto room = [](std::string_view, std::string_view) { return 10; };
    const absl::Time now = absl::Now() + absl::Seconds(1);
    ASSERT_TRUE((*engine)->dispatch().QueueTouches(now, room).ok());
    const auto claimed = (*engine)->dispatch().Claim(now, absl::Minutes(5), room);
    ASSERT_TRUE(claimed.ok()) << claimed.status();
    ASSERT_EQ(claimed->size(), 1u);
  }

  std::vector<std::string> Arguments() const {
    return {"--store", "sqlite:" + path_, "--listen", "127.0.0.1:0"};
  }
  std::vector<std::string> SendingArguments() const {
    std::vector<std::string> arguments = Arguments();
    arguments.insert(arguments.end(), {"--letters", letters_});
    return arguments;
  }

  static absl::Status Record(const Client& client) {
    v1::RecordAttemptRequest request;
    request.mutable_attempt()->set_dialed_number(kNumber);
    request.mutable_attempt()->set_voicemail_text(std::string(1900, 'v'));
    request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_VOICEMAIL);
    v1::OutboundAttempt saved;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return FromGrpcStatus(client.attempts().RecordAttempt(&context, request, &saved));
  }

  static void ExpectLookupsGoOn(const Client& client) {
    v1::LookupCallerRequest request;
    request.set_ani(kNumber);
    v1::CallerContext card;
    grpc::ClientContext context;
    const grpc::Status status = client.context().LookupCaller(&context, request, &card);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_FALSE(card.partial());
    ASSERT_EQ(card.matches_size(), 1);
    EXPECT_EQ(card.matches(0).caller().display_name(), "Robert Jones");
  }

  bool WaitForLetter() const {
    for (const absl::Time until = absl::Now() + kPatience; absl::Now() < until;) {
      if (!fs::is_empty(letters_)) return true;
      absl::SleepFor(absl::Milliseconds(20));
    }
    return false;
  }

  const ScratchFolder folder_;
  const SmallDisk disk_{folder_.File("disk"), 8};
  const std::string path_ = disk_.File("calls.db");
  const std::string letters_ = folder_.File("letters");
};

TEST_P(FullStart, LookupsGoOnWritesAreRefusedAndSpaceMendsIt) {
  ServerProcess server(Arguments(), folder_.File("log"));
  ASSERT_TRUE(server.listens()) << server.Log();
  const Client client = Client::Connect(server.addresses()[0]);
  ExpectLookupsGoOn(client);
  // What is left of the last page of the log may take some.
  absl::Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) status = Record(client);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(ringback::ReasonOf(status), "STORAGE_FULL");
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("full"), HasSubstr("free some space")));
  ExpectLookupsGoOn(client);
  ASSERT_EQ(unlink(disk_.File("ballast").c_str()), 0);
  for (const absl::Time until = absl::Now() + kPatience; absl::Now() < until;) {
    status = Record(client);
    if (status.ok()) break;
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(status.ok()) << status;
  ExpectLookupsGoOn(client);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(kPatience), 0);
}

TEST_P(FullStart, WhatWasInHandIsSentOnceThereIsSpace) {
  ServerProcess server(SendingArguments(), folder_.File("log"));
  ASSERT_TRUE(server.listens()) << server.Log();
  ExpectLookupsGoOn(Client::Connect(server.addresses()[0]));
  ASSERT_EQ(unlink(disk_.File("ballast").c_str()), 0);
  EXPECT_TRUE(WaitForLetter()) << server.Log();
}

INSTANTIATE_TEST_SUITE_P(After, FullStart, ::testing::Values(End::kGoodOrder, End::kKilled),
                         [](const auto& info) {
                           return info.param == End::kKilled ? "KillMinusNine" : "GoodOrder";
                         });

TEST(FullStartOfANewStore, IsRefusedInWordsThatAreTrue) {
  const ScratchFolder folder;
  const SmallDisk disk(folder.File("disk"), 1);
  if (!disk.ok()) GTEST_SKIP() << "mounts are not allowed here: run as root";
  std::ofstream(disk.File("ballast")) << std::string(2 << 20, 'b');
  ServerProcess server({"--store", "sqlite:" + disk.File("calls.db"), "--listen", "127.0.0.1:0"},
                       folder.File("log"));
  EXPECT_FALSE(server.listens());
  EXPECT_EQ(server.Wait(kPatience), 1);
  EXPECT_THAT(server.Log(), AllOf(HasSubstr("full"), HasSubstr("free some space")));
  EXPECT_EQ(server.Log().find("look-ups go on"), std::string::npos) << server.Log();
}

}  // namespace
}  // namespace ringback::test
