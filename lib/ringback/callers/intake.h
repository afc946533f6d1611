// The intake: what every call must end with.
#ifndef RINGBACK_CALLERS_INTAKE_H_
#define RINGBACK_CALLERS_INTAKE_H_

#include <string_view>

#include "ringback/v1/caller.pb.h"

namespace ringback {

// Sets missing_fields from the other fields.
void SetMissingFields(v1::Caller* caller);

// How an agent reads an intake field: "full name".
std::string_view IntakeFieldText(v1::IntakeField field);

}  // namespace ringback

#endif  // RINGBACK_CALLERS_INTAKE_H_
