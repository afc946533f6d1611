// The methods that move a lead through its life, what they leave behind, and what calls, attempts
// and notes do to it.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/methods/lead_methods.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Call;
using v1::Lead;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";

class LifeOfLeads : public ::testing::Test {
 public:
  Lead Open(Lead::State state = Lead::STATE_UNSPECIFIED) {
    Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest("a new boiler");
    lead.set_state(state);
    return engine.Add(lead);
  }

  absl::StatusOr<Lead> Advance(const Lead& lead, const std::string& next_step = "site survey",
                               const std::string& agent = "tracy") {
    v1::AdvanceLeadRequest request;
    request.set_name(lead.name());
    request.set_next_step(next_step);
    request.set_agent(agent);
    return engine->leads().AdvanceLead(request, engine.context());
  }

  absl::StatusOr<Lead> Close(const Lead& lead, Lead::State state,
                             const std::string& reason = "liked the price") {
    v1::CloseLeadRequest request;
    request.set_name(lead.name());
    request.set_state(state);
    request.set_reason(reason);
    request.set_agent("tracy");
    return engine->leads().CloseLead(request, engine.context());
  }

  absl::StatusOr<Lead> Return(const Lead& lead,
                              Lead::ReturnReason reason = Lead::RETURN_REASON_NO_NUMBER,
                              const std::string& text = "") {
    v1::ReturnLeadRequest request;
    request.set_name(lead.name());
    request.set_reason(reason);
    request.set_text(text);
    request.set_agent("tracy");
    return engine->leads().ReturnLead(request, engine.context());
  }

  absl::StatusOr<Lead> Reopen(const Lead& lead) {
    v1::ReopenLeadRequest request;
    request.set_name(lead.name());
    request.set_reason("rang again");
    request.set_agent("tracy");
    return engine->leads().ReopenLead(request, engine.context());
  }

  absl::StatusOr<Lead> SetState(Lead lead, Lead::State state) {
    v1::UpdateLeadRequest request;
    lead.clear_etag();
    lead.set_state(state);
    *request.mutable_lead() = lead;
    request.mutable_update_mask()->add_paths("state");
    return engine->leads().UpdateLead(request, engine.context());
  }

  // What happened to a lead: "NEW>WORKING tracy: why".
  std::vector<std::string> HistoryOf(const Lead& lead) {
    v1::ListLeadChangesRequest request;
    request.set_lead(lead.name());
    request.set_page_size(2);
    std::vector<std::string> history;
    const auto text = [](Lead::State state) {
      return state == Lead::STATE_UNSPECIFIED ? "" : Lead::State_Name(state).substr(6);
    };
    do {
      const auto page = Must(engine->leads().ListLeadChanges(request, engine.context()));
      for (const v1::LeadChange& change : page.lead_changes()) {
        EXPECT_EQ(change.lead(), lead.name());
        std::string line = text(change.from_state()) + ">" + text(change.to_state());
        const std::string agent = change.agent().substr(change.agent().rfind('/') + 1);
        if (!agent.empty()) line += " " + agent;
        if (!change.team().empty()) line += " of " + change.team();
        if (!change.reason().empty()) line += ": " + change.reason();
        history.push_back(line);
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return history;
  }

  OutboundAttempt Try(const Lead& lead, OutboundAttempt::Outcome outcome,
                      absl::Duration length = absl::ZeroDuration()) {
    OutboundAttempt attempt = Ring(robert, outcome, engine.now);
    attempt.set_lead(lead.name());
    attempt.set_agent(kTracy);
    *attempt.mutable_end_time() = AtTime(engine.now + length);
    return engine.Add(attempt);
  }

  Call EndOf(const Call& call, const std::string& lead = "",
             Call::Outcome outcome = Call::OUTCOME_UNSPECIFIED) {
    return Must(TryEnd(call, lead, outcome));
  }
  absl::StatusOr<Call> TryEnd(const Call& call, const std::string& lead,
                              Call::Outcome outcome = Call::OUTCOME_UNSPECIFIED) {
    v1::EndCallRequest request;
    request.set_name(call.name());
    request.set_lead(lead);
    request.set_outcome(outcome);
    return engine->calls().EndCall(request, engine.context());
  }

  // A call that Tracy answers at once.
  Call Answered(const char* ani = kHome) {
    return engine.Answer(engine.Call(ani, "", "tracy").call(), "tracy");
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
};

TEST_F(LifeOfLeads, EveryMethodMovesThoseThatItMayAndNoOthers) {
  // For NEW, WORKING, ADVANCED, WON, LOST, RETURNED: '+' moves it, '=' leaves it as it is, '-' is
  // refused.
  struct Row {
    const char* name;
    std::string_view may;
    Lead::State to;
    absl::StatusOr<Lead> (*move)(LifeOfLeads&, const Lead&);
  };
  const Row rows[] = {
      {"AdvanceLead", "+++---", Lead::STATE_ADVANCED,
       [](LifeOfLeads& t, const Lead& l) { return t.Advance(l); }},
      {"CloseLead WON", "+++=--", Lead::STATE_WON,
       [](LifeOfLeads& t, const Lead& l) { return t.Close(l, Lead::STATE_WON); }},
      {"CloseLead LOST", "+++-=-", Lead::STATE_LOST,
       [](LifeOfLeads& t, const Lead& l) { return t.Close(l, Lead::STATE_LOST); }},
      {"ReturnLead", "+++--=", Lead::STATE_RETURNED,
       [](LifeOfLeads& t, const Lead& l) { return t.Return(l); }},
      {"ReopenLead", "---+++", Lead::STATE_WORKING,
       [](LifeOfLeads& t, const Lead& l) { return t.Reopen(l); }},
      {"UpdateLead NEW", "=-----", Lead::STATE_NEW,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_NEW); }},
      {"UpdateLead WORKING", "+=-+++", Lead::STATE_WORKING,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_WORKING); }},
      {"UpdateLead ADVANCED", "++=---", Lead::STATE_ADVANCED,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_ADVANCED); }},
      {"UpdateLead WON", "+++=--", Lead::STATE_WON,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_WON); }},
      {"UpdateLead LOST", "+++-=-", Lead::STATE_LOST,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_LOST); }},
      {"UpdateLead RETURNED", "+++--=", Lead::STATE_RETURNED,
       [](LifeOfLeads& t, const Lead& l) { return t.SetState(l, Lead::STATE_RETURNED); }},
  };
  for (const Row& row : rows) {
    for (int state = Lead::STATE_NEW; state <= Lead::STATE_RETURNED; ++state) {
      const Lead before = Open(static_cast<Lead::State>(state));
      const char may = row.may[static_cast<size_t>(state - 1)];
      const std::string which = row.name + (" from " + Lead::State_Name(before.state()));
      const absl::StatusOr<Lead> moved = row.move(*this, before);
      EXPECT_EQ(moved.ok(), may != '-') << which << moved.status();
      const Lead after = engine.Get(before);
      EXPECT_EQ(after.state(), may == '+' ? row.to : before.state()) << which;
      EXPECT_EQ(HistoryOf(before).size(), may == '+' ? 2 : 1) << which;
      if (moved.ok()) {
        EXPECT_EQ(after.SerializeAsString(), moved->SerializeAsString()) << which;
        continue;
      }
      EXPECT_EQ(moved.status().code(), absl::StatusCode::kFailedPrecondition) << which;
      EXPECT_EQ(ReasonOf(moved.status()), "WRONG_STATE") << which;
      EXPECT_EQ(MetadataOf(moved.status(), "state"), Lead::State_Name(before.state()).substr(6));
      EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString()) << which;
    }
  }
}

TEST_F(LifeOfLeads, AnAdvanceKeepsWhatWasAgreedAndWhen) {
  v1::Agent tracy;
  tracy.set_team("closers");
  engine.AddAgent("tracy", tracy);
  const Lead lead = Open();
  engine.Pass(absl::Minutes(1));
  v1::AdvanceLeadRequest request;
  request.set_name(lead.name());
  request.set_agent(kTracy);
  request.set_next_step("site survey");
  *request.mutable_next_contact()->mutable_contact_time() = AtTime(engine.now + absl::Hours(20));
  request.mutable_next_contact()->set_channel(v1::CHANNEL_CALL);
  request.add_milestones(v1::MILESTONE_AGREED_TO_DISCOVERY);
  const Lead advanced = Must(engine->leads().AdvanceLead(request, engine.context()));
  EXPECT_EQ(advanced.state(), Lead::STATE_ADVANCED);
  EXPECT_EQ(ToMicros(advanced.advance_time()), absl::ToUnixMicros(engine.now));
  EXPECT_EQ(advanced.next_contact().SerializeAsString(),
            request.next_contact().SerializeAsString());
  EXPECT_THAT(advanced.milestones(), ElementsAre(v1::MILESTONE_AGREED_TO_DISCOVERY));
  engine.Pass(absl::Minutes(1));
  const Lead again = Must(Advance(lead, "a price for two boilers", ""));
  EXPECT_EQ(ToMicros(again.advance_time()), ToMicros(advanced.advance_time()));
  EXPECT_EQ(again.next_contact().SerializeAsString(), request.next_contact().SerializeAsString());
  EXPECT_THAT(HistoryOf(lead), ElementsAre(">NEW", "NEW>ADVANCED tracy of closers: site survey",
                                           "ADVANCED>ADVANCED: a price for two boilers"));
}

TEST_F(LifeOfLeads, WhatItWasClosedForIsKeptUntilItIsReopened) {
  Lead lead = Open();
  engine.Pass(absl::Hours(1));
  v1::CloseLeadRequest request;
  request.set_name(lead.name());
  request.set_state(Lead::STATE_WON);
  request.set_reason("liked the price");
  request.set_value(450000);
  request.set_currency("EUR");
  request.set_agent("tracy");
  lead = Must(engine->leads().CloseLead(request, engine.context()));
  EXPECT_EQ(lead.close_reason(), "liked the price");
  EXPECT_EQ(lead.value(), 450000);
  EXPECT_EQ(lead.currency(), "EUR");
  EXPECT_EQ(ToMicros(lead.close_time()), absl::ToUnixMicros(engine.now));
  engine.Pass(absl::Hours(1));
  lead = Must(Reopen(lead));
  EXPECT_EQ(lead.state(), Lead::STATE_WORKING);
  EXPECT_FALSE(lead.has_close_time());
  EXPECT_EQ(lead.close_reason(), "");
  EXPECT_EQ(lead.value(), 450000) << "what it is worth is still so";
  lead = Must(Return(lead, Lead::RETURN_REASON_OTHER, "lives abroad"));
  EXPECT_EQ(lead.return_reason(), Lead::RETURN_REASON_OTHER);
  EXPECT_EQ(lead.close_reason(), "lives abroad");
  lead = Must(SetState(lead, Lead::STATE_WORKING));
  EXPECT_EQ(lead.return_reason(), Lead::RETURN_REASON_UNSPECIFIED);
  EXPECT_EQ(lead.close_reason(), "");
  EXPECT_FALSE(lead.has_close_time());
  EXPECT_THAT(HistoryOf(lead),
              ElementsAre(">NEW", "NEW>WON tracy: liked the price", "WON>WORKING tracy: rang again",
                          "WORKING>RETURNED tracy: lives abroad", "RETURNED>WORKING"));
}

TEST_F(LifeOfLeads, RepeatedRequestsChangeThemOnce) {
  const Lead lead = Open();
  v1::AdvanceLeadRequest request;
  request.set_name(lead.name());
  request.set_next_step("site survey");
  request.set_request_id("once");
  const Lead first = Must(engine->leads().AdvanceLead(request, engine.context()));
  const Lead second = Must(engine->leads().AdvanceLead(request, engine.context()));
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(HistoryOf(lead).size(), 2);
}

TEST_F(LifeOfLeads, AStaleEtagIsAborted) {
  const Lead lead = Open();
  Must(Advance(lead));
  const auto aborted = [](const absl::Status& status) {
    return status.code() == absl::StatusCode::kAborted && ReasonOf(status) == "ETAG_MISMATCH";
  };
  v1::AdvanceLeadRequest advance;
  advance.set_name(lead.name());
  advance.set_next_step("site survey");
  advance.set_etag(lead.etag());
  EXPECT_TRUE(aborted(engine->leads().AdvanceLead(advance, engine.context()).status()));
  v1::CloseLeadRequest close;
  close.set_name(lead.name());
  close.set_state(Lead::STATE_WON);
  close.set_etag(lead.etag());
  EXPECT_TRUE(aborted(engine->leads().CloseLead(close, engine.context()).status()));
  v1::ReturnLeadRequest give_back;
  give_back.set_name(lead.name());
  give_back.set_reason(Lead::RETURN_REASON_NO_NUMBER);
  give_back.set_etag(lead.etag());
  EXPECT_TRUE(aborted(engine->leads().ReturnLead(give_back, engine.context()).status()));
  v1::ReopenLeadRequest reopen;
  reopen.set_name(lead.name());
  reopen.set_etag(lead.etag());
  EXPECT_TRUE(aborted(engine->leads().ReopenLead(reopen, engine.context()).status()));
}

TEST_F(LifeOfLeads, BadRequestsAreRefusedByField) {
  const Lead lead = Open();
  const auto refused = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return MetadataOf(status, "field");
  };
  EXPECT_EQ(refused(Advance(lead, "").status()), "next_step");
  EXPECT_EQ(refused(Advance(lead, "a survey", "tenants/other/agents/tracy").status()), "agent");
  EXPECT_EQ(refused(Advance(lead, "a survey", "Tracy!").status()), "agent");
  EXPECT_EQ(refused(Close(lead, Lead::STATE_WORKING).status()), "state");
  EXPECT_EQ(refused(Close(lead, Lead::STATE_RETURNED).status()), "state");
  EXPECT_EQ(refused(Close(lead, Lead::STATE_UNSPECIFIED).status()), "state");
  EXPECT_EQ(refused(Close(lead, Lead::STATE_LOST, "").status()), "reason");
  EXPECT_EQ(refused(Return(lead, Lead::RETURN_REASON_OTHER).status()), "text");
  EXPECT_EQ(refused(Return(lead, Lead::RETURN_REASON_UNSPECIFIED).status()), "reason");
  v1::CloseLeadRequest close;
  close.set_name(lead.name());
  close.set_state(Lead::STATE_WON);
  close.set_currency("euro");
  EXPECT_EQ(refused(engine->leads().CloseLead(close, engine.context()).status()), "currency");
  v1::ListLeadChangesRequest list;
  list.set_page_token("no token");
  EXPECT_EQ(refused(engine->leads().ListLeadChanges(list, engine.context()).status()),
            "page_token");
  EXPECT_EQ(engine.Get(lead).SerializeAsString(), lead.SerializeAsString());
  Lead nobody = lead;
  nobody.set_name("tenants/default/leads/0000000000001");
  EXPECT_EQ(Advance(nobody).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reopen(nobody).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LifeOfLeads, OneReturnedByAnUpdateHasAReasonToo) {
  Lead lead = Must(SetState(Open(), Lead::STATE_RETURNED));
  EXPECT_EQ(lead.return_reason(), Lead::RETURN_REASON_OTHER);
  EXPECT_EQ(engine.Get(lead).return_reason(), Lead::RETURN_REASON_OTHER);
  lead = Must(SetState(lead, Lead::STATE_WORKING));
  lead = Must(Return(lead, Lead::RETURN_REASON_DUPLICATE));
  EXPECT_EQ(lead.return_reason(), Lead::RETURN_REASON_DUPLICATE);
}

TEST_F(LifeOfLeads, WhatTheServerCountsCannotBeGivenToIt) {
  Lead given;
  given.set_caller(robert.name());
  given.set_touch_count(7);
  given.set_conversation_count(7);
  given.set_return_reason(Lead::RETURN_REASON_DUPLICATE);
  given.add_missing_fields(v1::INTAKE_FIELD_FULL_NAME);
  given.mutable_enrolment()->set_state(v1::Enrolment::STATE_ACTIVE);
  for (auto* time :
       {given.mutable_first_touch_time(), given.mutable_first_conversation_time(),
        given.mutable_advance_time(), given.mutable_close_time(), given.mutable_handoff_time()}) {
    *time = AtTime(engine.now);
  }
  const Lead saved = engine.Add(given);
  Lead plain;
  plain.set_caller(robert.name());
  Lead expected = engine.Add(plain);
  expected.set_name(saved.name());
  EXPECT_EQ(saved.SerializeAsString(), expected.SerializeAsString());
}

TEST_F(LifeOfLeads, SayWhatIsMissingOfTheIntakeWhereverTheyAreReturned) {
  const Lead lead = Open();
  EXPECT_THAT(lead.missing_fields(),
              ElementsAre(v1::INTAKE_FIELD_EMAIL, v1::INTAKE_FIELD_SERVICE_ADDRESS));
  v1::UpdateCallerRequest request;
  *request.mutable_caller() = robert;
  request.mutable_caller()->add_emails("robert@jones.example");
  Must(engine->callers().UpdateCaller(request, engine.context()));
  const auto only_address = ElementsAre(v1::INTAKE_FIELD_SERVICE_ADDRESS);
  EXPECT_THAT(engine.Get(lead).missing_fields(), only_address);
  EXPECT_THAT(Must(Advance(lead)).missing_fields(), only_address);
  EXPECT_THAT(Must(engine->leads().ListLeads({}, engine.context())).leads(0).missing_fields(),
              only_address);
  EXPECT_THAT(engine.Lookup(kHome).matches(0).open_leads(0).missing_fields(), only_address);
  Try(lead, OutboundAttempt::OUTCOME_WRONG_NUMBER);
  EXPECT_THAT(engine.Get(lead).missing_fields(),
              ElementsAre(v1::INTAKE_FIELD_CALLBACK_NUMBER, v1::INTAKE_FIELD_SERVICE_ADDRESS));
}

TEST_F(LifeOfLeads, CountConversationsWhoeverRang) {
  const Lead lead = Open();
  engine.Pass(absl::Minutes(10));
  Try(lead, OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(engine.Get(lead).conversation_count(), 0);
  EXPECT_EQ(ToMicros(engine.Get(lead).first_touch_time()), absl::ToUnixMicros(engine.now));
  engine.Pass(absl::Minutes(10));
  const absl::Time rang = engine.now;
  const Call call = Answered();
  engine.Pass(absl::Minutes(3));
  EXPECT_EQ(EndOf(call).lead(), lead.name());
  EXPECT_EQ(engine.Get(lead).conversation_count(), 1);
  EXPECT_EQ(ToMicros(engine.Get(lead).first_conversation_time()), absl::ToUnixMicros(rang));
  EXPECT_EQ(EndOf(call).lead(), lead.name()) << "ends once, whoever says so again";
  EXPECT_EQ(engine.Get(lead).conversation_count(), 1);
  Try(lead, OutboundAttempt::OUTCOME_CONNECTED, absl::Minutes(1));
  const Lead after = engine.Get(lead);
  EXPECT_EQ(after.conversation_count(), 2);
  EXPECT_EQ(after.touch_count(), 2);
  EXPECT_EQ(ToMicros(after.first_conversation_time()), absl::ToUnixMicros(rang));
}

TEST_F(LifeOfLeads, AnAttemptThatIsStartedAndFinishedIsOneTouch) {
  const Lead lead = Open();
  v1::StartAttemptRequest start;
  *start.mutable_attempt() = Ring(robert, OutboundAttempt::OUTCOME_UNSPECIFIED, engine.now);
  start.mutable_attempt()->set_lead(lead.name());
  start.mutable_attempt()->set_agent(kTracy);
  const OutboundAttempt attempt = Must(engine->attempts().StartAttempt(start, engine.context()));
  EXPECT_EQ(engine.Get(lead).touch_count(), 1);
  EXPECT_EQ(engine.Get(lead).state(), Lead::STATE_WORKING);
  engine.Pass(absl::Minutes(6));
  v1::FinishAttemptRequest finish;
  finish.set_name(attempt.name());
  finish.set_outcome(OutboundAttempt::OUTCOME_CONNECTED);
  Must(engine->attempts().FinishAttempt(finish, engine.context()));
  Must(engine->attempts().FinishAttempt(finish, engine.context()));
  EXPECT_EQ(engine.Get(lead).touch_count(), 1);
  EXPECT_EQ(engine.Get(lead).conversation_count(), 1);
  EXPECT_EQ(engine.Get(lead).owner(), kTracy) << "it was long: six minutes";
  EXPECT_THAT(HistoryOf(lead), ElementsAre(">NEW", "NEW>WORKING tracy"));
}

TEST_F(LifeOfLeads, ACallIsAboutTheCallersOnlyOpenLeadUnlessItSaysWhich) {
  const Lead won = Open(Lead::STATE_WON);
  engine.Pass(absl::Hours(1));
  const Lead first = Open();
  EXPECT_EQ(EndOf(Answered()).lead(), first.name());
  const Lead second = Open();
  EXPECT_EQ(EndOf(Answered()).lead(), "") << "there are two";
  const Call named = EndOf(Answered(), second.name());
  EXPECT_EQ(named.lead(), second.name());
  EXPECT_EQ(engine.Get(named).lead(), second.name());
  EXPECT_EQ(EndOf(Answered(), won.name()).lead(), won.name());
  EXPECT_EQ(engine.Get(won).conversation_count(), 1);
  EXPECT_EQ(engine.Get(won).state(), Lead::STATE_WON);
  EXPECT_EQ(engine.Get(first).conversation_count(), 1);
  EXPECT_EQ(engine.Get(second).conversation_count(), 1);
}

TEST_F(LifeOfLeads, ALeadThatIsWonInTheCallHadThatConversation) {
  const Lead lead = Open();
  const Call call = Answered();
  engine.Pass(absl::Minutes(9));
  Must(Close(lead, Lead::STATE_WON));
  EXPECT_EQ(EndOf(call).lead(), lead.name());
  EXPECT_EQ(engine.Get(lead).conversation_count(), 1);
}

TEST_F(LifeOfLeads, ACallThatNobodyAnsweredIsNoConversation) {
  const Lead lead = Open();
  const Call call = EndOf(engine.Call(kHome).call());
  EXPECT_EQ(call.outcome(), Call::OUTCOME_ABANDONED);
  EXPECT_EQ(call.lead(), lead.name());
  EXPECT_EQ(engine.Get(lead).conversation_count(), 0);
  EXPECT_EQ(engine.Get(lead).state(), Lead::STATE_NEW);
}

TEST_F(LifeOfLeads, ACallCannotBeAboutSomebodyElsesLead) {
  const v1::Caller mary = engine.Add(Person("Mary Smith"));
  Lead lead;
  lead.set_caller(mary.name());
  lead = engine.Add(lead);
  const Call call = Answered();
  const absl::Status refused = TryEnd(call, lead.name()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(refused, "field"), "lead");
  EXPECT_EQ(TryEnd(call, "tenants/default/leads/0000000000001").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(MetadataOf(TryEnd(call, "tenants/other/leads/0000000000001").status(), "field"),
            "lead");
  EXPECT_FALSE(engine.Get(call).has_end_time());
  EXPECT_EQ(engine.Get(lead).conversation_count(), 0);
  // Who it is was not known: the lead says what it was about.
  EXPECT_EQ(EndOf(Answered("anonymous"), lead.name()).lead(), lead.name());
  EXPECT_EQ(engine.Get(lead).conversation_count(), 1);
}

TEST_F(LifeOfLeads, WhenTheRightCallerIsNamedAfterTheCallTheConversationIsTheirs) {
  const v1::Caller mary = engine.Add(Person("Mary Smith"));
  Lead hers;
  hers.set_caller(mary.name());
  hers = engine.Add(hers);
  const Lead his = Open();
  engine.Pass(absl::Minutes(1));
  const Call earlier = EndOf(Answered());
  engine.Pass(absl::Minutes(1));
  const Call call = EndOf(Answered());
  EXPECT_EQ(engine.Get(his).conversation_count(), 2);
  EXPECT_EQ(engine.Confirm(call, mary, "tracy").lead(), hers.name());
  EXPECT_EQ(engine.Get(his).conversation_count(), 1);
  EXPECT_EQ(engine.Get(hers).conversation_count(), 1);
  EXPECT_EQ(engine.Confirm(call, mary, "tracy").lead(), hers.name());
  EXPECT_EQ(engine.Get(hers).conversation_count(), 1) << "said twice, counted once";
  EXPECT_EQ(engine.Reject(earlier, robert, "tracy").lead(), "");
  EXPECT_EQ(engine.Get(his).conversation_count(), 0);
  EXPECT_FALSE(engine.Get(his).has_first_conversation_time());
}

TEST_F(LifeOfLeads, WhatWasPromisedIsDoneWhenTheCustomerRingsFirst) {
  Lead lead = Open();
  *lead.mutable_next_contact()->mutable_contact_time() = AtTime(engine.now + absl::Hours(20));
  v1::UpdateLeadRequest update;
  *update.mutable_lead() = lead;
  update.mutable_update_mask()->add_paths("next_contact");
  Must(engine->leads().UpdateLead(update, engine.context()));
  engine.Pass(absl::Minutes(1));
  EndOf(engine.Call(kHome).call());
  EXPECT_TRUE(engine.Get(lead).has_next_contact()) << "nobody answered";
  EndOf(Answered(), "", Call::OUTCOME_RESOLVED);
  EXPECT_FALSE(engine.Get(lead).has_next_contact());
  engine.Pass(absl::Minutes(1));
  const Call call = Answered();
  update.mutable_lead()->clear_etag();
  Must(engine->leads().UpdateLead(update, engine.context()));
  EndOf(call);
  EXPECT_TRUE(engine.Get(lead).has_next_contact()) << "it was promised in this call";
}

TEST_F(LifeOfLeads, AfterAShortFirstCallTheClosersFollowUp) {
  v1::Tenant tenant;
  tenant.mutable_follow_up()->set_closers_team("closers");
  engine.SetTenant(tenant);
  const Lead lead = Open();
  const Call call = Answered();
  engine.Pass(absl::Minutes(2));
  EndOf(call);
  EXPECT_EQ(engine.Get(lead).team(), "closers");
  EXPECT_EQ(engine.Get(lead).owner(), "");
  const Lead other = Open();
  const Call longer = Answered();
  engine.Pass(absl::Minutes(5));
  EndOf(longer, other.name());
  EXPECT_EQ(engine.Get(other).owner(), kTracy);
}

TEST_F(LifeOfLeads, WhatTheCustomerDidInACallIsAddedToTheLead) {
  const Lead lead = Open();
  v1::CallNote note;
  note.set_lead(lead.name());
  note.set_text("we spoke");
  note.add_milestones(v1::MILESTONE_VOICED_CONCERNS);
  engine.Add(note);
  note.add_milestones(v1::MILESTONE_LET_US_LEAD);
  engine.Add(note);
  const Lead after = engine.Get(lead);
  EXPECT_THAT(after.milestones(),
              ElementsAre(v1::MILESTONE_LET_US_LEAD, v1::MILESTONE_VOICED_CONCERNS));
  engine.Add(note);
  EXPECT_EQ(engine.Get(lead).etag(), after.etag()) << "nothing new was said of it";
}

TEST_F(LifeOfLeads, AreErasedWithTheirHistory) {
  const Lead lead = Open();
  Must(Advance(lead, "a survey at Robert's"));
  EndOf(Answered(), lead.name());
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  EXPECT_THAT(HistoryOf(lead), IsEmpty());
  const auto calls = Must(engine->calls().ListCalls({}, engine.context()));
  ASSERT_EQ(calls.calls_size(), 1);
  EXPECT_EQ(calls.calls(0).lead(), "");
}

}  // namespace
}  // namespace ringback::test
