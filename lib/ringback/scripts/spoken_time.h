// Times as one says them to a customer: in their time zone and their language.
#ifndef RINGBACK_SCRIPTS_SPOKEN_TIME_H_
#define RINGBACK_SCRIPTS_SPOKEN_TIME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace ringback {

// The languages that times are said in and built-in scripts are written in.
enum class Language { kEnglish, kGerman, kSpanish, kFrench };

// The language of a BCP 47 tag such as "de-AT", by its first subtag; English for "" and for those
// that there is nothing in.
Language LanguageOf(std::string_view tag);

// How times are said at one moment, in one place, in one language. Times are microseconds since
// 1970. A value; safe from any thread. What it says does not change within a quarter of an hour
// that is one on the clock, but for Ago().
class SpokenTime {
 public:
  // `twelve_hours`: "2 PM", which only English has, else "14:00".
  SpokenTime(Language language, bool twelve_hours, absl::TimeZone zone, int64_t now_us)
      : language_(language), twelve_hours_(twelve_hours), zone_(zone), now_us_(now_us) {}

  // "today", "tomorrow", "Tuesday" within the week, else "Tuesday, 3 March".
  std::string Day(int64_t us) const;

  // "Tuesday at 2 PM", "Tuesday, 3 March at 2 PM".
  std::string Moment(int64_t us) const;

  // "Tuesday or Thursday": the days of `times`, which are in order, each once.
  std::string Days(const std::vector<int64_t>& times) const;

  // "this Tuesday or Thursday": the same, as it answers "when?".
  std::string When(const std::vector<int64_t>& times) const;

  // "Tuesday at 9 AM or Thursday at 2 PM".
  std::string Moments(const std::vector<int64_t>& times) const;

  // "12 minutes ago"; `us` is not after now.
  std::string Ago(int64_t us) const;

  // "3 March 2026", as a letter is dated.
  std::string Date() const;

  // "Good morning", by the hour.
  std::string Greeting() const;

  Language language() const { return language_; }

 private:
  // How far a day is from today, in days.
  int64_t DaysAhead(int64_t us) const;
  std::string Clock(int64_t us) const;
  std::string JoinOr(const std::vector<std::string>& parts) const;

  Language language_;
  bool twelve_hours_;
  absl::TimeZone zone_;
  int64_t now_us_;
};

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_SPOKEN_TIME_H_
