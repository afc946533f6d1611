// What a watcher may ask for, and what becomes of one that does not read.
#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "tests/e2e/served_engine.h"
#include "tests/e2e/watcher.h"

namespace ringback::test {
namespace {

class WatchTest : public ServedEngineTest {
 protected:
  std::unique_ptr<Watcher> Watch(const std::string& token = "") {
    v1::WatchEventsRequest request;
    request.set_resume_token(token);
    return Watch(request);
  }
  std::unique_ptr<Watcher> Watch(const v1::WatchEventsRequest& request) {
    auto watcher = std::make_unique<Watcher>(client(), request);
    EXPECT_TRUE(watcher->AwaitPlace()) << watcher->status();
    return watcher;
  }

  absl::Status Refusal(const v1::WatchEventsRequest& request) {
    Watcher watcher(client(), request);
    EXPECT_TRUE(watcher.AwaitEnd());
    EXPECT_TRUE(watcher.events().empty());
    return watcher.status();
  }

  v1::OutboundAttempt Record(const std::string& agent) {
    v1::RecordAttemptRequest request;
    request.mutable_attempt()->set_agent("tenants/default/agents/" + agent);
    request.mutable_attempt()->set_dialed_number("+12024561414");
    request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
    v1::OutboundAttempt attempt;
    grpc::ClientContext context;
    EXPECT_TRUE(client().attempts().RecordAttempt(&context, request, &attempt).ok());
    return attempt;
  }

  void Note(const v1::Caller& caller, size_t bytes) {
    v1::CreateCallNoteRequest request;
    request.mutable_call_note()->set_caller(caller.name());
    request.mutable_call_note()->set_text(std::string(bytes, 'n'));
    v1::CallNote note;
    grpc::ClientContext context;
    const grpc::Status status = client().notes().CreateCallNote(&context, request, &note);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
};

TEST_F(WatchTest, SeesWhatHappensFromNowOnWithItsPayload) {
  AddCaller("Before");
  const auto watcher = Watch();
  const v1::Caller caller = AddCaller("Sample Jones");
  ASSERT_TRUE(watcher->AwaitEvents(1));
  const v1::Event event = watcher->events().at(0);
  EXPECT_EQ(event.type(), v1::EVENT_TYPE_CALLER_CREATED);
  EXPECT_EQ(event.resource(), caller.name());
  EXPECT_EQ(event.caller().SerializeAsString(), caller.SerializeAsString());
  EXPECT_EQ(event.name(), "tenants/default/events/2");
}

TEST_F(WatchTest, StartReplaysEverythingThatIsKept) {
  for (int i = 0; i < 600; ++i) AddCaller(absl::StrCat("Sample ", i));
  const auto replay = Watch("start");
  ASSERT_TRUE(replay->AwaitEvents(600));
  AddCaller("live");
  ASSERT_TRUE(replay->AwaitEvents(601));
  EXPECT_TRUE(CountUp(SeqsOf(replay->events()), 1));
  EXPECT_EQ(replay->events().back().caller().display_name(), "live");
}

TEST_F(WatchTest, ReplayIsTheSameAsWhatWasSeenLive) {
  const auto live = Watch();
  for (int i = 0; i < 20; ++i) AddCaller(absl::StrCat("Sample ", i));
  Record("tracy");
  ASSERT_TRUE(live->AwaitEvents(21));
  Restart();
  const auto replay = Watch("start");
  ASSERT_TRUE(replay->AwaitEvents(21));
  for (size_t i = 0; i < 21; ++i) {
    EXPECT_EQ(replay->events()[i].SerializeAsString(), live->events()[i].SerializeAsString()) << i;
  }
}

TEST_F(WatchTest, EveryTokenResumesBehindItsEvent) {
  const auto all = Watch();
  for (int i = 0; i < 10; ++i) AddCaller(absl::StrCat("Sample ", i));
  ASSERT_TRUE(all->AwaitEvents(10));
  for (size_t i = 0; i < 10; ++i) {
    const auto rest = Watch(all->events()[i].resume_token());
    ASSERT_TRUE(rest->AwaitEvents(9 - i));
    EXPECT_TRUE(CountUp(SeqsOf(rest->events()), static_cast<int64_t>(i) + 2));
  }
}

TEST_F(WatchTest, TokenOfBeforeWhatIsKeptIsRefusedInWords) {
  const auto all = Watch();
  for (int i = 0; i < 4; ++i) AddCaller(absl::StrCat("Sample ", i));
  ASSERT_TRUE(all->AwaitEvents(4));
  v1::UpdateTenantRequest keep;
  keep.mutable_tenant()->set_name("tenants/default");
  keep.mutable_tenant()->mutable_retention()->set_seconds(absl::ToInt64Seconds(absl::Hours(24)));
  keep.mutable_update_mask()->add_paths("retention");
  v1::Tenant tenant;
  grpc::ClientContext context;
  ASSERT_TRUE(client().tenants().UpdateTenant(&context, keep, &tenant).ok());
  Stop();
  Change("UPDATE events SET event_us = 1 WHERE seq <= 2");
  Start();
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (RowsOf("events") != 3 && absl::Now() < limit) absl::SleepFor(absl::Milliseconds(5));
  v1::WatchEventsRequest request;
  request.set_resume_token(all->events()[0].resume_token());
  const absl::Status refused = Refusal(request);
  EXPECT_EQ(refused.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(refused), "EVENTS_REMOVED");
  for (const std::string& token : {MetadataOf(refused, "resume_token"),
                                   all->events()[1].resume_token(), std::string("start")}) {
    const auto rest = Watch(token);
    ASSERT_TRUE(rest->AwaitEvents(3));
    EXPECT_TRUE(CountUp(SeqsOf(rest->events()), 3));
  }
}

TEST_F(WatchTest, FiltersByTypeAndByAgent) {
  v1::WatchEventsRequest request;
  request.add_types(v1::EVENT_TYPE_ATTEMPT_FINISHED);
  const auto attempts = Watch(request);
  request.set_agent("tenants/default/agents/tracy");
  const auto tracys = Watch(request);
  AddCaller("Sample Jones");
  Record("sam");
  const v1::OutboundAttempt mine = Record("tracy");
  AddCaller("Sample Smith");
  ASSERT_TRUE(attempts->AwaitEvents(2));
  ASSERT_TRUE(tracys->AwaitEvents(1));
  // What comes last shows that nothing came in between.
  Record("tracy");
  ASSERT_TRUE(attempts->AwaitEvents(3));
  ASSERT_TRUE(tracys->AwaitEvents(2));
  EXPECT_EQ(SeqsOf(attempts->events()), (std::vector<int64_t>{2, 3, 5}));
  EXPECT_EQ(SeqsOf(tracys->events()), (std::vector<int64_t>{3, 5}));
  EXPECT_EQ(tracys->events()[0].resource(), mine.name());
  // The filter holds for what is read from the store, too.
  request.set_resume_token("start");
  const auto replay = Watch(request);
  ASSERT_TRUE(replay->AwaitEvents(2));
  EXPECT_EQ(SeqsOf(replay->events()), (std::vector<int64_t>{3, 5}));
}

TEST_F(WatchTest, TokenThatIsNoneIsRefused) {
  AddCaller("one");
  v1::CreateTenantRequest tenant;
  tenant.set_tenant_id("other");
  v1::Tenant created;
  grpc::ClientContext context;
  ASSERT_TRUE(client().tenants().CreateTenant(&context, tenant, &created).ok());
  const std::string mine = Watch()->first_token();
  v1::WatchEventsRequest request;
  for (const std::string token : {"garbage", "Start", "AAAAAAAAAAAAAAAAAAAA", " "}) {
    request.set_resume_token(token);
    const absl::Status status = Refusal(request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << token;
    EXPECT_EQ(MetadataOf(status, "field"), "resume_token") << token;
  }
  request.set_parent("tenants/other");
  request.set_resume_token(mine);
  EXPECT_EQ(Refusal(request).code(), absl::StatusCode::kInvalidArgument) << "of another tenant";
}

TEST_F(WatchTest, UnknownTenantIsNotFound) {
  v1::WatchEventsRequest request;
  request.set_parent("tenants/nobody");
  const absl::Status status = Refusal(request);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MetadataOf(status, "resource"), "tenants/nobody");
}

TEST_F(WatchTest, TenantsDoNotSeeEachOther) {
  v1::CreateTenantRequest tenant;
  tenant.set_tenant_id("other");
  v1::Tenant created;
  grpc::ClientContext context;
  ASSERT_TRUE(client().tenants().CreateTenant(&context, tenant, &created).ok());
  v1::WatchEventsRequest request;
  request.set_parent("tenants/other");
  request.set_resume_token("start");
  const auto other = Watch(request);
  const auto mine = Watch();
  AddCaller("Sample Jones");
  ASSERT_TRUE(mine->AwaitEvents(1));
  // What comes last shows that nothing came before.
  v1::CreateCallerRequest theirs;
  theirs.set_parent("tenants/other");
  theirs.mutable_caller()->set_display_name("Sample Smith");
  v1::Caller caller;
  grpc::ClientContext last;
  ASSERT_TRUE(client().callers().CreateCaller(&last, theirs, &caller).ok());
  ASSERT_TRUE(other->AwaitEvents(1));
  ASSERT_EQ(other->events().size(), 1u);
  EXPECT_EQ(other->events()[0].resource(), caller.name());
}

TEST_F(WatchTest, ErasedCallerIsNotInTheReplay) {
  v1::CreateCallerRequest create;
  create.mutable_caller()->set_display_name("Erika Mustersample");
  create.mutable_caller()->add_phones()->set_number("+12024561414");
  v1::Caller caller;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(client().callers().CreateCaller(&context, create, &caller).ok());
  }
  Note(caller, 10);
  v1::RecordAttemptRequest attempt;
  attempt.mutable_attempt()->set_caller(caller.name());
  attempt.mutable_attempt()->set_purpose("Mustersample's boiler");
  attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  v1::OutboundAttempt recorded;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(client().attempts().RecordAttempt(&context, attempt, &recorded).ok());
  }
  const auto before = Watch("start");
  ASSERT_TRUE(before->AwaitEvents(3));
  EXPECT_NE(before->events()[0].SerializeAsString().find("Mustersample"), std::string::npos);
  v1::DeleteCallerRequest erase;
  erase.set_name(caller.name());
  erase.set_force(true);
  v1::Caller gone;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(client().callers().DeleteCaller(&context, erase, &gone).ok());
  }
  // `before` still listens, so that the replay could come from memory.
  for (int round = 0; round < 2; ++round) {
    const auto replay = Watch("start");
    ASSERT_TRUE(replay->AwaitEvents(4));
    EXPECT_TRUE(CountUp(SeqsOf(replay->events()), 1));
    for (const v1::Event& event : replay->events()) {
      const std::string bytes = event.SerializeAsString();
      EXPECT_EQ(bytes.find("Mustersample"), std::string::npos) << event.DebugString();
      EXPECT_EQ(bytes.find("2024561414"), std::string::npos) << event.DebugString();
    }
    EXPECT_EQ(replay->events().back().type(), v1::EVENT_TYPE_CALLER_DELETED);
    if (round == 0) Restart();
  }
}

TEST_F(WatchTest, WatchersThatLeaveAtOnceHarmNobody) {
  const auto stays = Watch();
  for (int i = 0; i < 300; ++i) {
    Watcher leaves(client(), v1::WatchEventsRequest());
    if (i % 3 == 0) AddCaller(absl::StrCat("Sample ", i));
  }
  EXPECT_TRUE(stays->AwaitEvents(100));
  // Another server over the same engine goes, and what it watched with goes, too.
  server().Shutdown(absl::Seconds(5));
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_display_name("after the server");
  EXPECT_TRUE(engine().callers().CreateCaller(request, RequestContext()).ok());
}

TEST_F(WatchTest, ServerThatGoesDownTellsItsWatchersWhereToResume) {
  const auto idle = Watch();
  const std::string place = idle->first_token();
  server().Shutdown(absl::Seconds(5));
  ASSERT_TRUE(idle->AwaitEnd());
  EXPECT_EQ(idle->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(idle->status()), "SHUTTING_DOWN");
  EXPECT_EQ(MetadataOf(idle->status(), "resume_token"), place);
}

class SlowWatcherTest : public WatchTest {
 protected:
  SlowWatcherTest() {
    options_.watch_stall = absl::Milliseconds(500);
    options_.watch_backlog = 64;
  }
};

TEST_F(SlowWatcherTest, IsCutOffHarmsNobodyAndCanResume) {
  constexpr size_t kNotes = 700;
  const v1::Caller caller = AddCaller("Sample Jones");
  grpc::ClientContext context;
  const auto slow = client().events().WatchEvents(&context, v1::WatchEventsRequest());
  slow->WaitForInitialMetadata();
  std::vector<std::unique_ptr<Watcher>> others;
  for (int i = 0; i < 5; ++i) others.push_back(Watch());
  for (size_t i = 0; i < kNotes; ++i) Note(caller, 9000);
  for (const auto& other : others) {
    ASSERT_TRUE(other->AwaitEvents(kNotes));
    EXPECT_TRUE(CountUp(SeqsOf(other->events()), 2));
    EXPECT_FALSE(other->ended());
  }
  // Twenty times as long as a watcher has.
  absl::SleepFor(absl::Seconds(10));

  // It wakes up: what was under way, then the reason.
  std::vector<int64_t> seen;
  v1::Event event;
  std::string token;
  while (slow->Read(&event)) {
    seen.push_back(SeqOf(event));
    token = event.resume_token();
  }
  const absl::Status status = FromGrpcStatus(slow->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(ReasonOf(status), "WATCHER_TOO_SLOW");
  EXPECT_LT(seen.size(), kNotes - 64);
  EXPECT_EQ(MetadataOf(status, "resume_token"), token);
  const auto resumed = Watch(token);
  ASSERT_TRUE(resumed->AwaitEvents(kNotes - seen.size()));
  for (const int64_t seq : SeqsOf(resumed->events())) seen.push_back(seq);
  EXPECT_EQ(seen.size(), kNotes);
  EXPECT_TRUE(CountUp(seen, 2));
}

TEST_F(SlowWatcherTest, WhoIsOnlyAFewEventsBehindIsNotCutOff) {
  const v1::Caller caller = AddCaller("Sample Jones");
  for (int i = 0; i < 40; ++i) Note(caller, 9000);
  // Far more bytes than the connection takes unread, but fewer events than the limit; all of them
  // from before the watch.
  v1::WatchEventsRequest request;
  request.set_resume_token("start");
  grpc::ClientContext context;
  const auto slow = client().events().WatchEvents(&context, request);
  slow->WaitForInitialMetadata();
  absl::SleepFor(absl::Milliseconds(1500));
  v1::Event event;
  for (int64_t expected = 1; expected <= 41; ++expected) {
    ASSERT_TRUE(slow->Read(&event)) << "cut off at " << expected;
    EXPECT_EQ(SeqOf(event), expected);
  }
  context.TryCancel();
}

TEST_F(SlowWatcherTest, WhoNeverReadsDoesNotKeepTheServerUp) {
  const v1::Caller caller = AddCaller("Sample Jones");
  grpc::ClientContext context;
  const auto slow = client().events().WatchEvents(&context, v1::WatchEventsRequest());
  slow->WaitForInitialMetadata();
  for (int i = 0; i < 60; ++i) Note(caller, 9000);
  // Far less than it would have, if it were waited for.
  const absl::Time begin = absl::Now();
  server().Shutdown(absl::Minutes(3));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(90));
  context.TryCancel();
}

class PatientServerTest : public WatchTest {
 protected:
  PatientServerTest() {
    options_.watch_stall = absl::Hours(1);
    options_.watch_backlog = 64;
  }
};

TEST_F(PatientServerTest, NoWriterWaitsForAWatcherThatNeverReads) {
  const v1::Caller caller = AddCaller("Sample Jones");
  grpc::ClientContext context;
  const auto slow = client().events().WatchEvents(&context, v1::WatchEventsRequest());
  slow->WaitForInitialMetadata();
  // More than the connection takes unread. Each write is answered: the watcher has an hour.
  for (int i = 0; i < 300; ++i) Note(caller, 9000);
  context.TryCancel();
}

}  // namespace
}  // namespace ringback::test
