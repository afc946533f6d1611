// Text: quoted, cut, folded.
#include "ringback/model/text.h"

#include <string>

#include "gtest/gtest.h"

namespace ringback {
namespace {

TEST(Fold, ForgetsCaseAccentsWidthAndWhiteSpace) {
  EXPECT_EQ(Fold("  Robert \t\n Jones "), "robert jones");
  EXPECT_EQ(Fold("Müller  GmbH"), Fold("muller gmbh"));
  EXPECT_EQ(Fold("MÜLLER"), Fold("Mu\u0308ller")) << "composed or not";
  EXPECT_EQ(Fold("STRASSE"), Fold("Straße"));
  EXPECT_EQ(Fold("ＡＢＣ"), "abc") << "full width";
  EXPECT_EQ(Fold("Šimůnková"), "simunkova");
  EXPECT_EQ(Fold("a\u00A0b\u2003c"), "a b c");
  EXPECT_EQ(Fold("ΣΊΣΥΦΟΣ"), Fold("σίσυφος"));
  EXPECT_EQ(Fold(""), "");
  EXPECT_EQ(Fold(" \n"), "");
}

TEST(Fold, TellsLettersApart) {
  EXPECT_NE(Fold("jones"), Fold("johns"));
  EXPECT_NE(Fold("王"), Fold("玉"));
  EXPECT_NE(Fold("ab"), Fold("a b"));
}

TEST(Quote, IsOneSafeLine) {
  EXPECT_EQ(Quote("plain"), "\"plain\"");
  EXPECT_EQ(Quote("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(Quote("a\r\n\x1b[31m"), "\"a\\x0d\\x0a\\x1b[31m\"");
  EXPECT_EQ(Quote("\xff\xfe"), "\"\\xff\\xfe\"");
  EXPECT_EQ(Quote("a\u202Eb"), "\"a\\u{202e}b\"");
  EXPECT_EQ(Quote(""), "\"\"");
}

TEST(Quote, CutsLongTextButNoCharacter) {
  EXPECT_EQ(Quote(std::string(40, 'x')), '"' + std::string(40, 'x') + '"');
  EXPECT_EQ(Quote(std::string(41, 'x')), '"' + std::string(40, 'x') + "…\"");
  const std::string odd =
      "x" + std::string(60, '\xc3').replace(0, 60, "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüü");
  const std::string quoted = Quote(odd);
  EXPECT_TRUE(IsValidUtf8(quoted)) << quoted;
  EXPECT_LE(quoted.size(), 45u);
}

TEST(CutUtf8, SplitsNoCharacter) {
  EXPECT_EQ(CutUtf8("abc", 5), "abc");
  EXPECT_EQ(CutUtf8("abc", 2), "ab");
  EXPECT_EQ(CutUtf8("aü", 2), "a");
  EXPECT_EQ(CutUtf8("aü", 3), "aü");
  EXPECT_EQ(CutUtf8("😀", 3), "");
  EXPECT_EQ(CutUtf8("", 0), "");
}

TEST(IsValidUtf8, KnowsTheFormsOfRfc3629) {
  for (const char* good : {"", "a", "ü", "王", "😀", "\u0080", "\uFFFF", "\U0010FFFF"}) {
    EXPECT_TRUE(IsValidUtf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "a\xe2\x82"}) {
    EXPECT_FALSE(IsValidUtf8(bad)) << Quote(bad);
    EXPECT_TRUE(IsValidUtf8(MakeValidUtf8(bad)));
  }
  EXPECT_EQ(MakeValidUtf8("a\xff"), "a\uFFFD");
}

}  // namespace
}  // namespace ringback
