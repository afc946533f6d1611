#include "ringback/followup/lead_update.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/follow_touch.h"
#include "ringback/followup/fulfil_contact.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/lead_change_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/cadence_steps.h"
#include "ringback/rules/life.h"

namespace ringback {
namespace {

using v1::Lead;

absl::Status AddChange(WriteScope& scope, const WhoAndWhy& why, const LeadInHand& held) {
  LeadChangeRecord record{.id = NewId(scope.context.now), .change = {}};
  v1::LeadChange& change = record.change;
  change.set_lead(held.lead().name());
  *change.mutable_change_time() = FromMicros(scope.now_us());
  change.set_agent(std::string(why.agent));
  if (!why.agent.empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const auto agent,
                              ReadAgent(scope.session, scope.tenant_id(), LastSegment(why.agent)));
    if (agent) change.set_team(agent->agent.team());
  }
  change.set_from_state(held.state_before);
  change.set_to_state(held.lead().state());
  change.set_reason(std::string(why.reason));
  // A dud that the server found out has its reason in the lead alone.
  if (change.reason().empty() && change.to_state() == Lead::STATE_RETURNED)
    change.set_reason(std::string(ReturnReasonText(held.lead().return_reason())));
  return InsertLeadChange(scope.session, scope.tenant_id(), record);
}

absl::Status EmitLead(WriteScope& scope, v1::EventType type, std::string_view agent,
                      const Lead& lead) {
  return scope.Emit(type, agent, lead.name(),
                    [&](v1::Event& event) { *event.mutable_lead() = lead; });
}

absl::Status EmitChanges(WriteScope& scope, const WhoAndWhy& why, bool moved,
                         const LeadInHand& held) {
  const Lead& lead = held.lead();
  const bool enrolment = lead.enrolment().state() != held.enrolment_before ||
                         lead.enrolment().cadence() != held.cadence_before;
  if (moved || !enrolment) {
    const v1::EventType type = held.state_before == Lead::STATE_UNSPECIFIED
                                   ? v1::EVENT_TYPE_LEAD_CREATED
                               : moved ? EventOfLeadMove(held.state_before, lead.state())
                                       : why.event;
    RINGBACK_RETURN_IF_ERROR(EmitLead(scope, type, why.agent, lead));
  }
  if (!enrolment) return absl::OkStatus();
  return EmitLead(scope, v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED, why.agent, lead);
}

}  // namespace

absl::StatusOr<LeadInHand> TakeLead(store::Session& session, std::string_view name) {
  LeadInHand held;
  RINGBACK_ASSIGN_OR_RETURN(held.record, NeedLead(session, name));
  held.state_before = held.lead().state();
  held.enrolment_before = held.lead().enrolment().state();
  held.cadence_before = held.lead().enrolment().cadence();
  return held;
}

absl::Status SaveLead(WriteScope& scope, const WhoAndWhy& why, LeadInHand* held) {
  Lead& lead = held->lead();
  SettleLeadState(held->state_before, scope.now_us(), &lead);
  lead.set_etag(absl::StrCat(++held->record.revision));
  *lead.mutable_update_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(WriteLead(scope.session, scope.tenant_id(), held->record));
  held->record.stored_milestones = lead.milestones_size();
  const bool moved = why.advanced || lead.state() != held->state_before;
  if (moved) RINGBACK_RETURN_IF_ERROR(AddChange(scope, why, *held));
  RINGBACK_RETURN_IF_ERROR(EmitChanges(scope, why, moved, *held));
  return PlanContact(scope, lead, why.agent);
}

void BeginTouch(const v1::OutboundAttempt& attempt, LeadInHand* held) {
  CountTouch(ToMicros(attempt.start_time()), &held->lead());
}

absl::Status EndTouch(WriteScope& scope, const v1::OutboundAttempt& attempt, LeadInHand* held) {
  using Attempt = v1::OutboundAttempt;
  if (attempt.outcome() == Attempt::OUTCOME_CONNECTED) {
    CountConversation(scope.tenant.tenant.follow_up(),
                      {.agent = attempt.agent(),
                       .start_us = ToMicros(attempt.start_time()),
                       .end_us = ToMicros(attempt.end_time())},
                      &held->lead());
  }
  // A number was taken away: perhaps their last one.
  if (attempt.outcome() == Attempt::OUTCOME_WRONG_NUMBER ||
      attempt.outcome() == Attempt::OUTCOME_NOT_IN_SERVICE) {
    RINGBACK_RETURN_IF_ERROR(ReadMissingFields(scope.session, held->lead().caller(),
                                               held->lead().mutable_missing_fields()));
  }
  RINGBACK_RETURN_IF_ERROR(FulfilContact(scope, attempt, &held->lead()));
  return FollowTouch(scope, attempt, &held->lead());
}

absl::Status StopCadencesOf(WriteScope& scope, int64_t caller, std::string_view reason,
                            std::string_view agent) {
  RINGBACK_ASSIGN_OR_RETURN(const auto leads,
                            AllOpenLeadsOf(scope.session, scope.tenant_id(), caller));
  for (const Lead& lead : leads) {
    if (!HasNextStep(lead.enrolment())) continue;
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, lead.name()));
    StopEnrolment(reason, held.lead().mutable_enrolment());
    RINGBACK_RETURN_IF_ERROR(SaveLead(scope, {.agent = agent, .reason = {}}, &held));
  }
  return absl::OkStatus();
}

}  // namespace ringback
