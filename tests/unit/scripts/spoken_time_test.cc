// Times as they are said to customers.
#include "ringback/scripts/spoken_time.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ringback::test {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

int64_t At(const char* zone, int day, int hour, int minute = 0, int month = 3) {
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilMinute(2031, month, day, hour, minute), Zone(zone)));
}

// Monday, 3 March 2031, 10:00 in Berlin.
SpokenTime In(Language language, bool twelve_hours = false) {
  return {language, twelve_hours, Zone("Europe/Berlin"), At("Europe/Berlin", 3, 10)};
}

int64_t On(int day, int hour, int minute = 0) { return At("Europe/Berlin", day, hour, minute); }

TEST(SpokenTime, DaysAreSaidAsPeopleSayThem) {
  const SpokenTime en = In(Language::kEnglish);
  EXPECT_EQ(en.Day(On(3, 23)), "today");
  EXPECT_EQ(en.Day(On(4, 0)), "tomorrow");
  EXPECT_EQ(en.Day(On(2, 23)), "yesterday");
  EXPECT_EQ(en.Day(On(5, 9)), "Wednesday");
  EXPECT_EQ(en.Day(On(9, 9)), "Sunday");
  EXPECT_EQ(en.Day(On(10, 9)), "Monday, 10 March") << "this Monday would be today";
  EXPECT_EQ(en.Day(On(1, 9)), "Saturday, 1 March") << "what has been is not taken for what will be";
}

TEST(SpokenTime, EachLanguageHasItsOwnWords) {
  const std::vector<int64_t> two = {On(4, 9), On(6, 14, 30)};
  const std::vector<int64_t> week = {On(5, 9), On(5, 11), On(7, 14)};
  const int64_t first = At("Europe/Berlin", 1, 13, 0, 4);
  const SpokenTime en = In(Language::kEnglish, true);
  EXPECT_EQ(en.Days(two), "tomorrow or Thursday");
  EXPECT_EQ(en.When(two), "tomorrow or this Thursday");
  EXPECT_EQ(en.When(week), "this Wednesday or Friday");
  EXPECT_EQ(en.Moments(two), "tomorrow at 9 AM or Thursday at 2:30 PM");
  EXPECT_EQ(en.Moment(first), "Tuesday, 1 April at 1 PM");
  EXPECT_EQ(en.Date(), "3 March 2031");
  const SpokenTime de = In(Language::kGerman);
  EXPECT_EQ(de.Days(two), "morgen oder Donnerstag");
  EXPECT_EQ(de.When(week), "diesen Mittwoch oder Freitag");
  EXPECT_EQ(de.Moments(two), "morgen um 9 Uhr oder Donnerstag um 14:30 Uhr");
  EXPECT_EQ(de.Moment(first), "Dienstag, 1. April um 13 Uhr");
  EXPECT_EQ(de.Date(), "3. März 2031");
  const SpokenTime es = In(Language::kSpanish);
  EXPECT_EQ(es.Days(two), "mañana o el jueves");
  EXPECT_EQ(es.When(week), "este miércoles o viernes");
  EXPECT_EQ(es.Moments(two), "mañana a las 9:00 o el jueves a las 14:30");
  EXPECT_EQ(es.Moment(On(4, 1)), "mañana a la 1:00");
  EXPECT_EQ(es.Date(), "3 de marzo de 2031");
  const SpokenTime fr = In(Language::kFrench);
  EXPECT_EQ(fr.Days(two), "demain ou jeudi");
  EXPECT_EQ(fr.When(week), "ce mercredi ou vendredi");
  EXPECT_EQ(fr.Moments(two), "demain à 9 h ou jeudi à 14 h 30");
  EXPECT_EQ(fr.Moment(first), "mardi 1er avril à 13 h");
  EXPECT_EQ(fr.Date(), "3 mars 2031");
}

TEST(SpokenTime, TheClockIsThatOfThePlace) {
  EXPECT_EQ(In(Language::kEnglish).Moment(On(3, 0, 5)), "today at 00:05");
  EXPECT_EQ(In(Language::kEnglish, true).Moment(On(3, 0, 5)), "today at 12:05 AM");
  EXPECT_EQ(In(Language::kEnglish, true).Moment(On(3, 12)), "today at 12 PM");
  EXPECT_EQ(In(Language::kGerman, true).Moment(On(3, 14)), "heute um 14 Uhr")
      << "only English counts twice to twelve";
}

TEST(SpokenTime, WhatIsTodayDependsOnWhereTheyLive) {
  const int64_t late = On(4, 3);  // 21:00 of the 3rd in New York
  EXPECT_EQ(In(Language::kEnglish).Day(late), "tomorrow");
  const SpokenTime new_york(Language::kEnglish, true, Zone("America/New_York"), On(3, 10));
  EXPECT_EQ(new_york.Moment(late), "today at 9 PM");
  // The night in which the clocks go forward there, 9 March: the hour from 2 to 3 is not.
  const int64_t before = At("America/New_York", 9, 1, 59);
  EXPECT_EQ(new_york.Moment(before), "Sunday at 1:59 AM");
  EXPECT_EQ(new_york.Moment(before + 60'000'000), "Sunday at 3 AM");
}

TEST(SpokenTime, HowLongAgoCountsOnesRightly) {
  const int64_t now = On(3, 10);
  constexpr int64_t kMinute = 60'000'000;
  const SpokenTime en = In(Language::kEnglish);
  EXPECT_EQ(en.Ago(now - kMinute + 1), "just now");
  EXPECT_EQ(en.Ago(now - kMinute), "1 minute ago");
  EXPECT_EQ(en.Ago(now - 12 * kMinute), "12 minutes ago");
  EXPECT_EQ(en.Ago(now - 60 * kMinute), "1 hour ago");
  EXPECT_EQ(en.Ago(now - 25 * 60 * kMinute), "1 day ago");
  EXPECT_EQ(In(Language::kGerman).Ago(now - 50 * 60 * kMinute), "vor 2 Tagen");
  EXPECT_EQ(In(Language::kSpanish).Ago(now - kMinute), "hace 1 minuto");
  EXPECT_EQ(In(Language::kFrench).Ago(now - 3 * 60 * kMinute), "il y a 3 heures");
}

TEST(SpokenTime, TheGreetingGoesByTheHourThere) {
  const auto greeting = [](int hour) {
    return SpokenTime(Language::kEnglish, true, Zone("Europe/Berlin"), On(3, hour)).Greeting();
  };
  EXPECT_EQ(greeting(8), "Good morning");
  EXPECT_EQ(greeting(12), "Good afternoon");
  EXPECT_EQ(greeting(18), "Good evening");
  EXPECT_EQ(greeting(1), "Good evening");
}

TEST(SpokenTime, ALanguageIsKnownByItsFirstSubtagAndElseEnglish) {
  EXPECT_EQ(LanguageOf("de"), Language::kGerman);
  EXPECT_EQ(LanguageOf("DE-at"), Language::kGerman);
  EXPECT_EQ(LanguageOf("es-419"), Language::kSpanish);
  EXPECT_EQ(LanguageOf("fr_CA"), Language::kFrench);
  EXPECT_EQ(LanguageOf(""), Language::kEnglish);
  EXPECT_EQ(LanguageOf("tlh"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("des"), Language::kEnglish);
}

}  // namespace
}  // namespace ringback::test
