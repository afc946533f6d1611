#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"

namespace ringback::cli {

namespace {

using Tenants = v1::TenantService::Stub;

std::vector<Flag> AgentFlags() {
  return {{"--display-name", "agent.display_name", "What customers know them by"},
          {"--team", "agent.team", "The team that they belong to"},
          {"--extension", "agent.extension", "Their internal extension"},
          {"--email", "agent.email", "Their e-mail address"},
          {"--presence", "agent.presence", "Whether they can take a call"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Agent>> AgentColumns() {
  return {
      {"AGENT", [](const v1::Agent& a, const Clock&) { return a.name(); }},
      {"NAME", [](const v1::Agent& a, const Clock&) { return a.display_name(); }},
      {"TEAM", [](const v1::Agent& a, const Clock&) { return a.team(); }},
      {"EXTENSION", [](const v1::Agent& a, const Clock&) { return a.extension(); }},
      {"E-MAIL", [](const v1::Agent& a, const Clock&) { return a.email(); }},
      {"PRESENCE", [](const v1::Agent& a, const Clock&) { return Words(a.presence()); }},
  };
}

}  // namespace

void AddAgentCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "agent", "The people who ring customers and answer them");
  std::vector<Flag> create = AgentFlags();
  create.push_back({"ID", "agent_id", "The id: a-z, 0-9 and '-'", true});
  AddVerb(
      group, chosen,
      {"create", "Adds an agent", "ringback agent create tracy --display-name Tracy"}, create,
      Method<Tenants, v1::CreateAgentRequest, v1::Agent>{&Client::tenants, &Tenants::CreateAgent});
  AddVerb(group, chosen, {"get", "Shows an agent", "ringback agent get tracy"},
          {{"AGENT", "name", "The agent: a name or an id", true}},
          Method<Tenants, v1::GetAgentRequest, v1::Agent>{&Client::tenants, &Tenants::GetAgent});
  AddList(
      group, chosen, {"list", "Lists the agents", "ringback agent list"}, {},
      Method<Tenants, v1::ListAgentsRequest, v1::ListAgentsResponse>{&Client::tenants,
                                                                     &Tenants::ListAgents},
      [](const v1::ListAgentsResponse& page) { return page.agents(); }, AgentColumns());
  std::vector<Flag> update = AgentFlags();
  update.push_back({"AGENT", "agent.name", "The agent: a name or an id", true});
  update.push_back({"--etag", "agent.etag", "Only if it is still this version"});
  AddVerb(
      group, chosen,
      {"update", "Changes what is named", "ringback agent update tracy --presence away"}, update,
      Method<Tenants, v1::UpdateAgentRequest, v1::Agent>{&Client::tenants, &Tenants::UpdateAgent});
  AddVerb(
      group, chosen, {"delete", "Removes an agent", "ringback agent delete tracy"},
      {{"AGENT", "name", "The agent: a name or an id", true},
       {"--etag", "etag", "Only if it is still this version"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Tenants, v1::DeleteAgentRequest, v1::Agent>{&Client::tenants, &Tenants::DeleteAgent});
}

}  // namespace ringback::cli
