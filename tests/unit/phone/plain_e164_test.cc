// The short way to read E.164 gives what the long way gives.
#include "ringback/phone/plain_e164.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "phonenumbers/phonenumberutil.h"
#include "ringback/phone/phone_number.h"

namespace ringback {
namespace {

using Util = i18n::phonenumbers::PhoneNumberUtil;
using PlanNumber = i18n::phonenumbers::PhoneNumber;

// libphonenumber's answer for `text`; "" when it is not a possible number.
std::string LongWay(const std::string& text, const std::string& region) {
  PlanNumber number;
  if (Util::GetInstance()->Parse(text, region, &number) != Util::NO_PARSING_ERROR) return "";
  if (Util::GetInstance()->IsPossibleNumberWithReason(number) != Util::IS_POSSIBLE) return "";
  std::string e164;
  Util::GetInstance()->Format(number, Util::E164, &e164);
  return e164;
}

// Fails unless the short way passes on `text` or gives what the long way does. Whether it read it.
bool ExpectSame(const std::string& text, const std::string& region) {
  const int64_t digits = ReadPlainE164(text);
  if (digits == 0) return false;
  EXPECT_EQ(absl::StrCat("+", digits), text);
  EXPECT_EQ(text, LongWay(text, region)) << "in " << region;
  return true;
}

TEST(PlainE164, EqualsTheLongWayOnExamplesOfEveryRegionAndType) {
  const Util& plans = *Util::GetInstance();
  std::set<std::string> regions;
  plans.GetSupportedRegions(&regions);
  int short_way = 0;
  int all = 0;
  for (const std::string& region : regions) {
    for (int type = Util::FIXED_LINE; type <= Util::VOICEMAIL; ++type) {
      PlanNumber example;
      const auto kind = static_cast<Util::PhoneNumberType>(type);
      if (!plans.GetExampleNumberForType(region, kind, &example)) continue;
      std::string e164;
      plans.Format(example, Util::E164, &e164);
      for (const char* read_in : {"US", "DE", "BR", "AU", "ZZ"}) {
        short_way += ExpectSame(e164, read_in) ? 1 : 0;
        ++all;
      }
      // 310-1234 reaches a company from all of Canada and from nowhere else.
      if (plans.IsPossibleNumberWithReason(example) != Util::IS_POSSIBLE) continue;
      // Whichever way: the public door gives the example itself.
      EXPECT_EQ(ReadSignalled(e164, region).number.ToE164(), e164) << region;
    }
  }
  std::printf("examples by the short way: %d of %d\n", short_way, all);
  EXPECT_GT(short_way, all / 3);
}

TEST(PlainE164, EqualsTheLongWayOnRandomNumbersOfEveryCountryCode) {
  std::set<int> codes;
  Util::GetInstance()->GetSupportedCallingCodes(&codes);
  std::mt19937 random(20240501);
  int short_way = 0;
  for (const int code : codes) {
    for (int length = 4; length <= 14; ++length) {
      for (int first = 0; first <= 9; ++first) {
        std::string text = absl::StrCat("+", code, first);
        for (int i = 1; i < length; ++i) absl::StrAppend(&text, random() % 10);
        short_way += ExpectSame(text, "US") ? 1 : 0;
      }
    }
  }
  std::printf("random numbers by the short way: %d\n", short_way);
  EXPECT_GT(short_way, 500);
}

TEST(PlainE164, EqualsTheLongWayBehindEveryLeadingTriple) {
  // Trunk prefixes and carrier codes are at most a few digits: each start, for each country code
  // that the short way knows.
  std::mt19937 random(7);
  std::set<int> codes;
  Util::GetInstance()->GetSupportedCallingCodes(&codes);
  for (const int code : codes) {
    for (int start = 0; start < 1000; ++start) {
      std::string national = absl::StrCat(absl::Dec(start, absl::kZeroPad3));
      for (int length = 3; length < 7; ++length) absl::StrAppend(&national, random() % 10);
      // One length that the short way reads, if there is one.
      for (int length = 7; length <= 12; ++length) {
        if (ExpectSame(absl::StrCat("+", code, national), "ZZ")) break;
        absl::StrAppend(&national, random() % 10);
      }
      if (HasFailure()) return;
    }
  }
}

TEST(PlainE164, PassesOnWhateverIsNotPlain) {
  for (const char* text : {"",
                           "+",
                           "12024561414",
                           "+1202456141",
                           "+120245614140",
                           "+1 2024561414",
                           "+1202456141a",
                           "+12024561414 ",
                           " +12024561414",
                           "+02024561414",
                           "+4402079460018",
                           "+11202456141",
                           "+266696687",
                           "+86282452253",
                           "+7378742833",
                           "+2562533",
                           "+8656696",
                           "+7748288",
                           "+1202456141414141414",
                           "+99912345678"}) {
    EXPECT_EQ(ReadPlainE164(text), 0) << text;
  }
  EXPECT_EQ(ReadPlainE164(std::string("+1202456") + '\0' + "414"), 0);
}

TEST(PlainE164, ReadsTheCountriesWeServeMost) {
  EXPECT_EQ(ReadPlainE164("+12024561414"), 12024561414);
  EXPECT_EQ(ReadPlainE164("+442079460018"), 442079460018);
  EXPECT_EQ(ReadPlainE164("+493023125000"), 493023125000);
  EXPECT_EQ(ReadPlainE164("+390646991234"), 390646991234);
}

TEST(ReadSignalled, GivesTheSameWhenItReadsItsResult) {
  std::set<int> codes;
  Util::GetInstance()->GetSupportedCallingCodes(&codes);
  std::mt19937 random(11);
  for (const int code : codes) {
    for (int round = 0; round < 60; ++round) {
      std::string text = absl::StrCat("+", code, " ");
      // Zeros, ones and eights are where trunk prefixes are.
      for (unsigned i = 0; i < 2; ++i) absl::StrAppend(&text, std::string(1, "0189"[random() % 4]));
      const unsigned length = 4 + random() % 8;
      for (unsigned i = 0; i < length; ++i) absl::StrAppend(&text, random() % 10);
      const ReadNumber read = ReadSignalled(text, "US");
      if (read.kind != ReadNumber::Kind::kNumber) continue;
      const std::string e164 = read.number.ToE164();
      EXPECT_LE(e164.size(), 16u);
      EXPECT_EQ(ReadSignalled(e164, "DE").number.ToE164(), e164) << text;
    }
  }
}

}  // namespace
}  // namespace ringback
