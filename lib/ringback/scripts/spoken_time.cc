#include "ringback/scripts/spoken_time.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"

namespace ringback {
namespace {

// What is said of times in a language. In the patterns $0 is the weekday, $1 the day of the month,
// $2 the month, $3 the year; in `at` $0 is the day and $1 the clock.
struct Words {
  std::string_view code;
  std::array<std::string_view, 7> weekdays;  // from Monday
  std::array<std::string_view, 12> months;
  std::string_view yesterday, today, tomorrow;
  std::string_view weekday;       // within the week
  std::string_view day;           // beyond
  std::string_view this_weekday;  // the first weekday that answers "when?"
  std::string_view on_day;        // a day beyond the week that answers "when?"
  std::string_view at;
  std::string_view date;
  std::string_view or_;
  std::string_view first_of_month;  // $1 on the first; "" as on other days
  std::string_view just_now;
  std::string_view ago;                       // $0 is the span
  std::array<std::string_view, 6> units;      // minute, minutes, hour, hours, day, days
  std::array<std::string_view, 3> greetings;  // morning, afternoon, evening
  int afternoon_hour;
  int evening_hour;
};

// In the order of Language.
constexpr std::array<Words, 4> kWords = {{
    {"en",
     {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"},
     "yesterday",
     "today",
     "tomorrow",
     "$0",
     "$0, $1 $2",
     "this $0",
     "on $0, $1 $2",
     "$0 at $1",
     "$1 $2 $3",
     " or ",
     "",
     "just now",
     "$0 ago",
     {"minute", "minutes", "hour", "hours", "day", "days"},
     {"Good morning", "Good afternoon", "Good evening"},
     12,
     18},
    {"de",
     {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
     {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"},
     "gestern",
     "heute",
     "morgen",
     "$0",
     "$0, $1. $2",
     "diesen $0",
     "am $0, $1. $2",
     "$0 um $1 Uhr",
     "$1. $2 $3",
     " oder ",
     "",
     "gerade eben",
     "vor $0",
     {"Minute", "Minuten", "Stunde", "Stunden", "Tag", "Tagen"},
     {"Guten Morgen", "Guten Tag", "Guten Abend"},
     11,
     18},
    {"es",
     {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
     {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
      "octubre", "noviembre", "diciembre"},
     "ayer",
     "hoy",
     "mañana",
     "el $0",
     "el $0 $1 de $2",
     "este $0",
     "el $0 $1 de $2",
     "$0 a $1",
     "$1 de $2 de $3",
     " o ",
     "",
     "ahora mismo",
     "hace $0",
     {"minuto", "minutos", "hora", "horas", "día", "días"},
     {"Buenos días", "Buenas tardes", "Buenas noches"},
     12,
     20},
    {"fr",
     {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
     {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre"},
     "hier",
     "aujourd'hui",
     "demain",
     "$0",
     "$0 $1 $2",
     "ce $0",
     "le $0 $1 $2",
     "$0 à $1",
     "$1 $2 $3",
     " ou ",
     "1er",
     "à l'instant",
     "il y a $0",
     {"minute", "minutes", "heure", "heures", "jour", "jours"},
     {"Bonjour", "Bonjour", "Bonsoir"},
     12,
     18},
}};

const Words& WordsOf(Language language) { return kWords[static_cast<size_t>(language)]; }

absl::string_view Abseil(std::string_view text) { return {text.data(), text.size()}; }

std::string Say(std::string_view pattern, const Words& words, const absl::CivilDay& day) {
  const std::string number = day.day() == 1 && !words.first_of_month.empty()
                                 ? std::string(words.first_of_month)
                                 : absl::StrCat(day.day());
  return absl::Substitute(
      Abseil(pattern), Abseil(words.weekdays[static_cast<size_t>(absl::GetWeekday(day))]), number,
      Abseil(words.months[static_cast<size_t>(day.month() - 1)]), day.year());
}

std::string TwoDigits(int number) { return absl::StrCat(number < 10 ? "0" : "", number); }

}  // namespace

Language LanguageOf(std::string_view tag) {
  const std::string first = absl::AsciiStrToLower(Abseil(tag.substr(0, tag.find_first_of("-_"))));
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].code == first) return static_cast<Language>(i);
  }
  return Language::kEnglish;
}

int64_t SpokenTime::DaysAhead(int64_t us) const {
  return absl::ToCivilDay(absl::FromUnixMicros(us), zone_) -
         absl::ToCivilDay(absl::FromUnixMicros(now_us_), zone_);
}

std::string SpokenTime::Day(int64_t us) const {
  const Words& words = WordsOf(language_);
  const int64_t ahead = DaysAhead(us);
  if (ahead == -1) return std::string(words.yesterday);
  if (ahead == 0) return std::string(words.today);
  if (ahead == 1) return std::string(words.tomorrow);
  // Within the week a weekday says it all; "Tuesday" a week from now would be taken for this one.
  return Say(ahead > 0 && ahead < 7 ? words.weekday : words.day, words,
             absl::ToCivilDay(absl::FromUnixMicros(us), zone_));
}

std::string SpokenTime::Clock(int64_t us) const {
  const absl::CivilMinute time = absl::ToCivilMinute(absl::FromUnixMicros(us), zone_);
  const int hour = time.hour();
  const std::string minutes = absl::StrCat(":", TwoDigits(time.minute()));
  const bool full = time.minute() == 0;
  switch (language_) {
    case Language::kGerman:
      return absl::StrCat(hour, full ? "" : minutes);
    case Language::kSpanish:
      return absl::StrCat(hour == 1 ? "la " : "las ", hour, minutes);
    case Language::kFrench:
      return absl::StrCat(hour, " h", full ? "" : absl::StrCat(" ", TwoDigits(time.minute())));
    case Language::kEnglish:
      break;
  }
  if (!twelve_hours_) return absl::StrCat(TwoDigits(hour), minutes);
  return absl::StrCat(hour % 12 == 0 ? 12 : hour % 12, full ? "" : minutes,
                      hour < 12 ? " AM" : " PM");
}

std::string SpokenTime::Moment(int64_t us) const {
  return absl::Substitute(Abseil(WordsOf(language_).at), Day(us), Clock(us));
}

std::string SpokenTime::JoinOr(const std::vector<std::string>& parts) const {
  if (parts.size() < 2) return parts.empty() ? "" : parts.front();
  const std::vector<std::string> all_but_last(parts.begin(), parts.end() - 1);
  return absl::StrCat(absl::StrJoin(all_but_last, ", "), Abseil(WordsOf(language_).or_),
                      parts.back());
}

std::string SpokenTime::Days(const std::vector<int64_t>& times) const {
  std::vector<std::string> days;
  for (const int64_t us : times) {
    std::string day = Day(us);
    if (days.empty() || days.back() != day) days.push_back(std::move(day));
  }
  return JoinOr(days);
}

std::string SpokenTime::When(const std::vector<int64_t>& times) const {
  const Words& words = WordsOf(language_);
  std::vector<std::string> days;
  bool said_this = false;
  int64_t last = 0;
  for (const int64_t us : times) {
    const int64_t ahead = DaysAhead(us);
    if (!days.empty() && ahead == last) continue;
    last = ahead;
    const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(us), zone_);
    if (ahead < 2) {
      days.push_back(Day(us));
    } else if (ahead < 7) {
      days.push_back(Say(said_this ? "$0" : words.this_weekday, words, day));
      said_this = true;
    } else {
      days.push_back(Say(words.on_day, words, day));
    }
  }
  return JoinOr(days);
}

std::string SpokenTime::Moments(const std::vector<int64_t>& times) const {
  std::vector<std::string> moments;
  moments.reserve(times.size());
  for (const int64_t us : times) moments.push_back(Moment(us));
  return JoinOr(moments);
}

std::string SpokenTime::Ago(int64_t us) const {
  const Words& words = WordsOf(language_);
  const absl::Duration span = absl::Microseconds(now_us_ - us);
  if (span < absl::Minutes(1)) return std::string(words.just_now);
  const size_t unit = span < absl::Hours(1) ? 0 : span < absl::Hours(24) ? 2 : 4;
  const absl::Duration one = unit == 0   ? absl::Minutes(1)
                             : unit == 2 ? absl::Hours(1)
                                         : absl::Hours(24);
  const int64_t count = span / one;
  return absl::Substitute(
      Abseil(words.ago),
      absl::StrCat(count, " ", Abseil(words.units[unit + (count == 1 ? 0 : 1)])));
}

std::string SpokenTime::Date() const {
  const Words& words = WordsOf(language_);
  return Say(words.date, words, absl::ToCivilDay(absl::FromUnixMicros(now_us_), zone_));
}

std::string SpokenTime::Greeting() const {
  const Words& words = WordsOf(language_);
  const int hour = absl::ToCivilHour(absl::FromUnixMicros(now_us_), zone_).hour();
  const size_t part = hour < 3                      ? 2
                      : hour < words.afternoon_hour ? 0
                      : hour < words.evening_hour   ? 1
                                                    : 2;
  return std::string(words.greetings[part]);
}

}  // namespace ringback
