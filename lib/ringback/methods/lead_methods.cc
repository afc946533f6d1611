#include "ringback/methods/lead_methods.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/enrolment.h"
#include "ringback/followup/lead_update.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/lead_change_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/rules/life.h"

namespace ringback {
namespace {

using v1::Lead;

absl::Status CheckCurrency(std::string_view field, const std::string& currency) {
  if (currency.empty() ||
      (currency.size() == 3 &&
       currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos)) {
    return absl::OkStatus();
  }
  return InvalidField(field, Quote(currency) + " is not an ISO 4217 code, such as \"EUR\"");
}

// Takes the lead of a request in hand, if it is still of the etag that was sent.
absl::StatusOr<LeadInHand> TakeLeadOf(WriteScope& scope, const std::string& name,
                                      const std::string& etag) {
  RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, name));
  if (!etag.empty() && etag != held.lead().etag()) return EtagMismatch(name, held.lead().etag());
  return held;
}

// Who did it: as the request says, else whose lead it is.
std::string DoneBy(const WriteScope& scope, const std::string& agent, const Lead& lead) {
  return agent.empty() ? lead.owner() : AgentName(scope.tenant_id(), agent);
}

// Whether both promise the same: one that was made before the hours were changed stands.
bool SamePromise(const v1::NextContact& a, const v1::NextContact& b) {
  return a.channel() == b.channel() && ToMicros(a.contact_time()) == ToMicros(b.contact_time());
}

// Each milestone once, in order, as they are read from the store.
void SortMilestones(Lead* lead) {
  google::protobuf::RepeatedField<int> milestones;
  milestones.Swap(lead->mutable_milestones());
  AddMilestones(milestones, lead);
}

// Saves the lead and answers with it.
absl::StatusOr<Lead> Saved(WriteScope& scope, const WhoAndWhy& why, LeadInHand* held) {
  RINGBACK_RETURN_IF_ERROR(SaveLead(scope, why, held));
  return std::move(held->lead());
}

}  // namespace

absl::StatusOr<Lead> LeadMethods::CreateLead(const v1::CreateLeadRequest& request,
                                             const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    LeadInHand held;
    held.record.id = NewId(scope.context.now);
    Lead& lead = held.lead();
    RINGBACK_RETURN_IF_ERROR(ApplyUpdate(request.lead(), {}, {}, &lead));
    RINGBACK_RETURN_IF_ERROR(CheckCurrency("lead.currency", lead.currency()));
    RINGBACK_RETURN_IF_ERROR(CheckPromise(scope, "lead.next_contact.contact_time", lead));
    RINGBACK_RETURN_IF_ERROR(
        ReadMissingFields(scope.session, lead.caller(), lead.mutable_missing_fields()));
    lead.set_name(ResourceName(scope.tenant_id(), "leads", held.record.id));
    if (lead.state() == Lead::STATE_UNSPECIFIED) lead.set_state(Lead::STATE_NEW);
    SortMilestones(&lead);
    *lead.mutable_create_time() = FromMicros(scope.now_us());
    RINGBACK_RETURN_IF_ERROR(EnrolNewLead(scope, &lead));
    const std::string reason = IsClosed(lead.state()) ? lead.close_reason() : "";
    return Saved(scope, {.agent = lead.owner(), .reason = reason}, &held);
  });
}

absl::StatusOr<Lead> LeadMethods::GetLead(const v1::GetLeadRequest& request,
                                          const RequestContext& context) {
  return runner_.Read<Lead>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadRecord record, NeedLead(scope.session, request.name()));
    return std::move(record.lead);
  });
}

absl::StatusOr<Lead> LeadMethods::UpdateLead(const v1::UpdateLeadRequest& request,
                                             const RequestContext& context) {
  const std::string& name = request.lead().name();
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLeadOf(scope, name, request.lead().etag()));
    Lead& lead = held.lead();
    const std::string old_reason = lead.close_reason();
    const v1::NextContact old_next = lead.next_contact();
    RINGBACK_RETURN_IF_ERROR(ApplyUpdate(request.lead(), request.update_mask(), {"caller"}, &lead));
    if (lead.state() == Lead::STATE_UNSPECIFIED) lead.set_state(held.state_before);
    RINGBACK_RETURN_IF_ERROR(ValidateResource(lead, "lead"));
    RINGBACK_RETURN_IF_ERROR(CheckCurrency("lead.currency", lead.currency()));
    if (!SamePromise(old_next, lead.next_contact())) {
      RINGBACK_RETURN_IF_ERROR(CheckPromise(scope, "lead.next_contact.contact_time", lead));
    }
    SortMilestones(&lead);
    std::string reason;
    if (lead.state() != held.state_before) {
      RINGBACK_RETURN_IF_ERROR(CheckLeadMove(name, held.state_before, lead.state()));
      // What it was closed for is over.
      if (!IsClosed(lead.state()) && lead.close_reason() == old_reason) lead.clear_close_reason();
      if (IsClosed(lead.state())) reason = lead.close_reason();
    }
    const std::string agent = lead.owner();
    return Saved(scope, {.agent = agent, .reason = reason}, &held);
  });
}

absl::StatusOr<v1::ListLeadsResponse> LeadMethods::ListLeads(const v1::ListLeadsRequest& request,
                                                             const RequestContext& context) {
  return runner_.Read<v1::ListLeadsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListLeadsResponse> {
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

absl::StatusOr<Lead> LeadMethods::AdvanceLead(const v1::AdvanceLeadRequest& request,
                                              const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLeadOf(scope, request.name(), request.etag()));
    Lead& lead = held.lead();
    const std::string agent = DoneBy(scope, request.agent(), lead);
    RINGBACK_RETURN_IF_ERROR(CheckLeadMove(lead.name(), held.state_before, Lead::STATE_ADVANCED));
    lead.set_state(Lead::STATE_ADVANCED);
    if (request.has_next_contact()) {
      *lead.mutable_next_contact() = request.next_contact();
      RINGBACK_RETURN_IF_ERROR(CheckPromise(scope, "next_contact.contact_time", lead));
    }
    AddMilestones(request.milestones(), &lead);
    return Saved(scope, {.agent = agent, .reason = request.next_step(), .advanced = true}, &held);
  });
}

absl::StatusOr<Lead> LeadMethods::CloseLead(const v1::CloseLeadRequest& request,
                                            const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLeadOf(scope, request.name(), request.etag()));
    if (request.state() != Lead::STATE_WON && request.state() != Lead::STATE_LOST)
      return InvalidField("state", "must be WON or LOST; ReturnLead returns a dud");
    if (request.state() == Lead::STATE_LOST && request.reason().empty())
      return InvalidField("reason", "must say why the lead is lost");
    RINGBACK_RETURN_IF_ERROR(CheckCurrency("currency", request.currency()));
    Lead& lead = held.lead();
    const std::string agent = DoneBy(scope, request.agent(), lead);
    if (lead.state() == request.state()) return lead;
    RINGBACK_RETURN_IF_ERROR(CheckLeadMove(lead.name(), held.state_before, request.state()));
    lead.set_state(request.state());
    lead.set_close_reason(request.reason());
    if (request.value() != 0) lead.set_value(request.value());
    if (!request.currency().empty()) lead.set_currency(request.currency());
    return Saved(scope, {.agent = agent, .reason = request.reason()}, &held);
  });
}

absl::StatusOr<Lead> LeadMethods::ReturnLead(const v1::ReturnLeadRequest& request,
                                             const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLeadOf(scope, request.name(), request.etag()));
    if (request.reason() == Lead::RETURN_REASON_OTHER && request.text().empty())
      return InvalidField("text", "must say why when the reason is OTHER");
    Lead& lead = held.lead();
    const std::string agent = DoneBy(scope, request.agent(), lead);
    if (lead.state() == Lead::STATE_RETURNED) return lead;
    RINGBACK_RETURN_IF_ERROR(CheckLeadMove(lead.name(), held.state_before, Lead::STATE_RETURNED));
    lead.set_state(Lead::STATE_RETURNED);
    lead.set_return_reason(request.reason());
    lead.set_close_reason(request.text());
    const std::string reason =
        request.text().empty() ? std::string(ReturnReasonText(request.reason())) : request.text();
    return Saved(scope, {.agent = agent, .reason = reason}, &held);
  });
}

absl::StatusOr<Lead> LeadMethods::ReopenLead(const v1::ReopenLeadRequest& request,
                                             const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLeadOf(scope, request.name(), request.etag()));
    Lead& lead = held.lead();
    const std::string agent = DoneBy(scope, request.agent(), lead);
    if (!IsClosed(lead.state())) {
      return WrongState(lead.name(), LeadStateText(lead.state()),
                        "it is open; only a closed lead is reopened");
    }
    lead.set_state(Lead::STATE_WORKING);
    lead.clear_close_reason();
    return Saved(scope, {.agent = agent, .reason = request.reason()}, &held);
  });
}

absl::StatusOr<v1::ListLeadChangesResponse> LeadMethods::ListLeadChanges(
    const v1::ListLeadChangesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListLeadChangesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListLeadChangesResponse> {
        const std::string list =
            absl::StrCat("lead changes of ", scope.tenant.id, " ", request.lead());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto records,
            ListLeadChangeRows(scope.session, scope.tenant_id(), FilterIdOf(request.lead()),
                               ParseId(after).value_or(0), rows + 1));
        v1::ListLeadChangesResponse response;
        if (static_cast<int64_t>(records.size()) > rows) {
          records.resize(static_cast<size_t>(rows));
          response.set_next_page_token(MakePageToken(list, FormatId(records.back().id)));
        }
        for (auto& record : records) *response.add_lead_changes() = std::move(record.change);
        return response;
      });
}

}  // namespace ringback
