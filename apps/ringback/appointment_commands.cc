// appointment: what was agreed with customers. resource: what can be booked for it.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/times.h"
#include "apps/ringback/verb.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback::cli {

namespace {

using Appointments = v1::AppointmentService::Stub;
using Slots = v1::OfferSlotsResponse;

std::string Last(const std::string& name) { return std::string(LastSegment(name)); }

std::vector<Column<v1::Appointment>> AppointmentColumns() {
  return {
      {"APPOINTMENT", [](const v1::Appointment& a, const Clock&) { return a.name(); }},
      {"WHEN",
       [](const v1::Appointment& a, const Clock& clock) { return SpokenSlot(a.slot(), clock); }},
      {"WHAT", [](const v1::Appointment& a, const Clock&) { return Words(a.kind()); }},
      {"STATE", [](const v1::Appointment& a, const Clock&) { return Words(a.state()); }},
      {"CALLER", [](const v1::Appointment& a, const Clock&) { return Last(a.caller()); }},
      {"RESOURCE",
       [](const v1::Appointment& a, const Clock&) { return Last(a.bookable_resource()); }},
  };
}

void ShowSlots(Session& session, const Slots& slots) {
  if (session.options().json) return session.Print(ToJson(slots, /*pretty=*/true));
  Table table({"FREE", "RESOURCE", "SLOT"});
  const Clock clock = session.ClockForPrinting();
  for (const v1::FreeSlot& slot : slots.slots()) {
    table.AddRow({SpokenSlot(slot.slot(), clock), Last(slot.bookable_resource()),
                  absl::StrCat(ShortTime(FromProto(slot.slot().start_time()), clock), "/",
                               ShortTime(FromProto(slot.slot().end_time()), clock))});
  }
  if (table.empty()) return session.Print("Nothing is free in that time.\n");
  session.Print(table.Render(TerminalColumns(stdout)));
}

// Writes a calendar to `path`, or to stdout when it is empty or "-".
absl::Status WriteOut(Session& session, const std::string& path, const std::string& calendar) {
  if (path.empty() || path == "-") {
    session.Print(calendar);
    return absl::OkStatus();
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << calendar;
  file.close();
  if (!file)
    return InvalidField("--out", absl::StrCat(path, " cannot be written: ", std::strerror(errno)));
  return absl::OkStatus();
}

void AddExport(CLI::App& group, Command* chosen) {
  CLI::App& app =
      AddSubcommand(group, {"export", "Writes appointments as iCalendar, for other calendars",
                            "ringback appointment export --resource van-2 --out van-2.ics"});
  const auto out = std::make_shared<std::string>();
  app.add_option("--out", *out, "The file to write; else stdout");
  auto bound = BindFlags(app, v1::ExportCalendarRequest::default_instance(),
                         {{"--appointment", "appointment", "This one alone"},
                          {"--resource", "bookable_resource", "Only those with this resource"},
                          {"--from", "start_time", "Only those that end after this time"},
                          {"--to", "end_time", "Only those that start before this time"}});
  app.callback([chosen, bound, out] {
    *chosen = [bound, out](Session& session) -> absl::Status {
      v1::ExportCalendarRequest request;
      absl::Status filled = FillRequest(bound, session, &request);
      if (!filled.ok()) return filled;
      const auto response =
          session.Call(&Client::appointments, &Appointments::ExportCalendar, request);
      if (!response.ok()) return response.status();
      return WriteOut(session, *out, response->icalendar());
    };
  });
}

// What can be said about a resource.
std::vector<Flag> ResourceFlags() {
  return {{"--display-name", "bookable_resource.display_name", "What people call it"},
          {"--hours", "bookable_resource.hours", "When it can be booked: \"mon-fri 08:00-17:00\""},
          {"--time-zone", "bookable_resource.time_zone", "Its IANA time zone"},
          {"--slot", "bookable_resource.slot_duration", "How long a slot is: 1h"},
          {"--travel", "bookable_resource.travel_time",
           "How long it needs between two appointments: 30m"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

}  // namespace

void AddAppointmentCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "appointment", "Visits that were agreed with customers");
  AddVerb(group, chosen,
          {"slots", "Lists what is free", "ringback appointment slots --from +1d --resource van-2"},
          {{"--resource", "bookable_resource", "Only this resource's"},
           {"--from", "start_time", "Not before this time"},
           {"--to", "end_time", "Ends by this time"},
           {"--duration", "duration", "How long it is to be: 2h"},
           {"--most", "page_size", "How many to list, instead of 10"}},
          Method<Appointments, v1::OfferSlotsRequest, Slots>{&Client::appointments,
                                                             &Appointments::OfferSlots},
          std::function<void(Session&, const Slots&)>(ShowSlots));
  AddVerb(group, chosen,
          {"book", "Books a slot",
           "ringback appointment book --caller 0sczz0z40pd2q --resource van-2 --slot "
           "+1d/+1h --kind site-survey"},
          {{"--caller", "appointment.caller", "Whom it is with: a name or an id"},
           {"--lead", "appointment.lead", "The lead that it belongs to"},
           {"--resource", "appointment.bookable_resource", "What is booked for it", true},
           {"--slot", "appointment.slot", "When: START or START/END", true},
           {"--kind", "appointment.kind", "What is to happen"},
           {"--address", "appointment.address", "Where, instead of the caller's address"},
           {"--description", "appointment.description", "What for"},
           {"--agent", "appointment.agent", "Who books it"},
           {"--outside-hours", "outside_hours", "Although the resource is not at work then"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Appointments, v1::BookAppointmentRequest, v1::Appointment>{
              &Client::appointments, &Appointments::BookAppointment});
  AddVerb(group, chosen, {"get", "Shows an appointment", "ringback appointment get 0sczz0z40pd2q"},
          {{"APPOINTMENT", "name", "The appointment: a name or an id", true}},
          Method<Appointments, v1::GetAppointmentRequest, v1::Appointment>{
              &Client::appointments, &Appointments::GetAppointment});
  AddList(
      group, chosen,
      {"list", "Lists the appointments", "ringback appointment list --from now --to +7d"},
      {{"--resource", "bookable_resource", "Only those with this resource"},
       {"--caller", "caller", "Only those with this caller"},
       {"--from", "start_time", "Only those that end after this time"},
       {"--to", "end_time", "Only those that start before this time"},
       {"--cancelled", "show_cancelled", "With those that were cancelled"}},
      Method<Appointments, v1::ListAppointmentsRequest, v1::ListAppointmentsResponse>{
          &Client::appointments, &Appointments::ListAppointments},
      [](const v1::ListAppointmentsResponse& page) { return page.appointments(); },
      AppointmentColumns());
  AddVerb(
      group, chosen,
      {"move", "Moves an appointment", "ringback appointment move 0sczz0z40pd2q --slot +2d/+1h"},
      {{"APPOINTMENT", "name", "The appointment: a name or an id", true},
       {"--slot", "slot", "To when: START or START/END", true},
       {"--resource", "bookable_resource", "To which resource"},
       {"--outside-hours", "outside_hours", "Although the resource is not at work then"},
       {"--agent", "agent", "Who moves it"},
       {"--request-id", "request_id", "Makes it safe to repeat"}},
      Method<Appointments, v1::MoveAppointmentRequest, v1::Appointment>{
          &Client::appointments, &Appointments::MoveAppointment});
  AddVerb(group, chosen,
          {"cancel", "Cancels an appointment",
           "ringback appointment cancel 0sczz0z40pd2q --reason \"the customer is away\""},
          {{"APPOINTMENT", "name", "The appointment: a name or an id", true},
           {"--reason", "reason", "Why"},
           {"--agent", "agent", "Who cancels it"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Appointments, v1::CancelAppointmentRequest, v1::Appointment>{
              &Client::appointments, &Appointments::CancelAppointment});
  AddExport(group, chosen);
}

void AddBookableResourceCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "resource", "What can be booked once at a time");
  std::vector<Flag> create = ResourceFlags();
  create.push_back({"ID", "bookable_resource_id", "Its id: van-2", true});
  AddVerb(group, chosen,
          {"create", "Adds something that can be booked",
           "ringback resource create van-2 --slot 2h --travel 30m"},
          create,
          Method<Appointments, v1::CreateBookableResourceRequest, v1::BookableResource>{
              &Client::appointments, &Appointments::CreateBookableResource});
  AddVerb(group, chosen, {"get", "Shows a resource", "ringback resource get van-2"},
          {{"RESOURCE", "name", "The resource: a name or an id", true}},
          Method<Appointments, v1::GetBookableResourceRequest, v1::BookableResource>{
              &Client::appointments, &Appointments::GetBookableResource});
  AddList(
      group, chosen, {"list", "Lists the resources", "ringback resource list"}, {},
      Method<Appointments, v1::ListBookableResourcesRequest, v1::ListBookableResourcesResponse>{
          &Client::appointments, &Appointments::ListBookableResources},
      [](const v1::ListBookableResourcesResponse& page) { return page.bookable_resources(); },
      std::vector<Column<v1::BookableResource>>{
          {"RESOURCE", [](const v1::BookableResource& r, const Clock&) { return r.name(); }},
          {"CALLED",
           [](const v1::BookableResource& r, const Clock&) { return r.display_name(); }}});
  std::vector<Flag> update = ResourceFlags();
  update.push_back({"RESOURCE", "bookable_resource.name", "The resource: a name or an id", true});
  update.push_back({"--etag", "bookable_resource.etag", "Only if it is still this version"});
  AddVerb(group, chosen,
          {"update", "Changes what is named",
           "ringback resource update van-2 --hours \"mon-fri 09:00-18:00\""},
          update,
          Method<Appointments, v1::UpdateBookableResourceRequest, v1::BookableResource>{
              &Client::appointments, &Appointments::UpdateBookableResource});
  AddVerb(group, chosen, {"delete", "Removes a resource", "ringback resource delete van-2"},
          {{"RESOURCE", "name", "The resource: a name or an id", true},
           {"--etag", "etag", "Only if it is still this version"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Appointments, v1::DeleteBookableResourceRequest, v1::BookableResource>{
              &Client::appointments, &Appointments::DeleteBookableResource});
}

}  // namespace ringback::cli
