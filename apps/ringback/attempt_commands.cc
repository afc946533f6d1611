#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Attempts = v1::AttemptService::Stub;

// What can be said about an attempt when it is made.
std::vector<Flag> AttemptFlags() {
  return {{"--caller", "attempt.caller", "Whom: a name or an id"},
          {"--number", "attempt.dialed_number", "The number that is dialled, in any spelling"},
          {"--extension", "attempt.extension", "The extension that is dialled after it"},
          {"--agent", "attempt.agent", "Who tries: a name or an id"},
          {"--lead", "attempt.lead", "The lead that it is made for"},
          {"--caller-id", "attempt.caller_id", "The number that we show"},
          {"--channel", "attempt.channel", "By what channel"},
          {"--campaign", "attempt.campaign", "The campaign that it belongs to"},
          {"--purpose", "attempt.purpose", "Why, as it fits after \"about\""},
          {"--offer", "attempt.offer.text", "What we have for them"},
          {"--slot", "attempt.offer.proposed_slots",
           "A time to offer, START/END: 2026-11-24T09:00/11:00"},
          {"--start", "attempt.start_time", "When it began; now unless given"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::OutboundAttempt>> AttemptColumns() {
  using Attempt = v1::OutboundAttempt;
  return {
      {"ATTEMPT", [](const Attempt& a, const Clock&) { return a.name(); }},
      {"WHEN", [](const Attempt& a,
                  const Clock& clock) { return ShortTime(FromProto(a.start_time()), clock); }},
      {"AGENT", [](const Attempt& a, const Clock&) { return std::string(LastSegment(a.agent())); }},
      {"CALLER",
       [](const Attempt& a, const Clock&) { return std::string(LastSegment(a.caller())); }},
      {"NUMBER", [](const Attempt& a, const Clock&) { return a.dialed_number(); }},
      {"OUTCOME", [](const Attempt& a, const Clock&) { return Words(a.outcome()); }},
      {"RETURNED",
       [](const Attempt& a, const Clock& clock) {
         return a.has_return_time() ? ShortTime(FromProto(a.return_time()), clock) : "";
       }},
      {"PURPOSE", [](const Attempt& a, const Clock&) { return a.purpose(); }},
  };
}

void AddReads(CLI::App& group, Command* chosen) {
  AddVerb(group, chosen, {"get", "Shows an attempt", "ringback attempt get 0sczz0z40pd2q"},
          {{"ATTEMPT", "name", "The attempt: a name or an id", true}},
          Method<Attempts, v1::GetAttemptRequest, v1::OutboundAttempt>{&Client::attempts,
                                                                       &Attempts::GetAttempt});
  AddList(
      group, chosen,
      {"list", "Lists the attempts, newest first", "ringback attempt list --agent tracy"},
      {{"--caller", "caller", "Only those to this caller"},
       {"--agent", "agent", "Only those by this agent"},
       {"--number", "dialed_number", "Only those to this number"},
       {"--outcome", "outcome", "Only those that ended so"}},
      Method<Attempts, v1::ListAttemptsRequest, v1::ListAttemptsResponse>{&Client::attempts,
                                                                          &Attempts::ListAttempts},
      [](const v1::ListAttemptsResponse& page) { return page.attempts(); }, AttemptColumns());
}

}  // namespace

void AddAttemptCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "attempt", "The touches that we made");
  AddVerb(group, chosen,
          {"start", "Says that an agent is trying a customer now",
           "ringback attempt start --caller 0sczz0z40pd2q --agent tracy --purpose \"your autumn "
           "heating check\" --slot +2d/+2h"},
          AttemptFlags(),
          Method<Attempts, v1::StartAttemptRequest, v1::OutboundAttempt>{&Client::attempts,
                                                                         &Attempts::StartAttempt});
  AddVerb(group, chosen,
          {"finish", "Says how an attempt ended",
           "ringback attempt finish 0sczz0z40pd2q --outcome no-answer"},
          {{"ATTEMPT", "name", "The attempt: a name or an id", true},
           {"--outcome", "outcome", "How it ended", true},
           {"--end", "end_time", "When it ended; now unless given"},
           {"--voicemail", "voicemail_text", "What we said on the machine"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Attempts, v1::FinishAttemptRequest, v1::OutboundAttempt>{
              &Client::attempts, &Attempts::FinishAttempt});
  std::vector<Flag> record = AttemptFlags();
  record.push_back({"--outcome", "attempt.outcome", "How it ended"});
  record.push_back({"--end", "attempt.end_time", "When it ended"});
  record.push_back({"--voicemail", "attempt.voicemail_text", "What we said on the machine"});
  AddVerb(group, chosen,
          {"record", "Saves an attempt that is over",
           "ringback attempt record --number +12025550143 --agent tracy --start -12m "
           "--outcome voicemail"},
          record,
          Method<Attempts, v1::RecordAttemptRequest, v1::OutboundAttempt>{
              &Client::attempts, &Attempts::RecordAttempt});
  AddReads(group, chosen);
}

}  // namespace ringback::cli
