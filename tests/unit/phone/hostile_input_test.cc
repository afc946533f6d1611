// Whatever bytes come: no crash, no number that is not there, no long wait.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ringback/phone/phone_number.h"

namespace ringback {
namespace {

using Kind = ReadNumber::Kind;

std::string Repeat(const std::string& part, size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  while (times-- > 0) text += part;
  return text;
}

std::vector<std::string> HostileTexts() {
  return {
      Repeat("1", 10'000'000),
      Repeat(" ", 10'000'000),
      Repeat("a", 1000),
      Repeat("1", 1000),
      "+" + Repeat("1", 1000),
      Repeat("(", 1000),
      Repeat("-", 1000),
      Repeat("%", 1000),
      Repeat("%2", 500),
      Repeat("\"", 1000),
      Repeat("<", 1000),
      Repeat(";", 1000),
      Repeat("+", 1000),
      Repeat("1-", 500),
      Repeat("x1", 500),
      Repeat("1 ext ", 150),
      Repeat("\xF0\x9F\x93\x9E", 250),
      "\"" + Repeat("\\", 1000),
      "sip:" + Repeat("1", 1000) + "@gw.example",
      "\"" + Repeat("a", 5000) + "\" <sip:+12024561414@gw.example>",
      std::string("2024561414\0", 11),
      std::string("\0002024561414", 11),
      std::string("202456\0001414", 11),
      "\xFF\xFE+12024561414",
      "+12024561414\xC3",
      "2024561414\xC0\x80",
      "\xED\xA0\x80 2024561414",
      "2024561414\x7F",
      "sip:2024561414%0d%0a@gw.example",
      "!\"#$%&'()*,-./:;<=>?@[\\]^_`{|}~",
  };
}

TEST(HostileInput, IsNeverANumber) {
  for (const std::string& text : HostileTexts()) {
    for (const char* region : {"US", "DE", "", "xx"}) {
      const ReadNumber read = ReadSignalled(text, region);
      EXPECT_NE(read.kind, Kind::kNumber) << text.substr(0, 40);
      EXPECT_TRUE(read.number.empty());
      EXPECT_FALSE(ReadDialable(text, region).ok()) << text.substr(0, 40);
    }
  }
}

TEST(HostileInput, TakesBoundedTime) {
  // The plan's reader alone takes hours for ten megabytes of digits and separators.
  const std::string huge = Repeat("1-", 5'000'000);
  const std::string long_junk = Repeat("1-(", 340);
  const absl::Time start = absl::Now();
  for (int i = 0; i < 200; ++i) {
    ReadSignalled(huge, "US");
    EXPECT_FALSE(ReadDialable(huge, "US").ok());
    ReadSignalled(long_junk, "US");
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
}

TEST(HostileInput, CuttingNeverMakesAnotherNumber) {
  // The digits behind the cut belong to the number: what is before it is not the number.
  const std::string number = "+4930231250";
  for (size_t dashes = 40; dashes < 80; ++dashes) {
    const std::string text = number + Repeat("-", dashes) + "12";
    const ReadNumber read = ReadSignalled(text, "DE");
    EXPECT_NE(read.number.ToE164(), number) << dashes;
    const std::string ahead = Repeat("-", dashes) + "+493023125012";
    const std::string got = ReadSignalled(ahead, "DE").number.ToE164();
    EXPECT_TRUE(got.empty() || got == "+493023125012") << dashes << " " << got;
  }
}

TEST(HostileInput, BlanksDoNotCountAgainstTheNumber) {
  EXPECT_EQ(ReadSignalled(Repeat(" ", 200) + "+1" + Repeat(" ", 200) + "2024561414", "DE").number,
            PhoneNumber::FromDigits(12024561414));
}

TEST(HostileInput, RandomBytesKeepThePromises) {
  std::mt19937 random(42);
  const std::string alphabet =
      "+0123456789 ()-.,;:x#*<>\"@%\\sip:telanonymous=\xC3\xA4\xEF\xBC\x91";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (unsigned length = random() % 40; length > 0; --length) {
      text += alphabet[random() % alphabet.size()];
    }
    const ReadNumber read = ReadSignalled(text, "US");
    EXPECT_EQ(read.kind == Kind::kNumber, !read.number.empty()) << text;
    if (read.kind != Kind::kNumber) {
      EXPECT_EQ(read.extension, "") << text;
    }
    EXPECT_LT(read.number.digits(), 1'000'000'000'000'000) << text;
    EXPECT_LE(read.extension.size(), 20u) << text;
    const auto kept = ReadDialable(text, "US");
    if (read.kind == Kind::kNumber) {
      ASSERT_TRUE(kept.ok()) << text;
      EXPECT_EQ(kept->number, read.number) << text;
    } else if (!kept.ok()) {
      EXPECT_EQ(kept.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

}  // namespace
}  // namespace ringback
