#include "ringback/reports/iso_week.h"

#include "absl/strings/str_format.h"

namespace ringback {
namespace {

constexpr size_t kTextLength = 8;  // "2026-W47"

// The number that the digits of `text` write, or -1.
int Number(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

std::string IsoWeekOf(absl::CivilDay day) {
  const absl::CivilDay thursday = MondayOf(day) + 3;
  return absl::StrFormat("%04d-W%02d", thursday.year(), (absl::GetYearDay(thursday) - 1) / 7 + 1);
}

std::optional<absl::CivilDay> ParseIsoWeek(std::string_view text) {
  if (text.size() != kTextLength || text.substr(4, 2) != "-W") return std::nullopt;
  const int year = Number(text.substr(0, 4));
  const int week = Number(text.substr(6));
  if (year < 1 || week < 1) return std::nullopt;
  // 4 January is in the first week of its year.
  const absl::CivilDay monday = MondayOf(absl::CivilDay(year, 1, 4)) + 7 * (week - 1);
  if (IsoWeekOf(monday) != text) return std::nullopt;
  return monday;
}

}  // namespace ringback
