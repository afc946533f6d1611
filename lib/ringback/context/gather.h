// Finding everybody who may be calling, and the evidence for it.
#ifndef RINGBACK_CONTEXT_GATHER_H_
#define RINGBACK_CONTEXT_GATHER_H_

#include "absl/status/status.h"
#include "ringback/context/candidate.h"
#include "ringback/context/findings.h"
#include "ringback/store/store.h"

namespace ringback {

// Finds the candidates for a question, step by step, most telling first: whose number it is, whom
// we tried, who else it may be, then what else the card shows of each, then the articles that fit.
// `findings` is whole after each step. An error of the store ends it; what was found stays. The
// moment of findings->basis() is the caller's to note, before the session begins.
absl::Status Gather(store::Session& session, const LookupQuestion& question, Findings* findings);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_GATHER_H_
