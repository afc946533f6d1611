// What our touches give to the figures, and what we promised.
#ifndef RINGBACK_REPORTS_TOUCH_FACTS_H_
#define RINGBACK_REPORTS_TOUCH_FACTS_H_

#include "absl/status/status.h"
#include "ringback/reports/fact_pass.h"

namespace ringback {

// Attempts, whether they were returned, and what became of the leads that returned them.
// Only what `figures` need.
absl::Status ReadAttempts(const FactPass& pass, const FigureSet& figures);

// Callbacks that were promised.
absl::Status ReadPromises(const FactPass& pass);

}  // namespace ringback

#endif  // RINGBACK_REPORTS_TOUCH_FACTS_H_
