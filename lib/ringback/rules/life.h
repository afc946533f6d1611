// The life of a lead: what may become of it, and what happens to it on the way. Pure functions.
#ifndef RINGBACK_RULES_LIFE_H_
#define RINGBACK_RULES_LIFE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// How a state is called in errors: "WORKING".
std::string LeadStateText(v1::Lead::State state);

// Won, lost or returned.
bool IsClosed(v1::Lead::State state);

// OK when a lead may go from one state to the other, which may be the same for an advance alone.
// FAILED_PRECONDITION, naming the state of `name`, when it may not.
absl::Status CheckLeadMove(std::string_view name, v1::Lead::State from, v1::Lead::State to);

// The event of a move that may be made; LEAD_UPDATED for one that has no event of its own.
v1::EventType EventOfLeadMove(v1::Lead::State from, v1::Lead::State to);

// Why a lead is a dud, in words: "wrong number".
std::string_view ReturnReasonText(v1::Lead::ReturnReason reason);

// Sets what follows from a lead's coming from `before` (unspecified for a new lead) into the state
// that it has now: when it was first advanced, when it was closed, why it was a dud, that a closed
// one follows no cadence. What is set already stays.
void SettleLeadState(v1::Lead::State before, int64_t now_us, v1::Lead* lead);

// A touch of ours that began then: it is counted, and a NEW lead is WORKING from then on.
void CountTouch(int64_t start_us, v1::Lead* lead);

// A conversation with the customer.
struct Conversation {
  std::string_view agent;  // resource name, or ""
  int64_t start_us = 0;
  int64_t end_us = 0;
};

// The conversation is counted, and a NEW lead is WORKING from then on. When it is the first, and
// the lead is open and nobody's, who follows up is settled by the tenant's rules: the agent who had
// it if it was long or there are no closers, else the closers' team.
void CountConversation(const v1::FollowUpRules& rules, const Conversation& conversation,
                       v1::Lead* lead);

// Takes back a conversation that turns out to have been somebody else's; `first_us` is when the
// first of those that are left was, 0 when none is.
void UncountConversation(int64_t first_us, v1::Lead* lead);

// Adds what the customer did; what is there already is not added again. Returns whether anything
// was.
bool AddMilestones(const google::protobuf::RepeatedField<int>& milestones, v1::Lead* lead);

}  // namespace ringback

#endif  // RINGBACK_RULES_LIFE_H_
