// The card names the articles that fit what the caller is interested in.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/articles/library.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kHome[] = "+12024561414";

class CardArticles : public ::testing::Test {
 protected:
  std::vector<std::string> OnTheCard() { return TitlesOf(engine.Lookup(kHome).articles()); }

  v1::Lead AddLead(const std::string& interest) {
    v1::Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest(interest);
    return engine.Add(lead);
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Sample", {kHome}));
};

TEST_F(CardArticles, AreThoseOfTheNewestLeadsInterest) {
  Must(Create(engine, Text("Heat pumps: what they cost", "From **9,000** dollars.")));
  Must(Create(engine, Text("Solar panels", "Ask for a visit.")));
  Must(Create(engine, Text("Something new", "We have a new office.")));
  EXPECT_THAT(OnTheCard(), IsEmpty()) << "nobody knows what he wants";
  AddLead("a new heat pump");
  EXPECT_THAT(OnTheCard(), ElementsAre("Heat pumps: what they cost"))
      << "one short word does not make an article fit";
  engine.Pass(absl::Minutes(1));
  AddLead("solar panels for the roof");
  EXPECT_THAT(OnTheCard(), ElementsAre("Solar panels"));
  const v1::CallerContext card = engine.Lookup(kHome);
  EXPECT_EQ(card.articles(0).snippet(), "Ask for a visit.");
  EXPECT_FALSE(card.partial());
}

TEST_F(CardArticles, AreThoseOfTheAttemptThatExplainsTheCallWhenThereIsNoLead) {
  Must(Create(engine, Text("The autumn heating check", "Two hours.")));
  v1::OutboundAttempt attempt =
      Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Minutes(12));
  attempt.set_purpose("your autumn heating check");
  engine.Add(attempt);
  EXPECT_THAT(OnTheCard(), ElementsAre("The autumn heating check"));
}

TEST_F(CardArticles, AreThreeAtTheMost) {
  for (int i = 0; i < 5; ++i) Must(Create(engine, Text("Heat pump", "heat pump")));
  AddLead("a heat pump");
  EXPECT_THAT(OnTheCard(), SizeIs(3));
}

TEST_F(CardArticles, FollowEveryChangeOfAnArticle) {
  AddLead("a heat pump");
  EXPECT_THAT(OnTheCard(), IsEmpty());
  v1::Article article = Must(Create(engine, Text("Heat pump", "old")));
  EXPECT_THAT(OnTheCard(), ElementsAre("Heat pump"));
  article.set_title("The heat pump");
  Must(Update(engine, article, {"title"}));
  EXPECT_THAT(OnTheCard(), ElementsAre("The heat pump"));
  Must(Delete(engine, article.name()));
  EXPECT_THAT(OnTheCard(), IsEmpty());
}

TEST_F(CardArticles, OfAnotherTenantAreNotOnIt) {
  engine.AddTenant("other", {});
  Must(Create(engine, Text("Heat pump", "theirs"), "tenants/other"));
  Must(Create(engine, Text("Solar", "ours")));
  AddLead("a heat pump");
  EXPECT_THAT(OnTheCard(), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
