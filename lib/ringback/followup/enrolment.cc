#include "ringback/followup/enrolment.h"

#include <optional>
#include <string>

#include "ringback/base/status_macros.h"
#include "ringback/followup/cadence_steps.h"
#include "ringback/followup/cadence_table.h"
#include "ringback/model/timestamps.h"

namespace ringback {

absl::Status EnrolNewLead(WriteScope& scope, v1::Lead* lead) {
  const std::string& name = scope.tenant.tenant.follow_up().default_cadence();
  if (name.empty() || !lead->cadence().empty() || lead->state() >= v1::Lead::STATE_WON)
    return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const std::optional<CadenceRecord> record,
                            ReadCadence(scope.session, name));
  // A tenant that names a cadence it never made must not lose leads for it.
  if (!record) return absl::OkStatus();
  BeginEnrolment(record->cadence, scope.context.now, lead->mutable_enrolment());
  lead->set_cadence(name);
  return absl::OkStatus();
}

absl::Status EndCadence(WriteScope& scope, std::string_view reason, v1::Lead* lead) {
  if (!HasNextStep(lead->enrolment())) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const CadenceRecord record,
                            NeedCadence(scope.session, lead->enrolment().cadence()));
  StopEnrolment(record.cadence, reason, lead->mutable_enrolment());
  return absl::OkStatus();
}

absl::Status EmitEnrolmentChange(WriteScope& scope, std::string_view agent,
                                 const v1::Enrolment& before, const v1::Lead& lead) {
  const v1::Enrolment& now = lead.enrolment();
  if (now.state() == before.state() && now.cadence() == before.cadence() &&
      ToMicros(now.enrol_time()) == ToMicros(before.enrol_time()) &&
      ToMicros(now.resume_time()) == ToMicros(before.resume_time())) {
    return absl::OkStatus();
  }
  return scope.Emit(v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED, agent, lead.name(),
                    [&](v1::Event& event) { *event.mutable_lead() = lead; });
}

}  // namespace ringback
