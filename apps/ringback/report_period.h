// The period of a report on the command line.
#ifndef RINGBACK_APPS_RINGBACK_REPORT_PERIOD_H_
#define RINGBACK_APPS_RINGBACK_REPORT_PERIOD_H_

#include <memory>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "apps/ringback/session.h"
#include "apps/ringback/times.h"

namespace ringback::cli {

// What was written for it; empty where nothing was.
struct PeriodFlags {
  std::string from;
  std::string to;
  std::string week;
};

// Adds --from, --to and --week.
std::shared_ptr<PeriodFlags> BindPeriod(CLI::App& app);

struct Period {
  absl::Time start;
  absl::Time end;
  Clock clock;  // by which it was read
};

// The period of the flags: the last whole week when there are none; until now without --to.
// INVALID_ARGUMENT names the flag.
absl::StatusOr<Period> ReadPeriod(const PeriodFlags& flags, Session& session);

// Now, in the zone of the tenant; of UTC for all tenants together.
absl::StatusOr<Clock> ReportClock(Session& session);

// "Mon 16 Nov, 00:00 to Mon 23 Nov, 00:00".
std::string PeriodText(const Period& period);

// INVALID_ARGUMENT: this is no week.
absl::Status NotAWeek(std::string_view text);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_REPORT_PERIOD_H_
