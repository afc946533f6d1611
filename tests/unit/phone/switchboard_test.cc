// Which lines may belong to one switchboard.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ringback/phone/phone_number.h"

namespace ringback {
namespace {

PhoneNumber Number(const char* e164) { return ReadSignalled(e164, "").number; }

std::vector<std::string> Block(const char* e164) {
  std::vector<std::string> spans;
  for (const NumberRange& range : SwitchboardBlock(Number(e164))) {
    spans.push_back(range.first.ToE164() + " " + range.last.ToE164());
  }
  return spans;
}

bool Contains(const char* block_of, const char* e164) {
  return std::ranges::any_of(SwitchboardBlock(Number(block_of)), [&](const NumberRange& range) {
    return range.first <= Number(e164) && Number(e164) <= range.last;
  });
}

using Spans = std::vector<std::string>;

TEST(SwitchboardBlock, IsTheHundredOfAFixedLine) {
  EXPECT_EQ(Block("+442079460018"), (Spans{"+442079460000 +442079460099"}));
  EXPECT_EQ(Block("+33199001234"), (Spans{"+33199001200 +33199001299"}));
  EXPECT_EQ(Block("+4723313050"), (Spans{"+4723313000 +4723313099"}));
}

TEST(SwitchboardBlock, IsTheHundredInNorthAmericaWhereMobilesCannotBeTold) {
  EXPECT_EQ(Block("+12024561414"), (Spans{"+12024561400 +12024561499"}));
}

TEST(SwitchboardBlock, IsEmptyForNumbersThatAreNotHandedOutInBlocks) {
  EXPECT_EQ(Block("+447400123456"), Spans());   // mobile
  EXPECT_EQ(Block("+4915228817386"), Spans());  // mobile
  EXPECT_EQ(Block("+18003569377"), Spans());    // toll free
  EXPECT_EQ(Block("+448081570123"), Spans());   // toll free
  EXPECT_EQ(Block("+4532123456"), Spans());     // Denmark: any number may be a mobile
  EXPECT_EQ(Block("+11234567890"), Spans());    // no such number
  EXPECT_TRUE(SwitchboardBlock(PhoneNumber()).empty());
  EXPECT_TRUE(SwitchboardBlock(PhoneNumber::FromDigits(7)).empty());
  EXPECT_TRUE(SwitchboardBlock(PhoneNumber::FromDigits(999999999999)).empty());
}

TEST(SwitchboardBlock, OfAGermanDirectDialHasTheSwitchboardsOfItsBases) {
  EXPECT_EQ(Block("+493023125123"),
            (Spans{"+493023120 +493023120", "+4930231250 +4930231250", "+49302312510 +49302312510",
                   "+493023125100 +493023125199"}));
}

TEST(SwitchboardBlock, OfAGermanSwitchboardHasTheDirectDialsOfItsBase) {
  EXPECT_EQ(Block("+4930231250"),
            (Spans{"+493023120 +493023120", "+4930231200 +4930231299", "+49302312500 +49302312599",
                   "+493023125000 +493023125999", "+4930231250000 +4930231259999"}));
}

TEST(SwitchboardBlock, OfOneCompanyHoldsEachOfItsLinesWhicheverRang) {
  for (const char* line : {"+43140110222", "+4314011022", "+431401102222"}) {
    EXPECT_TRUE(Contains("+431401100", line)) << line;
    EXPECT_TRUE(Contains(line, "+431401100")) << line;
  }
}

TEST(SwitchboardBlock, KeepsABaseOfSixDigits) {
  // 030 2312-0: base 302312. A shorter base would be a whole quarter of the town.
  EXPECT_TRUE(Contains("+493023120", "+493023121234"));
  EXPECT_EQ(Block("+493023121"), Spans());  // five digits are left of 3023121
}

TEST(SwitchboardBlock, LeavesStrangersOut) {
  EXPECT_FALSE(Contains("+12024561414", "+12024561514"));
  EXPECT_FALSE(Contains("+12024561414", "+12034561414"));
  EXPECT_FALSE(Contains("+493023125123", "+493023126123"));
  EXPECT_FALSE(Contains("+493023125123", "+493023125223"));
  EXPECT_FALSE(Contains("+493023125123", "+494023125123"));
  EXPECT_FALSE(Contains("+4930231250", "+4930231350"));
  EXPECT_FALSE(Contains("+4930231250", "+49302313500"));
}

TEST(SwitchboardBlock, IsSortedHasNoOverlapAndHoldsItsNumber) {
  for (const char* e164 :
       {"+4930231250", "+493023125123", "+493023120", "+431401100", "+431401102222", "+12024561414",
        "+390646991234", "+4989999980", "+492214710123", "+496990009123"}) {
    const auto block = SwitchboardBlock(Number(e164));
    ASSERT_FALSE(block.empty()) << e164;
    EXPECT_TRUE(Contains(e164, e164));
    for (size_t i = 0; i < block.size(); ++i) {
      EXPECT_LE(block[i].first, block[i].last) << e164;
      if (i > 0) {
        EXPECT_LT(block[i - 1].last, block[i].first) << e164;
      }
      EXPECT_LE(block[i].last.ToE164().size(), 16u) << e164;
    }
  }
}

}  // namespace
}  // namespace ringback
