#include "apps/ringback/commands.h"

namespace ringback::cli {

namespace {

using Tenants = v1::TenantService::Stub;

std::vector<Flag> TenantFlags() {
  return {
      {"--display-name", "tenant.display_name", "What people call the company"},
      {"--region", "tenant.default_region", "Where numbers without a country code are: US, DE"},
      {"--time-zone", "tenant.time_zone", "The time zone: Europe/Berlin"},
      {"--own-number", "tenant.own_numbers", "A line of the company"},
      {"--caller-id", "tenant.outbound_caller_ids", "A number shown on outbound calls"},
      {"--callback-window", "tenant.callback_window",
       "How long an attempt explains a return call: 14d"},
      {"--calling-hours", "tenant.calling_hours",
       "When customers may be rung: \"mon-fri 08:00-18:00\""},
      {"--retention", "tenant.retention", "How long history is kept, then it is removed: 365d"},
      {"--website", "tenant.website", "The company's web site"},
      {"--language", "tenant.language", "The language that agents greet in: en, de-DE"},
      {"--default-cadence", "tenant.follow_up.default_cadence",
       "The cadence that new leads are enrolled in"},
      {"--long-conversation", "tenant.follow_up.long_conversation",
       "From what length of a first conversation on the same agent follows up: 5m"},
      {"--closers", "tenant.follow_up.closers_team",
       "The team that follows up after a shorter one"},
      {"--promise-grace", "tenant.follow_up.promise_grace",
       "How long after its minute a promised callback is late: 5m"},
      {"--supervisor", "tenant.follow_up.supervisor", "The agent who is told of what is late"},
      {"--max-touches-per-day", "tenant.follow_up.max_touches_per_day",
       "The most touches of a lead on one day"},
      {"--handoff-email", "tenant.handoff.email", "The address that leads are handed off to"},
      {"--handoff-webhook", "tenant.handoff.webhook", "The webhook that leads are handed off to"},
      {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Tenant>> TenantColumns() {
  return {
      {"TENANT", [](const v1::Tenant& t, const Clock&) { return t.name(); }},
      {"COMPANY", [](const v1::Tenant& t, const Clock&) { return t.display_name(); }},
      {"REGION", [](const v1::Tenant& t, const Clock&) { return t.default_region(); }},
      {"TIME ZONE", [](const v1::Tenant& t, const Clock&) { return t.time_zone(); }},
  };
}

}  // namespace

void AddTenantCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "tenant", "The companies whose calls we handle");
  std::vector<Flag> create = TenantFlags();
  create.push_back({"ID", "tenant_id", "The id: a-z, 0-9 and '-'", true});
  AddVerb(group, chosen,
          {"create", "Adds a tenant",
           "ringback tenant create sample-heating --region DE --time-zone Europe/Berlin"},
          create,
          Method<Tenants, v1::CreateTenantRequest, v1::Tenant>{&Client::tenants,
                                                               &Tenants::CreateTenant});
  AddVerb(group, chosen, {"get", "Shows a tenant", "ringback tenant get default"},
          {{"TENANT", "name", "The tenant: a name or an id", true}},
          Method<Tenants, v1::GetTenantRequest, v1::Tenant>{&Client::tenants, &Tenants::GetTenant});
  AddList(
      group, chosen, {"list", "Lists the tenants", "ringback tenant list"}, {},
      Method<Tenants, v1::ListTenantsRequest, v1::ListTenantsResponse>{&Client::tenants,
                                                                       &Tenants::ListTenants},
      [](const v1::ListTenantsResponse& page) { return page.tenants(); }, TenantColumns());
  std::vector<Flag> update = TenantFlags();
  update.push_back({"TENANT", "tenant.name", "The tenant: a name or an id", true});
  update.push_back({"--etag", "tenant.etag", "Only if it is still this version"});
  AddVerb(group, chosen,
          {"update", "Changes what is named; an empty value removes it",
           "ringback tenant update default --time-zone America/New_York --caller-id +12025550100"},
          update,
          Method<Tenants, v1::UpdateTenantRequest, v1::Tenant>{&Client::tenants,
                                                               &Tenants::UpdateTenant});
}

}  // namespace ringback::cli
