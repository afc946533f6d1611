// What stands in the headers of a message.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/sending/mail.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MailHeader, PlainTextStaysAsItIs) {
  EXPECT_EQ(HeaderText("Lead: Robert Jones"), "Lead: Robert Jones");
  EXPECT_EQ(HeaderText(""), "");
}

TEST(MailHeader, ControlCharactersAreABlank) {
  EXPECT_EQ(HeaderText("a\r\nBcc: b\t\x7F"), "a Bcc: b");
}

TEST(MailHeader, OtherTextIsEncodedInWordsOfAtMost75Characters) {
  EXPECT_EQ(HeaderText("gr\xC3\xB6\xC3\x9F"
                       "er"),
            "=?UTF-8?B?Z3LDtsOfZXI=?=");
  // What looks encoded is not taken for it.
  EXPECT_THAT(HeaderText("=?UTF-8?B?QQ==?="), Not(HasSubstr("QQ==")));
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xE2\x82\xAC";
  const std::string header = HeaderText(text);
  size_t begin = 0;
  while (begin < header.size()) {
    const size_t end = std::min(header.find("\r\n ", begin), header.size());
    EXPECT_LE(end - begin, 75u);
    EXPECT_EQ(header.substr(begin, 10), "=?UTF-8?B?");
    begin = end + 3;
  }
}

TEST(MailHeader, BytesThatAreNoTextDoNoHarm) {
  EXPECT_EQ(HeaderText("\xFF\xC3"), "");
  EXPECT_EQ(HeaderText("a\xFF\xC3 b"), "a b");
}

TEST(MailAddress, IsOneMailboxWithoutTricks) {
  for (const char* address : {"a@b", "team@heating.example", "a.b+c@d.example"}) {
    EXPECT_TRUE(IsMailAddress(address)) << address;
  }
  for (const char* address : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>",
                              "<a@b>", "a,b@c", "a@b>", "\"a b\"@c", "a@[127.0.0.1]", "a@b\n"}) {
    EXPECT_FALSE(IsMailAddress(address)) << address;
  }
  EXPECT_FALSE(IsMailAddress(std::string(300, 'a') + "@b"));
}

}  // namespace
}  // namespace ringback::test
