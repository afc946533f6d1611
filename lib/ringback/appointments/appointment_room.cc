#include "ringback/appointments/appointment_room.h"

namespace ringback {

absl::StatusOr<v1::OfferSlotsResponse> AppointmentRoom::OfferSlots(
    const v1::OfferSlotsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::OfferSlotsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::OfferSlotsResponse> {
        return absl::UnimplementedError("OfferSlots");
      });
}

absl::StatusOr<v1::Appointment> AppointmentRoom::BookAppointment(
    const v1::BookAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<v1::Appointment>(request, request.parent(), context,
                                        [&](WriteScope&) -> absl::StatusOr<v1::Appointment> {
                                          return absl::UnimplementedError("BookAppointment");
                                        });
}

absl::StatusOr<v1::Appointment> AppointmentRoom::GetAppointment(
    const v1::GetAppointmentRequest& request, const RequestContext& context) {
  return runner_.Read<v1::Appointment>(request, request.name(), context,
                                       [&](ReadScope&) -> absl::StatusOr<v1::Appointment> {
                                         return absl::UnimplementedError("GetAppointment");
                                       });
}

absl::StatusOr<v1::Appointment> AppointmentRoom::MoveAppointment(
    const v1::MoveAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<v1::Appointment>(request, request.name(), context,
                                        [&](WriteScope&) -> absl::StatusOr<v1::Appointment> {
                                          return absl::UnimplementedError("MoveAppointment");
                                        });
}

absl::StatusOr<v1::Appointment> AppointmentRoom::CancelAppointment(
    const v1::CancelAppointmentRequest& request, const RequestContext& context) {
  return runner_.Write<v1::Appointment>(request, request.name(), context,
                                        [&](WriteScope&) -> absl::StatusOr<v1::Appointment> {
                                          return absl::UnimplementedError("CancelAppointment");
                                        });
}

absl::StatusOr<v1::ListAppointmentsResponse> AppointmentRoom::ListAppointments(
    const v1::ListAppointmentsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListAppointmentsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListAppointmentsResponse> {
        return absl::UnimplementedError("ListAppointments");
      });
}

absl::StatusOr<v1::ExportCalendarResponse> AppointmentRoom::ExportCalendar(
    const v1::ExportCalendarRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ExportCalendarResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ExportCalendarResponse> {
        return absl::UnimplementedError("ExportCalendar");
      });
}

}  // namespace ringback
