#include "apps/ringback/report_period.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"
#include "ringback/reports/iso_week.h"

namespace ringback::cli {

namespace {

absl::StatusOr<absl::Time> ReadFlag(const char* flag, const std::string& text, const Clock& clock) {
  absl::StatusOr<absl::Time> time = ParseTime(text, clock);
  if (time.ok()) return time;
  return absl::InvalidArgumentError(absl::StrCat(flag, ": ", std::string(time.status().message())));
}

Period WeekFrom(absl::CivilDay monday, const Clock& clock) {
  return {absl::FromCivil(monday, clock.zone), absl::FromCivil(monday + 7, clock.zone), clock};
}

}  // namespace

std::shared_ptr<PeriodFlags> BindPeriod(CLI::App& app) {
  auto flags = std::make_shared<PeriodFlags>();
  CLI::Option* from = app.add_option("--from", flags->from,
                                     "From when on; without it and --week, the last whole week");
  CLI::Option* to = app.add_option("--to", flags->to, "Until when; now unless given");
  to->needs(from);
  app.add_option("--week", flags->week, "A week: 2026-W47")->excludes(from)->excludes(to);
  return flags;
}

absl::Status NotAWeek(std::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("--week: ", Quote(text), " is not a week; write 2026-W47"));
}

absl::StatusOr<Clock> ReportClock(Session& session) {
  if (session.tenant_id() == "-") return Clock{absl::Now(), absl::UTCTimeZone()};
  return session.GetClock();
}

absl::StatusOr<Period> ReadPeriod(const PeriodFlags& flags, Session& session) {
  const absl::StatusOr<Clock> clock = ReportClock(session);
  if (!clock.ok()) return clock.status();
  if (!flags.week.empty()) {
    const std::optional<absl::CivilDay> monday = ParseIsoWeek(flags.week);
    if (!monday.has_value()) return NotAWeek(flags.week);
    return WeekFrom(*monday, *clock);
  }
  if (flags.from.empty())
    return WeekFrom(MondayOf(absl::ToCivilDay(clock->now, clock->zone)) - 7, *clock);
  const absl::StatusOr<absl::Time> start = ReadFlag("--from", flags.from, *clock);
  if (!start.ok()) return start.status();
  if (flags.to.empty()) return Period{*start, clock->now, *clock};
  const absl::StatusOr<absl::Time> end = ReadFlag("--to", flags.to, *clock);
  if (!end.ok()) return end.status();
  return Period{*start, *end, *clock};
}

std::string PeriodText(const Period& period) {
  return SpokenTime(period.start, period.clock) + " to " + SpokenTime(period.end, period.clock);
}

}  // namespace ringback::cli
