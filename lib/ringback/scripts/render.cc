#include "ringback/scripts/render.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/script_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/open_slots.h"
#include "ringback/scripts/built_in.h"

namespace ringback {
namespace {

using store::Session;
using v1::Script;

constexpr int64_t kAttempts = 10;

bool HasSubject(Script::Use use) { return use == Script::USE_EMAIL || use == Script::USE_LETTER; }

// Who hears what is said. A customer who rings is not yet known to be who they seem to be, and a
// machine is listened to by others too; what we dial, write and send goes to the customer.
Hears HearersOf(Script::Use use) {
  switch (use) {
    case Script::USE_OPENING_LINE:
    case Script::USE_INBOUND_CALL:
    case Script::USE_VOICEMAIL:
      return Hears::kThem;
    default:
      return Hears::kThemForSure;
  }
}

// What the store knows for a question.
struct Known {
  std::optional<v1::Caller> caller;
  AttemptList attempts;  // newest first
  std::vector<v1::CallNote> notes;
  std::string agent_name;
  std::string last_agent_name;
};

absl::StatusOr<std::string> AgentNameOf(Session& session, const TenantRecord& tenant,
                                        std::string_view id) {
  if (id.empty()) return "";
  RINGBACK_ASSIGN_OR_RETURN(const v1::Agent agent, ReadAgentOrId(session, tenant.id, id));
  return agent.display_name();
}

absl::StatusOr<Known> ReadKnown(Session& session, const TenantRecord& tenant,
                                const RenderQuestion& question) {
  Known known;
  RINGBACK_ASSIGN_OR_RETURN(known.agent_name, AgentNameOf(session, tenant, question.agent));
  if (question.caller.empty()) return known;
  RINGBACK_ASSIGN_OR_RETURN(CallerRecord record, NeedCaller(session, question.caller));
  known.caller = std::move(record.caller);
  const Span span{std::max<int64_t>(0, question.now_us - tenant.callback_window_micros()),
                  question.now_us};
  RINGBACK_RETURN_IF_ERROR(
      AttemptsToCaller(session, tenant.id, record.id, span, kAttempts, &known.attempts));
  RINGBACK_ASSIGN_OR_RETURN(known.notes,
                            RecentNotesOf(session, tenant.id, record.id, question.now_us, 1));
  if (!known.attempts.empty()) {
    RINGBACK_ASSIGN_OR_RETURN(known.last_agent_name,
                              AgentNameOf(session, tenant, LastSegment(known.attempts[0].agent())));
  }
  return known;
}

// The newest attempt whose offer can still be taken up, else one with words alone.
const v1::OutboundAttempt* Offered(const AttemptList& attempts, int64_t now_us) {
  const v1::OutboundAttempt* with_words = nullptr;
  for (const v1::OutboundAttempt& attempt : attempts) {
    if (!OpenSlots(attempt, now_us).empty()) return &attempt;
    const bool words_alone =
        !attempt.offer().text().empty() && attempt.offer().proposed_slots().empty();
    if (words_alone && with_words == nullptr) with_words = &attempt;
  }
  return with_words;
}

Facts FactsOf(const TenantRecord& tenant, const RenderQuestion& question, const Known& known) {
  Facts facts;
  facts.tenant = &tenant;
  if (known.caller) facts.caller = &*known.caller;
  facts.offered = Offered(known.attempts, question.now_us);
  if (!known.attempts.empty()) {
    facts.last = &known.attempts[0];
    // For a customer who rings it is said as it would be if they rang back now.
    const bool rings =
        question.use == Script::USE_OPENING_LINE || question.use == Script::USE_INBOUND_CALL;
    if (rings && facts.last->returned_by().empty()) facts.returned = facts.last;
  }
  facts.lead = question.lead;
  if (!known.notes.empty()) facts.note = &known.notes.front();
  facts.agent = question.agent;
  facts.agent_name = known.agent_name;
  facts.last_agent_name = known.last_agent_name;
  facts.purpose = question.purpose;
  if (facts.purpose.empty() && question.lead != nullptr) facts.purpose = question.lead->interest();
  if (facts.purpose.empty() && facts.returned != nullptr) facts.purpose = facts.returned->purpose();
  facts.language = LanguageOf(LanguageTagFor(tenant, facts.caller));
  facts.now_us = question.now_us;
  facts.hears = HearersOf(question.use);
  return facts;
}

void AddMissing(const ScriptTemplate& script, const VariableValues& values, Rendered* rendered) {
  for (std::string& name : script.Missing(values)) rendered->missing.push_back(std::move(name));
  std::sort(rendered->missing.begin(), rendered->missing.end());
  rendered->missing.erase(std::unique(rendered->missing.begin(), rendered->missing.end()),
                          rendered->missing.end());
}

// What one script says.
absl::StatusOr<Rendered> Say(const CompiledScript& script, Facts facts) {
  if (!script.script.language().empty()) facts.language = LanguageOf(script.script.language());
  const VariableValues values = ValuesOf(facts, script.subject.named() | script.body.named());
  Rendered rendered;
  rendered.script = script.script.name();
  RINGBACK_ASSIGN_OR_RETURN(rendered.subject, script.subject.FillIn(values));
  RINGBACK_ASSIGN_OR_RETURN(rendered.text, script.body.FillIn(values));
  AddMissing(script.subject, values, &rendered);
  AddMissing(script.body, values, &rendered);
  return rendered;
}

absl::StatusOr<Rendered> SayBuiltIn(Script::Use use, v1::Confidence confidence,
                                    const Facts& facts) {
  // Compiled once; never destroyed, for threads may outlive what is static.
  static const auto& compiled = *new std::map<const BuiltInScript*, CompiledScript>([] {
    std::map<const BuiltInScript*, CompiledScript> all;
    for (const BuiltInScript& each : BuiltInScripts()) {
      Script script;
      script.set_subject(std::string(each.subject));
      script.set_body(std::string(each.body));
      auto result = Compile(script, "script");
      if (result.ok()) all[&each] = *std::move(result);
    }
    return all;
  }());
  const auto found = compiled.find(&BuiltInFor(use, facts.language, confidence));
  if (found == compiled.end()) return absl::InternalError("a built-in script is not well formed");
  return Say(found->second, facts);
}

// The scripts of a tenant that are for the occasion, the most specific first, read from the store:
// inside a write they may be newer than those in memory.
absl::StatusOr<std::vector<ScriptBook::Page>> ReadScriptsFor(Session& session,
                                                             const TenantRecord& tenant,
                                                             const Occasion& occasion) {
  RINGBACK_ASSIGN_OR_RETURN(const auto scripts, ScriptsFor(session, tenant.id, occasion.use));
  std::vector<ScriptBook::Page> pages;
  for (const Script& script : scripts) {
    if (!Fits(script, PurposeKey(script.purpose()), occasion)) continue;
    auto compiled = Compile(script, "script");
    if (compiled.ok()) pages.push_back(std::make_shared<CompiledScript>(*std::move(compiled)));
  }
  return ScriptBook(std::move(pages)).For(occasion);
}

}  // namespace

std::optional<Rendered> SayBest(const std::vector<ScriptBook::Page>& scripts, Facts facts) {
  for (size_t i = 0; i < std::min(scripts.size(), kMostTried); ++i) {
    auto rendered = Say(*scripts[i], facts);
    if (rendered.ok() && !rendered->text.empty()) return *std::move(rendered);
  }
  return std::nullopt;
}

absl::StatusOr<Rendered> Render(Session& session, const TenantRecord& tenant,
                                const RenderQuestion& question) {
  RINGBACK_ASSIGN_OR_RETURN(const Known known, ReadKnown(session, tenant, question));
  const Facts facts = FactsOf(tenant, question, known);
  const auto confidence =
      facts.caller == nullptr ? v1::CONFIDENCE_UNSPECIFIED : v1::CONFIDENCE_KNOWN;
  Rendered rendered;
  if (question.script != nullptr) {
    RINGBACK_ASSIGN_OR_RETURN(rendered, Say(*question.script, facts));
  } else {
    const Occasion occasion{.use = question.use,
                            .purpose_key = PurposeKey(facts.purpose),
                            .language = LanguageTagFor(tenant, facts.caller),
                            .confidence = confidence};
    RINGBACK_ASSIGN_OR_RETURN(const auto scripts, ReadScriptsFor(session, tenant, occasion));
    auto best = SayBest(scripts, facts);
    if (best) {
      rendered = *std::move(best);
    } else {
      RINGBACK_ASSIGN_OR_RETURN(rendered, SayBuiltIn(question.use, confidence, facts));
    }
  }
  if (rendered.subject.empty() && HasSubject(question.use)) {
    RINGBACK_ASSIGN_OR_RETURN(Rendered built_in, SayBuiltIn(question.use, confidence, facts));
    rendered.subject = std::move(built_in.subject);
  }
  return rendered;
}

absl::StatusOr<Rendered> RenderForLead(Session& session, const TenantRecord& tenant,
                                       Script::Use use, std::string_view script_name,
                                       const v1::Lead& lead, std::string_view agent,
                                       std::string_view purpose, absl::Time now) {
  RenderQuestion question{.use = use,
                          .lead = &lead,
                          .caller = lead.caller(),
                          .agent = LastSegment(agent),
                          .purpose = purpose,
                          .now_us = absl::ToUnixMicros(now)};
  if (script_name.empty()) return Render(session, tenant, question);
  const std::string name = IsClientId(script_name) ? ResourceName(tenant.id, "scripts", script_name)
                                                   : std::string(script_name);
  if (!MatchesPattern(name, "tenants/*/scripts/*") || TenantOf(name) != tenant.id) {
    return InvalidField("script", Quote(name) + " is not a script of " + TenantName(tenant.id));
  }
  RINGBACK_ASSIGN_OR_RETURN(const ScriptRecord record, NeedScript(session, name));
  RINGBACK_ASSIGN_OR_RETURN(const CompiledScript compiled, Compile(record.script, "script"));
  question.script = &compiled;
  return Render(session, tenant, question);
}

}  // namespace ringback
