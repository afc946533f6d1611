// Inbound calls: they ring, are answered, identified and ended, and return our attempts.
#include "ringback/methods/call_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Call;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";
constexpr auto kNoAnswer = OutboundAttempt::OUTCOME_NO_ANSWER;

class Calls : public ::testing::Test {
 protected:
  absl::Status TryEnd(const Call& call, Call::Outcome outcome) {
    v1::EndCallRequest request;
    request.set_name(call.name());
    request.set_outcome(outcome);
    return engine->calls().EndCall(request, engine.context()).status();
  }

  absl::Status TryAnswer(const Call& call, const char* agent) {
    v1::AnswerCallRequest request;
    request.set_name(call.name());
    request.set_agent(agent);
    return engine->calls().AnswerCall(request, engine.context()).status();
  }

  void AddTracy() {
    v1::Agent tracy;
    tracy.set_presence(v1::PRESENCE_FREE);
    engine.AddAgent("tracy", tracy);
  }

  v1::Presence PresenceOfTracy() {
    v1::GetAgentRequest request;
    request.set_name(kTracy);
    return Must(engine->tenants().GetAgent(request, engine.context())).presence();
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
};

TEST_F(Calls, FollowTheirLifeFromRingToEnd) {
  v1::StartCallRequest start;
  start.set_ani("\"Jones\" <sip:2024561414@pbx.example>");
  start.set_dnis("202-555-0100");
  start.set_agent("tracy");
  start.set_sip_call_id("abc@pbx");
  start.set_verification(v1::VERIFICATION_A);
  const v1::StartCallResponse rung = Must(engine->calls().StartCall(start, engine.context()));
  const Call& call = rung.call();
  EXPECT_EQ(call.ani(), start.ani());
  EXPECT_EQ(call.ani_e164(), kHome);
  EXPECT_EQ(call.dnis(), "202-555-0100");
  EXPECT_EQ(call.dnis_e164(), "+12025550100");
  EXPECT_EQ(call.agent(), kTracy);
  EXPECT_EQ(call.verification(), v1::VERIFICATION_A);
  EXPECT_EQ(call.caller(), robert.name());
  EXPECT_EQ(call.identification(), Call::IDENTIFICATION_AUTOMATIC);
  EXPECT_EQ(call.outcome(), Call::OUTCOME_UNSPECIFIED);
  EXPECT_FALSE(call.has_answer_time());
  EXPECT_EQ(rung.context().matches_size(), 1);
  EXPECT_FALSE(rung.context().verify_identity());
  EXPECT_EQ(engine.Get(call).SerializeAsString(), call.SerializeAsString());

  engine.Pass(absl::Seconds(5));
  EXPECT_EQ(engine.Answer(call).answer_time().seconds(), absl::ToUnixSeconds(engine.now));
  engine.Pass(absl::Minutes(3));
  const Call ended = engine.End(call, Call::OUTCOME_APPOINTMENT);
  EXPECT_EQ(ended.outcome(), Call::OUTCOME_APPOINTMENT);
  EXPECT_EQ(ended.end_time().seconds(), absl::ToUnixSeconds(engine.now));
  engine.Reopen();
  EXPECT_EQ(engine.Get(call).SerializeAsString(), ended.SerializeAsString());
}

TEST_F(Calls, GiveTheSameCardAsALookUp) {
  engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(1)));
  const v1::CallerContext card = engine.Lookup(kHome, "+12025550100");
  EXPECT_EQ(engine.Call(kHome, "+12025550100").context().SerializeAsString(),
            card.SerializeAsString());
}

TEST_F(Calls, AreAnsweredOnceAndNotAfterTheirEnd) {
  const Call call = engine.Call(kHome).call();
  const Call answered = engine.Answer(call, "tracy");
  EXPECT_EQ(answered.agent(), kTracy);
  engine.Pass(absl::Seconds(1));
  EXPECT_EQ(engine.Answer(call, kTracy).SerializeAsString(), answered.SerializeAsString());
  EXPECT_EQ(TryAnswer(call, "sam").code(), absl::StatusCode::kFailedPrecondition);
  engine.End(call, Call::OUTCOME_RESOLVED);
  EXPECT_EQ(ReasonOf(TryAnswer(call, "tracy")), "WRONG_STATE");
}

TEST_F(Calls, EndOnce) {
  const Call call = engine.Call(kHome).call();
  const Call ended = engine.End(call, Call::OUTCOME_SOLD);
  engine.Pass(absl::Minutes(1));
  EXPECT_EQ(engine.End(call, Call::OUTCOME_SOLD).SerializeAsString(), ended.SerializeAsString());
  EXPECT_EQ(engine.End(call, Call::OUTCOME_UNSPECIFIED).SerializeAsString(),
            ended.SerializeAsString());
  const absl::Status again = TryEnd(call, Call::OUTCOME_SPAM);
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.message()), HasSubstr("SOLD"));
}

TEST_F(Calls, EndAsResolvedWhenAnsweredAndElseAsAbandoned) {
  const Call answered = engine.Call(kHome).call();
  engine.Answer(answered);
  EXPECT_EQ(engine.End(answered, Call::OUTCOME_UNSPECIFIED).outcome(), Call::OUTCOME_RESOLVED);
  EXPECT_EQ(engine.End(engine.Call(kHome).call(), Call::OUTCOME_UNSPECIFIED).outcome(),
            Call::OUTCOME_ABANDONED);
}

TEST_F(Calls, ReturnOurAttemptsWhenTheyEnd) {
  const OutboundAttempt named = engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(2)));
  const OutboundAttempt unnamed = engine.Add(Ring(kHome, kNoAnswer, engine.now - absl::Hours(1)));
  const OutboundAttempt too_old =
      engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(15 * 24)));
  const OutboundAttempt later = engine.Add(Ring(robert, kNoAnswer, engine.now + absl::Hours(1)));
  const OutboundAttempt elsewhere = engine.Add(Ring("+12025550199", kNoAnswer, engine.now));
  const Call call = engine.Call(kHome).call();
  EXPECT_EQ(engine.Get(named).returned_by(), "") << "ringing is not yet returning";
  engine.Answer(call);
  const Call ended = engine.End(call, Call::OUTCOME_RESOLVED);
  EXPECT_EQ(ended.returned_attempt(), unnamed.name()) << "the newest";
  EXPECT_EQ(engine.Get(named).returned_by(), call.name());
  EXPECT_EQ(engine.Get(named).return_time().seconds(), call.start_time().seconds());
  EXPECT_EQ(engine.Get(unnamed).returned_by(), call.name());
  for (const OutboundAttempt& untouched : {too_old, later, elsewhere}) {
    EXPECT_EQ(engine.Get(untouched).returned_by(), "");
  }
}

TEST_F(Calls, ReturnOurAttemptsWhenAnAgentConfirms) {
  const OutboundAttempt attempt = engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(2)));
  const Call call = engine.Call("+12025550177").call();  // a number that we do not know
  const Call confirmed = engine.Confirm(call, robert, "tracy");
  EXPECT_EQ(confirmed.identified_by(), kTracy);
  EXPECT_EQ(confirmed.identification(), Call::IDENTIFICATION_CONFIRMED);
  EXPECT_EQ(confirmed.returned_attempt(), attempt.name());
  EXPECT_EQ(engine.Get(attempt).returned_by(), call.name());
}

TEST_F(Calls, GiveTheAttemptsBackWhenTheCallerIsRejected) {
  const OutboundAttempt attempt = engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(2)));
  const Call call = engine.Call(kHome).call();
  engine.Confirm(call, robert);
  ASSERT_EQ(engine.Get(attempt).returned_by(), call.name());
  const Call rejected = engine.Reject(call, robert);
  EXPECT_EQ(rejected.caller(), "");
  EXPECT_EQ(rejected.identification(), Call::IDENTIFICATION_REJECTED);
  EXPECT_EQ(rejected.returned_attempt(), "");
  EXPECT_EQ(engine.Get(attempt).returned_by(), "");
  EXPECT_FALSE(engine.Get(attempt).has_return_time());
  engine.Answer(call);
  engine.End(call, Call::OUTCOME_WRONG_NUMBER);
  EXPECT_EQ(engine.Get(attempt).returned_by(), "") << "it is not them who rang";
}

TEST_F(Calls, AnAbandonedCallLeavesTheAttemptOpen) {
  const OutboundAttempt attempt = engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(2)));
  engine.End(engine.Call(kHome).call(), Call::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(engine.Get(attempt).returned_by(), "");
}

TEST_F(Calls, AnAttemptIsReturnedByTheFirstCallAlone) {
  const OutboundAttempt attempt = engine.Add(Ring(robert, kNoAnswer, engine.now - absl::Hours(2)));
  const Call first = engine.Call(kHome).call();
  engine.End(engine.Answer(first), Call::OUTCOME_RESOLVED);
  engine.Pass(absl::Hours(1));
  const Call second = engine.Call(kHome).call();
  EXPECT_EQ(engine.End(engine.Answer(second), Call::OUTCOME_RESOLVED).returned_attempt(), "");
  EXPECT_EQ(engine.Get(attempt).returned_by(), first.name());
}

TEST_F(Calls, NameTheCallerByThemselvesOnlyWithoutDoubt) {
  EXPECT_EQ(engine.Call(kHome).call().caller(), robert.name());
  EXPECT_EQ(engine.Call("+12025550199").call().caller(), "");
  EXPECT_EQ(engine.Call("anonymous").call().caller(), "");
  const v1::Caller mary = engine.Add(Person("Mary Jones", {kHome}));
  const Call shared = engine.Call(kHome).call();
  EXPECT_EQ(shared.caller(), "");
  EXPECT_EQ(shared.identification(), Call::IDENTIFICATION_UNSPECIFIED);
  engine.Confirm(shared, mary);
  EXPECT_EQ(engine.Call(kHome).call().caller(), mary.name()) << "an agent said so before";
}

TEST_F(Calls, MoveTheAgentsPresence) {
  AddTracy();
  const Call call = engine.Call(kHome, "", "tracy").call();
  EXPECT_EQ(PresenceOfTracy(), v1::PRESENCE_FREE) << "it only rings";
  engine.Answer(call);
  EXPECT_EQ(PresenceOfTracy(), v1::PRESENCE_ON_CALL);
  // A second call rings on, unanswered: she is still on the first.
  engine.End(engine.Call("+12025550199", "", "tracy").call(), Call::OUTCOME_ABANDONED);
  EXPECT_EQ(PresenceOfTracy(), v1::PRESENCE_ON_CALL);
  engine.End(call, Call::OUTCOME_RESOLVED);
  EXPECT_EQ(PresenceOfTracy(), v1::PRESENCE_FREE);
}

TEST_F(Calls, AnAgentWhoIsAwayStaysAwayWhenACallOfTheirsEnds) {
  AddTracy();
  const Call call = engine.Call(kHome, "", "tracy").call();
  engine.Answer(call);
  v1::UpdateAgentRequest away;
  away.mutable_agent()->set_name(kTracy);
  away.mutable_agent()->set_presence(v1::PRESENCE_AWAY);
  away.mutable_update_mask()->add_paths("presence");
  Must(engine->tenants().UpdateAgent(away, engine.context()));
  engine.End(call, Call::OUTCOME_RESOLVED);
  EXPECT_EQ(PresenceOfTracy(), v1::PRESENCE_AWAY);
}

TEST_F(Calls, RefuseAnAgentWhoIsNone) {
  for (const char* agent : {"Tracy Miller", "tenants/other/agents/tracy", "agents/tracy",
                            "tenants/default/callers/tracy"}) {
    v1::StartCallRequest start;
    start.set_ani(kHome);
    start.set_agent(agent);
    const absl::Status refused = engine->calls().StartCall(start, engine.context()).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << agent;
    EXPECT_EQ(MetadataOf(refused, "field"), "agent");
  }
  EXPECT_EQ(engine.Call(kHome, "", "nobody-entered").call().agent(),
            "tenants/default/agents/nobody-entered");
}

TEST_F(Calls, ForAnyTenantNeedADnisOfOne) {
  v1::Tenant heating;
  heating.add_own_numbers("+12025550100");
  const std::string parent = engine.AddTenant("heating", heating).name();
  v1::StartCallRequest start;
  start.set_parent("tenants/-");
  start.set_ani(kHome);
  start.set_dnis("+12025550100");
  EXPECT_THAT(Must(engine->calls().StartCall(start, engine.context())).call().name(),
              HasSubstr(parent + "/calls/"));
  start.set_dnis("+12025550199");
  EXPECT_EQ(MetadataOf(engine->calls().StartCall(start, engine.context()).status(), "field"),
            "dnis");
}

TEST_F(Calls, AreIdentifiedWithACallerOfTheirTenant) {
  const Call call = engine.Call(kHome).call();
  const std::string other = engine.AddTenant("other", {}).name();
  const v1::Caller stranger = engine.Add(Person("Other Caller"), other);
  v1::IdentifyCallerRequest request;
  request.set_name(call.name());
  request.set_caller(stranger.name());
  EXPECT_EQ(MetadataOf(engine->calls().IdentifyCaller(request, engine.context()).status(), "field"),
            "caller");
  request.set_caller("tenants/default/callers/0000000000001");
  EXPECT_EQ(engine->calls().IdentifyCaller(request, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
  request.set_caller(robert.name());
  request.set_name("tenants/default/calls/0000000000001");
  EXPECT_EQ(engine->calls().IdentifyCaller(request, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Calls, HaveTimesInTheirOrder) {
  const Call call = engine.Call(kHome).call();
  v1::AnswerCallRequest answer;
  answer.set_name(call.name());
  *answer.mutable_answer_time() = AtTime(engine.now - absl::Seconds(1));
  EXPECT_EQ(MetadataOf(engine->calls().AnswerCall(answer, engine.context()).status(), "field"),
            "answer_time");
  v1::EndCallRequest end;
  end.set_name(call.name());
  *end.mutable_end_time() = AtTime(engine.now - absl::Seconds(1));
  EXPECT_EQ(MetadataOf(engine->calls().EndCall(end, engine.context()).status(), "field"),
            "end_time");

  engine.Pass(absl::Minutes(1));
  engine.Answer(call);
  *end.mutable_end_time() = AtTime(engine.now - absl::Seconds(1));
  const absl::Status too_early = engine->calls().EndCall(end, engine.context()).status();
  EXPECT_EQ(MetadataOf(too_early, "field"), "end_time");
  EXPECT_THAT(std::string(too_early.message()), HasSubstr("answer_time"));
}

TEST_F(Calls, AreListedNewestFirstAndNarrowed) {
  const std::string a = engine.Call(kHome, "", "tracy").call().name();
  const std::string b = engine.Call("+12025550199", "", "tracy").call().name();
  const std::string c = engine.Call(kHome).call().name();
  const auto list = [&](auto narrow) {
    v1::ListCallsRequest request;
    request.set_page_size(2);
    narrow(request);
    std::vector<std::string> names;
    do {
      const auto page = Must(engine->calls().ListCalls(request, engine.context()));
      for (const Call& call : page.calls()) names.push_back(call.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(c, b, a));
  EXPECT_THAT(list([&](auto& r) { r.set_caller(robert.name()); }), ElementsAre(c, a));
  EXPECT_THAT(list([](auto& r) { r.set_agent(kTracy); }), ElementsAre(b, a));
  EXPECT_THAT(list([](auto& r) { r.set_ani("(202) 555-0199"); }), ElementsAre(b));
  v1::ListCallsRequest bad;
  bad.set_ani("anonymous");
  EXPECT_EQ(MetadataOf(engine->calls().ListCalls(bad, engine.context()).status(), "field"), "ani");
}

}  // namespace
}  // namespace ringback::test
