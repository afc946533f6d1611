// What inbound calls and notes give to the figures.
#ifndef RINGBACK_REPORTS_CONVERSATION_FACTS_H_
#define RINGBACK_REPORTS_CONVERSATION_FACTS_H_

#include "absl/status/status.h"
#include "ringback/reports/fact_pass.h"

namespace ringback {

// Inbound calls that were answered. Only what `figures` need.
absl::Status ReadCalls(const FactPass& pass, const FigureSet& figures);

// Conversations of which notes say what the customer did.
absl::Status ReadAssessments(const FactPass& pass);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_CONVERSATION_FACTS_H_
