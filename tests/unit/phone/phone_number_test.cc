// What the phone room says about numbers, and how it refuses them.
#include "ringback/phone/phone_number.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace ringback {
namespace {

std::string Refusal(std::string_view text, std::string_view region) {
  const auto read = ReadDialable(text, region);
  if (read.ok()) return "read as " + read->number.ToE164();
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(read.status().message());
}

std::string Dialable(std::string_view text, std::string_view region) {
  const auto read = ReadDialable(text, region);
  return read.ok() ? read->number.ToE164() : std::string(read.status().message());
}

TEST(PhoneNumber, IsItsDigits) {
  constexpr PhoneNumber kNumber = PhoneNumber::FromDigits(12024561414);
  static_assert(!kNumber.empty() && PhoneNumber().empty());
  static_assert(kNumber.digits() == 12024561414 && kNumber == PhoneNumber::FromDigits(12024561414));
  static_assert(kNumber < PhoneNumber::FromDigits(12024561415));
  EXPECT_EQ(kNumber.ToE164(), "+12024561414");
  EXPECT_EQ(PhoneNumber().ToE164(), "");
}

TEST(ReadDialable, SaysWhatIsWrong) {
  EXPECT_EQ(Refusal("12", "US"), "\"12\" is too short to be a phone number in US");
  EXPECT_EQ(Refusal("20245614141234", "US"),
            "\"20245614141234\" is too long to be a phone number in US");
  EXPECT_EQ(Refusal("+44 12", "US"), "\"+44 12\" is too short to be a phone number in GB");
  EXPECT_EQ(Refusal("abc", "US"), "\"abc\" is not a phone number");
  EXPECT_EQ(Refusal("", "US"), "\"\" is not a phone number");
  EXPECT_EQ(Refusal("anonymous", "US"), "\"anonymous\" is not a phone number");
  EXPECT_EQ(Refusal("456-1414", "US"),
            "\"456-1414\" is a phone number without its area code in US");
  EXPECT_EQ(Refusal("2024561414", ""),
            "\"2024561414\" has no country code; write it like +12025550123");
  EXPECT_EQ(Refusal("+999 1234567", "US"),
            "\"+999 1234567\" has a country code that is not in use");
  EXPECT_EQ(Refusal("+4412345678901234", "US"),
            "\"+4412345678901234\" is too long to be a phone number in GB");
  EXPECT_EQ(Refusal("+266696687", "US"), "\"+266696687\" is too short to be a phone number in LS");
  EXPECT_EQ(Refusal("0000000000", "US"), "\"0000000000\" is not a phone number");
}

TEST(ReadDialable, QuotesOnlyWhatIsSafeToShow) {
  EXPECT_EQ(Refusal("a\r\nb", "US"), "\"a\\x0d\\x0ab\" is not a phone number");
  EXPECT_EQ(Refusal(std::string_view("a\0b", 3), "US"), "\"a\\x00b\" is not a phone number");
  EXPECT_EQ(Refusal("a\"b\\c", "US"), "\"a\\\"b\\\\c\" is not a phone number");
  EXPECT_EQ(Refusal("a\xFFz", "US"), "\"a\\xffz\" is not a phone number");
  EXPECT_EQ(Refusal("a\u202Ez", "US"), "\"a\\u{202e}z\" is not a phone number");
  EXPECT_EQ(Refusal("Jörg", "US"), "\"Jörg\" is not a phone number");
  EXPECT_EQ(Refusal(std::string(41, 'a'), "US"),
            "\"" + std::string(40, 'a') + "…\" is not a phone number");
  EXPECT_EQ(Refusal(std::string(39, 'a') + "ä", "US"),
            "\"" + std::string(39, 'a') + "…\" is not a phone number");
  EXPECT_EQ(Refusal(std::string(2000, '1'), "US"),
            "\"" + std::string(40, '1') + "…\" is too long to be a phone number");
}

TEST(ReadDialable, DropsOurOwnPrivacyCodes) {
  EXPECT_EQ(Dialable("*67 202-456-1414", "US"), "+12024561414");
  EXPECT_EQ(Dialable("*672024561414", "US"), "+12024561414");
  EXPECT_EQ(Dialable("*82 202-456-1414", "US"), "+12024561414");
  EXPECT_EQ(Dialable("#31#030 23125000", "DE"), "+493023125000");
  EXPECT_EQ(Dialable("*31#+493023125000", "DE"), "+493023125000");
  EXPECT_EQ(Dialable("141 020 7946 0018", "GB"), "+442079460018");
  EXPECT_EQ(Dialable("1470 020 7946 0018", "GB"), "+442079460018");
  EXPECT_EQ(Dialable("1831 02 5550 1234", "AU"), "+61255501234");
  EXPECT_EQ(Dialable("184 03 3581 5111", "JP"), "+81335815111");
}

TEST(ReadDialable, DoesNotMistakeNumbersForPrivacyCodes) {
  EXPECT_EQ(Dialable("141 496 0123", "GB"), "+441414960123");  // Glasgow without its trunk zero
  EXPECT_EQ(Dialable("0141 496 0123", "GB"), "+441414960123");
  EXPECT_EQ(Dialable("141 496 0123", "US"), "+11414960123");
  EXPECT_EQ(ReadSignalled("141 496 0123", "GB").number.ToE164(), "+441414960123");
  EXPECT_EQ(ReadSignalled("0184 38 4121", "JP").number.ToE164(), "+81184384121");
}

TEST(ReadDialable, TakesPossibleNumbersThatThePlanDoesNotAssign) {
  EXPECT_EQ(Dialable("+1 555 555 0100", "US"), "+15555550100");
  EXPECT_FALSE(Describe(PhoneNumber::FromDigits(15555550100)).valid);
  EXPECT_EQ(Dialable("7378742833", "US"), "+17378742833");  // RESTRICTED on a keypad, Texas by hand
}

TEST(Describe, KnowsNationalFormatRegionTypeAndValidity) {
  struct Row {
    int64_t digits;
    const char* national;
    const char* region;
    LineType type;
  };
  const Row rows[] = {
      {12024561414, "(202) 456-1414", "US", LineType::kFixedLineOrMobile},
      {16135550142, "(613) 555-0142", "CA", LineType::kFixedLineOrMobile},
      {18003569377, "(800) 356-9377", "US", LineType::kTollFree},
      {442079460018, "020 7946 0018", "GB", LineType::kFixedLine},
      {447400123456, "07400 123456", "GB", LineType::kMobile},
      {493023125000, "030 23125000", "DE", LineType::kFixedLine},
      {4915228817386, "01522 8817386", "DE", LineType::kMobile},
      {390646991, "06 46991", "IT", LineType::kFixedLine},
      {33199001234, "01 99 00 12 34", "FR", LineType::kFixedLine},
      {61491570156, "0491 570 156", "AU", LineType::kMobile},
  };
  for (const Row& row : rows) {
    const NumberDetails details = Describe(PhoneNumber::FromDigits(row.digits));
    EXPECT_EQ(details.national, row.national);
    EXPECT_EQ(details.region, row.region) << row.digits;
    EXPECT_EQ(details.type, row.type) << row.digits;
    EXPECT_TRUE(details.valid) << row.digits;
  }
}

TEST(Describe, SaysLittleOfNumbersThatDoNotExist) {
  const NumberDetails nothing = Describe(PhoneNumber());
  EXPECT_EQ(nothing.national + nothing.region, "");
  EXPECT_FALSE(nothing.valid);
  EXPECT_EQ(nothing.type, LineType::kUnknown);
  EXPECT_FALSE(Describe(PhoneNumber::FromDigits(1)).valid);
  EXPECT_FALSE(Describe(PhoneNumber::FromDigits(999123456789)).valid);
  EXPECT_EQ(Describe(PhoneNumber::FromDigits(10000000000)).region, "");
  EXPECT_FALSE(Describe(PhoneNumber::FromDigits(-5)).valid);
  EXPECT_EQ(Describe(PhoneNumber::FromDigits(80012345678)).region, "");  // all the world's
}

TEST(IsDialingRegion, KnowsRegionsByTheirCldrCodes) {
  for (const char* region : {"US", "CA", "GB", "DE", "JP", "AX"}) {
    EXPECT_TRUE(IsDialingRegion(region)) << region;
  }
  for (const char* region : {"", "us", "USA", "ZZ", "001", "UK", "XX"}) {
    EXPECT_FALSE(IsDialingRegion(region)) << region;
  }
}

TEST(PhoneNumber, IsReadFromManyThreadsAtOnce) {
  constexpr int kThreads = 4;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 500; ++round) {
        EXPECT_EQ(ReadSignalled("(202) 456-1414", "US").number.digits(), 12024561414);
        EXPECT_EQ(ReadSignalled("030 23125-0", "DE").number.digits(), 4930231250);
        EXPECT_EQ(Describe(PhoneNumber::FromDigits(442079460018)).region, "GB");
        EXPECT_TRUE(IsDialingRegion("FR"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace ringback
