// What the card says in words. Pure.
#ifndef RINGBACK_CONTEXT_WORDING_H_
#define RINGBACK_CONTEXT_WORDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ringback/context/candidate.h"
#include "ringback/rules/caller_name.h"
#include "ringback/rules/open_slots.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback {

// "12 minutes ago", for a span of microseconds.
std::string Ago(int64_t micros);

// "Tracy rang this number 12 minutes ago, no answer, about your autumn heating check". `whom`
// stands after the verb.
std::string DescribeAttempt(const v1::OutboundAttempt& attempt, std::string_view whom,
                            int64_t at_us);

// Whom we tried, when it is not whose number it is: a colleague at the switchboard, the other half
// of a household. nullptr when the best match explains the call itself, or nobody explains it well.
// `ranked` is best first.
const Candidate* OtherWhomWeTried(const std::vector<Candidate>& ranked);

// What the agent can say first when the tenant has no script for it. `ranked` is best first. Text
// that others wrote is on one line, without control characters.
std::string OpeningLine(const LookupQuestion& question, const std::vector<Candidate>& ranked);

// What to do in this call, most urgent first: do-not-call before anyone promises to ring back, then
// who it is, then what to offer, then what to ask for.
std::vector<std::string> NextSteps(const LookupQuestion& question,
                                   const std::vector<Candidate>& ranked, bool verify_identity);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_WORDING_H_
