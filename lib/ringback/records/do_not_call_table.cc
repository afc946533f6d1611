#include "ringback/records/do_not_call_table.h"

#include "ringback/base/status_macros.h"
#include "ringback/model/marks.h"

namespace ringback {

using store::Row;
using store::Session;
using store::WriteSession;

absl::StatusOr<bool> IsDoNotCall(Session& session, std::string_view tenant, PhoneNumber number) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT 1 FROM do_not_call_numbers WHERE tenant = $1 AND number = $2",
                    {tenant, number.digits()}, [&](const Row&) { found = true; }));
  return found;
}

absl::Status AddDoNotCall(WriteSession& session, std::string_view tenant, PhoneNumber number,
                          int64_t asked_us) {
  session.Touch(marks::Number(tenant, number.digits()));
  return session
      .Execute(
          "INSERT INTO do_not_call_numbers (tenant, number, asked_us) VALUES ($1, $2, $3) "
          "ON CONFLICT (tenant, number) DO UPDATE SET asked_us = excluded.asked_us",
          {tenant, number.digits(), asked_us})
      .status();
}

absl::Status RemoveDoNotCall(WriteSession& session, std::string_view tenant, PhoneNumber number) {
  session.Touch(marks::Number(tenant, number.digits()));
  return session
      .Execute("DELETE FROM do_not_call_numbers WHERE tenant = $1 AND number = $2",
               {tenant, number.digits()})
      .status();
}

}  // namespace ringback
