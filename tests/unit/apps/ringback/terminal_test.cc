#include "apps/ringback/terminal.h"

#include "apps/ringback/table.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

TEST(OneLine, NothingOfOthersSteersTheTerminal) {
  EXPECT_EQ(OneLine("\x1b[2J\x1b]0;title\x07"), "\uFFFD[2J\uFFFD]0;title\uFFFD");
  EXPECT_EQ(OneLine("a\u009B31mb"), "a\uFFFD31mb");  // CSI of C1
  EXPECT_EQ(OneLine("a\x7F\b"), "a\uFFFD\uFFFD");
  EXPECT_EQ(OneLine("pay\u202Etxt.exe\u2066"), "pay\uFFFDtxt.exe\uFFFD");
  EXPECT_EQ(OneLine("a\xFF\xC3"), "a\uFFFD\uFFFD");
  EXPECT_EQ(OneLine(std::string_view("a\0b", 3)), "a\uFFFDb");
}

TEST(OneLine, LineBreaksBecomeBlanks) {
  EXPECT_EQ(OneLine("a\r\nb\nc\td\u2028e\rf"), "a b c d e f");
  EXPECT_EQ(OneLine("Jürgen Öztürk 東京"), "Jürgen Öztürk 東京");
}

TEST(Lines, KeepLineBreaksWithAnIndent) { EXPECT_EQ(Lines("a\r\nb\n\x1b", 2), "a\n  b\n  \uFFFD"); }

TEST(WidthOf, CountsColumnsAndNotBytes) {
  EXPECT_EQ(WidthOf("Müller"), 6u);
  EXPECT_EQ(WidthOf("東京"), 4u);
  EXPECT_EQ(WidthOf("e\u0301"), 1u);
  EXPECT_EQ(CutToColumns("Müllerstraße", 6), "Mülle…");
  EXPECT_EQ(CutToColumns("東京都", 4), "東…");
  EXPECT_EQ(CutToColumns("abc", 3), "abc");
}

TEST(Table, ColumnsAreAsWideAsTheyHaveToBe) {
  Table table({"WHO", "NOTHING", "NUMBER"});
  table.AddRow({"Jürgen", "", "+49"});
  table.AddRow({"Li\n東京", "", "+86\x1b[31m"});
  EXPECT_EQ(table.Render(0),
            "WHO      NUMBER\n"
            "Jürgen   +49\n"
            "Li 東京  +86\uFFFD[31m\n");
  EXPECT_EQ(table.Render(8), "WHO    …\nJürgen …\nLi 東京…\n");
}

}  // namespace
}  // namespace ringback::cli
