#include "ringback/methods/cadence_methods.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/lead_update.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/records/cadence_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/cadence_steps.h"
#include "ringback/rules/life.h"

namespace ringback {
namespace {

using v1::Cadence;
using v1::DispositionRule;
using v1::Enrolment;
using v1::Lead;
using v1::OutboundAttempt;

// How many of the leads that follow a cadence are read at a time when it changes.
constexpr int64_t kFollowersAtOnce = 200;

// The value of an enum without its prefix: "STATE_WON" is "WON".
std::string WithoutPrefix(const std::string& value, std::string_view prefix) {
  return value.substr(prefix.size());
}

absl::Status CheckSteps(Cadence* cadence) {
  if (cadence->steps().empty()) return InvalidField("cadence.steps", "must have at least one step");
  int64_t before = 0;
  for (int i = 0; i < cadence->steps_size(); ++i) {
    v1::CadenceStep& step = *cadence->mutable_steps(i);
    const std::string path = absl::StrCat("cadence.steps[", i, "]");
    const int64_t offset = step.offset().seconds();
    if (offset < before) {
      return InvalidField(path + ".offset", absl::StrCat(offset, " s is before the ", before,
                                                         " s of the step before it; steps stand "
                                                         "in the order of their offsets"));
    }
    before = offset;
    step.mutable_offset();  // 0 is said, as it is when it is read back
    step.set_channel(ChannelOf(step));
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const std::string& path, const DispositionRule& rule) {
  const OutboundAttempt::Outcome outcome = rule.outcome();
  if (outcome == OutboundAttempt::OUTCOME_IN_PROGRESS)
    return InvalidField(path + ".outcome", "IN_PROGRESS is no disposition");
  if (outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL &&
      rule.action() != DispositionRule::ACTION_STOP) {
    return InvalidField(path + ".action", "must be STOP: DO_NOT_CALL ends every cadence");
  }
  return absl::OkStatus();
}

// Checks what one field's rule cannot say, and fills in what was left empty.
absl::Status CompleteCadence(Cadence* cadence) {
  RINGBACK_RETURN_IF_ERROR(CheckSteps(cadence));
  std::set<OutboundAttempt::Outcome> named;
  for (int i = 0; i < cadence->disposition_rules_size(); ++i) {
    DispositionRule& rule = *cadence->mutable_disposition_rules(i);
    const std::string path = absl::StrCat("cadence.disposition_rules[", i, "]");
    RINGBACK_RETURN_IF_ERROR(CheckRule(path, rule));
    if (!named.insert(rule.outcome()).second) {
      return InvalidField(path + ".outcome",
                          WithoutPrefix(OutboundAttempt::Outcome_Name(rule.outcome()), "OUTCOME_") +
                              " has a rule already");
    }
    if (rule.delay().seconds() == 0) rule.clear_delay();
  }
  return absl::OkStatus();
}

absl::Status EmitCadence(WriteScope& scope, const Cadence& cadence) {
  return scope.Emit(v1::EVENT_TYPE_CADENCE_CHANGED, "", cadence.name(),
                    [&](v1::Event& event) { *event.mutable_cadence() = cadence; });
}

absl::Status InUse(const std::string& cadence, const std::string& by, const char* how) {
  return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_IN_USE,
                   absl::StrCat(cadence, " is in use: ", by, " ", how), {{"resource", by}});
}

// Writes a lead whose enrolment was changed, and answers with it.
absl::StatusOr<Lead> SaveEnrolment(WriteScope& scope, const std::string& agent, LeadInHand* held) {
  RINGBACK_RETURN_IF_ERROR(SaveLead(
      scope, {.agent = agent, .reason = {}, .event = v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED}, held));
  return std::move(held->lead());
}

// Moves a lead that follows a cadence to its new steps. What comes for it is planned anew even when
// its time stays.
absl::Status MoveFollower(WriteScope& scope, const Cadence& before, const Cadence& after,
                          const std::string& name) {
  RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, name));
  Enrolment& enrolment = *held.lead().mutable_enrolment();
  const Enrolment old = enrolment;
  MoveByUpdate(before, after, &enrolment);
  if (enrolment.SerializeAsString() == old.SerializeAsString())
    return PlanContact(scope, held.lead());
  return SaveLead(scope, {}, &held);
}

// Moves all of them, in the transaction that changes the cadence: nobody may be contacted by a step
// that is gone.
absl::Status MoveFollowers(WriteScope& scope, const Cadence& before, const Cadence& after) {
  for (int64_t last = 0;;) {
    RINGBACK_ASSIGN_OR_RETURN(const std::vector<int64_t> leads,
                              FollowersOf(scope.session, after.name(), last, kFollowersAtOnce));
    for (const int64_t id : leads) {
      RINGBACK_RETURN_IF_ERROR(
          MoveFollower(scope, before, after, ResourceName(scope.tenant_id(), "leads", id)));
    }
    if (static_cast<int64_t>(leads.size()) < kFollowersAtOnce) return absl::OkStatus();
    last = leads.back();
  }
}

// Whether what comes for a lead that follows the cadence may have changed.
bool PlansDiffer(const Cadence& before, const Cadence& after) {
  return before.max_touches() != after.max_touches() || before.steps_size() != after.steps_size() ||
         !std::equal(before.steps().begin(), before.steps().end(), after.steps().begin(),
                     [](const v1::CadenceStep& a, const v1::CadenceStep& b) {
                       return a.SerializeAsString() == b.SerializeAsString();
                     });
}

absl::Status NoNextStep(const Lead& lead) {
  const Enrolment::State state = lead.enrolment().state();
  const std::string word = state == Enrolment::STATE_UNSPECIFIED
                               ? "NOT_ENROLLED"
                               : WithoutPrefix(Enrolment::State_Name(state), "STATE_");
  return WrongState(lead.name(), word, "its cadence has no step to come");
}

// The cadence that a lead is to be enrolled in.
absl::StatusOr<Cadence> CadenceToFollow(WriteScope& scope, const v1::EnrolLeadRequest& request) {
  std::string name = request.cadence();
  if (name.empty()) name = scope.tenant.tenant.follow_up().default_cadence();
  if (name.empty()) {
    constexpr char kField[] = "follow_up.default_cadence";
    return MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_NOT_SET_UP,
        absl::StrCat("cadence: is empty, and ", TenantName(scope.tenant_id()), " has no ", kField),
        {{"field", kField}});
  }
  RINGBACK_ASSIGN_OR_RETURN(CadenceRecord record, NeedCadence(scope.session, name));
  return std::move(record.cadence);
}

// Changes the enrolment of the lead that a request names, which must have a next step, by
// `change(lead, now)`.
template <typename Request, typename Change>
absl::StatusOr<Lead> ChangeEnrolment(RequestRunner& runner, const Request& request,
                                     const RequestContext& context, Change&& change) {
  return runner.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    const std::string agent = AgentName(scope.tenant_id(), request.agent());
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, request.name()));
    if (!HasNextStep(held.lead().enrolment())) return NoNextStep(held.lead());
    RINGBACK_RETURN_IF_ERROR(change(&held.lead(), scope.context.now));
    return SaveEnrolment(scope, agent, &held);
  });
}

}  // namespace

absl::StatusOr<Cadence> CadenceMethods::CreateCadence(const v1::CreateCadenceRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Cadence>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Cadence> {
        CadenceRecord record{.revision = 1, .cadence = request.cadence()};
        Cadence& cadence = record.cadence;
        cadence.set_name(ResourceName(scope.tenant_id(), "cadences", request.cadence_id()));
        RINGBACK_RETURN_IF_ERROR(CompleteCadence(&cadence));
        RINGBACK_ASSIGN_OR_RETURN(const auto found, ReadCadence(scope.session, cadence.name()));
        if (found) return AlreadyExists("cadence_id", cadence.name());
        cadence.set_etag(absl::StrCat(record.revision));
        *cadence.mutable_create_time() = FromMicros(scope.now_us());
        *cadence.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteCadence(scope.session, record));
        RINGBACK_RETURN_IF_ERROR(EmitCadence(scope, cadence));
        return cadence;
      });
}

absl::StatusOr<Cadence> CadenceMethods::GetCadence(const v1::GetCadenceRequest& request,
                                                   const RequestContext& context) {
  return runner_.Read<Cadence>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Cadence> {
    RINGBACK_ASSIGN_OR_RETURN(CadenceRecord record, NeedCadence(scope.session, request.name()));
    return std::move(record.cadence);
  });
}

absl::StatusOr<Cadence> CadenceMethods::UpdateCadence(const v1::UpdateCadenceRequest& request,
                                                      const RequestContext& context) {
  const std::string& name = request.cadence().name();
  return runner_.Write<Cadence>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Cadence> {
        RINGBACK_ASSIGN_OR_RETURN(CadenceRecord record, NeedCadence(scope.session, name));
        Cadence& cadence = record.cadence;
        if (!request.cadence().etag().empty() && request.cadence().etag() != cadence.etag())
          return EtagMismatch(name, cadence.etag());
        const Cadence before = cadence;
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.cadence(), request.update_mask(), {}, &cadence));
        RINGBACK_RETURN_IF_ERROR(ValidateResource(cadence, "cadence"));
        RINGBACK_RETURN_IF_ERROR(CompleteCadence(&cadence));
        cadence.set_etag(absl::StrCat(++record.revision));
        *cadence.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteCadence(scope.session, record));
        RINGBACK_RETURN_IF_ERROR(EmitCadence(scope, cadence));
        if (PlansDiffer(before, cadence))
          RINGBACK_RETURN_IF_ERROR(MoveFollowers(scope, before, cadence));
        return cadence;
      });
}

absl::StatusOr<Cadence> CadenceMethods::DeleteCadence(const v1::DeleteCadenceRequest& request,
                                                      const RequestContext& context) {
  const std::string& name = request.name();
  return runner_.Write<Cadence>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Cadence> {
        RINGBACK_ASSIGN_OR_RETURN(CadenceRecord record, NeedCadence(scope.session, name));
        if (!request.etag().empty() && request.etag() != record.cadence.etag())
          return EtagMismatch(name, record.cadence.etag());
        RINGBACK_ASSIGN_OR_RETURN(const auto leads, FollowersOf(scope.session, name, 0, 1));
        if (!leads.empty()) {
          return InUse(name, ResourceName(scope.tenant_id(), "leads", leads.front()), "follows it");
        }
        // Read anew: what is in memory may be behind a write of the same batch.
        RINGBACK_ASSIGN_OR_RETURN(const TenantRecord tenant,
                                  ReadTenant(scope.session, scope.tenant_id()));
        if (tenant.tenant.follow_up().default_cadence() == name)
          return InUse(name, tenant.tenant.name(), "enrols its new leads in it");
        RINGBACK_RETURN_IF_ERROR(RemoveCadence(scope.session, name));
        RINGBACK_RETURN_IF_ERROR(EmitCadence(scope, record.cadence));
        return std::move(record.cadence);
      });
}

absl::StatusOr<v1::ListCadencesResponse> CadenceMethods::ListCadences(
    const v1::ListCadencesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListCadencesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListCadencesResponse> {
        const std::string list = absl::StrCat("cadences of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto cadences, ListCadenceRows(scope.session, scope.tenant_id(), after, rows + 1));
        v1::ListCadencesResponse response;
        response.set_next_page_token(TakePage(list, rows, &cadences));
        for (Cadence& cadence : cadences) *response.add_cadences() = std::move(cadence);
        return response;
      });
}

absl::StatusOr<Lead> CadenceMethods::EnrolLead(const v1::EnrolLeadRequest& request,
                                               const RequestContext& context) {
  return runner_.Write<Lead>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Lead> {
    const std::string agent = AgentName(scope.tenant_id(), request.agent());
    RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, request.name()));
    RINGBACK_ASSIGN_OR_RETURN(const Cadence cadence, CadenceToFollow(scope, request));
    Lead& lead = held.lead();
    if (IsClosed(lead.state())) {
      return WrongState(lead.name(), LeadStateText(lead.state()),
                        "a closed lead follows no cadence; reopen it first");
    }
    const absl::Time start = request.has_start_time()
                                 ? absl::FromUnixMicros(ToMicros(request.start_time()))
                                 : scope.context.now;
    BeginEnrolment(cadence, start, lead.mutable_enrolment());
    lead.set_cadence(cadence.name());
    return SaveEnrolment(scope, agent, &held);
  });
}

absl::StatusOr<Lead> CadenceMethods::PauseEnrolment(const v1::PauseEnrolmentRequest& request,
                                                    const RequestContext& context) {
  return ChangeEnrolment(
      runner_, request, context, [&](Lead* lead, absl::Time now) -> absl::Status {
        absl::Time resume = absl::InfiniteFuture();
        if (request.has_resume_time()) {
          resume = absl::FromUnixMicros(ToMicros(request.resume_time()));
          if (resume <= now)
            return InvalidField("resume_time", "must be in the future: a pause begins now");
        }
        ringback::PauseEnrolment(resume, lead->mutable_enrolment());
        return absl::OkStatus();
      });
}

absl::StatusOr<Lead> CadenceMethods::ResumeEnrolment(const v1::ResumeEnrolmentRequest& request,
                                                     const RequestContext& context) {
  return ChangeEnrolment(runner_, request, context,
                         [&](Lead* lead, absl::Time now) -> absl::Status {
                           if (lead->enrolment().state() != Enrolment::STATE_PAUSED)
                             return WrongState(lead->name(), "ACTIVE", "its cadence is not paused");
                           ringback::ResumeEnrolment(now, lead->mutable_enrolment());
                           return absl::OkStatus();
                         });
}

absl::StatusOr<Lead> CadenceMethods::EndEnrolment(const v1::EndEnrolmentRequest& request,
                                                  const RequestContext& context) {
  return ChangeEnrolment(runner_, request, context, [&](Lead* lead, absl::Time) -> absl::Status {
    const std::string reason = request.reason().empty() ? "ended by hand" : request.reason();
    StopEnrolment(reason, lead->mutable_enrolment());
    return absl::OkStatus();
  });
}

}  // namespace ringback
