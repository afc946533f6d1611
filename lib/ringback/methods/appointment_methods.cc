#include "ringback/methods/appointment_methods.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "ringback/appointments/icalendar.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/bookable_resource_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/lead_table.h"

namespace ringback {
namespace {

using v1::Appointment;
using v1::BookableResource;

constexpr int64_t kDayMicros = int64_t{24} * 3600 * 1'000'000;
constexpr int64_t kOfferDays = 14;
constexpr int64_t kMostOfferDays = 62;
constexpr int32_t kDefaultOffers = 10;
constexpr int64_t kMostExported = 10000;
constexpr int64_t kAllResources = 10000;

absl::TimeZone ZoneOf(const BookableResource& resource, const TenantRecord& tenant) {
  absl::TimeZone zone;
  if (!resource.time_zone().empty() && absl::LoadTimeZone(resource.time_zone(), &zone)) return zone;
  return tenant.time_zone;
}

std::string TimeText(int64_t us, const absl::TimeZone& zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M %Z", absl::FromUnixMicros(us), zone);
}

// The slot in the field `field`, with an end; `default_us` is how long it is when it has none.
absl::StatusOr<BusySpan> ReadSlot(std::string_view field, const v1::TimeSlot& slot,
                                  int64_t default_us, int64_t now_us) {
  BusySpan span{ToMicros(slot.start_time()), 0};
  span.end_us = slot.has_end_time() ? ToMicros(slot.end_time()) : span.start_us + default_us;
  const std::string path(field);
  if (span.start_us < now_us) return InvalidField(path + ".start_time", "has passed");
  if (span.end_us <= span.start_us)
    return InvalidField(path + ".end_time", "must be after start_time");
  if (span.end_us - span.start_us > kLongestAppointmentUs)
    return InvalidField(path + ".end_time", "must be at most 24 hours after start_time");
  return span;
}

// Whether the resource can be booked for `span`; `except` is the appointment that is moved.
absl::Status CheckFree(WriteScope& scope, const BookableResource& resource, const BusySpan& span,
                       bool outside_hours, std::string_view field, int64_t except) {
  const absl::TimeZone zone = ZoneOf(resource, scope.tenant);
  if (!outside_hours && !IsAtWork(resource, zone, span)) {
    return InvalidField(
        field, absl::StrCat(TimeText(span.start_us, zone), " to ", TimeText(span.end_us, zone),
                            " is outside the hours of ", resource.name(),
                            "; say outside_hours to book it all the same"));
  }
  const int64_t travel_us = TravelMicros(resource);
  RINGBACK_ASSIGN_OR_RETURN(
      const auto taken,
      FirstOverlapping(scope.session, scope.tenant_id(), LastSegment(resource.name()),
                       {span.start_us - travel_us, span.end_us + travel_us}, except));
  if (!taken) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_TIME_TAKEN,
      absl::StrCat(resource.name(), " is booked from ",
                   TimeText(ToMicros(taken->slot().start_time()), zone), " to ",
                   TimeText(ToMicros(taken->slot().end_time()), zone), " for ", taken->name()),
      {{"resource", taken->name()}});
}

void SetSlot(const BusySpan& span, v1::TimeSlot* slot) {
  *slot->mutable_start_time() = FromMicros(span.start_us);
  *slot->mutable_end_time() = FromMicros(span.end_us);
}

// Finds whom the appointment is with, and where.
absl::Status CompleteSubject(WriteScope& scope, Appointment* appointment) {
  if (!appointment->lead().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const LeadRecord lead, NeedLead(scope.session, appointment->lead()));
    if (appointment->caller().empty()) appointment->set_caller(lead.lead.caller());
    if (appointment->caller() != lead.lead.caller()) {
      return InvalidField("appointment.caller",
                          absl::StrCat("is not the caller of the lead, ", lead.lead.caller()));
    }
  }
  if (appointment->caller().empty())
    return InvalidField("appointment.caller", "must be given, or a lead");
  RINGBACK_ASSIGN_OR_RETURN(const CallerRecord caller,
                            NeedCaller(scope.session, appointment->caller()));
  if (appointment->address().empty()) appointment->set_address(caller.caller.service_address());
  return absl::OkStatus();
}

absl::Status SaveAppointment(WriteScope& scope, v1::EventType type, std::string_view agent,
                             Appointment* appointment) {
  *appointment->mutable_update_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(WriteAppointment(scope.session, *appointment));
  return scope.Emit(type, agent, appointment->name(),
                    [&](v1::Event& event) { *event.mutable_appointment() = *appointment; });
}

absl::Status CheckBooked(const Appointment& appointment, std::string_view problem) {
  if (appointment.state() == Appointment::STATE_BOOKED) return absl::OkStatus();
  return WrongState(appointment.name(), "CANCELLED", problem);
}

// The free slots of one resource.
absl::Status AddOffers(ReadScope& scope, const BookableResource& resource,
                       const v1::OfferSlotsRequest& request, const BusySpan& span, size_t most,
                       v1::OfferSlotsResponse* response) {
  const int64_t travel_us = TravelMicros(resource);
  RINGBACK_ASSIGN_OR_RETURN(
      const auto busy, BusySpansOf(scope.session, scope.tenant_id(), LastSegment(resource.name()),
                                   {span.start_us - travel_us, span.end_us + travel_us}));
  // From a day before, so that slots stand on the same times of a day whenever one asks.
  const auto working = WorkingSpans(resource, ZoneOf(resource, scope.tenant),
                                    span.start_us - kDayMicros, span.end_us);
  const int64_t duration_us = request.duration().seconds() == 0
                                  ? SlotMicros(resource)
                                  : request.duration().seconds() * 1'000'000;
  for (const BusySpan& slot :
       FreeSlots(working, busy, travel_us, duration_us, span.start_us, most)) {
    v1::FreeSlot* free = response->add_slots();
    free->set_bookable_resource(resource.name());
    SetSlot(slot, free->mutable_slot());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<BookableResource>> ResourcesOf(ReadScope& scope,
                                                          const std::string& name) {
  if (name.empty())
    return ListBookableResourceRows(scope.session, scope.tenant_id(), "", kAllResources);
  RINGBACK_ASSIGN_OR_RETURN(auto record, NeedBookableResource(scope.session, name));
  return std::vector<BookableResource>{std::move(record.resource)};
}

AppointmentFilter FilterOf(std::string_view resource, const google::protobuf::Timestamp& start,
                           const google::protobuf::Timestamp& end) {
  AppointmentFilter filter;
  filter.resource = LastSegment(resource);
  filter.ends_after_us = ToMicros(start);
  if (const int64_t before = ToMicros(end); before != 0) filter.starts_before_us = before;
  return filter;
}

absl::StatusOr<CalendarEntry> EntryOf(ReadScope& scope, Appointment appointment) {
  CalendarEntry entry{.appointment = std::move(appointment), .who = "", .number = ""};
  RINGBACK_ASSIGN_OR_RETURN(const auto caller, ReadCaller(scope.session, scope.tenant_id(),
                                                          IdOf(entry.appointment.caller())));
  if (!caller) return entry;
  entry.who = caller->caller.display_name();
  for (const v1::Phone& phone : caller->caller.phones()) {
    if (entry.number.empty() || phone.primary()) entry.number = phone.number();
  }
  return entry;
}

}  // namespace

absl::StatusOr<v1::OfferSlotsResponse> AppointmentMethods::OfferSlots(
    const v1::OfferSlotsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::OfferSlotsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::OfferSlotsResponse> {
        const int64_t now_us = scope.context.now_micros();
        BusySpan span{std::max(now_us, ToMicros(request.start_time())), 0};
        span.end_us = request.has_end_time() ? ToMicros(request.end_time())
                                             : span.start_us + kOfferDays * kDayMicros;
        if (span.end_us > span.start_us + kMostOfferDays * kDayMicros)
          return InvalidField("end_time", "must be at most 62 days after start_time");
        const auto most =
            static_cast<size_t>(request.page_size() == 0 ? kDefaultOffers : request.page_size());
        v1::OfferSlotsResponse response;
        RINGBACK_ASSIGN_OR_RETURN(const auto resources,
                                  ResourcesOf(scope, request.bookable_resource()));
        for (const BookableResource& resource : resources) {
          RINGBACK_RETURN_IF_ERROR(AddOffers(scope, resource, request, span, most, &response));
        }
        auto& slots = *response.mutable_slots();
        std::sort(slots.begin(), slots.end(), [](const v1::FreeSlot& a, const v1::FreeSlot& b) {
          const int64_t a_us = ToMicros(a.slot().start_time());
          const int64_t b_us = ToMicros(b.slot().start_time());
          return a_us != b_us ? a_us < b_us : a.bookable_resource() < b.bookable_resource();
        });
        if (slots.size() > static_cast<int>(most))
          slots.DeleteSubrange(static_cast<int>(most), slots.size() - static_cast<int>(most));
        return response;
      });
}

absl::StatusOr<Appointment> AppointmentMethods::BookAppointment(
    const v1::BookAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<Appointment>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Appointment> {
        Appointment appointment = request.appointment();
        *appointment.mutable_agent() = AgentName(scope.tenant_id(), appointment.agent());
        RINGBACK_RETURN_IF_ERROR(CompleteSubject(scope, &appointment));
        RINGBACK_ASSIGN_OR_RETURN(
            const auto resource,
            NeedBookableResource(scope.session, appointment.bookable_resource()));
        RINGBACK_ASSIGN_OR_RETURN(const BusySpan span,
                                  ReadSlot("appointment.slot", appointment.slot(),
                                           SlotMicros(resource.resource), scope.now_us()));
        RINGBACK_RETURN_IF_ERROR(CheckFree(scope, resource.resource, span, request.outside_hours(),
                                           "appointment.slot", 0));
        SetSlot(span, appointment.mutable_slot());
        if (appointment.kind() == Appointment::KIND_UNSPECIFIED)
          appointment.set_kind(Appointment::KIND_VISIT);
        appointment.set_name(
            ResourceName(scope.tenant_id(), "appointments", NewId(scope.context.now)));
        appointment.set_state(Appointment::STATE_BOOKED);
        appointment.clear_cancel_reason();
        appointment.set_sequence(0);
        *appointment.mutable_create_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(SaveAppointment(scope, v1::EVENT_TYPE_APPOINTMENT_BOOKED,
                                                 appointment.agent(), &appointment));
        return appointment;
      });
}

absl::StatusOr<Appointment> AppointmentMethods::GetAppointment(
    const v1::GetAppointmentRequest& request, const RequestContext& context) {
  return runner_.Read<Appointment>(request, context,
                                   [&](ReadScope& scope) -> absl::StatusOr<Appointment> {
                                     return NeedAppointment(scope.session, request.name());
                                   });
}

absl::StatusOr<Appointment> AppointmentMethods::MoveAppointment(
    const v1::MoveAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<Appointment>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Appointment> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(Appointment appointment,
                                  NeedAppointment(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(
            CheckBooked(appointment, "it cannot be moved; book another appointment"));
        if (!request.bookable_resource().empty())
          appointment.set_bookable_resource(request.bookable_resource());
        RINGBACK_ASSIGN_OR_RETURN(
            const auto resource,
            NeedBookableResource(scope.session, appointment.bookable_resource()));
        const int64_t length_us =
            ToMicros(appointment.slot().end_time()) - ToMicros(appointment.slot().start_time());
        RINGBACK_ASSIGN_OR_RETURN(const BusySpan span,
                                  ReadSlot("slot", request.slot(), length_us, scope.now_us()));
        RINGBACK_RETURN_IF_ERROR(CheckFree(scope, resource.resource, span, request.outside_hours(),
                                           "slot", IdOf(appointment.name())));
        SetSlot(span, appointment.mutable_slot());
        appointment.set_sequence(appointment.sequence() + 1);
        RINGBACK_RETURN_IF_ERROR(
            SaveAppointment(scope, v1::EVENT_TYPE_APPOINTMENT_MOVED, agent, &appointment));
        return appointment;
      });
}

absl::StatusOr<Appointment> AppointmentMethods::CancelAppointment(
    const v1::CancelAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<Appointment>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Appointment> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(Appointment appointment,
                                  NeedAppointment(scope.session, request.name()));
        if (appointment.state() == Appointment::STATE_CANCELLED) return appointment;
        if (ToMicros(appointment.slot().end_time()) <= scope.now_us())
          return WrongState(appointment.name(), "OVER", "it cannot be cancelled any more");
        appointment.set_state(Appointment::STATE_CANCELLED);
        appointment.set_cancel_reason(request.reason());
        appointment.set_sequence(appointment.sequence() + 1);
        RINGBACK_RETURN_IF_ERROR(
            SaveAppointment(scope, v1::EVENT_TYPE_APPOINTMENT_CANCELLED, agent, &appointment));
        return appointment;
      });
}

absl::StatusOr<v1::ListAppointmentsResponse> AppointmentMethods::ListAppointments(
    const v1::ListAppointmentsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListAppointmentsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListAppointmentsResponse> {
        AppointmentFilter filter =
            FilterOf(request.bookable_resource(), request.start_time(), request.end_time());
        filter.caller = FilterIdOf(request.caller());
        filter.show_cancelled = request.show_cancelled();
        const std::string list =
            absl::StrCat("appointments of ", scope.tenant.id, " ", request.bookable_resource(), " ",
                         request.caller(), " ", filter.ends_after_us, " ", filter.starts_before_us,
                         " ", filter.show_cancelled);
        RINGBACK_ASSIGN_OR_RETURN(const std::string key, ReadPageToken(list, request.page_token()));
        AppointmentPlace after;
        const std::vector<std::string> parts = absl::StrSplit(key, ' ');
        if (parts.size() == 2) {
          (void)absl::SimpleAtoi(parts[0], &after.start_us);
          (void)absl::SimpleAtoi(parts[1], &after.id);
        }
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto appointments,
            ListAppointmentRows(scope.session, scope.tenant_id(), filter, after, rows + 1));
        v1::ListAppointmentsResponse response;
        if (static_cast<int64_t>(appointments.size()) > rows) {
          appointments.resize(static_cast<size_t>(rows));
          const Appointment& last = appointments.back();
          response.set_next_page_token(MakePageToken(
              list, absl::StrCat(ToMicros(last.slot().start_time()), " ", IdOf(last.name()))));
        }
        for (auto& appointment : appointments)
          *response.add_appointments() = std::move(appointment);
        return response;
      });
}

absl::StatusOr<v1::ExportCalendarResponse> AppointmentMethods::ExportCalendar(
    const v1::ExportCalendarRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ExportCalendarResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ExportCalendarResponse> {
        std::vector<Appointment> appointments;
        if (!request.appointment().empty()) {
          if (TenantOf(request.appointment()) != scope.tenant_id())
            return InvalidField("appointment", "is of another tenant");
          RINGBACK_ASSIGN_OR_RETURN(appointments.emplace_back(),
                                    NeedAppointment(scope.session, request.appointment()));
        } else {
          AppointmentFilter filter =
              FilterOf(request.bookable_resource(), request.start_time(), request.end_time());
          filter.show_cancelled = true;
          RINGBACK_ASSIGN_OR_RETURN(
              appointments,
              ListAppointmentRows(scope.session, scope.tenant_id(), filter, {}, kMostExported));
        }
        std::vector<CalendarEntry> entries;
        for (Appointment& appointment : appointments) {
          RINGBACK_ASSIGN_OR_RETURN(entries.emplace_back(), EntryOf(scope, std::move(appointment)));
        }
        v1::ExportCalendarResponse response;
        response.set_icalendar(WriteCalendar(entries));
        response.set_count(static_cast<int32_t>(entries.size()));
        return response;
      });
}

}  // namespace ringback
