#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Leads = v1::LeadService::Stub;

// What can be said about a lead, apart from whose it is.
std::vector<Flag> LeadFlags() {
  return {
      {"--interest", "lead.interest", "What they are interested in"},
      {"--source", "lead.source", "Where it came from"},
      {"--source-name", "lead.source_name", "Which source: the web page, the list, who sent them"},
      {"--campaign", "lead.campaign", "The campaign that it came from"},
      {"--state", "lead.state", "How far we are"},
      {"--owner", "lead.owner", "The agent who works on it"},
      {"--team", "lead.team", "The team that works on it"},
      {"--next-time", "lead.next_contact.contact_time", "When to be in touch next"},
      {"--next-channel", "lead.next_contact.channel", "How to be in touch next"},
      {"--next-reason", "lead.next_contact.reason", "What for"},
      {"--cadence", "lead.cadence", "The cadence that it follows"},
      {"--milestone", "lead.milestones", "What the customer did so far"},
      {"--close-reason", "lead.close_reason", "Why it was won, lost or returned"},
      {"--value", "lead.value", "What it is worth, in the smallest unit of the currency"},
      {"--currency", "lead.currency", "The currency of the value: EUR"},
      {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Lead>> LeadColumns() {
  return {
      {"LEAD", [](const v1::Lead& l, const Clock&) { return l.name(); }},
      {"STATE", [](const v1::Lead& l, const Clock&) { return Words(l.state()); }},
      {"INTEREST", [](const v1::Lead& l, const Clock&) { return l.interest(); }},
      {"CALLER",
       [](const v1::Lead& l, const Clock&) { return std::string(LastSegment(l.caller())); }},
      {"OWNER",
       [](const v1::Lead& l, const Clock&) { return std::string(LastSegment(l.owner())); }},
      {"NEXT CONTACT",
       [](const v1::Lead& l, const Clock& clock) {
         return l.next_contact().has_contact_time()
                    ? ShortTime(FromProto(l.next_contact().contact_time()), clock)
                    : "";
       }},
      {"TOUCHES", [](const v1::Lead& l, const Clock&) { return std::to_string(l.touch_count()); }},
  };
}

std::vector<Column<v1::LeadChange>> ChangeColumns() {
  using Change = v1::LeadChange;
  return {
      {"WHEN", [](const Change& c,
                  const Clock& clock) { return ShortTime(FromProto(c.change_time()), clock); }},
      {"FROM", [](const Change& c, const Clock&) { return Words(c.from_state()); }},
      {"TO", [](const Change& c, const Clock&) { return Words(c.to_state()); }},
      {"AGENT", [](const Change& c, const Clock&) { return std::string(LastSegment(c.agent())); }},
      {"TEAM", [](const Change& c, const Clock&) { return c.team(); }},
      {"WHY", [](const Change& c, const Clock&) { return c.reason(); }},
  };
}

// The flags of a verb that moves a lead, after its own.
std::vector<Flag> MoveFlags(std::vector<Flag> own) {
  own.insert(own.begin(), {"LEAD", "name", "The lead: a name or an id", true});
  own.push_back({"--agent", "agent", "Who does it; whose lead it is unless given"});
  own.push_back({"--etag", "etag", "Only if it is still this version"});
  own.push_back({"--request-id", "request_id", "Makes it safe to repeat"});
  return own;
}

void AddMoves(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen,
          {"advance", "Says that the customer agreed to a next step",
           "ringback lead advance 0sczz0z40pd2q --next-step \"site survey\" --next-time +2d"},
          MoveFlags({{"--next-step", "next_step", "What they agreed to", true},
                     {"--next-time", "next_contact.contact_time", "When to be in touch next"},
                     {"--next-channel", "next_contact.channel", "How to be in touch next"},
                     {"--next-reason", "next_contact.reason", "What for"},
                     {"--milestone", "milestones", "What the customer did"}}),
          Method<Leads, v1::AdvanceLeadRequest, v1::Lead>{&Client::leads, &Leads::AdvanceLead});
  AddVerb(group, chosen,
          {"close", "Says that a lead is won or lost",
           "ringback lead close 0sczz0z40pd2q --state won --value 450000 --currency EUR"},
          MoveFlags({{"--state", "state", "How: won or lost", true},
                     {"--reason", "reason", "Why; must be given when it is lost"},
                     {"--value", "value", "What it is worth, in the smallest unit of the currency"},
                     {"--currency", "currency", "The currency of the value: EUR"}}),
          Method<Leads, v1::CloseLeadRequest, v1::Lead>{&Client::leads, &Leads::CloseLead});
  AddVerb(group, chosen,
          {"return", "Returns a dud to its source",
           "ringback lead return 0sczz0z40pd2q --reason no-number"},
          MoveFlags({{"--reason", "reason", "Why it is a dud", true},
                     {"--text", "text", "In words; must be given with --reason other"}}),
          Method<Leads, v1::ReturnLeadRequest, v1::Lead>{&Client::leads, &Leads::ReturnLead});
  AddVerb(group, chosen,
          {"reopen", "Takes a closed lead up again",
           "ringback lead reopen 0sczz0z40pd2q --reason \"rang again\""},
          MoveFlags({{"--reason", "reason", "Why"}}),
          Method<Leads, v1::ReopenLeadRequest, v1::Lead>{&Client::leads, &Leads::ReopenLead});
  AddList(
      group, chosen,
      {"history", "Lists what happened to a lead, oldest first",
       "ringback lead history 0sczz0z40pd2q"},
      {{"LEAD", "lead", "The lead: a name or an id", true}},
      Method<Leads, v1::ListLeadChangesRequest, v1::ListLeadChangesResponse>{
          &Client::leads, &Leads::ListLeadChanges},
      [](const v1::ListLeadChangesResponse& page) { return page.lead_changes(); }, ChangeColumns());
}

// The message, and what it had to leave empty.
void ShowHandoff(Session& session, const v1::HandOffLeadResponse& answer) {
  if (session.options().json) {
    session.Print(ToJson(answer, /*pretty=*/true));
    return;
  }
  session.ShowResource(answer.delivery());
  if (session.options().quiet) return;
  for (const int field : answer.missing_fields()) {
    session.Print("Missing: " + Words(static_cast<v1::IntakeField>(field)) + "\n");
  }
}

void AddHandoff(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen,
          {"handoff", "Sends a lead, complete, to the company's own team",
           "ringback lead handoff 0sczz0z40pd2q --note \"wants it before the winter\""},
          {{"LEAD", "name", "The lead: a name or an id", true},
           {"--agent", "agent", "Who hands it off"},
           {"--note", "note", "What to say beside the record"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Leads, v1::HandOffLeadRequest, v1::HandOffLeadResponse>{&Client::leads,
                                                                         &Leads::HandOffLead},
          std::function<void(Session&, const v1::HandOffLeadResponse&)>(ShowHandoff));
}

}  // namespace

void AddLeadCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "lead", "What callers may buy, and how far we are with it");
  std::vector<Flag> create = LeadFlags();
  create.push_back({"--caller", "lead.caller", "Whose lead it is: a name or an id", true});
  AddVerb(group, chosen,
          {"create", "Opens a lead",
           "ringback lead create --caller 0sczz0z40pd2q --interest \"a new boiler\" --owner tracy"},
          create,
          Method<Leads, v1::CreateLeadRequest, v1::Lead>{&Client::leads, &Leads::CreateLead});
  AddVerb(group, chosen, {"get", "Shows a lead", "ringback lead get 0sczz0z40pd2q"},
          {{"LEAD", "name", "The lead: a name or an id", true}},
          Method<Leads, v1::GetLeadRequest, v1::Lead>{&Client::leads, &Leads::GetLead});
  AddList(
      group, chosen, {"list", "Lists the leads", "ringback lead list --state working"},
      {{"--caller", "caller", "Only this caller's"},
       {"--owner", "owner", "Only this agent's"},
       {"--state", "state", "Only those in this state"}},
      Method<Leads, v1::ListLeadsRequest, v1::ListLeadsResponse>{&Client::leads, &Leads::ListLeads},
      [](const v1::ListLeadsResponse& page) { return page.leads(); }, LeadColumns());
  std::vector<Flag> update = LeadFlags();
  update.push_back({"LEAD", "lead.name", "The lead: a name or an id", true});
  update.push_back({"--etag", "lead.etag", "Only if it is still this version"});
  AddVerb(group, chosen,
          {"update", "Changes what is named",
           "ringback lead update 0sczz0z40pd2q --state advanced --next-time +2d"},
          update,
          Method<Leads, v1::UpdateLeadRequest, v1::Lead>{&Client::leads, &Leads::UpdateLead});
  AddMoves(group, chosen);
  AddHandoff(group, chosen);
}

}  // namespace ringback::cli
