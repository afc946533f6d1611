#include "apps/ringback/times.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

// The longest length that is read; anything beyond is a slip of the finger.
constexpr absl::Duration kLongest = absl::Hours(24 * 366 * 100);

absl::Status NotATime(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      Quote(text), " is not a time; write 2026-11-24T09:00, 2026-11-24T09:00:00Z, -12m or +2d"));
}

std::optional<absl::Duration> UnitOf(std::string_view word) {
  if (word == "s" || word == "sec") return absl::Seconds(1);
  if (word == "m" || word == "min") return absl::Minutes(1);
  if (word == "h") return absl::Hours(1);
  if (word == "d") return absl::Hours(24);
  if (word == "w") return absl::Hours(24 * 7);
  return std::nullopt;
}

// The first format that fits. Formats without an offset are read in `zone`.
std::optional<absl::Time> ParseAbsolute(const std::string& text, const absl::TimeZone& zone) {
  constexpr std::array<const char*, 10> kFormats = {"%Y-%m-%d%ET%H:%M:%E*S%Ez",
                                                    "%Y-%m-%d%ET%H:%M%Ez",
                                                    "%Y-%m-%d %H:%M:%E*S%Ez",
                                                    "%Y-%m-%d %H:%M%Ez",
                                                    "%Y-%m-%d%ET%H:%M:%E*S",
                                                    "%Y-%m-%d%ET%H:%M",
                                                    "%Y-%m-%d %H:%M:%E*S",
                                                    "%Y-%m-%d %H:%M",
                                                    "%Y-%m-%dT%H",
                                                    "%Y-%m-%d"};
  for (const char* format : kFormats) {
    absl::Time time;
    if (absl::ParseTime(format, text, zone, &time, nullptr)) return time;
  }
  return std::nullopt;
}

// "09:00" on the day that `day` is in.
std::optional<absl::Time> ParseTimeOfDay(const std::string& text, absl::Time day,
                                         const absl::TimeZone& zone) {
  const std::string date = absl::FormatTime("%Y-%m-%dT", day, zone);
  absl::Time time;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M", date + text, zone, &time, nullptr)) return std::nullopt;
  return time;
}

bool IsRelative(std::string_view text) {
  return text.size() > 1 && (text[0] == '-' || text[0] == '+') &&
         std::isdigit(static_cast<unsigned char>(text[1])) != 0;
}

absl::StatusOr<absl::Time> ParseRelative(std::string_view text, absl::Time from) {
  const absl::StatusOr<absl::Duration> length = ParseLength(text.substr(1));
  if (!length.ok()) return NotATime(text);
  return text[0] == '-' ? from - *length : from + *length;
}

std::string Count(int64_t count, const char* unit) {
  return absl::StrCat(count, " ", unit, count == 1 ? "" : "s");
}

}  // namespace

absl::StatusOr<absl::Duration> ParseLength(std::string_view text) {
  absl::Duration length;
  size_t i = 0;
  while (i < text.size()) {
    size_t end = i;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    int64_t count = 0;
    if (end == i || !absl::SimpleAtoi(std::string(text.substr(i, end - i)), &count)) break;
    const size_t word = end;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
    const std::optional<absl::Duration> unit = UnitOf(text.substr(word, end - word));
    if (!unit.has_value()) break;
    length += *unit * count;
    i = end;
  }
  if (text.empty() || i < text.size() || length > kLongest) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quote(text), " is not a length of time; write 90s, 12m, 1h30m, 14d or 2w"));
  }
  return length;
}

absl::StatusOr<absl::Time> ParseTime(std::string_view text, const Clock& clock) {
  if (text == "now") return clock.now;
  if (IsRelative(text)) return ParseRelative(text, clock.now);
  const std::string copy(text);
  std::optional<absl::Time> time = ParseAbsolute(copy, clock.zone);
  if (!time.has_value()) time = ParseTimeOfDay(copy, clock.now, clock.zone);
  if (!time.has_value()) return NotATime(text);
  return *time;
}

absl::StatusOr<v1::TimeSlot> ParseSlot(std::string_view text, const Clock& clock) {
  const size_t slash = text.find('/');
  absl::StatusOr<absl::Time> start = ParseTime(text.substr(0, slash), clock);
  if (!start.ok()) return start.status();
  v1::TimeSlot slot;
  *slot.mutable_start_time() = ToProto(*start);
  if (slash == std::string_view::npos) return slot;

  const std::string_view rest = text.substr(slash + 1);
  absl::StatusOr<absl::Time> end = NotATime(rest);
  if (IsRelative(rest)) {
    end = ParseRelative(rest, *start);
  } else if (const auto time = ParseTimeOfDay(std::string(rest), *start, clock.zone)) {
    end = *time;
  } else {
    end = ParseTime(rest, clock);
  }
  if (!end.ok()) return end.status();
  if (*end < *start) {
    return absl::InvalidArgumentError(absl::StrCat(Quote(text), " ends before it begins"));
  }
  *slot.mutable_end_time() = ToProto(*end);
  return slot;
}

std::string ShortTime(absl::Time time, const Clock& clock) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, clock.zone);
}

std::string SpokenTime(absl::Time time, const Clock& clock) {
  const bool this_year =
      absl::ToCivilYear(time, clock.zone) == absl::ToCivilYear(clock.now, clock.zone);
  return absl::FormatTime(this_year ? "%a %d %b, %H:%M" : "%a %d %b %Y, %H:%M", time, clock.zone);
}

std::string SpokenSlot(const v1::TimeSlot& slot, const Clock& clock) {
  const absl::Time start = FromProto(slot.start_time());
  std::string text = SpokenTime(start, clock);
  if (!slot.has_end_time()) return text;
  const absl::Time end = FromProto(slot.end_time());
  const bool same_day = absl::ToCivilDay(start, clock.zone) == absl::ToCivilDay(end, clock.zone);
  return text + "–" +
         (same_day ? absl::FormatTime("%H:%M", end, clock.zone) : SpokenTime(end, clock));
}

std::string Ago(absl::Time time, const Clock& clock) {
  const absl::Duration distance = absl::AbsDuration(clock.now - time);
  if (distance < absl::Seconds(45)) return "just now";
  std::string length;
  if (distance < absl::Minutes(90)) {
    length = Count(absl::ToInt64Minutes(distance + absl::Seconds(30)), "minute");
  } else if (distance < absl::Hours(36)) {
    length = Count(absl::ToInt64Hours(distance + absl::Minutes(30)), "hour");
  } else {
    length = Count(absl::ToInt64Hours(distance + absl::Hours(12)) / 24, "day");
  }
  return time < clock.now ? length + " ago" : "in " + length;
}

std::string SpokenLength(absl::Duration length) {
  std::string text;
  const auto take = [&](absl::Duration unit, const char* name) {
    absl::Duration rest;
    const int64_t count = absl::IDivDuration(length, unit, &rest);
    length = rest;
    if (count != 0) absl::StrAppend(&text, text.empty() ? "" : " ", Count(count, name));
  };
  take(absl::Hours(24), "day");
  take(absl::Hours(1), "hour");
  take(absl::Minutes(1), "minute");
  take(absl::Seconds(1), "second");
  return text.empty() ? "0 seconds" : text;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  const int64_t micros = absl::ToUnixMicros(time);
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<int32_t>(rest * 1'000));
  return proto;
}

}  // namespace ringback::cli
