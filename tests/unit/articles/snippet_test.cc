// The words around what was found, and where they stand in it.
#include "ringback/articles/snippet.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::ArticleHit SnippetOf(const std::string& plain, const std::string& query) {
  v1::ArticleHit hit;
  SetSnippet(plain, WordsOfQuery(query), &hit);
  return hit;
}

// What the highlights stand over.
std::vector<std::string> Highlighted(const v1::ArticleHit& hit) {
  std::vector<std::string> words;
  for (const v1::Highlight& highlight : hit.highlights()) {
    words.push_back(hit.snippet().substr(static_cast<size_t>(highlight.start()),
                                         static_cast<size_t>(highlight.length())));
  }
  return words;
}

TEST(Snippet, OfAShortTextIsAllOfIt) {
  const v1::ArticleHit hit = SnippetOf("A check costs 99 dollars.", "costs");
  EXPECT_EQ(hit.snippet(), "A check costs 99 dollars.");
  EXPECT_THAT(Highlighted(hit), ElementsAre("costs"));
}

TEST(Snippet, HighlightsAreBytesOfUtf8) {
  const v1::ArticleHit hit = SnippetOf("Für Ärger mit der Wärmepumpe: 家 anrufen", "arger warme");
  EXPECT_THAT(Highlighted(hit), ElementsAre("Ärger", "Wärmepumpe"));
  EXPECT_THAT(Highlighted(SnippetOf("Für Ärger mit der Wärmepumpe: 家 anrufen", "家")),
              ElementsAre("家"));
  EXPECT_THAT(Highlighted(SnippetOf("Cafe\u0301 CAFÉ cafe", "café")),
              ElementsAre("Cafe\u0301", "CAFÉ", "cafe"));
}

TEST(Snippet, IsWhereMostOfTheWordsStand) {
  std::string text = "The boiler. ";
  for (int i = 0; i < 50; ++i) text += "Nothing is said here. ";
  text += "The boiler is repaired on Monday. ";
  for (int i = 0; i < 50; ++i) text += "Nothing is said here. ";
  const v1::ArticleHit hit = SnippetOf(text, "boiler repaired monday");
  EXPECT_THAT(Highlighted(hit), ElementsAre("boiler", "repaired", "Monday"));
  EXPECT_LE(hit.snippet().size(), 170u);
  EXPECT_TRUE(hit.snippet().starts_with("…"));
  EXPECT_TRUE(hit.snippet().ends_with("…"));
}

TEST(Snippet, OfATextWithoutTheWordsIsItsBeginning) {
  const v1::ArticleHit hit = SnippetOf(std::string(500, 'x') + " end", "title");
  EXPECT_TRUE(hit.snippet().starts_with("xxx"));
  EXPECT_THAT(hit.highlights(), IsEmpty());
  EXPECT_EQ(SnippetOf("", "title").snippet(), "");
}

TEST(Snippet, NeverCutsACharacter) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += i % 40 == 39 ? " " : "ß家";
  for (const char* query : {"ß家", "x"}) {
    const v1::ArticleHit hit = SnippetOf(text + " tail", query);
    EXPECT_TRUE(IsValidUtf8(hit.snippet())) << query;
  }
  const v1::ArticleHit hit = SnippetOf(std::string(400, 'y'), "y");
  EXPECT_LE(hit.snippet().size(), 170u);
}

TEST(Words, OfAQueryAreEachThereOnceAndTheLastIsABeginning) {
  const std::vector<SearchWord> words = WordsOfQuery("Heat, HEAT pump-rep\"air* NEAR(é)");
  std::vector<std::string> texts;
  for (const SearchWord& word : words) texts.push_back(word.folded + (word.prefix ? "*" : ""));
  EXPECT_THAT(texts, ElementsAre("heat", "pump", "rep", "air", "near", "e*"));
  EXPECT_THAT(WordsOfQuery("!? \"*\" 😀 - ( ) :"), IsEmpty());
  EXPECT_LE(WordsOfQuery(std::string(500, ' ') + "a b c d e f g h i j k l m n o p q r s t u v w x "
                                                 "y z 0 1 2 3 4 5 6 7 8 9")
                .size(),
            32u);
}

TEST(Words, OfAnInterestMayGoOnWhereTheyAreLong) {
  std::vector<std::string> texts;
  for (const SearchWord& word : WordsOfInterest("a new heat pump")) {
    texts.push_back(word.folded + (word.prefix ? "*" : ""));
  }
  EXPECT_THAT(texts, ElementsAre("a", "new", "heat*", "pump*"));
}

}  // namespace
}  // namespace ringback
