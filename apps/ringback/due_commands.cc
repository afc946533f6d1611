#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/describe.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using FollowUp = v1::FollowUpService::Stub;

std::string Id(const std::string& name) { return std::string(LastSegment(name)); }

// Whose it is: an agent, "any of" a team, anybody.
std::string Whose(const v1::DueContact& contact) {
  if (!contact.agent().empty()) return Id(contact.agent());
  return contact.team().empty() ? "anybody" : "any of " + contact.team();
}

std::vector<Column<v1::DueContact>> DueColumns() {
  using Due = v1::DueContact;
  return {
      {"CONTACT", [](const Due& d, const Clock&) { return d.name(); }},
      {"KIND", [](const Due& d, const Clock&) { return Words(d.kind()); }},
      {"DUE",
       [](const Due& d, const Clock& clock) { return ShortTime(FromProto(d.due_time()), clock); }},
      {"STATE", [](const Due& d, const Clock&) { return Words(d.state()); }},
      {"LATE", [](const Due& d, const Clock&) { return d.late() ? "late" : ""; }},
      {"WHOSE", [](const Due& d, const Clock&) { return Whose(d); }},
      {"HAS IT", [](const Due& d, const Clock&) { return Id(d.lease_agent()); }},
      {"BY", [](const Due& d, const Clock&) { return Words(d.channel()); }},
      {"NUMBER", [](const Due& d, const Clock&) { return d.number(); }},
      {"LEAD", [](const Due& d, const Clock&) { return Id(d.lead()); }},
      {"ABOUT", [](const Due& d, const Clock&) { return d.purpose(); }},
  };
}

// Why somebody is to be contacted now.
std::string WhyNow(const v1::DueContact& contact, const Clock& clock) {
  const auto when = [&](const google::protobuf::Timestamp& time) {
    return absl::StrCat(SpokenTime(FromProto(time), clock), " (", Ago(FromProto(time), clock), ")");
  };
  switch (contact.kind()) {
    case v1::DueContact::KIND_PROMISED_CALLBACK:
      return absl::StrCat("we promised it for ", when(contact.promise_time()),
                          contact.late() ? "; it is late" : "");
    case v1::DueContact::KIND_NEW_LEAD:
      return absl::StrCat("a new lead; nobody has touched it since ", when(contact.create_time()));
    default:
      return absl::StrCat("step ", contact.step() + 1, " of its cadence, due ",
                          when(contact.due_time()));
  }
}

std::string CallerOf(Session& session, const v1::DueContact& contact) {
  v1::GetCallerRequest request;
  request.set_name(contact.caller());
  const auto caller = session.Call(&Client::callers, &v1::CallerService::Stub::GetCaller, request);
  return caller.ok() ? CallerText(*caller) : contact.caller();
}

void ShowNothing(Session& session, const v1::LeaseDueContactResponse& answer) {
  if (!answer.has_next_due_time())
    return session.Print("Nothing is due, and nothing is planned.\n");
  const Clock clock = session.ClockForPrinting();
  const absl::Time next = FromProto(answer.next_due_time());
  session.Print(absl::StrCat("Nothing is due. The next is due ", SpokenTime(next, clock), " (",
                             Ago(next, clock), ").\n"));
}

// Whom to contact, how, why, and what to say afterwards.
void ShowNext(Session& session, const v1::LeaseDueContactResponse& answer) {
  if (session.options().json) return session.Print(ToJson(answer, /*pretty=*/true));
  const v1::DueContact& contact = answer.due_contact();
  if (!answer.has_due_contact()) {
    if (!session.options().quiet) ShowNothing(session, answer);
    return;
  }
  if (session.options().quiet) return session.ShowResource(contact);
  const Clock clock = session.ClockForPrinting();
  const std::string id = Id(contact.name());
  const absl::Time end = FromProto(contact.lease_expire_time());
  v1::Phone phone;
  phone.set_number(contact.number());
  phone.set_extension(contact.extension());
  const std::string number = contact.number().empty() ? "" : ", " + PhoneText(phone);
  session.Print(absl::StrCat("Contact  ", OneLine(CallerOf(session, contact)), number, ", by ",
                             Words(contact.channel()), "\nAbout    ", OneLine(contact.purpose()),
                             "\nWhy now  ", WhyNow(contact, clock), "\nLead     ",
                             OneLine(contact.lead()), "\nYours    until ", SpokenTime(end, clock),
                             " (", Ago(end, clock), ")\n\nThen say ringback due done ", id,
                             " --agent ", Id(contact.lease_agent()), " --outcome OUTCOME\n"));
}

void AddReads(CLI::App& group, Command* chosen) {
  AddList(
      group, chosen,
      {"list", "Lists who is to be contacted, in the order of the queue",
       "ringback due list --agent tracy"},
      {{"--state", "state", "Only those in this state; those that are not over unless given"},
       {"--kind", "kind", "Only those of this kind"},
       {"--agent", "agent", "Only those that this agent could take"},
       {"--team", "team", "Only this team's"},
       {"--lead", "lead", "Only those of this lead"},
       {"--before", "due_before", "Only those that are due by then"}},
      Method<FollowUp, v1::ListDueContactsRequest, v1::ListDueContactsResponse>{
          &Client::follow_up, &FollowUp::ListDueContacts},
      [](const v1::ListDueContactsResponse& page) { return page.due_contacts(); }, DueColumns());
  AddVerb(group, chosen, {"get", "Shows a due contact", "ringback due get 0sczz0z40pd2q"},
          {{"CONTACT", "name", "The contact: a name or an id", true}},
          Method<FollowUp, v1::GetDueContactRequest, v1::DueContact>{&Client::follow_up,
                                                                     &FollowUp::GetDueContact});
}

void AddNext(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen,
          {"next", "Takes the next contact that is due: whom to ring, and why",
           "ringback due next --agent tracy"},
          {{"--agent", "agent", "For whom: a name or an id", true},
           {"--team", "team", "For which team; the agent's unless given"},
           {"--lease", "lease_duration", "How long they have for it; 10 minutes unless given"},
           {"--channel", "channels", "Only by this channel; calls and texts unless given"},
           {"--contact", "due_contact", "This one and no other"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<FollowUp, v1::LeaseDueContactRequest, v1::LeaseDueContactResponse>{
              &Client::follow_up, &FollowUp::LeaseDueContact},
          std::function<void(Session&, const v1::LeaseDueContactResponse&)>(ShowNext));
}

void AddEnds(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen,
          {"done", "Says that a contact was made, and how it ended",
           "ringback due done 0sczz0z40pd2q --agent tracy --outcome voicemail --next-time +2d"},
          {{"CONTACT", "name", "The contact: a name or an id", true},
           {"--agent", "agent", "Who has it: a name or an id", true},
           {"--outcome", "new_attempt.outcome", "How it ended"},
           {"--start", "new_attempt.start_time", "When the attempt began; now unless given"},
           {"--end", "new_attempt.end_time", "When it ended"},
           {"--voicemail", "new_attempt.voicemail_text", "What we said on the machine"},
           {"--attempt", "attempt", "The attempt, when it was saved before"},
           {"--next-time", "next_contact.contact_time", "When to be in touch next"},
           {"--next-channel", "next_contact.channel", "How to be in touch next"},
           {"--next-reason", "next_contact.reason", "What for"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<FollowUp, v1::CompleteDueContactRequest, v1::DueContact>{
              &Client::follow_up, &FollowUp::CompleteDueContact});
  AddVerb(group, chosen,
          {"release", "Gives a contact back that was not made",
           "ringback due release 0sczz0z40pd2q --agent tracy --retry +30m"},
          {{"CONTACT", "name", "The contact: a name or an id", true},
           {"--agent", "agent", "Who has it: a name or an id", true},
           {"--retry", "retry_time", "Not before this time again; at once unless given"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<FollowUp, v1::ReleaseDueContactRequest, v1::DueContact>{
              &Client::follow_up, &FollowUp::ReleaseDueContact});
}

}  // namespace

void AddDueCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "due", "Who is to be contacted now, and by whom");
  AddReads(group, chosen);
  AddNext(group, chosen);
  AddEnds(group, chosen);
}

}  // namespace ringback::cli
