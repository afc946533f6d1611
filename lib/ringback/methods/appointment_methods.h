// The rules of appointments.
#ifndef RINGBACK_METHODS_APPOINTMENT_METHODS_H_
#define RINGBACK_METHODS_APPOINTMENT_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback {

// The methods of ringback.v1.AppointmentService about appointments; the proto says what each does
// and which errors it gives. Safe from any thread.
class AppointmentMethods {
 public:
  explicit AppointmentMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::OfferSlotsResponse> OfferSlots(const v1::OfferSlotsRequest& request,
                                                    const RequestContext& context);
  absl::StatusOr<v1::Appointment> BookAppointment(const v1::BookAppointmentRequest& request,
                                                  const RequestContext& context);
  absl::StatusOr<v1::Appointment> GetAppointment(const v1::GetAppointmentRequest& request,
                                                 const RequestContext& context);
  absl::StatusOr<v1::Appointment> MoveAppointment(const v1::MoveAppointmentRequest& request,
                                                  const RequestContext& context);
  absl::StatusOr<v1::Appointment> CancelAppointment(const v1::CancelAppointmentRequest& request,
                                                    const RequestContext& context);
  absl::StatusOr<v1::ListAppointmentsResponse> ListAppointments(
      const v1::ListAppointmentsRequest& request, const RequestContext& context);
  absl::StatusOr<v1::ExportCalendarResponse> ExportCalendar(
      const v1::ExportCalendarRequest& request, const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_APPOINTMENT_METHODS_H_
