// The queue of due contacts: what is due for whom and when, who holds it, and how it is over.
#include "ringback/methods/due_contact_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/unit/followup/cadences.h"
#include "tests/unit/followup/queue_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::DueContact;
using v1::Lead;
using v1::OutboundAttempt;

class DueContacts : public QueueTest {};

std::vector<std::string> LeadsOf(const std::vector<DueContact>& contacts) {
  std::vector<std::string> leads;
  for (const DueContact& contact : contacts) leads.push_back(contact.lead());
  return leads;
}

TEST_F(DueContacts, ANewLeadIsDueAtOnceWithWhomToRingAndWhy) {
  const v1::Caller robert = NewCaller();
  const Lead lead = NewLead(robert, "", "closers");
  const std::vector<DueContact> open = Open();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind(), DueContact::KIND_NEW_LEAD);
  EXPECT_EQ(open[0].state(), DueContact::STATE_WAITING);
  EXPECT_EQ(open[0].lead(), lead.name());
  EXPECT_EQ(open[0].caller(), robert.name());
  EXPECT_EQ(open[0].channel(), v1::CHANNEL_CALL);
  EXPECT_EQ(open[0].number(), robert.phones(0).number());
  EXPECT_EQ(open[0].purpose(), "a new boiler");
  EXPECT_EQ(open[0].team(), "closers");
  EXPECT_EQ(TimeIn(open[0].due_time()), engine.now);
  EXPECT_EQ(TimeIn(open[0].create_time()), engine.now);
  engine.Reopen();
  EXPECT_EQ(Get(open[0]).SerializeAsString(), open[0].SerializeAsString());
}

TEST_F(DueContacts, APromiseComesFirstThenTheOldestNewLeadThenSteps) {
  const Lead touched = NewLead();
  RingFor(touched, "sam", OutboundAttempt::OUTCOME_NO_ANSWER);
  Enrol(touched, AddCadence("three", {0, 24}));
  const Lead first = NewLead();
  engine.Pass(absl::Minutes(1));
  const Lead second = NewLead();
  const Lead promised = NewLead();
  Promise(promised, engine.now + absl::Minutes(1));
  EXPECT_EQ(Lease("tracy").lead(), first.name()) << "the promise's minute has not come";
  engine.Pass(absl::Minutes(1));
  EXPECT_EQ(Lease("tracy").lead(), promised.name());
  EXPECT_EQ(Lease("tracy").lead(), second.name());
  const DueContact step = Lease("tracy");
  EXPECT_EQ(step.lead(), touched.name());
  EXPECT_EQ(step.kind(), DueContact::KIND_CADENCE_STEP);
  EXPECT_EQ(Lease("tracy").name(), "");
}

TEST_F(DueContacts, WhoHasItHasItAloneUntilTheLeaseIsOver) {
  NewLead();
  const DueContact held = Lease("tracy", absl::Minutes(10));
  EXPECT_EQ(held.state(), DueContact::STATE_LEASED);
  EXPECT_EQ(held.lease_agent(), AgentNamed("tracy"));
  EXPECT_EQ(TimeIn(held.lease_expire_time()), engine.now + absl::Minutes(10));
  EXPECT_EQ(held.lease_count(), 1);
  engine.Pass(absl::Minutes(10) - absl::Seconds(1));
  EXPECT_EQ(Lease("sam").name(), "");
  engine.Pass(absl::Seconds(1));
  EXPECT_EQ(Get(held).state(), DueContact::STATE_WAITING);
  const DueContact again = Lease("sam");
  EXPECT_EQ(again.name(), held.name());
  EXPECT_EQ(again.lease_count(), 2);
  const absl::Status late = TryComplete(held, "tracy", OutboundAttempt::OUTCOME_CONNECTED).status();
  EXPECT_EQ(late.code(), absl::StatusCode::kAborted) << late;
  EXPECT_EQ(ReasonOf(late), "LEASE_LOST");
  EXPECT_EQ(MetadataOf(late, "resource"), held.name());
  EXPECT_EQ(TryRelease(held, "tracy").status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Complete(again, "sam").state(), DueContact::STATE_DONE);
}

TEST_F(DueContacts, ARepeatedRequestGetsTheSameContact) {
  NewLead();
  NewLead();
  v1::LeaseDueContactRequest request;
  request.set_agent("tracy");
  request.set_request_id("lease-1");
  const auto first = Must(TryLease(request));
  EXPECT_EQ(Must(TryLease(request)).SerializeAsString(), first.SerializeAsString());
  request.set_request_id("lease-2");
  EXPECT_NE(Must(TryLease(request)).due_contact().name(), first.due_contact().name());
}

TEST_F(DueContacts, WhatWasMadeIsAnAttemptLikeAnyOther) {
  const v1::Caller robert = NewCaller();
  const Lead lead = NewLead(robert);
  const DueContact held = Lease("tracy");
  engine.Pass(absl::Minutes(2));
  const DueContact done = Complete(held, "tracy", OutboundAttempt::OUTCOME_VOICEMAIL);
  EXPECT_EQ(done.state(), DueContact::STATE_DONE);
  EXPECT_EQ(TimeIn(done.end_time()), engine.now);
  v1::OutboundAttempt named;
  named.set_name(done.attempt());
  const OutboundAttempt attempt = engine.Get(named);
  EXPECT_EQ(attempt.agent(), AgentNamed("tracy"));
  EXPECT_EQ(attempt.caller(), robert.name());
  EXPECT_EQ(attempt.lead(), lead.name());
  EXPECT_EQ(attempt.dialed_number(), robert.phones(0).number());
  EXPECT_EQ(attempt.purpose(), "a new boiler");
  EXPECT_EQ(attempt.outcome(), OutboundAttempt::OUTCOME_VOICEMAIL);
  EXPECT_EQ(engine.Get(lead).touch_count(), 1);
  EXPECT_EQ(engine.Get(lead).state(), Lead::STATE_WORKING);
  EXPECT_THAT(Open(), IsEmpty());
  // The customer who rings back is told why.
  EXPECT_EQ(engine.Lookup(robert.phones(0).number()).matches(0).attempts(0).name(), attempt.name());
}

TEST_F(DueContacts, AnAttemptThatWasSavedBeforeMakesItDone) {
  const Lead lead = NewLead();
  const DueContact held = Lease("tracy");
  const OutboundAttempt attempt = RingFor(lead, "tracy", OutboundAttempt::OUTCOME_CONNECTED);
  EXPECT_EQ(Get(held).state(), DueContact::STATE_DONE);
  v1::CompleteDueContactRequest request;
  request.set_name(held.name());
  request.set_agent("tracy");
  request.set_attempt(attempt.name());
  *request.mutable_next_contact()->mutable_contact_time() = AtTime(engine.now + absl::Hours(2));
  const DueContact done =
      Must(engine->due_contacts().CompleteDueContact(request, engine.context()));
  EXPECT_EQ(done.attempt(), attempt.name());
  EXPECT_EQ(engine.Get(lead).touch_count(), 1) << "it is counted once";
  EXPECT_EQ(OpenOf(lead).kind(), DueContact::KIND_PROMISED_CALLBACK);
  EXPECT_EQ(OpenOf(lead).agent(), AgentNamed("tracy")) << "who promised it";
}

TEST_F(DueContacts, NobodyIsRungTwiceWhenSomebodyRangOutsideOfTheQueue) {
  const Lead lead = NewLead();
  const DueContact waiting = OpenOf(lead);
  const OutboundAttempt attempt = RingFor(lead, "sam", OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(Get(waiting).state(), DueContact::STATE_DONE);
  EXPECT_EQ(Get(waiting).attempt(), attempt.name());
  EXPECT_EQ(Lease("tracy").name(), "");

  const Lead other = NewLead();
  const DueContact held = Lease("tracy");
  ASSERT_EQ(held.lead(), other.name());
  RingFor(other, "sam", OutboundAttempt::OUTCOME_NO_ANSWER);
  const absl::Status lost = TryComplete(held, "tracy", OutboundAttempt::OUTCOME_NO_ANSWER).status();
  EXPECT_EQ(ReasonOf(lost), "LEASE_LOST") << lost;
  EXPECT_EQ(engine.Get(other).touch_count(), 1);
}

TEST_F(DueContacts, AnAgentKeepsWhatTheyHaveBegun) {
  const Lead lead = NewLead();
  Enrol(lead, AddCadence("two", {0, 48}));
  const DueContact held = Lease("tracy");
  ASSERT_EQ(held.kind(), DueContact::KIND_NEW_LEAD);
  v1::StartAttemptRequest start;
  start.mutable_attempt()->set_lead(lead.name());
  start.mutable_attempt()->set_agent(AgentNamed("tracy"));
  const OutboundAttempt attempt = Must(engine->attempts().StartAttempt(start, engine.context()));
  Promise(lead, engine.now + absl::Hours(3));
  EXPECT_EQ(Get(held).state(), DueContact::STATE_LEASED);
  v1::FinishAttemptRequest finish;
  finish.set_name(attempt.name());
  finish.set_outcome(OutboundAttempt::OUTCOME_CONNECTED);
  Must(engine->attempts().FinishAttempt(finish, engine.context()));
  EXPECT_EQ(Get(held).state(), DueContact::STATE_DONE);
  EXPECT_EQ(OpenOf(lead).kind(), DueContact::KIND_PROMISED_CALLBACK)
      << "what was promised in the call is planned when it is over";
}

TEST_F(DueContacts, AContactComesBackWhenItIsGivenBackAndNotBeforeItsTime) {
  NewLead();
  DueContact held = Lease("tracy");
  EXPECT_EQ(Must(TryRelease(held, "tracy")).state(), DueContact::STATE_WAITING);
  held = Lease("tracy");
  EXPECT_EQ(held.lease_count(), 2);
  const DueContact released = Must(TryRelease(held, "tracy", engine.now + absl::Minutes(30)));
  EXPECT_EQ(TimeIn(released.due_time()), engine.now + absl::Minutes(30));
  v1::LeaseDueContactRequest request;
  request.set_agent("sam");
  const auto nothing = Must(TryLease(request));
  EXPECT_FALSE(nothing.has_due_contact());
  EXPECT_EQ(TimeIn(nothing.next_due_time()), engine.now + absl::Minutes(30));
  engine.Pass(absl::Minutes(30));
  EXPECT_EQ(Lease("sam").name(), held.name());
}

TEST_F(DueContacts, APromiseIsItsAgentsUntilItIsLateThenTheirTeams) {
  v1::Agent closer;
  closer.set_team("closers");
  engine.AddAgent("tracy", closer);
  engine.AddAgent("sam", closer);
  engine.AddAgent("pat");
  const Lead lead = NewLead(NewCaller(), "tracy");
  Promise(lead, engine.now + absl::Hours(1));
  const DueContact planned = OpenOf(lead);
  EXPECT_EQ(planned.kind(), DueContact::KIND_PROMISED_CALLBACK);
  EXPECT_EQ(planned.purpose(), "ring with the price");
  EXPECT_EQ(TimeIn(planned.promise_time()), engine.now + absl::Hours(1));
  EXPECT_EQ(planned.agent(), AgentNamed("tracy"));
  EXPECT_EQ(planned.team(), "closers");
  EXPECT_EQ(Lease("tracy").name(), "") << "not before its minute";
  engine.Pass(absl::Hours(1));
  EXPECT_EQ(Lease("sam").name(), "") << "it is Tracy's";
  engine.Pass(absl::Minutes(5));
  EXPECT_EQ(Lease("pat").name(), "") << "not of her team";
  const DueContact held = Lease("sam");
  EXPECT_EQ(held.name(), planned.name());
  engine.Pass(absl::Minutes(1));
  EXPECT_TRUE(Complete(held, "sam").late());
  EXPECT_FALSE(engine.Get(lead).has_next_contact()) << "the promise is over";
}

TEST_F(DueContacts, WhatSomebodyOwnsIsTheirsAndWhatATeamHasItsOwn) {
  v1::Agent closer;
  closer.set_team("closers");
  engine.AddAgent("sam", closer);
  const Lead tracys = NewLead(NewCaller(), "tracy");
  const Lead teams = NewLead(NewCaller(), "", "closers");
  const Lead anybodys = NewLead();
  EXPECT_EQ(Lease("pat").lead(), anybodys.name());
  EXPECT_EQ(Lease("pat").name(), "");
  EXPECT_EQ(Lease("sam").lead(), teams.name());
  EXPECT_EQ(Lease("sam").name(), "");
  EXPECT_EQ(Lease("tracy").lead(), tracys.name());
  const Lead more = NewLead(NewCaller(), "", "night shift");
  v1::LeaseDueContactRequest request;
  request.set_agent("pat");
  request.set_team("night shift");
  EXPECT_EQ(Must(TryLease(request)).due_contact().lead(), more.name());
}

TEST_F(DueContacts, APromiseOutsideTheCallingHoursIsRefusedWhereItIsMade) {
  const Lead lead = NewLead(NewCaller("Europe/Berlin"));
  const absl::Time night = engine.now + absl::Hours(6);  // 23:00 in Berlin
  Must(TryPromise(lead, night));
  Promise(lead, absl::InfinitePast());
  SetHours(9 * 60, 18 * 60);
  const absl::Status refused = TryPromise(lead, night).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(refused, "field"), "lead.next_contact.contact_time");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("23:00 in Europe/Berlin"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("Mon 09:00-18:00"));
  EXPECT_FALSE(engine.Get(lead).has_next_contact());
  Must(TryPromise(lead, night, v1::CHANNEL_EMAIL));

  v1::CreateLeadRequest create;
  create.mutable_lead()->set_caller(lead.caller());
  *create.mutable_lead()->mutable_next_contact()->mutable_contact_time() = AtTime(night);
  EXPECT_EQ(MetadataOf(engine->leads().CreateLead(create, engine.context()).status(), "field"),
            "lead.next_contact.contact_time");
  v1::AdvanceLeadRequest advance;
  advance.set_name(lead.name());
  advance.set_next_step("site survey");
  *advance.mutable_next_contact()->mutable_contact_time() = AtTime(night);
  EXPECT_EQ(MetadataOf(engine->leads().AdvanceLead(advance, engine.context()).status(), "field"),
            "next_contact.contact_time");

  const Lead other = NewLead(NewCaller("Europe/Berlin"));
  const DueContact held = Lease("tracy");
  ASSERT_EQ(held.lead(), other.name());
  v1::CompleteDueContactRequest complete;
  complete.set_name(held.name());
  complete.set_agent("tracy");
  complete.mutable_new_attempt()->set_outcome(OutboundAttempt::OUTCOME_CONNECTED);
  *complete.mutable_next_contact()->mutable_contact_time() = AtTime(night);
  EXPECT_EQ(
      MetadataOf(engine->due_contacts().CompleteDueContact(complete, engine.context()).status(),
                 "field"),
      "next_contact.contact_time");
  EXPECT_EQ(Get(held).state(), DueContact::STATE_LEASED) << "nothing is half done";
  EXPECT_EQ(engine.Get(other).touch_count(), 0);
}

TEST_F(DueContacts, WhoRangFirstIsNotRungForThePromise) {
  const v1::Caller robert = NewCaller();
  const Lead lead = NewLead(robert);
  Promise(lead, engine.now + absl::Hours(2));
  engine.Pass(absl::Hours(1));
  v1::Call call = engine.Call(robert.phones(0).number()).call();
  call = engine.Answer(call, "sam");
  engine.Pass(absl::Minutes(3));
  engine.End(call, v1::Call::OUTCOME_RESOLVED);
  EXPECT_FALSE(engine.Get(lead).has_next_contact());
  EXPECT_THAT(Open(), IsEmpty());

  // What is promised in the call stands.
  call = engine.Answer(engine.Call(robert.phones(0).number()).call(), "sam");
  engine.Pass(absl::Minutes(1));
  Promise(lead, engine.now + absl::Hours(1));
  engine.Pass(absl::Minutes(1));
  engine.End(call, v1::Call::OUTCOME_RESOLVED);
  EXPECT_EQ(OpenOf(lead).kind(), DueContact::KIND_PROMISED_CALLBACK);
}

TEST_F(DueContacts, AnAttemptThatWasMadeBeforeItsMinuteKeepsNoPromise) {
  const Lead lead = NewLead();
  Promise(lead, engine.now + absl::Hours(2));
  const DueContact promised = OpenOf(lead);
  RingFor(lead, "sam", OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(Get(promised).state(), DueContact::STATE_WAITING);
  engine.Pass(absl::Hours(2) - absl::Minutes(1));
  RingFor(lead, "sam", OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(Get(promised).state(), DueContact::STATE_DONE);
  EXPECT_FALSE(Get(promised).late());
}

TEST_F(DueContacts, WhoIsOnThePhoneWithUsIsNotRung) {
  const v1::Caller robert = NewCaller();
  NewLead(robert);
  const v1::Call call = engine.Answer(engine.Call(robert.phones(0).number()).call(), "sam");
  EXPECT_EQ(Lease("tracy").name(), "");
  engine.Pass(absl::Minutes(3));
  EXPECT_EQ(Lease("tracy").name(), "");
  engine.Pass(absl::Minutes(3));
  // Nobody said that the lead was spoken of, and nobody was.
  engine.End(call, v1::Call::OUTCOME_ABANDONED);
  EXPECT_EQ(Lease("tracy").caller(), robert.name());
}

TEST_F(DueContacts, AClosedLeadIsNotContacted) {
  const Lead lead = NewLead();
  const DueContact held = Lease("tracy");
  v1::CloseLeadRequest close;
  close.set_name(lead.name());
  close.set_state(Lead::STATE_LOST);
  close.set_reason("bought elsewhere");
  Must(engine->leads().CloseLead(close, engine.context()));
  EXPECT_EQ(Get(held).state(), DueContact::STATE_CANCELLED);
  EXPECT_EQ(ReasonOf(TryComplete(held, "tracy", OutboundAttempt::OUTCOME_NO_ANSWER).status()),
            "LEASE_LOST");
  EXPECT_THAT(Open(), IsEmpty());
  v1::ReopenLeadRequest reopen;
  reopen.set_name(lead.name());
  Must(engine->leads().ReopenLead(reopen, engine.context()));
  EXPECT_EQ(OpenOf(lead).kind(), DueContact::KIND_NEW_LEAD);
}

TEST_F(DueContacts, OnlyWhatNeedsAnAgentIsLeasedUnlessOneAsks) {
  const Lead lead = NewLead();
  Promise(lead, engine.now, v1::CHANNEL_EMAIL);
  EXPECT_EQ(Lease("tracy").name(), "");
  v1::LeaseDueContactRequest request;
  request.set_agent("tracy");
  request.add_channels(v1::CHANNEL_EMAIL);
  EXPECT_EQ(Must(TryLease(request)).due_contact().lead(), lead.name());
}

TEST_F(DueContacts, OneCanBeTakenByName) {
  const Lead first = NewLead();
  const Lead second = NewLead();
  v1::LeaseDueContactRequest request;
  request.set_agent("tracy");
  request.set_due_contact(OpenOf(second).name());
  EXPECT_EQ(Must(TryLease(request)).due_contact().lead(), second.name());
  EXPECT_EQ(Must(TryLease(request)).due_contact().lease_count(), 1) << "the lease is renewed";
  request.set_agent("sam");
  EXPECT_EQ(ReasonOf(TryLease(request).status()), "WRONG_STATE");
  Promise(first, engine.now + absl::Hours(1));
  request.set_due_contact(OpenOf(first).name());
  const absl::Status early = TryLease(request).status();
  EXPECT_EQ(early.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()), HasSubstr("not due before"));
}

TEST_F(DueContacts, AreListedInTheOrderOfTheQueueAndNarrowed) {
  const Lead a = NewLead(NewCaller(), "tracy");
  engine.Pass(absl::Seconds(1));
  const Lead b = NewLead();
  engine.Pass(absl::Seconds(1));
  const Lead c = NewLead();
  const Lead d = NewLead(NewCaller(), "", "closers");
  Promise(c, engine.now + absl::Hours(5));
  EXPECT_THAT(LeadsOf(Open()), ElementsAre(c.name(), a.name(), b.name(), d.name()));
  const auto list = [&](auto narrow) {
    v1::ListDueContactsRequest request;
    request.set_page_size(1);
    narrow(request);
    std::vector<std::string> leads;
    do {
      const auto page = Must(engine->due_contacts().ListDueContacts(request, engine.context()));
      for (const DueContact& each : page.due_contacts()) leads.push_back(each.lead());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return leads;
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(c.name(), a.name(), b.name(), d.name()));
  EXPECT_THAT(list([](auto& r) { r.set_kind(DueContact::KIND_PROMISED_CALLBACK); }),
              ElementsAre(c.name()));
  EXPECT_THAT(list([](auto& r) { r.set_agent(AgentNamed("sam")); }),
              ElementsAre(c.name(), b.name(), d.name()));
  EXPECT_THAT(list([](auto& r) { r.set_team("closers"); }), ElementsAre(d.name()));
  EXPECT_THAT(list([&](auto& r) { r.set_lead(b.name()); }), ElementsAre(b.name()));
  EXPECT_THAT(list([&](auto& r) { *r.mutable_due_before() = AtTime(engine.now); }),
              ElementsAre(a.name(), b.name(), d.name()));
  const DueContact held = Lease("sam");
  EXPECT_THAT(list([](auto& r) { r.set_state(DueContact::STATE_LEASED); }),
              ElementsAre(held.lead()));
  EXPECT_THAT(list([](auto& r) { r.set_state(DueContact::STATE_WAITING); }),
              ElementsAre(c.name(), a.name(), d.name()));
  Complete(held, "sam");
  RingFor(a, "tracy", OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_THAT(list([](auto& r) { r.set_state(DueContact::STATE_DONE); }),
              ElementsAre(held.lead(), a.name()));
  EXPECT_THAT(list([](auto& r) { r.set_state(DueContact::STATE_CANCELLED); }),
              ElementsAre(c.name()));
}

TEST_F(DueContacts, ErasingACallerLeavesNothingOfThem) {
  const v1::Caller robert = NewCaller();
  const Lead lead = NewLead(robert);
  const DueContact done = Complete(Lease("tracy"), "tracy");
  Promise(lead, engine.now + absl::Hours(1));
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  EXPECT_THAT(Open(), IsEmpty());
  v1::GetDueContactRequest get;
  get.set_name(done.name());
  EXPECT_EQ(engine->due_contacts().GetDueContact(get, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(DueContacts, BadRequestsAreRefusedByFieldAndChangeNothing) {
  NewLead();
  const DueContact held = Lease("tracy");
  const auto lease_field = [&](auto change) {
    v1::LeaseDueContactRequest request;
    request.set_agent("tracy");
    change(request);
    return MetadataOf(TryLease(request).status(), "field");
  };
  EXPECT_EQ(lease_field([](auto& r) { r.clear_agent(); }), "agent");
  EXPECT_EQ(lease_field([](auto& r) { r.set_agent("tenants/other/agents/tracy"); }), "agent");
  EXPECT_EQ(lease_field([](auto& r) { r.mutable_lease_duration()->set_seconds(29); }),
            "lease_duration");
  EXPECT_EQ(lease_field([](auto& r) { r.mutable_lease_duration()->set_seconds(14401); }),
            "lease_duration");
  EXPECT_EQ(lease_field([](auto& r) { r.add_channels(v1::CHANNEL_UNSPECIFIED); }), "channels[0]");
  EXPECT_EQ(lease_field([](auto& r) { r.set_due_contact("tenants/other/dueContacts/1"); }),
            "due_contact");
  const auto complete_field = [&](auto change) {
    v1::CompleteDueContactRequest request;
    request.set_name(held.name());
    request.set_agent("tracy");
    request.mutable_new_attempt()->set_outcome(OutboundAttempt::OUTCOME_NO_ANSWER);
    change(request);
    return MetadataOf(engine->due_contacts().CompleteDueContact(request, engine.context()).status(),
                      "field");
  };
  EXPECT_EQ(complete_field([](auto& r) { r.clear_agent(); }), "agent");
  EXPECT_EQ(complete_field([](auto& r) { r.clear_new_attempt(); }), "new_attempt");
  EXPECT_EQ(complete_field([](auto& r) { r.set_attempt("tenants/default/attempts/1"); }),
            "new_attempt");
  EXPECT_EQ(complete_field([](auto& r) { r.mutable_new_attempt()->clear_outcome(); }),
            "new_attempt.outcome");
  EXPECT_EQ(complete_field([](auto& r) { r.mutable_new_attempt()->set_dialed_number("12"); }),
            "new_attempt.dialed_number");
  EXPECT_EQ(complete_field([](auto& r) {
              r.mutable_new_attempt()->set_caller("tenants/default/callers/0000000000001");
            }),
            "new_attempt.caller");
  EXPECT_EQ(complete_field(
                [](auto& r) { r.mutable_new_attempt()->set_agent("tenants/default/agents/sam"); }),
            "new_attempt.agent");
  EXPECT_EQ(Get(held).SerializeAsString(), held.SerializeAsString());
  v1::GetDueContactRequest get;
  get.set_name("tenants/default/dueContacts/0000000000001");
  EXPECT_EQ(engine->due_contacts().GetDueContact(get, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ringback::test
