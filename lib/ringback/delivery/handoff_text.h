// A lead as the tenant's own team reads it in an e-mail.
#ifndef RINGBACK_DELIVERY_HANDOFF_TEXT_H_
#define RINGBACK_DELIVERY_HANDOFF_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "ringback/v1/handoff.pb.h"

namespace ringback {

// "Lead: Robert Jones, a new boiler". One line.
std::string HandoffSubject(const v1::Handoff& handoff);

// The complete record, and what is missing in words; plain text whose lines end in \n. Times are
// those of `zone`.
std::string HandoffText(const v1::Handoff& handoff, absl::TimeZone zone);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_HANDOFF_TEXT_H_
