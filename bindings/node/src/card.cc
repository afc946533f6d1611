#include "bindings/node/src/card.h"

#include <string_view>

#include "bindings/node/src/values.h"
#include "bindings/node/src/words.h"

namespace ringback::node {
namespace {

// The name of a number of an enumeration, as ProtoJSON has it; of one that a later version has
// added that of 0.
template <size_t N>
napi_value Word(napi_env env, const std::string_view (&words)[N], int32_t number) {
  const bool known = number >= 0 && static_cast<size_t>(number) < N;
  return String(env, words[known ? number : 0]);
}

napi_value Object(napi_env env) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  return object;
}

napi_value ToObject(napi_env env, const rb_reason& reason) {
  napi_value object = Object(env);
  Set(env, object, "code", Word(env, kReasonCodeWords, reason.code));
  Set(env, object, "text", String(env, reason.text));
  Set(env, object, "resource", String(env, reason.resource));
  return object;
}

napi_value ToObject(napi_env env, const rb_attempt& attempt) {
  napi_value object = Object(env);
  Set(env, object, "name", String(env, attempt.name));
  Set(env, object, "agent", String(env, attempt.agent));
  Set(env, object, "dialedNumber", String(env, attempt.dialed_number));
  Set(env, object, "callerId", String(env, attempt.caller_id));
  Set(env, object, "campaign", String(env, attempt.campaign));
  Set(env, object, "purpose", String(env, attempt.purpose));
  Set(env, object, "offer", String(env, attempt.offer));
  Set(env, object, "startTime", Time(env, attempt.start_time_us));
  Set(env, object, "endTime", Time(env, attempt.end_time_us));
  Set(env, object, "channel", Word(env, kChannelWords, attempt.channel));
  Set(env, object, "outcome", Word(env, kOutcomeWords, attempt.outcome));
  return object;
}

napi_value ToObject(napi_env env, const rb_lead& lead) {
  napi_value object = Object(env);
  Set(env, object, "name", String(env, lead.name));
  Set(env, object, "interest", String(env, lead.interest));
  Set(env, object, "owner", String(env, lead.owner));
  Set(env, object, "team", String(env, lead.team));
  Set(env, object, "state", Word(env, kLeadStateWords, lead.state));
  return object;
}

napi_value ToObject(napi_env env, const rb_note& note) {
  napi_value object = Object(env);
  Set(env, object, "name", String(env, note.name));
  Set(env, object, "agent", String(env, note.agent));
  Set(env, object, "text", String(env, note.text));
  Set(env, object, "noteTime", Time(env, note.note_time_us));
  return object;
}

napi_value ToObject(napi_env env, const rb_match& match);

template <typename T>
napi_value ToArray(napi_env env, const T* const* items, size_t count) {
  napi_value array = nullptr;
  napi_create_array_with_length(env, count, &array);
  for (size_t i = 0; i < count; ++i) {
    napi_set_element(env, array, static_cast<uint32_t>(i), ToObject(env, *items[i]));
  }
  return array;
}

napi_value ToObject(napi_env env, const rb_match& match) {
  napi_value object = Object(env);
  Set(env, object, "caller", String(env, match.caller));
  Set(env, object, "displayName", String(env, match.display_name));
  Set(env, object, "honorific", String(env, match.honorific));
  Set(env, object, "givenName", String(env, match.given_name));
  Set(env, object, "familyName", String(env, match.family_name));
  Set(env, object, "company", String(env, match.company));
  Set(env, object, "confidence", Word(env, kConfidenceWords, match.confidence));
  Set(env, object, "doNotCall", Boolean(env, match.do_not_call != 0));
  Set(env, object, "score", Number(env, match.score));
  Set(env, object, "reasons", ToArray(env, match.reasons, match.reason_count));
  Set(env, object, "attempts", ToArray(env, match.attempts, match.attempt_count));
  Set(env, object, "leads", ToArray(env, match.leads, match.lead_count));
  Set(env, object, "notes", ToArray(env, match.notes, match.note_count));
  Set(env, object, "lastAgent", String(env, match.last_agent));
  Set(env, object, "lastAgentName", String(env, match.last_agent_name));
  Set(env, object, "lastAgentPresence", Word(env, kPresenceWords, match.last_agent_presence));
  return object;
}

}  // namespace

napi_value CardObject(napi_env env, const rb_card& card) {
  napi_value object = Object(env);
  Set(env, object, "ani", String(env, card.ani));
  Set(env, object, "e164", String(env, card.e164));
  Set(env, object, "national", String(env, card.national));
  Set(env, object, "region", String(env, card.region));
  Set(env, object, "tenant", String(env, card.tenant));
  Set(env, object, "withheld", Boolean(env, card.withheld != 0));
  Set(env, object, "valid", Boolean(env, card.valid != 0));
  Set(env, object, "verifyIdentity", Boolean(env, card.verify_identity != 0));
  Set(env, object, "partial", Boolean(env, card.partial != 0));
  Set(env, object, "openingLine", String(env, card.opening_line));
  napi_value steps = nullptr;
  napi_create_array_with_length(env, card.next_step_count, &steps);
  for (size_t i = 0; i < card.next_step_count; ++i) {
    napi_set_element(env, steps, static_cast<uint32_t>(i), String(env, card.next_steps[i]));
  }
  Set(env, object, "nextSteps", steps);
  Set(env, object, "matches", ToArray(env, card.matches, card.match_count));
  return object;
}

}  // namespace ringback::node
