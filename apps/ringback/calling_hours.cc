#include "apps/ringback/calling_hours.h"

#include <array>
#include <cstdio>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

constexpr std::array<const char*, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

// 1 for Monday to 7 for Sunday (ISO 8601).
std::optional<int> ParseDay(const std::string& text) {
  for (size_t i = 0; i < kDays.size(); ++i) {
    if (absl::EqualsIgnoreCase(text, kDays[i])) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::vector<v1::CallingHours>> ParseCallingHours(std::string_view text) {
  absl::Status bad = absl::InvalidArgumentError(absl::StrCat(
      Quote(text), " is not of the form \"mon-fri 08:00-18:00\" or \"sat 09:00-12:00\""));
  const std::string copy(text);
  const size_t blank = copy.find(' ');
  if (blank == std::string::npos) return bad;
  const std::string days = copy.substr(0, blank);
  const size_t dash = days.find('-');
  const std::optional<int> first = ParseDay(days.substr(0, dash));
  const std::optional<int> last =
      dash == std::string::npos ? first : ParseDay(days.substr(dash + 1));
  int start_hour = 0;
  int start_minute = 0;
  int end_hour = 0;
  int end_minute = 0;
  char rest = 0;
  // NOLINTNEXTLINE(cert-err34-c): two digits cannot overflow.
  const int read = std::sscanf(copy.c_str() + blank, " %2d:%2d-%2d:%2d%c", &start_hour,
                               &start_minute, &end_hour, &end_minute, &rest);
  if (!first.has_value() || !last.has_value() || *last < *first || read != 4) return bad;
  std::vector<v1::CallingHours> spans;
  for (int day = *first; day <= *last; ++day) {
    v1::CallingHours& span = spans.emplace_back();
    span.set_iso_weekday(day);
    span.set_start_minute(start_hour * 60 + start_minute);
    span.set_end_minute(end_hour * 60 + end_minute);
  }
  return spans;
}

std::string CallingHoursText(const v1::CallingHours& hours) {
  const size_t day = static_cast<size_t>(hours.iso_weekday()) - 1;
  return absl::StrFormat("%s %02d:%02d-%02d:%02d", day < kDays.size() ? kDays[day] : "?",
                         hours.start_minute() / 60, hours.start_minute() % 60,
                         hours.end_minute() / 60, hours.end_minute() % 60);
}

}  // namespace ringback::cli
