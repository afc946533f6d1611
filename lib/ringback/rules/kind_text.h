// What kinds of appointments are called.
#ifndef RINGBACK_RULES_KIND_TEXT_H_
#define RINGBACK_RULES_KIND_TEXT_H_

#include <string_view>

#include "ringback/v1/appointment.pb.h"

namespace ringback {

// How an appointment's kind is read: "Site survey".
inline std::string_view KindText(v1::Appointment::Kind kind) {
  switch (kind) {
    case v1::Appointment::KIND_SITE_SURVEY:
      return "Site survey";
    case v1::Appointment::KIND_CALL_BACK:
      return "Call back";
    default:
      return "Visit";
  }
}

}  // namespace ringback

#endif  // RINGBACK_RULES_KIND_TEXT_H_
