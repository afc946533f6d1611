#include "ringback/methods/presence.h"

#include "ringback/base/status_macros.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/tenant_table.h"

namespace ringback {

absl::Status EmitAgent(WriteScope& scope, v1::EventType type, const v1::Agent& agent) {
  return scope.Emit(type, agent.name(), agent.name(),
                    [&](v1::Event& event) { *event.mutable_agent_resource() = agent; });
}

absl::Status MovePresence(WriteScope& scope, std::string_view agent, v1::Presence presence) {
  RINGBACK_ASSIGN_OR_RETURN(const auto moved, WritePresence(scope.session, scope.tenant_id(),
                                                            LastSegment(agent), presence));
  return moved ? EmitAgent(scope, v1::EVENT_TYPE_AGENT_UPDATED, *moved) : absl::OkStatus();
}

}  // namespace ringback
