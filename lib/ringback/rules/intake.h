// The intake: what every call must end with.
#ifndef RINGBACK_RULES_INTAKE_H_
#define RINGBACK_RULES_INTAKE_H_

#include <string_view>

#include "google/protobuf/repeated_field.h"
#include "ringback/v1/caller.pb.h"

namespace ringback {

// Which parts of the intake are there.
struct KnownIntake {
  bool full_name = false;
  bool callback_number = false;
  bool email = false;
  bool service_address = false;
};

// Sets `missing` (of v1::IntakeField) to the parts that are not there.
void SetMissingFields(const KnownIntake& known, google::protobuf::RepeatedField<int>* missing);

// Sets missing_fields from the other fields.
void SetMissingFields(v1::Caller* caller);

// How an agent reads an intake field: "full name".
std::string_view IntakeFieldText(v1::IntakeField field);

}  // namespace ringback

#endif  // RINGBACK_RULES_INTAKE_H_
