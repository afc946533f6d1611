// What a Markdown file is as an article.
#include "apps/ringback/markdown_file.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::IsEmpty;

TEST(MarkdownFile, TitleIsTheFirstHeading) {
  const struct {
    const char* text;
    const char* title;
  } kCases[] = {
      {"# Prices\n\ntext", "Prices"},
      {"text\n\n## What it costs ##\n# Later", "What it costs"},
      {"#no heading\n####### nor this\n### This\r\n", "This"},
      {"```\n# a comment\n```\n# Real", "Real"},
      {"# \n# Next", "Next"},
      {"no heading at all", "prices"},
      {"", "prices"},
      {"---\ntitle: \"From the front\"\n---\nno heading", "From the front"},
      {"---\ntitle: Front\n---\n# Heading", "Heading"},
      {"\xEF\xBB\xBF# Marked", "Marked"},
  };
  for (const auto& each : kCases) {
    EXPECT_EQ(ArticleOfMarkdown("faq/prices.md", each.text).title(), each.title) << each.text;
  }
}

TEST(MarkdownFile, TagsComeFromTheFrontMatter) {
  const struct {
    const char* front;
    std::vector<std::string> tags;
  } kCases[] = {
      {"tags: [price, 'heat pump', \"x\"]", {"price", "heat pump", "x"}},
      {"tags: price, heat pump", {"price", "heat pump"}},
      {"tags:\n  - price\n  - heat pump\nother:\n  - no tag", {"price", "heat pump"}},
      {"tags: []", {}},
      {"other: tags: x", {}},
  };
  for (const auto& each : kCases) {
    const v1::Article article =
        ArticleOfMarkdown("a.md", "---\n" + std::string(each.front) + "\n---\nbody\n");
    EXPECT_THAT(std::vector<std::string>(article.tags().begin(), article.tags().end()), each.tags)
        << each.front;
    EXPECT_EQ(article.body(), "body\n") << each.front;
  }
}

TEST(MarkdownFile, WithoutFrontMatterItsTextIsKeptAsItIs) {
  for (const char* text :
       {"# Title\n\n<b>x</b>\r\n", "---\nno end of it\n", "text\n---\nx: y\n---\n"}) {
    const v1::Article article = ArticleOfMarkdown("faq/a.md", text);
    EXPECT_EQ(article.body(), text);
    EXPECT_THAT(article.tags(), IsEmpty());
    EXPECT_EQ(article.source_url(), "file:faq/a.md");
  }
}

}  // namespace
}  // namespace ringback::cli
