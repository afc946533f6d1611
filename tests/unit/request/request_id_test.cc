// A repeated request_id gives the first answer again and writes once (AIP-155).
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

constexpr char kHome[] = "+12024561414";

class RequestId : public ::testing::Test {
 protected:
  static v1::CreateCallerRequest Create(const std::string& id) {
    v1::CreateCallerRequest request;
    *request.mutable_caller() = Person("Robert Jones", {kHome});
    request.set_request_id(id);
    return request;
  }

  int CallersOnRecord() {
    return Must(engine->callers().ListCallers({}, engine.context())).callers_size();
  }

  TestEngine engine;
};

TEST_F(RequestId, RepeatedGivesTheFirstAnswerAndWritesOnce) {
  const v1::Caller first = Must(engine->callers().CreateCaller(Create("a"), engine.context()));
  engine.Pass(absl::Hours(1));
  const v1::Caller again = Must(engine->callers().CreateCaller(Create("a"), engine.context()));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(CallersOnRecord(), 1);
  engine.Reopen();
  EXPECT_EQ(Must(engine->callers().CreateCaller(Create("a"), engine.context())).name(),
            first.name());
}

TEST_F(RequestId, TheFirstAnswerIsGivenAlsoWhenTheResourceHasChanged) {
  const v1::Caller first = Must(engine->callers().CreateCaller(Create("a"), engine.context()));
  v1::UpdateCallerRequest update;
  *update.mutable_caller() = first;
  update.mutable_caller()->set_company("Sample Dental");
  Must(engine->callers().UpdateCaller(update, engine.context()));
  EXPECT_EQ(Must(engine->callers().CreateCaller(Create("a"), engine.context())).SerializeAsString(),
            first.SerializeAsString());
}

TEST_F(RequestId, WritesOnceWhenManyArriveAtOnce) {
  std::vector<std::string> names(16);
  std::vector<std::thread> writers;
  for (std::string& name : names) {
    writers.emplace_back(
        [&] { name = Must(engine->callers().CreateCaller(Create("a"), engine.context())).name(); });
  }
  for (std::thread& writer : writers) writer.join();
  for (const std::string& name : names) EXPECT_EQ(name, names[0]);
  EXPECT_EQ(CallersOnRecord(), 1);
}

TEST_F(RequestId, BelongsToOneRequest) {
  Must(engine->callers().CreateCaller(Create("a"), engine.context()));
  v1::CreateCallerRequest other = Create("a");
  other.mutable_caller()->set_given_name("Mary");
  const absl::Status reused = engine->callers().CreateCaller(other, engine.context()).status();
  EXPECT_EQ(reused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(reused), "REQUEST_ID_REUSED");
  v1::CreateAgentRequest agent;
  agent.set_agent_id("tracy");
  agent.set_request_id("a");
  EXPECT_EQ(ReasonOf(engine->tenants().CreateAgent(agent, engine.context()).status()),
            "REQUEST_ID_REUSED");
  EXPECT_EQ(CallersOnRecord(), 1);
}

TEST_F(RequestId, OfAnotherTenantIsAnother) {
  const std::string parent = engine.AddTenant("other", {}).name();
  const v1::Caller ours = Must(engine->callers().CreateCaller(Create("a"), engine.context()));
  v1::CreateCallerRequest theirs = Create("a");
  theirs.set_parent(parent);
  EXPECT_NE(Must(engine->callers().CreateCaller(theirs, engine.context())).name(), ours.name());
}

TEST_F(RequestId, OfARequestThatFailedMayBeUsedAgain) {
  v1::CreateCallerRequest bad = Create("a");
  bad.mutable_caller()->mutable_phones(0)->set_number("12");
  EXPECT_FALSE(engine->callers().CreateCaller(bad, engine.context()).ok());
  EXPECT_TRUE(engine->callers().CreateCaller(Create("a"), engine.context()).ok());
}

TEST_F(RequestId, OfACallGivesTheSameCallAndCard) {
  engine.Add(Person("Robert Jones", {kHome}));
  v1::StartCallRequest start;
  start.set_ani(kHome);
  start.set_request_id("call");
  const v1::StartCallResponse first = Must(engine->calls().StartCall(start, engine.context()));
  engine.Pass(absl::Seconds(3));
  const v1::StartCallResponse again = Must(engine->calls().StartCall(start, engine.context()));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Must(engine->calls().ListCalls({}, engine.context())).calls_size(), 1);
}

TEST_F(RequestId, NoneIsNoId) {
  Must(engine->callers().CreateCaller(Create(""), engine.context()));
  Must(engine->callers().CreateCaller(Create(""), engine.context()));
  EXPECT_EQ(CallersOnRecord(), 2);
}

}  // namespace
}  // namespace ringback::test
