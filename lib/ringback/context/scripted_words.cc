#include "ringback/context/scripted_words.h"

#include <utility>

#include "ringback/context/wording.h"
#include "ringback/model/resource_name.h"
#include "ringback/scripts/facts.h"
#include "ringback/scripts/render.h"

namespace ringback {
namespace {

using v1::OutboundAttempt;

const OutboundAttempt* Explaining(const Candidate& best) {
  return best.explaining < 0 ? nullptr : &best.match->attempts(best.explaining);
}

// Who may be listening, by how sure the match is.
Hears HearerOf(const Candidate& best, bool verify_identity) {
  const OutboundAttempt* returned = Explaining(best);
  if (returned != nullptr && WasWrong(*returned)) return Hears::kAnybody;
  switch (best.match->confidence()) {
    case v1::CONFIDENCE_POSSIBLE:
      return Hears::kTheOther;
    case v1::CONFIDENCE_LIKELY:
      return Hears::kThem;
    case v1::CONFIDENCE_KNOWN:
    case v1::CONFIDENCE_CONFIRMED:
      return verify_identity ? Hears::kThem : Hears::kThemForSure;
    default:
      return Hears::kAnybody;
  }
}

Facts FactsOf(const LookupQuestion& question, const std::vector<Candidate>& ranked,
              bool verify_identity) {
  Facts facts;
  facts.tenant = question.tenant.get();
  facts.agent = question.agent;
  facts.agent_name = question.agent_name;
  facts.now_us = question.at_us;
  facts.hears = Hears::kAnybody;
  if (ranked.empty()) return facts;
  const Candidate& best = ranked.front();
  const v1::Match& match = *best.match;
  facts.hears = HearerOf(best, verify_identity);
  if (facts.hears == Hears::kAnybody) return facts;
  if (match.has_caller()) facts.caller = &match.caller();
  if (match.confidence() == v1::CONFIDENCE_POSSIBLE) facts.tried = facts.caller;
  if (const Candidate* other = OtherWhomWeTried(ranked)) facts.tried = &other->match->caller();
  facts.returned = facts.offered = Explaining(best);
  if (!match.attempts().empty()) facts.last = &match.attempts(0);
  if (facts.returned != nullptr) facts.purpose = facts.returned->purpose();
  if (!match.open_leads().empty()) facts.lead = &match.open_leads(0);
  if (!match.recent_notes().empty()) facts.note = &match.recent_notes(0);
  const bool last_is_known =
      facts.last != nullptr && match.has_last_agent() &&
      LastSegment(match.last_agent().name()) == LastSegment(facts.last->agent());
  if (last_is_known) facts.last_agent_name = match.last_agent().display_name();
  return facts;
}

std::string Say(v1::Script::Use use, const LookupQuestion& question, Occasion occasion,
                const Facts& facts) {
  occasion.use = use;
  auto rendered = SayBest(question.scripts->For(occasion), facts);
  return rendered ? std::move(rendered->text) : "";
}

}  // namespace

ScriptedWords SayScripts(const LookupQuestion& question, const std::vector<Candidate>& ranked,
                         bool verify_identity) {
  ScriptedWords words;
  if (question.scripts == nullptr || question.from_own_number()) return words;
  Facts facts = FactsOf(question, ranked, verify_identity);
  Occasion occasion;
  occasion.language = LanguageTagFor(*facts.tenant, facts.caller);
  facts.language = LanguageOf(occasion.language);
  if (!ranked.empty()) occasion.confidence = ranked.front().match->confidence();
  // What they ring about, for choosing; that we rang about it is said of an attempt alone.
  std::string_view about = facts.purpose;
  if (about.empty() && facts.lead != nullptr && facts.hears >= Hears::kThem)
    about = facts.lead->interest();
  occasion.purpose_key = PurposeKey(about);
  const OutboundAttempt* returned = ranked.empty() ? nullptr : Explaining(ranked.front());
  if (returned == nullptr || !WasWrong(*returned))
    words.opening_line = Say(v1::Script::USE_OPENING_LINE, question, occasion, facts);
  words.script = Say(v1::Script::USE_INBOUND_CALL, question, occasion, facts);
  return words;
}

}  // namespace ringback
