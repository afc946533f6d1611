#include "apps/ringback/card.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Calls = v1::CallService::Stub;

std::vector<Column<v1::Call>> CallColumns() {
  return {
      {"CALL", [](const v1::Call& c, const Clock&) { return c.name(); }},
      {"WHEN", [](const v1::Call& c,
                  const Clock& clock) { return ShortTime(FromProto(c.start_time()), clock); }},
      {"FROM", [](const v1::Call& c,
                  const Clock&) { return c.ani_e164().empty() ? c.ani() : c.ani_e164(); }},
      {"CALLER",
       [](const v1::Call& c, const Clock&) { return std::string(LastSegment(c.caller())); }},
      {"IDENTIFIED", [](const v1::Call& c, const Clock&) { return Words(c.identification()); }},
      {"AGENT",
       [](const v1::Call& c, const Clock&) { return std::string(LastSegment(c.agent())); }},
      {"RETURNS", [](const v1::Call& c,
                     const Clock&) { return std::string(LastSegment(c.returned_attempt())); }},
      {"OUTCOME", [](const v1::Call& c, const Clock&) { return Words(c.outcome()); }},
  };
}

void ShowStarted(Session& session, const v1::StartCallResponse& answer) {
  if (session.options().json) {
    session.Print(ToJson(answer, /*pretty=*/true));
  } else if (session.options().quiet) {
    session.ShowResource(answer.call());
  } else {
    const Clock clock = session.ClockOf(answer.context().tenant());
    session.Print(RenderCard(answer.context(), clock, session.ink()));
    session.Print("\nCall   " + OneLine(answer.call().name()) + "\n");
  }
}

void AddStart(CLI::App& group, Command* chosen) {
  AddVerb(
      group, chosen,
      {"start", "Says that a call rings, and shows the card",
       "ringback call start \"(202) 555-0143\" --dnis +12025550100 --agent sam"},
      {{"NUMBER", "ani", "The calling number as it came; \"anonymous\" when withheld", true},
       {"--dnis", "dnis", "The number that was called"},
       {"--agent", "agent", "Who is being rung"},
       {"--sip-call-id", "sip_call_id", "The Call-ID of the SIP dialog"},
       {"--verification", "verification", "What the network says about the number"},
       {"--name-hint", "name_hint", "The name that came with the call"},
       {"--start", "start_time", "When it began to ring; now unless given"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Calls, v1::StartCallRequest, v1::StartCallResponse>{&Client::calls, &Calls::StartCall},
      std::function<void(Session&, const v1::StartCallResponse&)>(ShowStarted));
}

void AddIdentify(CLI::App& group, Command* chosen) {
  AddVerb(
      group, chosen,
      {"identify", "Confirms or rejects who is calling",
       "ringback call identify 0sczz0z40pd2q --caller 0sczz0z41vt8c"},
      {{"CALL", "name", "The call: a name or an id", true},
       {"--caller", "caller", "The caller in question", true},
       {"--verdict", "verdict", "What you say about the match; confirm unless given"},
       {"--agent", "agent", "Who says so; the agent of the call unless given"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Calls, v1::IdentifyCallerRequest, v1::Call>{&Client::calls, &Calls::IdentifyCaller});
}

void AddReads(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen, {"get", "Shows a call", "ringback call get 0sczz0z40pd2q"},
          {{"CALL", "name", "The call: a name or an id", true}},
          Method<Calls, v1::GetCallRequest, v1::Call>{&Client::calls, &Calls::GetCall});
  AddList(
      group, chosen,
      {"list", "Lists the calls, newest first", "ringback call list --caller 0sczz0z40pd2q"},
      {{"--caller", "caller", "Only those about this caller"},
       {"--agent", "agent", "Only those that this agent answered"},
       {"--from", "ani", "Only those from this number"}},
      Method<Calls, v1::ListCallsRequest, v1::ListCallsResponse>{&Client::calls, &Calls::ListCalls},
      [](const v1::ListCallsResponse& page) { return page.calls(); }, CallColumns());
}

}  // namespace

void AddCallCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "call", "Inbound calls, from the ring to the outcome");
  AddStart(group, chosen);
  AddVerb(
      group, chosen,
      {"answer", "Says that an agent picked up", "ringback call answer 0sczz0z40pd2q --agent sam"},
      {{"CALL", "name", "The call: a name or an id", true},
       {"--agent", "agent", "Who picked up; who was being rung unless given"},
       {"--at", "answer_time", "When; now unless given"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Calls, v1::AnswerCallRequest, v1::Call>{&Client::calls, &Calls::AnswerCall});
  AddVerb(
      group, chosen,
      {"end", "Says that the call is over",
       "ringback call end 0sczz0z40pd2q --outcome appointment"},
      {{"CALL", "name", "The call: a name or an id", true},
       {"--outcome", "outcome", "How it ended"},
       {"--lead", "lead", "The lead that it was about; the caller's only open one unless given"},
       {"--at", "end_time", "When; now unless given"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Calls, v1::EndCallRequest, v1::Call>{&Client::calls, &Calls::EndCall});
  AddIdentify(group, chosen);
  AddReads(group, chosen);
}

}  // namespace ringback::cli
