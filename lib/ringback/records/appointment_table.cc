#include "ringback/records/appointment_table.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_APPOINTMENT_COLUMNS                                                         \
  "id, kind, caller, lead, resource, start_us, end_us, address, description, agent, state, " \
  "cancel_reason, sequence, create_us, update_us"

v1::Appointment AppointmentFromRow(std::string_view tenant, const Row& row) {
  v1::Appointment appointment;
  FieldReader<v1::Appointment> in(row, &appointment);
  in.Name(tenant, "appointments", &v1::Appointment::mutable_name);
  appointment.set_kind(static_cast<v1::Appointment::Kind>(in.Int()));
  in.Name(tenant, "callers", &v1::Appointment::mutable_caller);
  in.Name(tenant, "leads", &v1::Appointment::mutable_lead);
  in.ChosenName(tenant, "bookableResources", &v1::Appointment::mutable_bookable_resource);
  SetMicros(in.Int(), appointment.mutable_slot()->mutable_start_time());
  SetMicros(in.Int(), appointment.mutable_slot()->mutable_end_time());
  in.Text(&v1::Appointment::mutable_address);
  in.Text(&v1::Appointment::mutable_description);
  in.ChosenName(tenant, "agents", &v1::Appointment::mutable_agent);
  appointment.set_state(static_cast<v1::Appointment::State>(in.Int()));
  in.Text(&v1::Appointment::mutable_cancel_reason);
  appointment.set_sequence(static_cast<int32_t>(in.Int()));
  SetMicros(in.Int(), appointment.mutable_create_time());
  SetMicros(in.Int(), appointment.mutable_update_time());
  return appointment;
}

absl::StatusOr<std::vector<v1::Appointment>> Appointments(Session& session, std::string_view tenant,
                                                          std::string_view sql,
                                                          absl::Span<const store::Param> params) {
  std::vector<v1::Appointment> appointments;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    appointments.push_back(AppointmentFromRow(tenant, row));
  }));
  return appointments;
}

}  // namespace

absl::StatusOr<v1::Appointment> NeedAppointment(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto found,
                            Appointments(session, TenantOf(name),
                                         "SELECT " RINGBACK_APPOINTMENT_COLUMNS
                                         " FROM appointments WHERE tenant = $1 AND id = $2",
                                         {TenantOf(name), IdOf(name)}));
  if (found.empty()) return NotFound(name);
  return std::move(found.front());
}

absl::Status WriteAppointment(WriteSession& session, const v1::Appointment& appointment) {
  const std::string_view tenant = TenantOf(appointment.name());
  const int64_t id = IdOf(appointment.name());
  session.Touch(marks::Caller(tenant, IdOf(appointment.caller())));
  RINGBACK_RETURN_IF_ERROR(
      SetCallerHas(session, tenant, IdOf(appointment.caller()), {.appointments = true}));
  RINGBACK_RETURN_IF_ERROR(
      session.Execute("DELETE FROM appointments WHERE tenant = $1 AND id = $2", {tenant, id})
          .status());
  return session
      .Execute("INSERT INTO appointments (tenant, " RINGBACK_APPOINTMENT_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
               {tenant, id, static_cast<int64_t>(appointment.kind()), IdOf(appointment.caller()),
                IdOf(appointment.lead()), LastSegment(appointment.bookable_resource()),
                ToMicros(appointment.slot().start_time()), ToMicros(appointment.slot().end_time()),
                appointment.address(), appointment.description(), LastSegment(appointment.agent()),
                static_cast<int64_t>(appointment.state()), appointment.cancel_reason(),
                appointment.sequence(), ToMicros(appointment.create_time()),
                ToMicros(appointment.update_time())})
      .status();
}

absl::StatusOr<std::optional<v1::Appointment>> FirstOverlapping(Session& session,
                                                                std::string_view tenant,
                                                                std::string_view resource,
                                                                const BusySpan& span,
                                                                int64_t except) {
  RINGBACK_ASSIGN_OR_RETURN(
      auto found,
      Appointments(session, tenant,
                   "SELECT " RINGBACK_APPOINTMENT_COLUMNS
                   " FROM appointments WHERE tenant = $1 AND resource = $2 AND state = 1 AND "
                   "start_us > $3 AND start_us < $4 AND end_us > $5 AND id <> $6 "
                   "ORDER BY start_us LIMIT 1",
                   {tenant, resource, span.start_us - kLongestAppointmentUs, span.end_us,
                    span.start_us, except}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<std::vector<BusySpan>> BusySpansOf(Session& session, std::string_view tenant,
                                                  std::string_view resource, const BusySpan& span) {
  std::vector<BusySpan> busy;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT start_us, end_us FROM appointments WHERE tenant = $1 AND resource = $2 AND state = 1 "
      "AND start_us > $3 AND start_us < $4 AND end_us > $5 ORDER BY start_us",
      {tenant, resource, span.start_us - kLongestAppointmentUs, span.end_us, span.start_us},
      [&](const Row& row) {
        busy.push_back({row.Int(0), row.Int(1)});
      }));
  return busy;
}

absl::StatusOr<std::vector<v1::Appointment>> ListAppointmentRows(Session& session,
                                                                 std::string_view tenant,
                                                                 const AppointmentFilter& filter,
                                                                 const AppointmentPlace& after,
                                                                 int64_t rows) {
  store::NarrowedQuery query(
      "SELECT " RINGBACK_APPOINTMENT_COLUMNS
      " FROM appointments WHERE tenant = $1 AND (start_us, id) > ($2, $3) "
      "AND end_us > $5 AND start_us < $6",
      {tenant, after.start_us, after.id, rows, filter.ends_after_us, filter.starts_before_us});
  if (!filter.resource.empty()) query.Narrow("resource", filter.resource);
  if (filter.caller != 0) query.Narrow("caller", filter.caller);
  if (!filter.show_cancelled)
    query.Narrow("state", static_cast<int64_t>(v1::Appointment::STATE_BOOKED));
  query.End(" ORDER BY start_us, id LIMIT $4");
  return Appointments(session, tenant, query.sql(), query.params());
}

absl::StatusOr<std::vector<v1::Appointment>> AppointmentsAhead(Session& session,
                                                               std::string_view tenant,
                                                               int64_t caller, int64_t at_us,
                                                               int64_t rows) {
  return Appointments(session, tenant,
                      "SELECT " RINGBACK_APPOINTMENT_COLUMNS
                      " FROM appointments WHERE tenant = $1 AND caller = $2 AND start_us > $3 AND "
                      "end_us > $4 AND state = 1 ORDER BY start_us, id LIMIT $5",
                      {tenant, caller, at_us - kLongestAppointmentUs, at_us, rows});
}

absl::Status EraseAppointmentsOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  session.Touch(marks::Caller(tenant, caller));
  return session
      .Execute("DELETE FROM appointments WHERE tenant = $1 AND caller = $2", {tenant, caller})
      .status();
}

absl::StatusOr<int64_t> RemoveOldAppointments(WriteSession& session, std::string_view tenant,
                                              int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  // What has ended is on no card, so that no card is to be dropped.
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM appointments WHERE tenant = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows},
      [&](const Row& row) { last = row.Int(0); }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(session
                               .Execute("DELETE FROM appointments WHERE tenant = $1 AND id > $2 "
                                        "AND id <= $3 AND end_us < $4 AND update_us < $4",
                                        {tenant, after, last, cut_us})
                               .status());
  return last;
}

}  // namespace ringback
