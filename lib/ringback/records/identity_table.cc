#include "ringback/records/identity_table.h"

#include "ringback/base/status_macros.h"
#include "ringback/model/marks.h"

namespace ringback {

using store::ColumnReader;
using store::Row;
using store::Session;
using store::WriteSession;

absl::StatusOr<std::vector<IdentityVerdict>> VerdictsOn(Session& session, std::string_view tenant,
                                                        PhoneNumber number) {
  std::vector<IdentityVerdict> verdicts;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT caller, verdict, agent, call, verdict_us FROM identity_verdicts WHERE "
                    "tenant = $1 AND number = $2 "
                    "ORDER BY caller",
                    {tenant, number.digits()}, [&](const Row& row) {
                      ColumnReader in(row);
                      IdentityVerdict& verdict = verdicts.emplace_back();
                      verdict.caller = in.Int();
                      verdict.confirmed = in.Int() == 1;
                      verdict.agent = in.String();
                      verdict.call = in.Int();
                      verdict.verdict_us = in.Int();
                    }));
  return verdicts;
}

absl::Status WriteVerdict(WriteSession& session, std::string_view tenant, PhoneNumber number,
                          const IdentityVerdict& verdict) {
  session.Touch(marks::Number(tenant, number.digits()));
  return session
      .Execute(
          "INSERT INTO identity_verdicts (tenant, number, caller, verdict, agent, call, "
          "verdict_us) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, number, caller) DO UPDATE SET "
          "verdict = excluded.verdict, agent = excluded.agent, call = excluded.call, "
          "verdict_us = excluded.verdict_us",
          {tenant, number.digits(), verdict.caller, verdict.confirmed ? 1 : 2, verdict.agent,
           verdict.call, verdict.verdict_us})
      .status();
}

absl::Status WithdrawConfirmation(WriteSession& session, std::string_view tenant,
                                  PhoneNumber number, int64_t caller, int64_t call) {
  session.Touch(marks::Number(tenant, number.digits()));
  return session
      .Execute(
          "DELETE FROM identity_verdicts WHERE tenant = $1 AND number = $2 AND caller = $3 AND "
          "call = $4 AND "
          "verdict = 1",
          {tenant, number.digits(), caller, call})
      .status();
}

}  // namespace ringback
