// What can be an e-mail address (RFC 5321).
#include "ringback/model/email_address.h"

#include <string_view>

#include "gtest/gtest.h"

namespace ringback {
namespace {

TEST(IsEmailAddress, TakesNearlyAnythingAroundAnAt) {
  for (const std::string_view address :
       {"a@b", "robert@jones.example", "o'brien+leads@sales.example", "\"a@b\"@c.example",
        "m\u00fcller@b\u00fccher.example"}) {
    EXPECT_TRUE(IsEmailAddress(address)) << address;
  }
}

TEST(IsEmailAddress, HasNoWhiteSpaceAndNothingThatCouldEndAHeader) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view text :
       {""sv, "a"sv, "@"sv, "a@"sv, "@b"sv, "a b@c.example"sv, "a@b.example\r\nBcc: c@b.example"sv,
        "a\t@b"sv, "a@b\0"sv, "a@b\x7f"sv, " a@b"sv}) {
    EXPECT_FALSE(IsEmailAddress(text)) << text;
  }
}

}  // namespace
}  // namespace ringback
