// What is known of a customer and of why we are in touch, as a script says it.
#ifndef RINGBACK_SCRIPTS_FACTS_H_
#define RINGBACK_SCRIPTS_FACTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ringback/records/tenant_directory.h"
#include "ringback/scripts/spoken_time.h"
#include "ringback/scripts/template.h"
#include "ringback/scripts/variables.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call_note.pb.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// What there is to say. Owns nothing: what it points to must outlive it; nullptr and "" are not
// known.
struct Facts {
  const TenantRecord* tenant = nullptr;           // needed
  const v1::Caller* caller = nullptr;             // whom we speak or write to
  const v1::Caller* tried = nullptr;              // whom we tried, when it may be somebody else
  const v1::OutboundAttempt* returned = nullptr;  // the attempt that they answer
  const v1::OutboundAttempt* offered = nullptr;   // the attempt whose offer still stands
  const v1::OutboundAttempt* last = nullptr;      // our last touch
  const v1::Lead* lead = nullptr;
  const v1::CallNote* note = nullptr;
  std::string_view agent;            // id of who speaks
  std::string_view agent_name;       // what customers know them by; "": made of the id
  std::string_view last_agent_name;  // of `last`; "": made of their id
  std::string_view purpose;
  Language language = Language::kEnglish;  // to word it in
  int64_t now_us = 0;
  Hears hears = Hears::kThemForSure;  // to whom it is said
};

// The BCP 47 tag of the language to speak: the caller's, else the tenant's, else "en". `caller` may
// be nullptr.
std::string_view LanguageTagFor(const TenantRecord& tenant, const v1::Caller* caller);

// A purpose or an interest as it stands in a sentence: one line, no full stop at its end.
std::string AsPhrase(std::string_view text);

// What purposes are compared by: as phrases, folded.
std::string PurposeKey(std::string_view text);

// The values of `wanted`; those that are not known, or that who hears it may not hear, are "". No
// value is longer than 1,000 bytes.
VariableValues ValuesOf(const Facts& facts, const VariableSet& wanted);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_FACTS_H_
