#include "ringback/methods/handoff_methods.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "ringback/base/status_macros.h"
#include "ringback/delivery/handoff_text.h"
#include "ringback/delivery/outbox.h"
#include "ringback/followup/lead_update.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/v1/handoff.pb.h"

namespace ringback {
namespace {

using v1::Handoff;
using Words = google::protobuf::RepeatedPtrField<std::string>;

constexpr int64_t kMaxNotes = 50;
constexpr int64_t kMaxAppointments = 20;

// Adds what is not yet in `known`.
void AddEach(const Words& from, std::set<std::string>* known, Words* to) {
  for (const std::string& word : from) {
    if (known->insert(word).second) *to->Add() = word;
  }
}

void AddMilestones(const google::protobuf::RepeatedField<int>& from, Handoff* handoff) {
  for (const int milestone : from) {
    const auto& have = handoff->milestones();
    if (std::find(have.begin(), have.end(), milestone) == have.end())
      handoff->add_milestones(static_cast<v1::Milestone>(milestone));
  }
}

absl::Status AddNotes(WriteScope& scope, int64_t lead, Handoff* handoff) {
  RINGBACK_ASSIGN_OR_RETURN(auto notes,
                            ListNoteRows(scope.session, scope.tenant_id(), {.lead = lead},
                                         std::numeric_limits<int64_t>::max(), kMaxNotes));
  std::set<std::string> stated, unstated;
  // What was heard first is said first.
  for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
    AddEach(note->stated_needs(), &stated, handoff->mutable_stated_needs());
    AddEach(note->unstated_needs(), &unstated, handoff->mutable_unstated_needs());
    AddMilestones(note->milestones(), handoff);
  }
  for (v1::CallNote& note : notes) *handoff->add_call_notes() = std::move(note);
  return absl::OkStatus();
}

// What is booked for the lead, or for its caller without saying for what.
absl::Status AddAppointments(WriteScope& scope, int64_t caller, Handoff* handoff) {
  RINGBACK_ASSIGN_OR_RETURN(
      auto appointments, AppointmentsAhead(scope.session, scope.tenant_id(), caller, scope.now_us(),
                                           kMaxAppointments));
  for (v1::Appointment& appointment : appointments) {
    if (appointment.lead().empty() || appointment.lead() == handoff->lead().name())
      *handoff->add_appointments() = std::move(appointment);
  }
  return absl::OkStatus();
}

// The complete record, as it is now.
absl::StatusOr<Handoff> RecordOf(WriteScope& scope, const LeadRecord& record,
                                 const std::string& agent) {
  Handoff handoff;
  handoff.set_tenant(TenantName(scope.tenant_id()));
  handoff.set_tenant_display_name(scope.tenant.tenant.display_name());
  *handoff.mutable_lead() = record.lead;
  RINGBACK_ASSIGN_OR_RETURN(CallerRecord caller, NeedCaller(scope.session, record.lead.caller()));
  RINGBACK_RETURN_IF_ERROR(AddAppointments(scope, caller.id, &handoff));
  *handoff.mutable_missing_fields() = caller.caller.missing_fields();
  *handoff.mutable_caller() = std::move(caller.caller);
  AddMilestones(record.lead.milestones(), &handoff);
  RINGBACK_RETURN_IF_ERROR(AddNotes(scope, record.id, &handoff));
  if (!agent.empty()) {
    RINGBACK_ASSIGN_OR_RETURN(*handoff.mutable_agent(),
                              ReadAgentOrId(scope.session, scope.tenant_id(), LastSegment(agent)));
  }
  *handoff.mutable_handoff_time() = FromMicros(scope.now_us());
  return handoff;
}

absl::StatusOr<v1::Delivery> Queue(WriteScope& scope, const Handoff& handoff,
                                   const std::string& agent) {
  TeamMessage message{.kind = v1::Delivery::KIND_HANDOFF,
                      .resource = handoff.lead().name(),
                      .subject = HandoffSubject(handoff),
                      .text = HandoffText(handoff, scope.tenant.time_zone),
                      .caller = handoff.caller().name(),
                      .lead = handoff.lead().name(),
                      .agent = agent};
  if (!google::protobuf::util::MessageToJsonString(handoff, &message.json).ok()) {
    return absl::InternalError("a handoff has no JSON");
  }
  return QueueForTeam(scope, message);
}

}  // namespace

absl::StatusOr<v1::HandOffLeadResponse> HandoffMethods::HandOffLead(
    const v1::HandOffLeadRequest& request, const RequestContext& context) {
  return runner_.Write<v1::HandOffLeadResponse>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::HandOffLeadResponse> {
        RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, request.name()));
        std::string agent = AgentName(scope.tenant_id(), request.agent());
        if (agent.empty()) agent = held.lead().owner();
        *held.lead().mutable_handoff_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(SaveLead(
            scope, {.agent = agent, .reason = "", .event = v1::EVENT_TYPE_LEAD_HANDED_OFF}, &held));
        RINGBACK_ASSIGN_OR_RETURN(Handoff handoff, RecordOf(scope, held.record, agent));
        handoff.set_note(request.note());
        v1::HandOffLeadResponse response;
        RINGBACK_ASSIGN_OR_RETURN(*response.mutable_delivery(), Queue(scope, handoff, agent));
        *response.mutable_missing_fields() = handoff.missing_fields();
        *response.mutable_lead() = std::move(held.lead());
        return response;
      });
}

}  // namespace ringback
