#include "ringback/followup/enrolment.h"

#include <optional>
#include <string>

#include "ringback/base/status_macros.h"
#include "ringback/records/cadence_table.h"
#include "ringback/rules/cadence_steps.h"

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

}  // namespace ringback
