// The order of the matches. Pure: depends on the data alone.
#ifndef RINGBACK_CONTEXT_RANKING_H_
#define RINGBACK_CONTEXT_RANKING_H_

#include <vector>

#include "ringback/context/candidate.h"

namespace ringback {

// How well an attempt explains that its callee rings now, 0 to 1. See weights.h.
double Explanation(const v1::OutboundAttempt& attempt, const LookupQuestion& question);

// Scores the candidates and orders them best first; their matches stay as they are. Those of equal
// score stand by their newest attempt, then by name, company and number, and only then by id, so
// that the order in which they were saved does not show.
void Rank(const LookupQuestion& question, std::vector<Candidate>* candidates);

// Puts what Rank found into the match: the score, and the reasons that it rests on.
void SayScore(const LookupQuestion& question, const Candidate& ranked);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_RANKING_H_
