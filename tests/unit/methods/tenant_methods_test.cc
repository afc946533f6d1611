// Tenants and agents: created, changed, listed; what an agent is without being entered.
#include "ringback/methods/tenant_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using v1::Agent;
using v1::Tenant;

class Tenants : public ::testing::Test {
 protected:
  absl::StatusOr<Tenant> Create(const std::string& id, const Tenant& tenant = {}) {
    v1::CreateTenantRequest request;
    request.set_tenant_id(id);
    *request.mutable_tenant() = tenant;
    return engine->tenants().CreateTenant(request, engine.context());
  }

  absl::StatusOr<Tenant> Update(const Tenant& tenant, std::vector<std::string> paths = {}) {
    v1::UpdateTenantRequest request;
    *request.mutable_tenant() = tenant;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->tenants().UpdateTenant(request, engine.context());
  }

  absl::StatusOr<Tenant> Get(const std::string& name) {
    v1::GetTenantRequest request;
    request.set_name(name);
    return engine->tenants().GetTenant(request, engine.context());
  }

  absl::StatusOr<Agent> GetAgent(const std::string& name) {
    v1::GetAgentRequest request;
    request.set_name(name);
    return engine->tenants().GetAgent(request, engine.context());
  }

  TestEngine engine;
};

TEST_F(Tenants, TheDefaultOneIsThereFromTheStart) {
  const Tenant tenant = Must(Get("tenants/default"));
  EXPECT_EQ(tenant.default_region(), "US");
  EXPECT_EQ(tenant.time_zone(), "UTC");
  EXPECT_EQ(tenant.callback_window().seconds(), 14 * 24 * 3600);
  engine.Reopen();
  EXPECT_EQ(Must(Get("tenants/default")).SerializeAsString(), tenant.SerializeAsString());
}

TEST_F(Tenants, AreReadAsTheyWereSaved) {
  Tenant tenant;
  tenant.set_display_name("Sample Heating");
  tenant.set_default_region("DE");
  tenant.set_time_zone("Europe/Berlin");
  tenant.add_own_numbers("030 23125000");
  tenant.add_outbound_caller_ids("+49 30 23125001");
  tenant.mutable_callback_window()->set_seconds(3600);
  tenant.mutable_retention()->set_seconds(86400);
  tenant.set_website("https://heating.sample.example");
  tenant.set_language("de");
  v1::CallingHours* hours = tenant.add_calling_hours();
  hours->set_iso_weekday(1);
  hours->set_start_minute(8 * 60);
  hours->set_end_minute(18 * 60);
  v1::FollowUpRules* rules = tenant.mutable_follow_up();
  rules->set_default_cadence("tenants/heating/cadences/web-leads");
  rules->mutable_long_conversation()->set_seconds(0);
  rules->set_closers_team("closers");
  rules->mutable_promise_grace()->set_seconds(120);
  rules->set_supervisor("tenants/heating/agents/mary");
  rules->set_max_touches_per_day(5);
  tenant.mutable_handoff()->set_webhook("tenants/heating/webhooks/crm");
  const Tenant saved = Must(Create("heating", tenant));
  EXPECT_EQ(saved.name(), "tenants/heating");
  EXPECT_EQ(saved.follow_up().SerializeAsString(), rules->SerializeAsString());
  EXPECT_EQ(saved.handoff().SerializeAsString(), tenant.handoff().SerializeAsString());
  EXPECT_THAT(saved.own_numbers(), ElementsAre("+493023125000"));
  EXPECT_THAT(saved.outbound_caller_ids(), ElementsAre("+493023125001"));
  EXPECT_EQ(Must(Get("tenants/heating")).SerializeAsString(), saved.SerializeAsString());
  engine.Reopen();
  EXPECT_EQ(Must(Get("tenants/heating")).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Tenants, HaveAnIdOfTheirOwn) {
  Must(Create("heating"));
  const absl::Status taken = Create("heating").status();
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(MetadataOf(taken, "resource"), "tenants/heating");
  for (const std::string& id :
       {std::string(), std::string("-"), std::string("-a"), std::string("Heating"),
        std::string("a/b"), std::string("a b"), std::string(64, 'a')}) {
    const absl::Status refused = Create(id).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(MetadataOf(refused, "field"), "tenant_id") << id;
  }
}

TEST_F(Tenants, WhoFollowsUpIsChangedFieldByField) {
  Tenant tenant = Must(Create("heating"));
  EXPECT_FALSE(tenant.has_follow_up());
  EXPECT_FALSE(tenant.has_handoff());
  tenant.mutable_follow_up()->set_closers_team("closers");
  tenant.mutable_follow_up()->mutable_long_conversation()->set_seconds(600);
  tenant.mutable_handoff()->set_email("sales@heating.example");
  tenant = Must(Update(tenant, {"follow_up", "handoff.email"}));
  tenant.mutable_follow_up()->clear_closers_team();
  tenant.mutable_follow_up()->set_max_touches_per_day(9);
  tenant = Must(Update(tenant, {"follow_up.closers_team"}));
  EXPECT_EQ(tenant.follow_up().closers_team(), "");
  EXPECT_EQ(tenant.follow_up().long_conversation().seconds(), 600);
  EXPECT_EQ(tenant.follow_up().max_touches_per_day(), 0);
  EXPECT_EQ(tenant.handoff().email(), "sales@heating.example");
  tenant.clear_follow_up();
  tenant.clear_handoff();
  tenant = Must(Update(tenant, {"follow_up", "handoff"}));
  EXPECT_FALSE(tenant.has_follow_up());
  EXPECT_FALSE(tenant.has_handoff());
}

TEST_F(Tenants, BadFieldsAreRefusedByName) {
  const auto field = [&](auto change) {
    Tenant tenant;
    change(tenant);
    const absl::Status refused = Create("bad", tenant).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Tenant& t) { t.set_default_region("XX"); }), "tenant.default_region");
  EXPECT_EQ(field([](Tenant& t) { t.set_default_region("us"); }), "tenant.default_region");
  EXPECT_EQ(field([](Tenant& t) { t.set_time_zone("Berlin"); }), "tenant.time_zone");
  EXPECT_EQ(field([](Tenant& t) { t.add_own_numbers("12"); }), "tenant.own_numbers[0]");
  EXPECT_EQ(field([](Tenant& t) {
              t.add_outbound_caller_ids("+12025550100");
              t.add_outbound_caller_ids("private");
            }),
            "tenant.outbound_caller_ids[1]");
  EXPECT_EQ(field([](Tenant& t) { t.mutable_callback_window()->set_seconds(59); }),
            "tenant.callback_window");
  EXPECT_EQ(field([](Tenant& t) { t.mutable_retention()->set_seconds(1); }), "tenant.retention");
  EXPECT_EQ(field([](Tenant& t) {
              t.mutable_follow_up()->set_default_cadence("tenants/other/cadences/web-leads");
            }),
            "tenant.follow_up.default_cadence");
  EXPECT_EQ(
      field([](Tenant& t) { t.mutable_follow_up()->set_supervisor("tenants/other/agents/mary"); }),
      "tenant.follow_up.supervisor");
  EXPECT_EQ(
      field([](Tenant& t) { t.mutable_follow_up()->mutable_promise_grace()->set_seconds(59); }),
      "tenant.follow_up.promise_grace");
  EXPECT_EQ(field([](Tenant& t) {
              t.mutable_follow_up()->mutable_long_conversation()->set_seconds(86401);
            }),
            "tenant.follow_up.long_conversation");
  EXPECT_EQ(field([](Tenant& t) { t.mutable_follow_up()->set_max_touches_per_day(21); }),
            "tenant.follow_up.max_touches_per_day");
  EXPECT_EQ(field([](Tenant& t) { t.mutable_handoff()->set_email("sales at heating"); }),
            "tenant.handoff.email");
  EXPECT_EQ(
      field([](Tenant& t) { t.mutable_handoff()->set_email("a@b.example\r\nBcc: all@b.example"); }),
      "tenant.handoff.email");
  EXPECT_EQ(
      field([](Tenant& t) { t.mutable_handoff()->set_webhook("tenants/other/webhooks/crm"); }),
      "tenant.handoff.webhook");
  EXPECT_EQ(field([](Tenant& t) {
              t.mutable_handoff()->set_email("sales@heating.example");
              t.mutable_handoff()->set_webhook("tenants/bad/webhooks/crm");
            }),
            "tenant.handoff.webhook");
  EXPECT_EQ(field([](Tenant& t) {
              v1::CallingHours* hours = t.add_calling_hours();
              hours->set_iso_weekday(8);
              hours->set_end_minute(60);
            }),
            "tenant.calling_hours[0].iso_weekday");
  EXPECT_EQ(field([](Tenant& t) {
              v1::CallingHours* hours = t.add_calling_hours();
              hours->set_iso_weekday(1);
              hours->set_start_minute(61);
              hours->set_end_minute(60);
            }),
            "tenant.calling_hours[0].end_minute");
  EXPECT_EQ(Get("tenants/bad").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Tenants, AChangeHoldsForTheNextLookUp) {
  engine.Add(Person("Robert Jones", {"+442079460018"}));
  EXPECT_EQ(engine.Lookup("020 7946 0018").matches_size(), 0);
  Tenant tenant;
  tenant.set_name("tenants/default");
  tenant.set_default_region("GB");
  Must(Update(tenant, {"default_region"}));
  EXPECT_EQ(engine.Lookup("020 7946 0018").matches_size(), 1);
  tenant.add_own_numbers("020 7946 0018");
  Must(Update(tenant, {"own_numbers"}));
  EXPECT_EQ(engine.Lookup("020 7946 0018").matches_size(), 0);
}

TEST_F(Tenants, ChangeOnlyInTheFieldsThatTheMaskNames) {
  Tenant tenant;
  tenant.set_display_name("Sample Heating");
  tenant.set_time_zone("Europe/Berlin");
  tenant.mutable_callback_window()->set_seconds(3600);
  const Tenant before = Must(Create("heating", tenant));
  Tenant change;
  change.set_name(before.name());
  change.set_display_name("Other Heating");
  const Tenant after = Must(Update(change, {"display_name", "callback_window"}));
  EXPECT_EQ(after.display_name(), "Other Heating");
  EXPECT_EQ(after.time_zone(), "Europe/Berlin");
  EXPECT_EQ(after.callback_window().seconds(), 14 * 24 * 3600) << "cleared: the default again";
  for (const char* path : {"name", "create_time", "etag", "nonsense"}) {
    EXPECT_EQ(MetadataOf(Update(change, {path}).status(), "field"), "update_mask") << path;
  }
  EXPECT_EQ(Update(before, {"display_name"}).status().code(), absl::StatusCode::kAborted);
  change.set_name("tenants/nobody");
  EXPECT_EQ(Update(change).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Tenants, AreListedById) {
  for (const char* id : {"c", "a", "b"}) Must(Create(id));
  v1::ListTenantsRequest request;
  request.set_page_size(3);
  const auto first = Must(engine->tenants().ListTenants(request, engine.context()));
  request.set_page_token(first.next_page_token());
  const auto second = Must(engine->tenants().ListTenants(request, engine.context()));
  std::vector<std::string> names;
  for (const auto& page : {first, second}) {
    for (const Tenant& tenant : page.tenants()) names.push_back(tenant.name());
  }
  EXPECT_THAT(names, ElementsAre("tenants/a", "tenants/b", "tenants/c", "tenants/default"));
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(Tenants, AgentsAreReadAsTheyWereSaved) {
  Agent agent;
  agent.set_display_name("Tracy Miller");
  agent.set_team("closers");
  agent.set_extension("21");
  agent.set_email("tracy@sample.example");
  agent.set_presence(v1::PRESENCE_FREE);
  const Agent saved = engine.AddAgent("tracy", agent);
  EXPECT_EQ(saved.name(), "tenants/default/agents/tracy");
  EXPECT_EQ(Must(GetAgent(saved.name())).SerializeAsString(), saved.SerializeAsString());
  EXPECT_EQ(engine.AddAgent("sam").display_name(), "Sam") << "made of the id";

  v1::CreateAgentRequest again;
  again.set_agent_id("tracy");
  EXPECT_EQ(engine->tenants().CreateAgent(again, engine.context()).status().code(),
            absl::StatusCode::kAlreadyExists);
  again.set_agent_id("Not An Id");
  EXPECT_EQ(MetadataOf(engine->tenants().CreateAgent(again, engine.context()).status(), "field"),
            "agent_id");
}

TEST_F(Tenants, AgentsAreChangedByMaskAndEtag) {
  Agent agent;
  agent.set_team("closers");
  const Agent before = engine.AddAgent("tracy", agent);
  v1::UpdateAgentRequest request;
  *request.mutable_agent() = before;
  request.mutable_agent()->set_presence(v1::PRESENCE_AWAY);
  request.mutable_agent()->clear_team();
  request.mutable_update_mask()->add_paths("presence");
  const Agent after = Must(engine->tenants().UpdateAgent(request, engine.context()));
  EXPECT_EQ(after.presence(), v1::PRESENCE_AWAY);
  EXPECT_EQ(after.team(), "closers");
  EXPECT_EQ(engine->tenants().UpdateAgent(request, engine.context()).status().code(),
            absl::StatusCode::kAborted);
  v1::DeleteAgentRequest remove;
  remove.set_name(before.name());
  remove.set_etag(before.etag());
  EXPECT_EQ(engine->tenants().DeleteAgent(remove, engine.context()).status().code(),
            absl::StatusCode::kAborted);
  remove.set_etag(after.etag());
  EXPECT_TRUE(engine->tenants().DeleteAgent(remove, engine.context()).ok());
  EXPECT_EQ(GetAgent(before.name()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Tenants, WhatADeletedAgentDidStaysUnderTheirName) {
  const v1::Caller robert = engine.Add(Person("Robert Jones", {"+12024561414"}));
  engine.AddAgent("tracy");
  v1::OutboundAttempt attempt =
      Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(1));
  attempt.set_agent("tenants/default/agents/tracy");
  attempt = engine.Add(attempt);
  v1::DeleteAgentRequest remove;
  remove.set_name("tenants/default/agents/tracy");
  Must(engine->tenants().DeleteAgent(remove, engine.context()));
  EXPECT_EQ(engine.Get(attempt).agent(), "tenants/default/agents/tracy");
  EXPECT_EQ(engine.Lookup("+12024561414").matches(0).last_agent().display_name(), "Tracy");
}

TEST_F(Tenants, AgentsAreListedById) {
  for (const char* id : {"c", "a", "b"}) engine.AddAgent(id);
  Must(Create("other"));
  engine.AddAgent("d", {}, "tenants/other");
  v1::ListAgentsRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = Must(engine->tenants().ListAgents(request, engine.context()));
    for (const Agent& agent : page.agents()) names.push_back(agent.display_name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("A", "B", "C"));
}

}  // namespace
}  // namespace ringback::test
