// Somebody who may be calling, while the evidence is gathered.
#ifndef RINGBACK_CONTEXT_CANDIDATE_H_
#define RINGBACK_CONTEXT_CANDIDATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ringback/phone/phone_number.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/rules/caller_has.h"
#include "ringback/scripts/script_book.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback {

// What is asked: a request whose numbers are read, once.
struct LookupQuestion {
  std::shared_ptr<const TenantRecord> tenant;
  ReadNumber ani;
  PhoneNumber dnis;  // no number when it is not known
  int64_t at_us = 0;
  // What begins after at_us is read until here, to see whether the card would soon be another one.
  int64_t until_us = 0;
  std::string name_hint;
  std::string agent;       // id of who will pick up, or ""
  std::string agent_name;  // what customers know them by, when a script names them
  // The number is nobody's, and somebody asked not to be rung on it.
  bool do_not_call = false;
  std::shared_ptr<const ScriptBook> scripts;  // nullptr: the tenant has none
  v1::Verification verification = v1::VERIFICATION_UNSPECIFIED;

  bool from_own_number() const { return !ani.number.empty() && tenant->IsOwn(ani.number); }
};

// Somebody who may be calling. A copy shares the match.
struct Candidate {
  int64_t caller = 0;  // 0: a number that nobody saved
  std::string company_key;
  std::string household_key;
  bool rejected = false;
  CallerHas has;
  // What goes out, in the arena of the findings: its attempts are newest first.
  v1::Match* match = nullptr;

  // What Rank finds.
  double score = 0;
  // The attempt that explains the call best, as an index of match.attempts; -1: none does.
  int explaining = -1;
  bool named = false;  // by the name that came with the call
};

// Whether an attempt found that the number was not theirs.
inline bool WasWrong(const v1::OutboundAttempt& attempt) {
  return attempt.outcome() == v1::OutboundAttempt::OUTCOME_WRONG_NUMBER ||
         attempt.outcome() == v1::OutboundAttempt::OUTCOME_NOT_IN_SERVICE;
}

// Says what a match rests on; `resource` is the name of the evidence.
inline void AddReason(v1::Reason::Code code, std::string text, std::string_view resource,
                      v1::Match* match) {
  v1::Reason* reason = match->add_reasons();
  reason->set_code(code);
  reason->set_text(std::move(text));
  reason->set_resource(std::string(resource));
}

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_CANDIDATE_H_
