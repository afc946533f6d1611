// Articles: the client company's documentation, and every text that it ever had.
#include "ringback/methods/article_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/unit/articles/library.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Article;

class Articles : public ::testing::Test {
 protected:
  std::vector<std::string> Titles(auto narrow) {
    v1::ListArticlesRequest request;
    request.set_page_size(1);
    narrow(request);
    std::vector<std::string> titles;
    do {
      const auto page = Must(engine->articles().ListArticles(request, engine.context()));
      for (const Article& each : page.articles()) titles.push_back(each.title());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }

  std::vector<std::string> Revisions(const std::string& name, int page_size = 0) {
    v1::ListArticleRevisionsRequest request;
    request.set_name(name);
    request.set_page_size(page_size);
    std::vector<std::string> texts;
    do {
      const auto page = Must(engine->articles().ListArticleRevisions(request, engine.context()));
      for (const Article& each : page.articles()) {
        texts.push_back(std::to_string(each.revision()) + ": " + each.body());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }

  TestEngine engine;
};

TEST_F(Articles, AreReadAsTheyWereSaved) {
  Article article = Text("Prices", "# Prices\n\n<b>99</b> *dollars* \\o/ ", {"price", "Heizung"});
  article.set_kind(Article::KIND_PRICE_LIST);
  article.set_language("en-US");
  article.set_source_url("https://sample.example/prices");
  article.set_author("tracy");
  const Article saved = Must(Create(engine, article));
  EXPECT_EQ(Must(Get(engine, saved.name())).SerializeAsString(), saved.SerializeAsString());
  article.set_name(saved.name());
  article.set_author("tenants/default/agents/tracy");
  article.set_revision(1);
  article.set_etag("1");
  *article.mutable_create_time() = AtTime(engine.now);
  *article.mutable_update_time() = AtTime(engine.now);
  EXPECT_EQ(saved.SerializeAsString(), article.SerializeAsString()) << saved.DebugString();
}

TEST_F(Articles, WithoutAKindAreFaq) {
  EXPECT_EQ(Must(Create(engine, Text("a", ""))).kind(), Article::KIND_FAQ);
}

TEST_F(Articles, KeepEveryTextThatTheyEverHad) {
  Article article = Must(Create(engine, Text("Prices", "one", {"price"})));
  engine.Pass(absl::Hours(1));
  article.set_body("two");
  article = Must(Update(engine, article, {"body"}));
  article.set_body("three");
  article.set_title("New prices");
  article.clear_tags();
  article = Must(Update(engine, article));
  EXPECT_EQ(article.revision(), 3);
  EXPECT_EQ(article.etag(), "3");
  EXPECT_THAT(Revisions(article.name()), ElementsAre("3: three", "2: two", "1: one"));
  EXPECT_THAT(Revisions(article.name(), 1), ElementsAre("3: three", "2: two", "1: one"));
  const Article first = Must(Get(engine, article.name(), 1));
  EXPECT_EQ(first.title(), "Prices");
  EXPECT_EQ(first.body(), "one");
  EXPECT_THAT(first.tags(), ElementsAre("price"));
  EXPECT_EQ(first.update_time().seconds(), first.create_time().seconds());
  EXPECT_EQ(Get(engine, article.name(), 4).status().code(), absl::StatusCode::kNotFound);
  engine.Reopen();
  EXPECT_THAT(Revisions(article.name()), ElementsAre("3: three", "2: two", "1: one"));
}

TEST_F(Articles, AChangeThatChangesNothingMakesNoRevision) {
  const Article article = Must(Create(engine, Text("Prices", "one", {"price"})));
  engine.Pass(absl::Hours(1));
  EXPECT_EQ(Must(Update(engine, article)).SerializeAsString(), article.SerializeAsString());
  EXPECT_THAT(Revisions(article.name()), ElementsAre("1: one"));
}

TEST_F(Articles, AnOldEtagIsRefusedAndChangesNothing) {
  Article article = Must(Create(engine, Text("Prices", "one")));
  const Article old = article;
  article.set_body("two");
  Must(Update(engine, article));
  Article late = old;
  late.set_body("three");
  EXPECT_EQ(Update(engine, late).status().code(), absl::StatusCode::kAborted);
  v1::DeleteArticleRequest request;
  request.set_name(old.name());
  request.set_etag(old.etag());
  EXPECT_EQ(engine->articles().DeleteArticle(request, engine.context()).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(Must(Get(engine, old.name())).body(), "two");
}

TEST_F(Articles, LongOnesComeInPagesThatFitIntoAMessage) {
  for (int i = 0; i < 25; ++i) Must(Create(engine, Text("long", std::string(200000, 'x'))));
  v1::ListArticlesRequest request;
  request.set_page_size(1000);
  int pages = 0;
  int articles = 0;
  do {
    const auto page = Must(engine->articles().ListArticles(request, engine.context()));
    EXPECT_LT(page.ByteSizeLong(), 4u << 20);
    articles += page.articles_size();
    ++pages;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(articles, 25);
  EXPECT_LE(pages, 4);
}

TEST_F(Articles, ThatAreRemovedAreGoneWithTheirRevisions) {
  const Article article = Must(Create(engine, Text("Prices", "boiler", {"price"})));
  EXPECT_EQ(Must(Delete(engine, article.name())).title(), "Prices");
  for (const int64_t revision : {0, 1}) {
    EXPECT_EQ(Get(engine, article.name(), revision).status().code(), absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(Delete(engine, article.name()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Titles([](auto&) {}), IsEmpty());
  EXPECT_THAT(Titles([](auto& request) { request.set_tag("price"); }), IsEmpty());
  EXPECT_THAT(Found(engine, "boiler"), IsEmpty());
}

TEST_F(Articles, AreListedByKindAndTagInTheOrderOfTheirIds) {
  Article price = Text("b", "", {"Wärme", "x"});
  price.set_kind(Article::KIND_PRICE_LIST);
  Must(Create(engine, Text("a", "", {"WARME"})));
  Must(Create(engine, price));
  const Article c = Must(Create(engine, Text("c", "", {"x"})));
  EXPECT_THAT(Titles([](auto&) {}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Titles([](auto& r) { r.set_tag("wärme"); }), ElementsAre("a", "b"));
  EXPECT_THAT(Titles([](auto& r) { r.set_kind(Article::KIND_FAQ); }), ElementsAre("a", "c"));
  EXPECT_THAT(Titles([](auto& r) {
                r.set_tag("x");
                r.set_kind(Article::KIND_PRICE_LIST);
              }),
              ElementsAre("b"));
  Article without = c;
  without.clear_tags();
  Must(Update(engine, without, {"tags"}));
  EXPECT_THAT(Titles([](auto& r) { r.set_tag("x"); }), ElementsAre("b"));
}

TEST_F(Articles, TagsAreThereOnceAndTheTitleIsOneLine) {
  const Article article =
      Must(Create(engine, Text(" What\ndoes it cost? ", "", {"price", "PRICE", " two\nwords "})));
  EXPECT_EQ(article.title(), "What does it cost?");
  EXPECT_THAT(article.tags(), ElementsAre("price", "two words"));
}

TEST_F(Articles, OfAnotherTenantAreNotThere) {
  engine.AddTenant("other", {});
  const Article theirs = Must(Create(engine, Text("Prices", "secret"), "tenants/other"));
  EXPECT_THAT(Titles([](auto&) {}), IsEmpty());
  std::string name = theirs.name();
  name.replace(name.find("other"), 5, "default");
  EXPECT_EQ(Get(engine, name).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Delete(engine, name).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Must(Get(engine, theirs.name())).body(), "secret");
}

TEST_F(Articles, BadOnesAreRefusedByFieldAndLeaveNothing) {
  const auto field = [&](auto change) {
    Article article = Text("title", "body");
    change(article);
    const absl::Status refused = Create(engine, article).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Article& a) { a.clear_title(); }), "article.title");
  EXPECT_EQ(field([](Article& a) { a.set_title(" \n\x01"); }), "article.title");
  EXPECT_EQ(field([](Article& a) { a.set_title(std::string(301, 'x')); }), "article.title");
  EXPECT_EQ(field([](Article& a) { a.set_body(std::string(200001, 'x')); }), "article.body");
  EXPECT_EQ(field([](Article& a) { a.set_kind(static_cast<Article::Kind>(99)); }), "article.kind");
  EXPECT_EQ(field([](Article& a) { a.add_tags(std::string(61, 'x')); }), "article.tags[0]");
  EXPECT_EQ(field([](Article& a) { a.add_tags(" "); }), "article.tags[0]");
  EXPECT_EQ(field([](Article& a) { a.set_author("tenants/other/agents/sam"); }), "article.author");
  EXPECT_EQ(field([](Article& a) { a.set_author("No Agent"); }), "article.author");
  EXPECT_THAT(Titles([](auto&) {}), IsEmpty());

  const Article article = Must(Create(engine, Text("title", "body")));
  Article bad = article;
  bad.clear_title();
  EXPECT_EQ(MetadataOf(Update(engine, bad, {"title"}).status(), "field"), "article.title");
  EXPECT_EQ(MetadataOf(Update(engine, article, {"revision"}).status(), "field"), "update_mask");
  EXPECT_EQ(Must(Get(engine, article.name())).revision(), 1);
}

TEST_F(Articles, HostileMarkdownIsKeptAsItIs) {
  std::string body =
      "<script>alert(1)</script>\n[x](javascript:alert(1))\r\n\x07'; DROP TABLE x;--";
  body += std::string("\0nul", 4);
  const Article article = Must(Create(engine, Text("x", body)));
  EXPECT_EQ(Must(Get(engine, article.name())).body(), body);
}

TEST_F(Articles, ARepeatedRequestIdGivesTheFirstAnswer) {
  v1::CreateArticleRequest request;
  *request.mutable_article() = Text("Prices", "one");
  request.set_request_id("again");
  const Article first = Must(engine->articles().CreateArticle(request, engine.context()));
  EXPECT_EQ(Must(engine->articles().CreateArticle(request, engine.context())).name(), first.name());
  EXPECT_THAT(Titles([](auto&) {}), ElementsAre("Prices"));
}

}  // namespace
}  // namespace ringback::test
