// The log of what happened: every event once, in order, with its resource as it is now.
#include "ringback/events/event_log.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;

constexpr char kHome[] = "+12024561414";

class Events : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open(files.uri() + ".events");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), files.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
  }

  v1::Caller AddCaller(const v1::Caller& caller) {
    v1::CreateCallerRequest request;
    *request.mutable_caller() = caller;
    return Must(rooms->callers().CreateCaller(request, files.context()));
  }

  std::vector<v1::Event> Read(int64_t after = 0) {
    const auto page = rooms->events().Read("default", after, 1000);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<v1::Event> events;
    for (const auto& sent : *page) {
      events.push_back(sent->Parse());
      EXPECT_EQ(sent->type, events.back().type());
      EXPECT_EQ(sent->agent, events.back().agent());
    }
    return events;
  }

  std::vector<v1::EventType> Types() {
    std::vector<v1::EventType> types;
    for (const v1::Event& event : Read()) types.push_back(event.type());
    return types;
  }

  TestEngine files;  // the folder, and the clock
  std::unique_ptr<Rooms> rooms;
};

TEST_F(Events, TellOfDocumentationWithoutItsTextAndOfQuestions) {
  v1::AskQuestionRequest ask;
  ask.mutable_question()->set_text("Do you come on Sundays?");
  ask.mutable_question()->set_agent("tracy");
  const v1::Question question = Must(rooms->questions().AskQuestion(ask, files.context()));
  v1::AnswerQuestionRequest answer;
  answer.set_name(question.name());
  answer.set_answer("No.");
  answer.set_agent("sam");
  const v1::Question answered = Must(rooms->questions().AnswerQuestion(answer, files.context()));
  EXPECT_THAT(Types(), ElementsAre(v1::EVENT_TYPE_QUESTION_ASKED, v1::EVENT_TYPE_ARTICLE_CHANGED,
                                   v1::EVENT_TYPE_QUESTION_ANSWERED));
  const std::vector<v1::Event> events = Read();
  EXPECT_EQ(events[0].agent(), "tenants/default/agents/tracy");
  EXPECT_EQ(events[1].article().name(), answered.article());
  EXPECT_EQ(events[1].article().title(), "Do you come on Sundays?");
  EXPECT_EQ(events[1].article().body(), "");
  EXPECT_EQ(events[1].agent(), "tenants/default/agents/sam");
  EXPECT_EQ(events[2].question().answer(), "No.");
  v1::DeleteArticleRequest remove;
  remove.set_name(answered.article());
  Must(rooms->articles().DeleteArticle(remove, files.context()));
  EXPECT_EQ(Types().back(), v1::EVENT_TYPE_ARTICLE_CHANGED);
  EXPECT_FALSE(Read().back().has_article()) << "it is gone";
}

TEST_F(Events, TellTheWholeStoryOfACallback) {
  const v1::Caller robert = AddCaller(Person("Robert Jones", {kHome}));
  v1::StartAttemptRequest start;
  start.mutable_attempt()->set_caller(robert.name());
  start.mutable_attempt()->set_agent("tenants/default/agents/tracy");
  const auto attempt = Must(rooms->attempts().StartAttempt(start, files.context()));
  v1::FinishAttemptRequest finish;
  finish.set_name(attempt.name());
  finish.set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  Must(rooms->attempts().FinishAttempt(finish, files.context()));
  v1::StartCallRequest ring;
  ring.set_ani(kHome);
  const v1::Call call = Must(rooms->calls().StartCall(ring, files.context())).call();
  files.Pass(absl::Seconds(10));
  v1::AnswerCallRequest answer;
  answer.set_name(call.name());
  Must(rooms->calls().AnswerCall(answer, files.context()));
  v1::IdentifyCallerRequest identify;
  identify.set_name(call.name());
  identify.set_caller(robert.name());
  Must(rooms->calls().IdentifyCaller(identify, files.context()));
  v1::EndCallRequest end;
  end.set_name(call.name());
  Must(rooms->calls().EndCall(end, files.context()));

  EXPECT_THAT(Types(), ElementsAre(v1::EVENT_TYPE_CALLER_CREATED, v1::EVENT_TYPE_ATTEMPT_STARTED,
                                   v1::EVENT_TYPE_ATTEMPT_FINISHED, v1::EVENT_TYPE_CALL_STARTED,
                                   v1::EVENT_TYPE_CALL_ANSWERED, v1::EVENT_TYPE_ATTEMPT_RETURNED,
                                   v1::EVENT_TYPE_CALLER_IDENTIFIED, v1::EVENT_TYPE_CALL_ENDED));
  const std::vector<v1::Event> events = Read();
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].name(), "tenants/default/events/" + std::to_string(i + 1));
    EXPECT_GE(events[i].event_time().seconds(), events[i == 0 ? 0 : i - 1].event_time().seconds());
  }
  EXPECT_EQ(events[1].agent(), "tenants/default/agents/tracy");
  EXPECT_EQ(events[1].resource(), attempt.name());
  EXPECT_EQ(events[1].attempt().caller(), robert.name());
  EXPECT_EQ(events[3].call().name(), call.name());
  ASSERT_EQ(events[3].context().matches_size(), 1);
  EXPECT_EQ(ReasonFor(events[3].context().matches(0), v1::Reason::CODE_CONFIRMED_BEFORE), nullptr)
      << "the card of when it rang";
}

TEST_F(Events, SayNothingOfWhatFailedOrWasRepeated) {
  v1::CreateCallerRequest bad;
  *bad.mutable_caller() = Person("Robert Jones", {"12"});
  EXPECT_FALSE(rooms->callers().CreateCaller(bad, files.context()).ok());
  v1::CreateCallerRequest good;
  *good.mutable_caller() = Person("Robert Jones");
  good.set_request_id("a");
  Must(rooms->callers().CreateCaller(good, files.context()));
  Must(rooms->callers().CreateCaller(good, files.context()));
  EXPECT_THAT(Types(), ElementsAre(v1::EVENT_TYPE_CALLER_CREATED));
}

TEST_F(Events, OfAnErasedCallerHaveNoPersonalData) {
  const v1::Caller zaphod = AddCaller(Person("Zaphod Jones", {kHome}));
  v1::RecordAttemptRequest record;
  *record.mutable_attempt() =
      Ring(zaphod, v1::OutboundAttempt::OUTCOME_NO_ANSWER, files.now - absl::Hours(1));
  record.mutable_attempt()->set_purpose("the check of Zaphod");
  Must(rooms->attempts().RecordAttempt(record, files.context()));
  v1::StartCallRequest ring;
  ring.set_ani("Zaphod <sip:+12024561414@pbx.example>");
  Must(rooms->calls().StartCall(ring, files.context()));
  v1::DeleteCallerRequest erase;
  erase.set_name(zaphod.name());
  erase.set_force(true);
  Must(rooms->callers().DeleteCaller(erase, files.context()));

  EXPECT_THAT(Types(), ElementsAre(v1::EVENT_TYPE_CALLER_CREATED, v1::EVENT_TYPE_ATTEMPT_FINISHED,
                                   v1::EVENT_TYPE_CALL_STARTED, v1::EVENT_TYPE_CALLER_DELETED));
  for (const v1::Event& event : Read()) {
    EXPECT_EQ(event.SerializeAsString().find("Zaphod"), std::string::npos)
        << event.ShortDebugString();
    EXPECT_EQ(event.SerializeAsString().find("2024561414"), std::string::npos)
        << event.ShortDebugString();
  }
  EXPECT_EQ(Read().back().resource(), zaphod.name()) << "the tombstone";
}

// Counts what it is told.
class Ear : public EventLog::Listener {
 public:
  void OnEvents() override { ++told; }
  int told = 0;
};

TEST_F(Events, AreInMemoryForThoseWhoListenUntilACallerIsErased) {
  Ear ear;
  rooms->events().Listen("default", &ear);
  const v1::Caller caller = AddCaller(Person("Robert Jones"));
  EXPECT_EQ(ear.told, 1);
  ASSERT_NE(rooms->events().Peek("default", 0).next, nullptr);
  EXPECT_EQ(rooms->events().Peek("default", 0).next->Parse().caller().display_name(),
            "Robert Jones");
  EXPECT_TRUE(rooms->events().Peek("default", 1).at_end);
  v1::DeleteCallerRequest erase;
  erase.set_name(caller.name());
  Must(rooms->callers().DeleteCaller(erase, files.context()));
  EXPECT_EQ(ear.told, 2);
  EXPECT_EQ(rooms->events().Peek("default", 0).next, nullptr);
  rooms->events().StopListening("default", &ear);
  AddCaller(Person("Mary Jones"));
  EXPECT_EQ(ear.told, 2);
}

// A caller of some 90 KB, as large as the contract lets one be.
v1::Caller LargeCaller() {
  v1::Caller caller = Person("Robert Jones");
  for (int i = 0; i < 50; ++i) {
    (*caller.mutable_annotations())["note " + std::to_string(i)] =
        std::string(900, 'x') + std::string(100, 'y');
  }
  return caller;
}

TEST_F(Events, InMemoryAreBoundedInBytes) {
  Ear ear;
  rooms->events().Listen("default", &ear);
  constexpr int kCallers = 250;  // some 12 MB of events
  for (int i = 0; i < kCallers; ++i) AddCaller(LargeCaller());
  EXPECT_EQ(ear.told, kCallers);
  int64_t first = 0;
  while (rooms->events().Peek("default", first).next == nullptr) ++first;
  size_t bytes = 0;
  for (int64_t seq = first; seq < kCallers; ++seq) {
    const auto next = rooms->events().Peek("default", seq).next;
    ASSERT_NE(next, nullptr) << seq << ": what is kept has no gaps";
    bytes += next->wire.size();
  }
  EXPECT_LT(bytes, 9u << 20);
  EXPECT_GT(bytes, 6u << 20) << "no fewer than fit";
  EXPECT_EQ(rooms->events().Read("default", 0, 1).value().size(), 1u) << "the store has the rest";
  rooms->events().StopListening("default", &ear);
}

TEST_F(Events, OfManyTenantsInMemoryAreBoundedInBytesTogether) {
  Ear ear;
  constexpr int kTenants = 8;
  size_t bytes = 0;
  const auto name = [](int i) { return "t" + std::to_string(i); };
  for (int i = 0; i < kTenants; ++i) {
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id(name(i));
    Must(rooms->tenants().CreateTenant(tenant, files.context()));
    rooms->events().Listen(name(i), &ear);
    v1::CreateCallerRequest request;
    request.set_parent("tenants/" + name(i));
    *request.mutable_caller() = LargeCaller();
    for (int n = 0; n < 100; ++n) Must(rooms->callers().CreateCaller(request, files.context()));
  }
  for (int i = 0; i < kTenants; ++i) {
    for (int64_t seq = 0; seq < 100; ++seq) {
      const auto next = rooms->events().Peek(name(i), seq).next;
      if (next != nullptr) bytes += next->wire.size();
    }
  }
  EXPECT_LT(bytes, 33u << 20);
  EXPECT_GT(bytes, 20u << 20) << "not many fewer than fit";
  EXPECT_NE(rooms->events().Peek(name(kTenants - 1), 99).next, nullptr) << "the newest stay";
  for (int i = 0; i < kTenants; ++i) rooms->events().StopListening(name(i), &ear);
}

TEST_F(Events, ArePagedByBytesToo) {
  for (int i = 0; i < 10; ++i) AddCaller(LargeCaller());
  const auto page = rooms->events().Read("default", 0, 10, 120'000);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->size(), 3u);
  EXPECT_EQ(rooms->events().Read("default", 3, 10, 0).value().size(), 1u) << "one at least";
  EXPECT_EQ(Read().size(), 10u);
}

TEST(ResumeToken, GoesForthAndBackAndBelongsToItsTenant) {
  EXPECT_EQ(ReadResumeToken("a", MakeResumeToken("a", 42)).value(), 42);
  EXPECT_EQ(ReadResumeToken("a", "start").value(), 0);
  for (const std::string& token :
       {MakeResumeToken("b", 42), std::string("42"), std::string("x"), MakeResumeToken("a", -1)}) {
    const auto read = ReadResumeToken("a", token);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << token;
    EXPECT_EQ(MetadataOf(read.status(), "field"), "resume_token");
  }
}

}  // namespace
}  // namespace ringback::test
