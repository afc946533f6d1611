// The card, for a terminal.
#ifndef RINGBACK_APPS_RINGBACK_CARD_H_
#define RINGBACK_APPS_RINGBACK_CARD_H_

#include <string>

#include "apps/ringback/terminal.h"
#include "apps/ringback/times.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback::cli {

// The card as lines of text: the number, a warning when it is not attested, who is calling and why
// we called them, what to say, what to do next, and who else it may be. "Ago" is before
// `clock.now`.
std::string RenderCard(const v1::CallerContext& card, const Clock& clock, const Ink& ink);

// An attempt in one line: "12 minutes ago  Tracy rang +12025550143, no answer, about …".
std::string AttemptText(const v1::OutboundAttempt& attempt, const std::string& agent,
                        const Clock& clock);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CARD_H_
