// What else the card shows of those who may be calling.
#ifndef RINGBACK_CONTEXT_DETAILS_H_
#define RINGBACK_CONTEXT_DETAILS_H_

#include "absl/status/status.h"
#include "ringback/context/card_reading.h"

namespace ringback {

// Finds, for the candidates that were found, leads, notes, appointments and the agent who tried
// last; what the tenant's scripts say; and last the articles that fit. The findings are whole after
// each step.
absl::Status FindDetails(CardReading& reading);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_DETAILS_H_
