// Appointments in the store.
#ifndef RINGBACK_RECORDS_APPOINTMENT_TABLE_H_
#define RINGBACK_RECORDS_APPOINTMENT_TABLE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/rules/slots.h"
#include "ringback/store/store.h"
#include "ringback/v1/appointment.pb.h"

namespace ringback {

// The appointment of a resource name. NOT_FOUND when there is none.
absl::StatusOr<v1::Appointment> NeedAppointment(store::Session& session, std::string_view name);

// Adds an appointment, or replaces the one of its name.
absl::Status WriteAppointment(store::WriteSession& session, const v1::Appointment& appointment);

// The first appointment that is booked with a resource and overlaps `span`, but for the one with
// the id `except`; nullopt when the resource is free.
absl::StatusOr<std::optional<v1::Appointment>> FirstOverlapping(store::Session& session,
                                                                std::string_view tenant,
                                                                std::string_view resource,
                                                                const BusySpan& span,
                                                                int64_t except);

// When a resource is booked between two moments, by start.
absl::StatusOr<std::vector<BusySpan>> BusySpansOf(store::Session& session, std::string_view tenant,
                                                  std::string_view resource, const BusySpan& span);

// What a list is narrowed to; what is left as it is does not narrow.
struct AppointmentFilter {
  std::string_view resource;  // id
  int64_t caller = 0;
  int64_t ends_after_us = 0;
  int64_t starts_before_us = std::numeric_limits<int64_t>::max();
  bool show_cancelled = false;
};

// Where a list goes on: behind this start and id.
struct AppointmentPlace {
  int64_t start_us = 0;
  int64_t id = 0;
};

// At most `rows` appointments behind `after`, by start, then id.
absl::StatusOr<std::vector<v1::Appointment>> ListAppointmentRows(store::Session& session,
                                                                 std::string_view tenant,
                                                                 const AppointmentFilter& filter,
                                                                 const AppointmentPlace& after,
                                                                 int64_t rows);

// A caller's appointments that are booked and not over at `at_us`, soonest first, at most `rows`.
absl::StatusOr<std::vector<v1::Appointment>> AppointmentsAhead(store::Session& session,
                                                               std::string_view tenant,
                                                               int64_t caller, int64_t at_us,
                                                               int64_t rows);

// Removes a caller's appointments: part of erasing.
absl::Status EraseAppointmentsOf(store::WriteSession& session, std::string_view tenant,
                                 int64_t caller);

// Removes the appointments that ended and were last changed before `cut_us`, oldest first: looks at
// the next `rows` saved before it, after id `after`. Returns the id of the last one, to go on
// after, or 0 when none was left.
absl::StatusOr<int64_t> RemoveOldAppointments(store::WriteSession& session, std::string_view tenant,
                                              int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_APPOINTMENT_TABLE_H_
