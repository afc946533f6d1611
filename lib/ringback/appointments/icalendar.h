// Appointments as iCalendar (RFC 5545).
#ifndef RINGBACK_APPOINTMENTS_ICALENDAR_H_
#define RINGBACK_APPOINTMENTS_ICALENDAR_H_

#include <string>
#include <vector>

#include "ringback/v1/appointment.pb.h"

namespace ringback {

// An appointment, and what its entry says beside it.
struct CalendarEntry {
  v1::Appointment appointment;
  std::string who;     // whom it is with: "Mr. Jones"
  std::string number;  // how to reach them: "+12024561414"; may be empty
};

// A VCALENDAR object with a VEVENT an entry, METHOD:PUBLISH, times in UTC; lines are folded and end
// with CR LF. An appointment keeps its UID for ever. What others wrote is data: on clean lines (see
// one_line.h), and escaped.
std::string WriteCalendar(const std::vector<CalendarEntry>& entries);

}  // namespace ringback

#endif  // RINGBACK_APPOINTMENTS_ICALENDAR_H_
