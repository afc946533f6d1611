#include "apps/ringback/commands.h"
#include "apps/ringback/describe.h"

namespace ringback::cli {

namespace {

using Callers = v1::CallerService::Stub;

std::vector<Flag> With(std::vector<Flag> flags, std::vector<Flag> more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

// What can be said about a caller.
std::vector<Flag> CallerFlags() {
  return {{"--honorific", "caller.honorific", "How to address them: Mr., Dr."},
          {"--given-name", "caller.given_name", "Given name"},
          {"--family-name", "caller.family_name", "Family name"},
          {"--display-name", "caller.display_name", "What to show instead of the names"},
          {"--company", "caller.company", "The company that they work for"},
          {"--household", "caller.household", "A key that the members of one household share"},
          {"--phone", "caller.phones", "A number, [LABEL=]NUMBER, such as mobile=+12025550143"},
          {"--email", "caller.emails", "An e-mail address"},
          {"--address", "caller.service_address", "Where the work is to be done"},
          {"--language", "caller.language", "The language that they speak: en, de-DE"},
          {"--time-zone", "caller.time_zone", "Their time zone: Europe/Berlin"},
          {"--external-id", "caller.external_ids", "The same person elsewhere, SYSTEM:ID"},
          {"--annotation", "caller.annotations", "Whatever else is to be kept, KEY=VALUE"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Caller>> CallerColumns() {
  return {
      {"CALLER", [](const v1::Caller& c, const Clock&) { return c.name(); }},
      {"WHO", [](const v1::Caller& c, const Clock&) { return CallerText(c); }},
      {"NUMBERS",
       [](const v1::Caller& c, const Clock&) {
         std::string numbers;
         for (const v1::Phone& phone : c.phones()) {
           numbers += (numbers.empty() ? "" : "; ") + PhoneText(phone);
         }
         return numbers;
       }},
      {"E-MAIL",
       [](const v1::Caller& c, const Clock&) { return c.emails().empty() ? "" : c.emails(0); }},
      {"HOUSEHOLD", [](const v1::Caller& c, const Clock&) { return c.household(); }},
  };
}

void AddLists(CLI::App& group, Command* chosen) {
  AddList(
      group, chosen, {"list", "Lists the callers", "ringback caller list --limit 20"},
      {{"--external-id", "external_id", "Only the one with this id elsewhere, SYSTEM:ID"}},
      Method<Callers, v1::ListCallersRequest, v1::ListCallersResponse>{&Client::callers,
                                                                       &Callers::ListCallers},
      [](const v1::ListCallersResponse& page) { return page.callers(); }, CallerColumns());
  AddList(
      group, chosen,
      {"search", "Finds callers by a part of their name, company, e-mail address or number",
       "ringback caller search \"jones example.com\""},
      {{"WORDS", "query", "Words that must all occur, or at least three digits", true}},
      Method<Callers, v1::SearchCallersRequest, v1::SearchCallersResponse>{&Client::callers,
                                                                           &Callers::SearchCallers},
      [](const v1::SearchCallersResponse& page) { return page.callers(); }, CallerColumns());
}

}  // namespace

void AddCallerCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "caller", "The people who ring us and whom we ring");
  AddVerb(group, chosen,
          {"create", "Saves a caller",
           "ringback caller create --honorific Mr. --given-name Robert --family-name Jones "
           "--phone mobile=+12025550143"},
          CallerFlags(),
          Method<Callers, v1::CreateCallerRequest, v1::Caller>{&Client::callers,
                                                               &Callers::CreateCaller});
  AddVerb(group, chosen, {"get", "Shows a caller", "ringback caller get 0sczz0z40pd2q"},
          {{"CALLER", "name", "The caller: a name or an id", true}},
          Method<Callers, v1::GetCallerRequest, v1::Caller>{&Client::callers, &Callers::GetCaller});
  AddLists(group, chosen);
  AddVerb(group, chosen,
          {"update", "Changes what is named; an empty value (--email \"\") removes it",
           "ringback caller update 0sczz0z40pd2q --email robert@example.com"},
          With(CallerFlags(), {{"CALLER", "caller.name", "The caller: a name or an id", true},
                               {"--etag", "caller.etag", "Only if it is still this version"}}),
          Method<Callers, v1::UpdateCallerRequest, v1::Caller>{&Client::callers,
                                                               &Callers::UpdateCaller});
  AddVerb(group, chosen,
          {"delete", "Removes a caller", "ringback caller delete 0sczz0z40pd2q --force"},
          {{"CALLER", "name", "The caller: a name or an id", true},
           {"--etag", "etag", "Only if it is still this version"},
           {"--force", "force", "Erase them although they have history"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Callers, v1::DeleteCallerRequest, v1::Caller>{&Client::callers,
                                                               &Callers::DeleteCaller});
}

}  // namespace ringback::cli
