#include "ringback/leads/lead_room.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/callers/caller_table.h"
#include "ringback/leads/lead_table.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"

namespace ringback {
namespace {

using v1::Lead;

std::string StateText(Lead::State state) {
  constexpr std::string_view kPrefix = "STATE_";
  return Lead::State_Name(state).substr(kPrefix.size());
}

bool IsClosed(Lead::State state) { return state >= Lead::STATE_WON; }

// NEW -> WORKING -> ADVANCED -> WON | LOST | RETURNED: forwards as far as one likes, and a closed
// lead back to WORKING.
bool MayMove(Lead::State from, Lead::State to) {
  if (from == to) return true;
  return IsClosed(from) ? to == Lead::STATE_WORKING : to > from;
}

// Checks what one field's rule cannot say.
absl::Status CheckLead(const WriteScope& scope, const Lead& lead) {
  RINGBACK_RETURN_IF_ERROR(
      scope.CheckTenantOf({{"lead.caller", lead.caller()}, {"lead.owner", lead.owner()}}));
  if (!lead.currency().empty() &&
      (lead.currency().size() != 3 ||
       lead.currency().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)) {
    return InvalidField("lead.currency",
                        Quote(lead.currency()) + " is not an ISO 4217 code, such as \"EUR\"");
  }
  return absl::OkStatus();
}

absl::Status EmitLead(WriteScope& scope, v1::EventType type, std::string_view agent,
                      const Lead& lead) {
  return scope.Emit(type, agent, lead.name(),
                    [&](v1::Event& event) { *event.mutable_lead() = lead; });
}

absl::Status SaveChanged(WriteScope& scope, std::string_view agent, LeadRecord* record) {
  record->lead.set_etag(absl::StrCat(++record->revision));
  *record->lead.mutable_update_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(WriteLead(scope.session, scope.tenant_id(), *record));
  return EmitLead(scope, v1::EVENT_TYPE_LEAD_UPDATED, agent, record->lead);
}

}  // namespace

absl::StatusOr<Lead> LeadRoom::CreateLead(const v1::CreateLeadRequest& request,
                                          const RequestContext& context) {
  return runner_.Write<Lead>(
      request, request.parent(), context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
        LeadRecord record{.id = NewId(context.now), .revision = 1, .lead = request.lead()};
        Lead& lead = record.lead;
        RINGBACK_RETURN_IF_ERROR(CheckLead(scope, lead));
        RINGBACK_RETURN_IF_ERROR(CheckCaller(scope.session, lead.caller()));
        lead.set_name(ResourceName(scope.tenant_id(), "leads", record.id));
        lead.set_touch_count(0);
        if (lead.state() == Lead::STATE_UNSPECIFIED) lead.set_state(Lead::STATE_NEW);
        lead.set_etag(absl::StrCat(record.revision));
        *lead.mutable_create_time() = FromMicros(scope.now_us());
        *lead.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteLead(scope.session, scope.tenant_id(), record));
        RINGBACK_RETURN_IF_ERROR(EmitLead(scope, v1::EVENT_TYPE_LEAD_CREATED, lead.owner(), lead));
        return lead;
      });
}

absl::StatusOr<Lead> LeadRoom::GetLead(const v1::GetLeadRequest& request,
                                       const RequestContext& context) {
  return runner_.Read<Lead>(
      request, request.name(), context, [&](ReadScope& scope) -> absl::StatusOr<Lead> {
        RINGBACK_ASSIGN_OR_RETURN(LeadRecord record, NeedLead(scope.session, request.name()));
        return std::move(record.lead);
      });
}

absl::StatusOr<Lead> LeadRoom::UpdateLead(const v1::UpdateLeadRequest& request,
                                          const RequestContext& context) {
  const std::string& name = request.lead().name();
  return runner_.Write<Lead>(
      request, name, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
        RINGBACK_ASSIGN_OR_RETURN(LeadRecord record, NeedLead(scope.session, name));
        if (!request.lead().etag().empty() && request.lead().etag() != record.lead.etag()) {
          return EtagMismatch(name, record.lead.etag());
        }
        const Lead::State before = record.lead.state();
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.lead(), request.update_mask(), {"caller"}, &record.lead));
        if (record.lead.state() == Lead::STATE_UNSPECIFIED) record.lead.set_state(before);
        RINGBACK_RETURN_IF_ERROR(ValidateResource(record.lead, "lead"));
        RINGBACK_RETURN_IF_ERROR(CheckLead(scope, record.lead));
        if (!MayMove(before, record.lead.state())) {
          return WrongState(
              name, StateText(before),
              absl::StrCat(
                  "it cannot become ", StateText(record.lead.state()),
                  IsClosed(before)
                      ? "; a closed lead can only go back to WORKING"
                      : "; a lead goes NEW, WORKING, ADVANCED, then WON, LOST or RETURNED"));
        }
        RINGBACK_RETURN_IF_ERROR(SaveChanged(scope, record.lead.owner(), &record));
        return record.lead;
      });
}

absl::StatusOr<v1::ListLeadsResponse> LeadRoom::ListLeads(const v1::ListLeadsRequest& request,
                                                          const RequestContext& context) {
  return runner_.Read<v1::ListLeadsResponse>(
      request, request.parent(), context,
      [&](ReadScope& scope) -> absl::StatusOr<v1::ListLeadsResponse> {
        const std::string list = absl::StrCat("leads of ", scope.tenant.id, " ", request.caller(),
                                              " ", request.owner(), " ", request.state());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const LeadFilter filter{.caller = FilterIdOf(request.caller()),
                                .owner = LastSegment(request.owner()),
                                .state = request.state()};
        RINGBACK_ASSIGN_OR_RETURN(auto leads, ListLeadRows(scope.session, scope.tenant_id(), filter,
                                                           ParseId(after).value_or(0), rows + 1));
        v1::ListLeadsResponse response;
        response.set_next_page_token(TakePage(list, rows, &leads));
        for (auto& lead : leads) *response.add_leads() = std::move(lead);
        return response;
      });
}

absl::StatusOr<v1::Lead> LeadRoom::AdvanceLead(const v1::AdvanceLeadRequest& request,
                                               const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("AdvanceLead");
                                 });
}

absl::StatusOr<v1::Lead> LeadRoom::CloseLead(const v1::CloseLeadRequest& request,
                                             const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("CloseLead");
                                 });
}

absl::StatusOr<v1::Lead> LeadRoom::ReturnLead(const v1::ReturnLeadRequest& request,
                                              const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("ReturnLead");
                                 });
}

absl::StatusOr<v1::Lead> LeadRoom::ReopenLead(const v1::ReopenLeadRequest& request,
                                              const RequestContext& context) {
  return runner_.Write<v1::Lead>(request, request.name(), context,
                                 [&](WriteScope&) -> absl::StatusOr<v1::Lead> {
                                   return absl::UnimplementedError("ReopenLead");
                                 });
}

absl::StatusOr<v1::ListLeadChangesResponse> LeadRoom::ListLeadChanges(
    const v1::ListLeadChangesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListLeadChangesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListLeadChangesResponse> {
        return absl::UnimplementedError("ListLeadChanges");
      });
}

absl::Status CountTouch(WriteScope& scope, std::string_view lead_name, std::string_view agent) {
  if (lead_name.empty()) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(LeadRecord record, NeedLead(scope.session, lead_name));
  record.lead.set_touch_count(record.lead.touch_count() + 1);
  if (record.lead.state() == Lead::STATE_NEW) record.lead.set_state(Lead::STATE_WORKING);
  return SaveChanged(scope, agent, &record);
}

}  // namespace ringback
