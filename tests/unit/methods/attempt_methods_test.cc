// Outbound attempts: started, finished, recorded, listed.
#include "ringback/methods/attempt_methods.h"

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
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";

class Attempts : public ::testing::Test {
 protected:
  absl::StatusOr<OutboundAttempt> Start(const OutboundAttempt& attempt) {
    v1::StartAttemptRequest request;
    *request.mutable_attempt() = attempt;
    return engine->attempts().StartAttempt(request, engine.context());
  }

  absl::StatusOr<OutboundAttempt> Record(const OutboundAttempt& attempt) {
    v1::RecordAttemptRequest request;
    *request.mutable_attempt() = attempt;
    return engine->attempts().RecordAttempt(request, engine.context());
  }

  absl::StatusOr<OutboundAttempt> Finish(const OutboundAttempt& attempt,
                                         OutboundAttempt::Outcome outcome,
                                         std::optional<absl::Time> end = std::nullopt) {
    v1::FinishAttemptRequest request;
    request.set_name(attempt.name());
    request.set_outcome(outcome);
    if (end) *request.mutable_end_time() = AtTime(*end);
    return engine->attempts().FinishAttempt(request, engine.context());
  }

  v1::Presence PresenceOf(const char* agent) {
    v1::GetAgentRequest request;
    request.set_name(agent);
    return Must(engine->tenants().GetAgent(request, engine.context())).presence();
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome, "+12025550144"}));
};

// An attempt with every field that a client can set.
OutboundAttempt Complete(const v1::Caller& caller, absl::Time now) {
  OutboundAttempt attempt = Ring(caller, OutboundAttempt::OUTCOME_VOICEMAIL, now);
  attempt.set_agent(kTracy);
  attempt.set_dialed_number("(202) 456-1414 ext. 7");
  attempt.set_caller_id("202-555-0100");
  attempt.set_campaign("autumn");
  attempt.set_purpose("your autumn heating check");
  attempt.mutable_offer()->set_text("10 % off");
  *attempt.mutable_offer()->add_proposed_slots() = Slot(now + absl::Hours(72));
  *attempt.mutable_offer()->add_proposed_slots() = Slot(now + absl::Hours(24));
  attempt.mutable_offer()->mutable_proposed_slots(1)->clear_end_time();
  *attempt.mutable_end_time() = AtTime(now + absl::Minutes(1));
  attempt.set_voicemail_text("please ring back");
  return attempt;
}

TEST_F(Attempts, AreReadAsTheyWereRecorded) {
  const OutboundAttempt saved = Must(Record(Complete(robert, engine.now)));
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
  EXPECT_EQ(saved.dialed_number(), kHome);
  EXPECT_EQ(saved.extension(), "7");
  EXPECT_EQ(saved.caller_id(), "+12025550100");
  EXPECT_EQ(saved.offer().proposed_slots_size(), 2);
  engine.Reopen();
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Attempts, DialTheCallersPrimaryNumberWhenNobodySaysWhich) {
  OutboundAttempt attempt;
  attempt.set_caller(robert.name());
  EXPECT_EQ(Must(Start(attempt)).dialed_number(), kHome) << "the first, when none is primary";
  v1::Caller mary = Person("Mary Smith", {"+12025550155", "202-555-0166 ext. 3"});
  mary.mutable_phones(1)->set_primary(true);
  attempt.set_caller(engine.Add(mary).name());
  const OutboundAttempt started = Must(Start(attempt));
  EXPECT_EQ(started.dialed_number(), "+12025550166");
  EXPECT_EQ(started.extension(), "3");
  attempt.set_dialed_number("+12025550155");
  EXPECT_EQ(Must(Start(attempt)).dialed_number(), "+12025550155");
}

TEST_F(Attempts, NeedACallerOrANumber) {
  OutboundAttempt nobody;
  EXPECT_EQ(MetadataOf(Start(nobody).status(), "field"), "attempt.dialed_number");
  OutboundAttempt numberless;
  numberless.set_caller(engine.Add(Person("No Number")).name());
  const absl::Status refused = Start(numberless).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("the caller has no number"));
  numberless.set_channel(v1::CHANNEL_LETTER);
  EXPECT_TRUE(Record(numberless).ok()) << "a letter needs no number";
}

TEST_F(Attempts, StartInProgressAndFinishOnce) {
  OutboundAttempt attempt;
  attempt.set_caller(robert.name());
  attempt.set_agent(kTracy);
  attempt = Must(Start(attempt));
  EXPECT_EQ(attempt.outcome(), OutboundAttempt::OUTCOME_IN_PROGRESS);
  EXPECT_EQ(attempt.channel(), v1::CHANNEL_CALL);
  EXPECT_EQ(attempt.start_time().seconds(), absl::ToUnixSeconds(engine.now));
  EXPECT_FALSE(attempt.has_end_time());

  engine.Pass(absl::Minutes(1));
  const OutboundAttempt finished = Must(Finish(attempt, OutboundAttempt::OUTCOME_NO_ANSWER));
  EXPECT_EQ(finished.outcome(), OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(finished.end_time().seconds(), absl::ToUnixSeconds(engine.now));
  EXPECT_EQ(engine.Get(attempt).SerializeAsString(), finished.SerializeAsString());

  // Said again it is the same; said otherwise it is wrong.
  engine.Pass(absl::Minutes(1));
  EXPECT_EQ(Must(Finish(attempt, OutboundAttempt::OUTCOME_NO_ANSWER)).SerializeAsString(),
            finished.SerializeAsString());
  const absl::Status again = Finish(attempt, OutboundAttempt::OUTCOME_CONNECTED).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(again), "WRONG_STATE");
  EXPECT_EQ(MetadataOf(again, "state"), "NO_ANSWER");
}

TEST_F(Attempts, FinishWithAnOutcomeThatEnds) {
  OutboundAttempt attempt;
  attempt.set_caller(robert.name());
  attempt = Must(Start(attempt));
  for (const auto outcome :
       {OutboundAttempt::OUTCOME_IN_PROGRESS, OutboundAttempt::OUTCOME_UNSPECIFIED,
        static_cast<OutboundAttempt::Outcome>(99)}) {
    const absl::Status refused = Finish(attempt, outcome).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << outcome;
    EXPECT_EQ(MetadataOf(refused, "field"), "outcome");
  }
  EXPECT_EQ(
      MetadataOf(
          Finish(attempt, OutboundAttempt::OUTCOME_BUSY, engine.now - absl::Hours(1)).status(),
          "field"),
      "end_time");
  EXPECT_EQ(engine.Get(attempt).outcome(), OutboundAttempt::OUTCOME_IN_PROGRESS);
}

struct BadAttempt {
  const char* field;
  void (*break_it)(OutboundAttempt*);
};

class BadAttempts : public Attempts, public ::testing::WithParamInterface<BadAttempt> {};

TEST_P(BadAttempts, AreRefusedByFieldAndChangeNothing) {
  OutboundAttempt attempt = Complete(robert, engine.now);
  GetParam().break_it(&attempt);
  const absl::Status refused = Record(attempt).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
  EXPECT_EQ(MetadataOf(refused, "field"), GetParam().field);
  EXPECT_EQ(Must(engine->attempts().ListAttempts({}, engine.context())).attempts_size(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadAttempts,
    ::testing::Values(
        BadAttempt{"attempt.dialed_number", [](OutboundAttempt* a) { a->set_dialed_number("12"); }},
        BadAttempt{"attempt.caller_id", [](OutboundAttempt* a) { a->set_caller_id("anonymous"); }},
        BadAttempt{"attempt.outcome", [](OutboundAttempt* a) { a->clear_outcome(); }},
        BadAttempt{
            "attempt.outcome",
            [](OutboundAttempt* a) { a->set_outcome(OutboundAttempt::OUTCOME_IN_PROGRESS); }},
        BadAttempt{
            "attempt.outcome",
            [](OutboundAttempt* a) { a->set_outcome(static_cast<OutboundAttempt::Outcome>(77)); }},
        BadAttempt{"attempt.channel",
                   [](OutboundAttempt* a) { a->set_channel(static_cast<v1::Channel>(77)); }},
        BadAttempt{"attempt.end_time",
                   [](OutboundAttempt* a) {
                     *a->mutable_end_time() = AtTime(TestStart() - absl::Hours(1));
                   }},
        BadAttempt{"attempt.start_time",
                   [](OutboundAttempt* a) { a->mutable_start_time()->set_seconds(253402300799); }},
        BadAttempt{"attempt.offer.proposed_slots[0].end_time",
                   [](OutboundAttempt* a) {
                     *a->mutable_offer()->mutable_proposed_slots(0)->mutable_end_time() =
                         AtTime(TestStart());
                   }},
        BadAttempt{"attempt.offer.proposed_slots[1].start_time",
                   [](OutboundAttempt* a) {
                     a->mutable_offer()->mutable_proposed_slots(1)->clear_start_time();
                   }},
        BadAttempt{"attempt.purpose",
                   [](OutboundAttempt* a) { a->set_purpose(std::string(501, 'x')); }},
        BadAttempt{"attempt.agent", [](OutboundAttempt* a) { a->set_agent("tracy"); }},
        BadAttempt{"attempt.agent",
                   [](OutboundAttempt* a) { a->set_agent("tenants/other/agents/tracy"); }},
        BadAttempt{
            "attempt.caller",
            [](OutboundAttempt* a) { a->set_caller("tenants/other/callers/0000000000001"); }},
        BadAttempt{"attempt.lead",
                   [](OutboundAttempt* a) { a->set_lead("tenants/other/leads/0000000000001"); }}));

TEST_F(Attempts, ToWhatIsNotThereAreNotFound) {
  OutboundAttempt attempt = Complete(robert, engine.now);
  attempt.set_caller("tenants/default/callers/0000000000001");
  EXPECT_EQ(Record(attempt).status().code(), absl::StatusCode::kNotFound);
  attempt.set_caller(robert.name());
  attempt.set_lead("tenants/default/leads/0000000000001");
  EXPECT_EQ(Record(attempt).status().code(), absl::StatusCode::kNotFound);
  v1::GetAttemptRequest get;
  get.set_name("tenants/default/attempts/0000000000001");
  EXPECT_EQ(engine->attempts().GetAttempt(get, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
  v1::FinishAttemptRequest finish;
  finish.set_name(get.name());
  finish.set_outcome(OutboundAttempt::OUTCOME_BUSY);
  EXPECT_EQ(engine->attempts().FinishAttempt(finish, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Attempts, WhatOnlyTheServerSaysIsNotTakenFromAClient) {
  OutboundAttempt attempt = Complete(robert, engine.now);
  attempt.set_name("tenants/default/attempts/0000000000001");
  attempt.set_returned_by("tenants/default/calls/0000000000001");
  *attempt.mutable_return_time() = AtTime(engine.now);
  *attempt.mutable_create_time() = AtTime(engine.now - absl::Hours(99));
  const OutboundAttempt saved = Must(Record(attempt));
  EXPECT_NE(saved.name(), attempt.name());
  EXPECT_EQ(saved.returned_by(), "");
  EXPECT_FALSE(saved.has_return_time());
  EXPECT_EQ(saved.create_time().seconds(), absl::ToUnixSeconds(engine.now));
}

TEST_F(Attempts, ForALeadAreToItsCallerAndCountAsTouches) {
  v1::Lead lead;
  lead.set_caller(robert.name());
  lead = engine.Add(lead);
  OutboundAttempt attempt;
  attempt.set_lead(lead.name());
  attempt = Must(Start(attempt));
  EXPECT_EQ(attempt.caller(), robert.name());
  EXPECT_EQ(attempt.dialed_number(), kHome);
  EXPECT_EQ(engine.Get(lead).touch_count(), 1);
  EXPECT_EQ(engine.Get(lead).state(), v1::Lead::STATE_WORKING);
  Must(Finish(attempt, OutboundAttempt::OUTCOME_NO_ANSWER));
  EXPECT_EQ(engine.Get(lead).touch_count(), 1) << "one touch, started and finished";
  OutboundAttempt mail;
  mail.set_channel(v1::CHANNEL_EMAIL);
  mail.set_lead(lead.name());
  Must(Record(mail));
  EXPECT_EQ(engine.Get(lead).touch_count(), 2);
}

TEST_F(Attempts, MoveTheAgentsPresence) {
  engine.AddAgent("tracy", [] {
    v1::Agent agent;
    agent.set_presence(v1::PRESENCE_FREE);
    return agent;
  }());
  OutboundAttempt attempt;
  attempt.set_caller(robert.name());
  attempt.set_agent(kTracy);
  attempt = Must(Start(attempt));
  EXPECT_EQ(PresenceOf(kTracy), v1::PRESENCE_ON_CALL);
  // An e-mail that is finished meanwhile does not end the call.
  OutboundAttempt mail = attempt;
  mail.clear_outcome();
  mail.set_channel(v1::CHANNEL_EMAIL);
  mail = Must(Start(mail));
  Must(Finish(mail, OutboundAttempt::OUTCOME_CONNECTED));
  EXPECT_EQ(PresenceOf(kTracy), v1::PRESENCE_ON_CALL);
  Must(Finish(attempt, OutboundAttempt::OUTCOME_NO_ANSWER));
  EXPECT_EQ(PresenceOf(kTracy), v1::PRESENCE_FREE);
}

TEST_F(Attempts, MayBeMadeByAnAgentWhomNobodyEntered) {
  OutboundAttempt attempt = Complete(robert, engine.now);
  attempt.set_agent("tenants/default/agents/newcomer");
  EXPECT_EQ(Must(Record(attempt)).agent(), "tenants/default/agents/newcomer");
  EXPECT_EQ(engine.Lookup(kHome).matches(0).last_agent().display_name(), "Newcomer");
}

TEST_F(Attempts, AreListedNewestFirstAndNarrowed) {
  const v1::Caller mary = engine.Add(Person("Mary Smith", {"+12025550155"}));
  const auto add = [&](const v1::Caller& caller, const char* agent,
                       OutboundAttempt::Outcome outcome) {
    OutboundAttempt attempt = Ring(caller, outcome, engine.now);
    attempt.set_agent(agent);
    return Must(Record(attempt)).name();
  };
  const std::string a = add(robert, kTracy, OutboundAttempt::OUTCOME_NO_ANSWER);
  const std::string b = add(mary, kTracy, OutboundAttempt::OUTCOME_BUSY);
  const std::string c = add(robert, "tenants/default/agents/sam", OutboundAttempt::OUTCOME_BUSY);
  const auto list = [&](auto narrow) {
    v1::ListAttemptsRequest request;
    request.set_page_size(2);
    narrow(request);
    std::vector<std::string> names;
    do {
      const auto page = Must(engine->attempts().ListAttempts(request, engine.context()));
      for (const OutboundAttempt& attempt : page.attempts()) names.push_back(attempt.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(c, b, a));
  EXPECT_THAT(list([&](auto& r) { r.set_caller(robert.name()); }), ElementsAre(c, a));
  EXPECT_THAT(list([](auto& r) { r.set_agent(kTracy); }), ElementsAre(b, a));
  EXPECT_THAT(list([](auto& r) { r.set_dialed_number("(202) 555-0155"); }), ElementsAre(b));
  EXPECT_THAT(list([](auto& r) { r.set_outcome(OutboundAttempt::OUTCOME_BUSY); }),
              ElementsAre(c, b));
  EXPECT_THAT(list([](auto& r) { r.set_caller("tenants/default/callers/nobody"); }), ElementsAre());

  v1::ListAttemptsRequest request;
  request.set_page_size(1);
  const std::string token =
      Must(engine->attempts().ListAttempts(request, engine.context())).next_page_token();
  request.set_caller(robert.name());
  request.set_page_token(token);
  EXPECT_EQ(
      MetadataOf(engine->attempts().ListAttempts(request, engine.context()).status(), "field"),
      "page_token")
      << "a token goes with its filters";
}

}  // namespace
}  // namespace ringback::test
