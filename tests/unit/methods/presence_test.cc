// Who watches is told when an agent's presence moves with their calls.
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";

class Ear : public EventLog::Listener {
 public:
  void OnEvents() override {}
};

class PresenceEvents : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open(time.uri() + ".presence");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), time.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    rooms->events().Listen("default", &ear);
  }

  void TearDown() override { rooms->events().StopListening("default", &ear); }

  void AddTracy(v1::Presence presence) {
    v1::CreateAgentRequest request;
    request.set_agent_id("tracy");
    request.mutable_agent()->set_presence(presence);
    Must(rooms->tenants().CreateAgent(request, time.context()));
    Told();
  }

  void SetPresence(v1::Presence presence) {
    v1::UpdateAgentRequest request;
    request.mutable_agent()->set_name(kTracy);
    request.mutable_agent()->set_presence(presence);
    request.mutable_update_mask()->add_paths("presence");
    Must(rooms->tenants().UpdateAgent(request, time.context()));
    Told();
  }

  v1::Call Ring() {
    v1::StartCallRequest request;
    request.set_ani(kHome);
    request.set_agent("tracy");
    return Must(rooms->calls().StartCall(request, time.context())).call();
  }

  void Answer(const v1::Call& call, const std::string& request_id = "") {
    v1::AnswerCallRequest request;
    request.set_name(call.name());
    request.set_request_id(request_id);
    Must(rooms->calls().AnswerCall(request, time.context()));
  }

  void End(const v1::Call& call) {
    v1::EndCallRequest request;
    request.set_name(call.name());
    Must(rooms->calls().EndCall(request, time.context()));
  }

  OutboundAttempt Start(v1::Channel channel = v1::CHANNEL_CALL) {
    v1::StartAttemptRequest request;
    request.mutable_attempt()->set_channel(channel);
    request.mutable_attempt()->set_dialed_number(kHome);
    request.mutable_attempt()->set_agent(kTracy);
    return Must(rooms->attempts().StartAttempt(request, time.context()));
  }

  void Finish(const OutboundAttempt& attempt) {
    v1::FinishAttemptRequest request;
    request.set_name(attempt.name());
    request.set_outcome(OutboundAttempt::OUTCOME_NO_ANSWER);
    Must(rooms->attempts().FinishAttempt(request, time.context()));
  }

  // What AGENT_UPDATED said of Tracy's presence since the last question.
  std::vector<v1::Presence> Told() {
    std::vector<v1::Presence> told;
    for (auto tail = rooms->events().Peek("default", seen); tail.next != nullptr;
         tail = rooms->events().Peek("default", seen)) {
      seen = tail.next->seq;
      const v1::Event event = tail.next->Parse();
      types.push_back(event.type());
      if (event.type() != v1::EVENT_TYPE_AGENT_UPDATED) continue;
      EXPECT_EQ(event.agent(), kTracy);
      EXPECT_EQ(event.resource(), kTracy);
      EXPECT_EQ(event.agent_resource().name(), kTracy);
      EXPECT_EQ(event.agent_resource().display_name(), "Tracy");
      told.push_back(event.agent_resource().presence());
    }
    return told;
  }

  TestEngine time;  // the folder, and the clock
  std::unique_ptr<Rooms> rooms;
  Ear ear;
  int64_t seen = 0;
  std::vector<v1::EventType> types;
};

TEST_F(PresenceEvents, TellOfACallThatIsAnsweredAndEnds) {
  AddTracy(v1::PRESENCE_FREE);
  const v1::Call call = Ring();
  EXPECT_THAT(Told(), IsEmpty()) << "it only rings";
  types.clear();
  Answer(call);
  EXPECT_THAT(Told(), ElementsAre(v1::PRESENCE_ON_CALL));
  End(call);
  EXPECT_THAT(Told(), ElementsAre(v1::PRESENCE_FREE));
  EXPECT_THAT(types, ElementsAre(v1::EVENT_TYPE_CALL_ANSWERED, v1::EVENT_TYPE_AGENT_UPDATED,
                                 v1::EVENT_TYPE_CALL_ENDED, v1::EVENT_TYPE_AGENT_UPDATED))
      << "after what moved it";
}

TEST_F(PresenceEvents, TellOfAnAttemptThatIsStartedAndFinished) {
  AddTracy(v1::PRESENCE_UNSPECIFIED);
  const OutboundAttempt attempt = Start();
  EXPECT_THAT(Told(), ElementsAre(v1::PRESENCE_ON_CALL));
  Finish(attempt);
  EXPECT_THAT(Told(), ElementsAre(v1::PRESENCE_FREE));
}

TEST_F(PresenceEvents, SayNothingWhereItDoesNotMove) {
  AddTracy(v1::PRESENCE_FREE);
  Finish(Start(v1::CHANNEL_EMAIL));
  EXPECT_THAT(Told(), IsEmpty()) << "nobody is on the phone for an e-mail";
  const v1::Call abandoned = Ring();
  End(abandoned);
  EXPECT_THAT(Told(), IsEmpty()) << "nobody answered";
  const v1::Call call = Ring();
  Answer(call, "a");
  Told();
  Answer(call, "a");
  Answer(call, "b");
  const OutboundAttempt consultation = Start();
  EXPECT_THAT(Told(), IsEmpty()) << "on the phone already";
  SetPresence(v1::PRESENCE_AWAY);
  End(call);
  Finish(consultation);
  EXPECT_THAT(Told(), IsEmpty()) << "away they stay away";
}

TEST_F(PresenceEvents, SayNothingOfAnAgentWhomNobodyEntered) {
  const v1::Call call = Ring();
  Answer(call);
  End(call);
  Finish(Start());
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(PresenceEvents, LeaveTheEtagThatSomebodyHasRead) {
  AddTracy(v1::PRESENCE_FREE);
  v1::GetAgentRequest get;
  get.set_name(kTracy);
  const v1::Agent before = Must(rooms->tenants().GetAgent(get, time.context()));
  Finish(Start());
  EXPECT_EQ(Must(rooms->tenants().GetAgent(get, time.context())).etag(), before.etag());
}

TEST_F(PresenceEvents, MoveNothingWhenWhatMovesThemFails) {
  AddTracy(v1::PRESENCE_FREE);
  const v1::Call call = Ring();
  End(call);
  Told();
  v1::AnswerCallRequest late;
  late.set_name(call.name());
  EXPECT_FALSE(rooms->calls().AnswerCall(late, time.context()).ok());
  EXPECT_THAT(Told(), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
