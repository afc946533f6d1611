#include "ringback/callers/intake.h"

namespace ringback {

void SetMissingFields(v1::Caller* caller) {
  caller->clear_missing_fields();
  if (caller->given_name().empty() || caller->family_name().empty()) {
    caller->add_missing_fields(v1::INTAKE_FIELD_FULL_NAME);
  }
  if (caller->phones().empty()) caller->add_missing_fields(v1::INTAKE_FIELD_CALLBACK_NUMBER);
  if (caller->emails().empty()) caller->add_missing_fields(v1::INTAKE_FIELD_EMAIL);
  if (caller->service_address().empty())
    caller->add_missing_fields(v1::INTAKE_FIELD_SERVICE_ADDRESS);
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
