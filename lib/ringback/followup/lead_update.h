// Changing a lead, for every room that does: read once, changed in place, written once, with all
// that a change brings with it.
#ifndef RINGBACK_FOLLOWUP_LEAD_UPDATE_H_
#define RINGBACK_FOLLOWUP_LEAD_UPDATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/records/lead_table.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {

// A lead that a request has in its hands, and what of it was otherwise when it was read.
struct LeadInHand {
  LeadRecord record;
  v1::Lead::State state_before = v1::Lead::STATE_UNSPECIFIED;  // unspecified: a new lead
  v1::Enrolment::State enrolment_before = v1::Enrolment::STATE_UNSPECIFIED;
  std::string cadence_before;

  v1::Lead& lead() { return record.lead; }
  const v1::Lead& lead() const { return record.lead; }
};

// Takes a lead in hand. NOT_FOUND when there is none.
absl::StatusOr<LeadInHand> TakeLead(store::Session& session, std::string_view name);

// Who changed a lead, and why.
struct WhoAndWhy {
  std::string_view agent;   // resource name; "": the server
  std::string_view reason;  // of a change of state
  // The event when neither the state nor the enrolment has changed.
  v1::EventType event = v1::EVENT_TYPE_LEAD_UPDATED;
  // The customer agreed to a next step: a change although the lead was ADVANCED already.
  bool advanced = false;
};

// Writes the lead as it stands now, with a new etag and what follows from its state
// (SettleLeadState); if the state has changed, a row of what happened to it. Emits LEAD_CREATED, or
// the event of the change of state, or LEAD_ENROLMENT_CHANGED, or `why.event`; the enrolment's
// beside one of the state's. Then plans its contact. That a state may be left for another is the
// caller's to check.
absl::Status SaveLead(WriteScope& scope, const WhoAndWhy& why, LeadInHand* held);

// An attempt for the lead begins: a touch, in place.
void BeginTouch(const v1::OutboundAttempt& attempt, LeadInHand* held);

// An attempt for the lead has ended: counts the conversation if there was one, and moves the
// cadence, in place. What the outcome teaches about the caller's numbers was written before.
absl::Status EndTouch(WriteScope& scope, const v1::OutboundAttempt& attempt, LeadInHand* held);

// A caller wants no calls: ends the cadences of all their open leads, and saves those. Their
// contacts are planned anew all the same, for there may be promises.
absl::Status StopCadencesOf(WriteScope& scope, int64_t caller, std::string_view reason,
                            std::string_view agent);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_LEAD_UPDATE_H_
