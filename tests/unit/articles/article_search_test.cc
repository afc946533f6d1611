// Finding articles by the words that people type.
#include "ringback/articles/article_search.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/articles/library.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using v1::Article;

class ArticleSearch : public ::testing::Test {
 protected:
  TestEngine engine;
};

TEST_F(ArticleSearch, FindsWordsInTitleTagsAndBody) {
  Must(Create(engine, Text("Boiler repair", "We come on the same day.")));
  Must(Create(engine, Text("Opening hours", "From eight to five.", {"boiler"})));
  Must(Create(engine, Text("Prices", "A boiler check costs 99 dollars.")));
  Must(Create(engine, Text("Radiators", "Bleed them.")));
  EXPECT_THAT(Found(engine, "boiler"), ElementsAre("Boiler repair", "Opening hours", "Prices"))
      << "a title says more than a tag, and a tag more than the body";
  EXPECT_THAT(Found(engine, "bleed"), ElementsAre("Radiators"));
  EXPECT_THAT(Found(engine, "gas"), IsEmpty());
}

TEST_F(ArticleSearch, TheLastWordIsABeginningAndCaseAndAccentsDoNotCount) {
  Must(Create(engine, Text("Wärmepumpe", "Die Förderung für Öl-Heizungen endet.")));
  for (const char* query : {"w", "War", "WARMEP", "wärmepumpe", "forderung OL", "ÖL", "för"}) {
    EXPECT_THAT(Found(engine, query), ElementsAre("Wärmepumpe")) << query;
  }
  EXPECT_THAT(Found(engine, "war xyz"), IsEmpty()) << "only the last word is a beginning";
  EXPECT_THAT(Found(engine, "pumpe"), IsEmpty()) << "the middle of a word is no beginning";
}

TEST_F(ArticleSearch, MoreOfTheWordsIsBetter) {
  Must(Create(engine, Text("Repair", "repair repair repair repair")));
  Must(Create(engine, Text("Visits", "A boiler repair takes two hours.")));
  EXPECT_THAT(Found(engine, "boiler repair hours"), ElementsAre("Visits", "Repair"));
}

TEST_F(ArticleSearch, OfEqualOnesTheNewerComesFirstAndScoresAreAboveZero) {
  Must(Create(engine, Text("Old", "pump")));
  Must(Create(engine, Text("New", "pump")));
  const v1::SearchArticlesResponse answer = Search(engine, "pump");
  EXPECT_THAT(TitlesOf(answer.hits()), ElementsAre("New", "Old"));
  for (const v1::ArticleHit& hit : answer.hits()) EXPECT_GT(hit.score(), 0);
  EXPECT_EQ(Search(engine, "pump").SerializeAsString(), answer.SerializeAsString());
}

TEST_F(ArticleSearch, NothingThatIsTypedIsAnOperator) {
  Must(Create(engine, Text("Pump", "A pump AND a valve, NOT a tap; tenant NEAR title.")));
  struct Case {
    const char* query;
    size_t hits;
  };
  constexpr Case kCases[] = {
      {"\"pump", 1},
      {"pump\"", 1},
      {"\"", 0},
      {"*", 0},
      {"pump*", 1},
      {"pum* ", 1},
      {"NOT pump", 1},
      {"pump NOT valve", 1},
      {"pump OR", 1},
      {"AND", 1},
      {"NEAR(pump valve)", 1},
      {"title:pump", 1},
      {"tenant:64656661756c74", 1},
      {"64656661756c74", 0},
      {"{title body}: pump", 1},
      {"-title : pump", 1},
      {"^pump", 1},
      {"(pump", 1},
      {"pump)) OR ((1=1", 1},
      {"pump; DROP TABLE articles", 1},
      {"pump + valve", 1},
      {"😀🔥", 0},
      {"😀 pump", 1},
      {"\xE2\x80\xAEpump", 1},
      {"\xF0\x9E\x93\x90 pump", 1},
      {"\xF0\x9E\x93\x90", 0},
      {"  \t ", 0},
      {"'", 0},
      {"pump' OR '1'='1", 1},
      {"%", 0},
      {"\\", 0},
      {"article_words", 0},
      {"rank MATCH 'bm25()'", 0},
  };
  for (const Case& each : kCases) {
    EXPECT_THAT(Found(engine, each.query), SizeIs(each.hits)) << each.query;
  }
  std::string punctuation;
  for (int i = 0; punctuation.size() < 500; ++i)
    punctuation.push_back("\"*():^{}-+'%;\\&|<>"[i % 18]);
  EXPECT_THAT(Found(engine, punctuation), IsEmpty());
  std::string letters;
  for (int i = 0; i < 250; ++i)
    letters += absl::StrCat(std::string(1, static_cast<char>('a' + i % 26)), " ");
  EXPECT_THAT(Found(engine, letters), SizeIs(1));
  EXPECT_THAT(Found(engine, std::string(500, 'x')), IsEmpty());
}

TEST_F(ArticleSearch, AQueryThatBreaksItsRulesIsRefused) {
  v1::SearchArticlesRequest request;
  EXPECT_EQ(engine->articles().SearchArticles(request, engine.context()).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.set_query(std::string(501, 'x'));
  EXPECT_EQ(engine->articles().SearchArticles(request, engine.context()).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.set_query("x");
  request.set_page_size(101);
  EXPECT_EQ(engine->articles().SearchArticles(request, engine.context()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ArticleSearch, IsNarrowedByKindTagAndSize) {
  Article price = Text("Pump prices", "pump", {"Geld"});
  price.set_kind(Article::KIND_PRICE_LIST);
  Must(Create(engine, price));
  Must(Create(engine, Text("Pump", "pump", {"geld", "other"})));
  v1::SearchArticlesRequest request;
  request.set_query("pump");
  const auto titles = [&] {
    return TitlesOf(Must(engine->articles().SearchArticles(request, engine.context())).hits());
  };
  EXPECT_THAT(titles(), SizeIs(2));
  request.set_page_size(1);
  EXPECT_THAT(titles(), SizeIs(1));
  request.set_page_size(0);
  request.set_kind(Article::KIND_PRICE_LIST);
  EXPECT_THAT(titles(), ElementsAre("Pump prices"));
  request.set_tag("GELD");
  EXPECT_THAT(titles(), ElementsAre("Pump prices"));
  request.clear_kind();
  EXPECT_THAT(titles(), UnorderedElementsAre("Pump prices", "Pump"));
  request.set_tag("other");
  EXPECT_THAT(titles(), ElementsAre("Pump"));
}

TEST_F(ArticleSearch, FindsWhatAnArticleSaysNowAlone) {
  Article article = Must(Create(engine, Text("Pump", "old words", {"tagged"})));
  article.set_body("new sentence");
  article.clear_tags();
  Must(Update(engine, article));
  EXPECT_THAT(Found(engine, "old"), IsEmpty());
  EXPECT_THAT(Found(engine, "tagged"), IsEmpty());
  EXPECT_THAT(Found(engine, "sentence"), ElementsAre("Pump"));
  engine.Reopen();
  EXPECT_THAT(Found(engine, "old"), IsEmpty());
  EXPECT_THAT(Found(engine, "sentence"), ElementsAre("Pump"));
}

TEST_F(ArticleSearch, ATenantSeesItsOwnAndIsRankedByItsOwnAlone) {
  Must(Create(engine, Text("Pump", "pump pump valve")));
  Must(Create(engine, Text("Valve", "valve tap")));
  Must(Create(engine, Text("Tap", "tap")));
  const std::string before = Search(engine, "pump valve tap").SerializeAsString();
  // An id of which the other one's is a beginning, and one with a dash.
  for (const char* other : {"default-2", "def"}) {
    engine.AddTenant(other, {});
    const std::string parent = absl::StrCat("tenants/", other);
    EXPECT_THAT(Found(engine, "pump", parent), IsEmpty());
    for (int i = 0; i < 50; ++i) {
      Must(Create(engine, Text("Secret pump", "valve valve valve and words", {"tap"}), parent));
    }
    EXPECT_EQ(Search(engine, "pump valve tap").SerializeAsString(), before)
        << "neither hits nor scores tell what another tenant has";
    EXPECT_THAT(Found(engine, "secret"), IsEmpty());
  }
}

TEST_F(ArticleSearch, HitsSayWhereTheWordsStand) {
  Must(Create(engine,
              Text("Wartung", "# Wartung\n\nDie **jährliche** <b>Prüfung</b> kostet [99 €](p).",
                   {"preis"})));
  const v1::SearchArticlesResponse answer = Search(engine, "prufung kos");
  ASSERT_EQ(answer.hits_size(), 1);
  const v1::ArticleHit& hit = answer.hits(0);
  EXPECT_EQ(hit.snippet(), "Wartung Die jährliche Prüfung kostet 99 €.");
  std::vector<std::string> words;
  for (const v1::Highlight& h : hit.highlights()) {
    words.push_back(
        hit.snippet().substr(static_cast<size_t>(h.start()), static_cast<size_t>(h.length())));
  }
  EXPECT_THAT(words, ElementsAre("Prüfung", "kostet"));
}

TEST(RankMatches, FollowsRarityLengthAndHowManyWordsThereAre) {
  const auto order = [](const std::vector<WordMatch>& matches) {
    std::vector<int64_t> ids;
    for (const RankedMatch& match : RankMatches(matches, 100)) ids.push_back(match.article);
    return ids;
  };
  EXPECT_THAT(order({{1, 10, {1, 0}}, {2, 10, {1, 0}}, {3, 10, {0, 1}}}), ElementsAre(3, 2, 1))
      << "a rare word counts more; of equals the newer first";
  EXPECT_THAT(order({{1, 100, {1}}, {2, 10, {1}}}), ElementsAre(2, 1)) << "the shorter";
  EXPECT_THAT(order({{1, 10, {9, 0}}, {2, 10, {1, 1}}}), ElementsAre(2, 1)) << "both words";
  EXPECT_THAT(order({}), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
