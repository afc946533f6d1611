#include "ringback/rules/intake.h"

namespace ringback {

void SetMissingFields(const KnownIntake& known, google::protobuf::RepeatedField<int>* missing) {
  missing->Clear();
  if (!known.full_name) missing->Add(v1::INTAKE_FIELD_FULL_NAME);
  if (!known.callback_number) missing->Add(v1::INTAKE_FIELD_CALLBACK_NUMBER);
  if (!known.email) missing->Add(v1::INTAKE_FIELD_EMAIL);
  if (!known.service_address) missing->Add(v1::INTAKE_FIELD_SERVICE_ADDRESS);
}

void SetMissingFields(v1::Caller* caller) {
  SetMissingFields({.full_name = !caller->given_name().empty() && !caller->family_name().empty(),
                    .callback_number = !caller->phones().empty(),
                    .email = !caller->emails().empty(),
                    .service_address = !caller->service_address().empty()},
                   caller->mutable_missing_fields());
}

std::string_view IntakeFieldText(v1::IntakeField field) {
  switch (field) {
    case v1::INTAKE_FIELD_FULL_NAME:
      return "full name";
    case v1::INTAKE_FIELD_CALLBACK_NUMBER:
      return "callback number";
    case v1::INTAKE_FIELD_EMAIL:
      return "e-mail address";
    case v1::INTAKE_FIELD_SERVICE_ADDRESS:
      return "service address";
    default:
      return "";
  }
}

}  // namespace ringback
