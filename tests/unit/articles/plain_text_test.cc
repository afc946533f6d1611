// What a text in Markdown says: one line, without its marks, and never with a tag in it.
#include "ringback/articles/plain_text.h"

#include <cctype>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

struct Case {
  const char* markdown;
  const char* plain;
};

TEST(PlainText, HasNoMarksOfCommonMark) {
  constexpr Case kCases[] = {
      {"", ""},
      {"   \n\t\n", ""},
      {"# Prices\n\nA check costs **99** dollars.", "Prices A check costs 99 dollars."},
      {"###### Six\n####### seven", "Six ####### seven"},
      {"#1 in town", "#1 in town"},
      {"- one\n* two\n+ three\n1. four", "one two three 1. four"},
      {"> quoted\n> > twice", "quoted twice"},
      {"_soft_ and snake_case_name", "soft and snake_case_name"},
      {"2 * 3 = 6, `code` and ~~old~~", "2 * 3 = 6, code and old"},
      {"see [our page](https://sample.example/a?b=c) or [that][1]", "see our page or that"},
      {"![a boiler](boiler.png)", "a boiler"},
      {"<https://sample.example> or <mailto:a@sample.example>",
       "https://sample.example or mailto:a@sample.example"},
      {"```sh\nrm -rf\n```\nafter", "rm -rf after"},
      {"| part | price |\n|:---|---:|\n| pump | 12 |", "part price pump 12"},
      {"above\n\n---\n\n***\nbelow", "above below"},
      {"\\*not soft\\* and \\# no heading", "*not soft* and # no heading"},
      {"a < b and 3 <4", "a < b and 3 <4"},
      {"Wärmepumpe\r\nfür 家", "Wärmepumpe für 家"},
      {"unfinished [link](https://", "unfinished link(https://"},
      {"unfinished *soft", "unfinished soft"},
  };
  for (const Case& each : kCases) EXPECT_EQ(PlainText(each.markdown), each.plain) << each.markdown;
}

TEST(PlainText, HasNoTagsAndNoComments) {
  constexpr Case kCases[] = {
      {"a<b>bold</b> word", "a bold word"},
      {"<script>alert(1)</script>", "alert(1)"},
      {"x <!-- hidden <b> --> y", "x y"},
      {"x <!-- never ends", "x !-- never ends"},
      {"<<b>script>alert(1)</script>", "< script>alert(1)"},
      {"<\\script>", "<\\script>"},
      {"\\<script>", "script>"},
      {"<*script*>", "script>"},
      {"<`img` src=x onerror=alert(1)>", "img src=x onerror=alert(1)>"},
      {"<a\nhref='x'>text</a>", "text"},
      {"<never closed", "never closed"},
      {"&lt;script&gt;", "&lt;script&gt;"},
  };
  for (const Case& each : kCases) EXPECT_EQ(PlainText(each.markdown), each.plain) << each.markdown;
}

TEST(PlainText, HasNoControlCharactersAndNoneThatTurnTheDirection) {
  EXPECT_EQ(PlainText("a\x01"
                      "b\x1b[31mc\x7f"),
            "a b 31mc");
  EXPECT_EQ(PlainText("<\u200Bb>pay\u200Bpal</\u200Bb>"), "b>paypal") << "what is hidden";
  EXPECT_EQ(PlainText("safe \u202Eexe.txt\u2066 x"), "safe exe.txt x");
  EXPECT_EQ(PlainText("\xff\xfe"
                      "broken\xc3"),
            "broken");
  EXPECT_EQ(PlainText("👩\u200D🔧 fits"), "👩\u200D🔧 fits") << "joiners belong to the word";
}

TEST(PlainText, OfAnythingIsOneLineWithoutATag) {
  constexpr const char* kPieces[] = {
      "<", ">",  "/",      "!",    "--",   "b",   "script",  "*", "_",   "`",  "[",
      "]", "(",  ")",      "\\",   "#",    "|",   "-",       " ", "\n",  "~~", "\"",
      "é", "家", "\u202E", "\xff", "<!--", "-->", "http://", "=", "```", "?"};
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string markdown;
    for (int i = 0; i < 12; ++i) markdown += kPieces[random() % std::size(kPieces)];
    const std::string plain = PlainText(markdown);
    ASSERT_TRUE(IsValidUtf8(plain)) << markdown;
    ASSERT_EQ(plain.find('\n'), std::string::npos) << markdown;
    for (size_t at = plain.find('<'); at != std::string::npos; at = plain.find('<', at + 1)) {
      const char next = at + 1 < plain.size() ? plain[at + 1] : ' ';
      ASSERT_FALSE(std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '/' ||
                   next == '!' || next == '?')
          << markdown << "\nbecame\n"
          << plain;
    }
  }
}

}  // namespace
}  // namespace ringback
