// Whether an agent can take a call, as their calls begin and end.
#ifndef RINGBACK_METHODS_PRESENCE_H_
#define RINGBACK_METHODS_PRESENCE_H_

#include <string_view>

#include "absl/status/status.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// Logs an event about an agent.
absl::Status EmitAgent(WriteScope& scope, v1::EventType type, const v1::Agent& agent);

// Moves the presence of `agent`, a resource name or "", because a call of theirs has begun
// (ON_CALL) or ended (FREE: only from ON_CALL, for they may have gone away meanwhile). If it
// changes, AGENT_UPDATED says so; an agent who was never entered has none.
absl::Status MovePresence(WriteScope& scope, std::string_view agent, v1::Presence presence);

}  // namespace ringback

#endif  // RINGBACK_METHODS_PRESENCE_H_
