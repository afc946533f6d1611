#include "ringback/appointments/icalendar.h"

#include <libical/ical.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ringback/base/version.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/rules/kind_text.h"

namespace ringback {
namespace {

using v1::Appointment;

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};

icaltimetype UtcTime(const google::protobuf::Timestamp& time) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(time.seconds()), 0,
                                       icaltimezone_get_utc_timezone());
}

icalcomponent* MakeEvent(const CalendarEntry& entry) {
  const Appointment& appointment = entry.appointment;
  icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [event](icalproperty* property) { icalcomponent_add_property(event, property); };
  const std::string uid = absl::StrCat(std::string(LastSegment(appointment.name())), "@",
                                       std::string(TenantOf(appointment.name())), ".ringback");
  add(icalproperty_new_uid(uid.c_str()));
  add(icalproperty_new_dtstamp(UtcTime(appointment.update_time())));
  add(icalproperty_new_created(UtcTime(appointment.create_time())));
  add(icalproperty_new_lastmodified(UtcTime(appointment.update_time())));
  add(icalproperty_new_sequence(appointment.sequence()));
  add(icalproperty_new_dtstart(UtcTime(appointment.slot().start_time())));
  add(icalproperty_new_dtend(UtcTime(appointment.slot().end_time())));
  add(icalproperty_new_status(appointment.state() == Appointment::STATE_CANCELLED
                                  ? ICAL_STATUS_CANCELLED
                                  : ICAL_STATUS_CONFIRMED));
  const std::string kind(KindText(appointment.kind()));
  add(icalproperty_new_summary(
      (entry.who.empty() ? kind : absl::StrCat(kind, ": ", OneLine(entry.who))).c_str()));
  std::string description = CleanLines(appointment.description());
  if (!entry.number.empty())
    absl::StrAppend(&description, description.empty() ? "" : "\n", entry.number);
  if (!appointment.cancel_reason().empty()) {
    absl::StrAppend(&description, description.empty() ? "" : "\n",
                    "Cancelled: ", CleanLines(appointment.cancel_reason()));
  }
  if (!description.empty()) add(icalproperty_new_description(description.c_str()));
  if (!appointment.address().empty())
    add(icalproperty_new_location(CleanLines(appointment.address()).c_str()));
  return event;
}

}  // namespace

std::string WriteCalendar(const std::vector<CalendarEntry>& entries) {
  const std::unique_ptr<icalcomponent, FreeComponent> calendar(
      icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  const std::string product = absl::StrCat("-//Ringback//Ringback ", kVersion, "//EN");
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid(product.c_str()));
  icalcomponent_add_property(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  for (const CalendarEntry& entry : entries) {
    icalcomponent_add_component(calendar.get(), MakeEvent(entry));
  }
  char* text = icalcomponent_as_ical_string_r(calendar.get());
  std::string calendar_text(text);
  free(text);  // NOLINT: libical's own allocation
  return calendar_text;
}

}  // namespace ringback
