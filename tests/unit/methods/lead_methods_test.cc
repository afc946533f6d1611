// Leads: opened, moved through their states, touched, listed.
#include "ringback/methods/lead_methods.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Lead;

constexpr char kHome[] = "+12024561414";

class Leads : public ::testing::Test {
 protected:
  Lead Open(Lead::State state = Lead::STATE_UNSPECIFIED) {
    Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest("a new boiler");
    lead.set_state(state);
    return engine.Add(lead);
  }

  absl::StatusOr<Lead> Create(const Lead& lead) {
    v1::CreateLeadRequest request;
    *request.mutable_lead() = lead;
    return engine->leads().CreateLead(request, engine.context());
  }

  absl::StatusOr<Lead> Update(const Lead& lead, std::vector<std::string> paths = {}) {
    v1::UpdateLeadRequest request;
    *request.mutable_lead() = lead;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->leads().UpdateLead(request, engine.context());
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
};

Lead Complete(const v1::Caller& caller) {
  Lead lead;
  lead.set_caller(caller.name());
  lead.set_interest("a new boiler");
  lead.set_source(Lead::SOURCE_WEB_FORM);
  lead.set_owner("tenants/default/agents/tracy");
  lead.set_team("closers");
  *lead.mutable_next_contact()->mutable_contact_time() = AtTime(TestStart() + absl::Hours(20));
  lead.mutable_next_contact()->set_channel(v1::CHANNEL_CALL);
  lead.mutable_next_contact()->set_reason("ring with the price");
  lead.set_cadence("three days");
  lead.add_milestones(v1::MILESTONE_LET_US_LEAD);
  lead.add_milestones(v1::MILESTONE_REVEALED_NEEDS);
  lead.set_value(450000);
  lead.set_currency("EUR");
  return lead;
}

TEST_F(Leads, AreReadAsTheyWereSaved) {
  const Lead saved = Must(Create(Complete(robert)));
  EXPECT_EQ(saved.state(), Lead::STATE_NEW);
  EXPECT_EQ(saved.touch_count(), 0);
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
  engine.Reopen();
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Leads, MoveForwardsAndAClosedOneOnlyBackToWorking) {
  const std::map<Lead::State, std::set<Lead::State>> allowed = {
      {Lead::STATE_NEW,
       {Lead::STATE_WORKING, Lead::STATE_ADVANCED, Lead::STATE_WON, Lead::STATE_LOST,
        Lead::STATE_RETURNED}},
      {Lead::STATE_WORKING,
       {Lead::STATE_ADVANCED, Lead::STATE_WON, Lead::STATE_LOST, Lead::STATE_RETURNED}},
      {Lead::STATE_ADVANCED, {Lead::STATE_WON, Lead::STATE_LOST, Lead::STATE_RETURNED}},
      {Lead::STATE_WON, {Lead::STATE_WORKING}},
      {Lead::STATE_LOST, {Lead::STATE_WORKING}},
      {Lead::STATE_RETURNED, {Lead::STATE_WORKING}},
  };
  for (const auto& [from, targets] : allowed) {
    for (int to = Lead::STATE_NEW; to <= Lead::STATE_RETURNED; ++to) {
      Lead lead = Open(from);
      lead.set_state(static_cast<Lead::State>(to));
      const absl::Status moved = Update(lead, {"state"}).status();
      const bool may = from == to || targets.contains(lead.state());
      EXPECT_EQ(moved.ok(), may) << Lead::State_Name(from) << " to " << Lead::State_Name(to);
      EXPECT_EQ(engine.Get(lead).state(), may ? to : from);
      if (may) continue;
      EXPECT_EQ(moved.code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(ReasonOf(moved), "WRONG_STATE");
    }
  }
}

TEST_F(Leads, KeepTheirStateWhenAnUpdateDoesNotSayOne) {
  Lead lead = Open(Lead::STATE_ADVANCED);
  lead.clear_state();
  lead.set_interest("a heat pump");
  EXPECT_EQ(Must(Update(lead)).state(), Lead::STATE_ADVANCED);
}

TEST_F(Leads, ChangeOnlyInTheFieldsThatTheMaskNames) {
  const Lead before = Must(Create(Complete(robert)));
  Lead change;
  change.set_name(before.name());
  change.set_interest("a heat pump");
  change.mutable_next_contact()->set_reason("ring with two prices");
  const Lead after =
      Must(Update(change, {"interest", "next_contact.reason", "team", "milestones"}));
  Lead expected = before;
  expected.set_interest("a heat pump");
  expected.mutable_next_contact()->set_reason("ring with two prices");
  expected.clear_team();
  expected.clear_milestones();
  expected.set_etag(after.etag());
  EXPECT_EQ(after.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(engine.Get(before).SerializeAsString(), expected.SerializeAsString());
}

TEST_F(Leads, StayWithTheirCallerAndTheirCount) {
  const v1::Caller mary = engine.Add(Person("Mary Smith"));
  Lead lead = Open();
  lead.set_caller(mary.name());
  lead.set_touch_count(99);
  EXPECT_EQ(MetadataOf(Update(lead, {"caller"}).status(), "field"), "update_mask");
  EXPECT_EQ(MetadataOf(Update(lead, {"touch_count"}).status(), "field"), "update_mask");
  const Lead after = Must(Update(lead));
  EXPECT_EQ(after.caller(), robert.name());
  EXPECT_EQ(after.touch_count(), 0);
}

TEST_F(Leads, AStaleEtagIsAborted) {
  const Lead first = Open();
  Must(Update(first, {"interest"}));
  const absl::Status stale = Update(first, {"interest"}).status();
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
}

TEST_F(Leads, ATouchCountsAndBeginsTheWork) {
  const Lead fresh = Open();
  v1::OutboundAttempt attempt = Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, engine.now);
  attempt.set_lead(fresh.name());
  engine.Add(attempt);
  EXPECT_EQ(engine.Get(fresh).state(), Lead::STATE_WORKING);
  EXPECT_EQ(engine.Get(fresh).touch_count(), 1);
  EXPECT_NE(engine.Get(fresh).etag(), fresh.etag());

  const Lead won = Open(Lead::STATE_WON);
  attempt.set_lead(won.name());
  engine.Add(attempt);
  EXPECT_EQ(engine.Get(won).state(), Lead::STATE_WON) << "a touch does not open it again";
  EXPECT_EQ(engine.Get(won).touch_count(), 1);
}

TEST_F(Leads, OnTheCardAreThoseThatAreOpenNewestFirst) {
  const Lead first = Open();
  Open(Lead::STATE_WON);
  Open(Lead::STATE_LOST);
  Open(Lead::STATE_RETURNED);
  const Lead second = Open(Lead::STATE_ADVANCED);
  const v1::CallerContext card = engine.Lookup(kHome);
  std::vector<std::string> names;
  for (const Lead& lead : card.matches(0).open_leads()) names.push_back(lead.name());
  EXPECT_THAT(names, ElementsAre(second.name(), first.name()));
  EXPECT_THAT(card.next_steps(), ::testing::Contains("Open lead: a new boiler."));
}

TEST_F(Leads, BadOnesAreRefusedByField) {
  const auto field = [&](auto change) {
    Lead lead = Complete(robert);
    change(lead);
    const absl::Status refused = Create(lead).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Lead& l) { l.clear_caller(); }), "lead.caller");
  EXPECT_EQ(field([](Lead& l) { l.set_caller("tenants/other/callers/0000000000001"); }),
            "lead.caller");
  EXPECT_EQ(field([](Lead& l) { l.set_owner("tenants/other/agents/tracy"); }), "lead.owner");
  EXPECT_EQ(field([](Lead& l) { l.set_owner("tracy"); }), "lead.owner");
  EXPECT_EQ(field([](Lead& l) { l.set_currency("eur"); }), "lead.currency");
  EXPECT_EQ(field([](Lead& l) { l.set_currency("EU"); }), "lead.currency");
  EXPECT_EQ(field([](Lead& l) { l.set_value(-1); }), "lead.value");
  EXPECT_EQ(field([](Lead& l) { l.set_state(static_cast<Lead::State>(9)); }), "lead.state");
  EXPECT_EQ(field([](Lead& l) { l.add_milestones(static_cast<v1::Milestone>(9)); }),
            "lead.milestones[2]");
  EXPECT_EQ(field([](Lead& l) { l.set_interest(std::string(501, 'x')); }), "lead.interest");
  EXPECT_EQ(Must(engine->leads().ListLeads({}, engine.context())).leads_size(), 0);
  Lead orphan = Complete(robert);
  orphan.set_caller("tenants/default/callers/0000000000001");
  EXPECT_EQ(Create(orphan).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Leads, AreListedOldestFirstAndNarrowed) {
  const v1::Caller mary = engine.Add(Person("Mary Smith"));
  const Lead a = Open();
  Lead lead;
  lead.set_caller(mary.name());
  lead.set_owner("tenants/default/agents/tracy");
  const Lead b = engine.Add(lead);
  const Lead c = Open(Lead::STATE_WON);
  const auto list = [&](auto narrow) {
    v1::ListLeadsRequest request;
    request.set_page_size(2);
    narrow(request);
    std::vector<std::string> names;
    do {
      const auto page = Must(engine->leads().ListLeads(request, engine.context()));
      for (const Lead& each : page.leads()) names.push_back(each.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(a.name(), b.name(), c.name()));
  EXPECT_THAT(list([&](auto& r) { r.set_caller(robert.name()); }), ElementsAre(a.name(), c.name()));
  EXPECT_THAT(list([](auto& r) { r.set_owner("tenants/default/agents/tracy"); }),
              ElementsAre(b.name()));
  EXPECT_THAT(list([](auto& r) { r.set_state(Lead::STATE_WON); }), ElementsAre(c.name()));
  EXPECT_THAT(list([](auto& r) { r.set_caller("tenants/default/callers/nobody"); }), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
