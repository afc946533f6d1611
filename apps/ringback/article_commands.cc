#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "apps/ringback/article_import.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/text_file.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Articles = v1::ArticleService::Stub;
using v1::Article;

// What can be said about an article, apart from its text.
std::vector<Flag> ArticleFlags() {
  return {{"--title", "article.title", "What it is called"},
          {"--kind", "article.kind", "What kind"},
          {"--tag", "article.tags", "A word to find it by"},
          {"--language", "article.language", "The language that it is in: en"},
          {"--source-url", "article.source_url", "Where it came from"},
          {"--author", "article.author", "Who wrote it"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<Article>> ArticleColumns() {
  return {
      {"ARTICLE", [](const Article& a, const Clock&) { return a.name(); }},
      {"KIND", [](const Article& a, const Clock&) { return Words(a.kind()); }},
      {"TITLE", [](const Article& a, const Clock&) { return a.title(); }},
      {"TAGS", [](const Article& a, const Clock&) { return absl::StrJoin(a.tags(), ", "); }},
      {"CHANGED", [](const Article& a,
                     const Clock& clock) { return ShortTime(FromProto(a.update_time()), clock); }},
  };
}

std::vector<Column<Article>> RevisionColumns() {
  return {
      {"REVISION", [](const Article& a, const Clock&) { return std::to_string(a.revision()); }},
      {"WHEN", [](const Article& a,
                  const Clock& clock) { return ShortTime(FromProto(a.update_time()), clock); }},
      {"AUTHOR",
       [](const Article& a, const Clock&) { return std::string(LastSegment(a.author())); }},
      {"TITLE", [](const Article& a, const Clock&) { return a.title(); }},
      {"BYTES", [](const Article& a, const Clock&) { return std::to_string(a.body().size()); }},
  };
}

// Adds a verb whose text comes from --file or --body.
template <typename Request>
void AddTextVerb(CLI::App& group, Command* chosen, const VerbText& text,
                 const std::vector<Flag>& flags, Method<Articles, Request, Article> method) {
  CLI::App& app = AddSubcommand(group, text);
  const auto bound = BindFlags(app, Request::default_instance(), flags);
  const auto body = BindFlags(app, Request::default_instance(),
                              {{"--body", "article.body", "The text, in Markdown"}});
  const auto file = std::make_shared<std::string>();
  app.add_option("--file", *file, "A file with the text; - is standard input")
      ->excludes(body.front().option);
  const auto run = [bound, body, file, method](Session& session) -> absl::Status {
    std::vector<BoundFlag> given = bound;
    given.push_back(body.front());
    if (!file->empty()) {
      const absl::StatusOr<std::string> read = ReadTextFile(*file);
      if (!read.ok()) return read.status();
      body.front().option->add_result(*read);
    }
    Request request;
    absl::Status status = FillRequest(given, session, &request);
    if (!status.ok()) return status;
    const auto answer = session.Call(method.stub, method.call, request);
    if (answer.ok()) session.ShowResource(*answer);
    return answer.status();
  };
  app.callback([chosen, run] { *chosen = run; });
}

// A snippet with what was found in bold.
std::string Painted(const v1::ArticleHit& hit, const Ink& ink) {
  const std::string& snippet = hit.snippet();
  std::string text;
  size_t at = 0;
  for (const v1::Highlight& highlight : hit.highlights()) {
    const auto start = static_cast<size_t>(highlight.start());
    const auto length = static_cast<size_t>(highlight.length());
    if (start < at || start + length > snippet.size()) continue;
    text += OneLine(snippet.substr(at, start - at));
    text += ink.Bold(OneLine(snippet.substr(start, length)));
    at = start + length;
  }
  return text + OneLine(snippet.substr(at));
}

void ShowHits(Session& session, const v1::SearchArticlesResponse& answer) {
  const Ink ink = session.ink();
  for (const v1::ArticleHit& hit : answer.hits()) {
    if (session.options().json) {
      session.Print(ToJson(hit, /*pretty=*/false));
    } else if (session.options().quiet) {
      session.Print(OneLine(hit.article()) + "\n");
    } else {
      session.Print(absl::StrCat(ink.Bold(OneLine(hit.title())), "  ", Words(hit.kind()), "  ",
                                 ink.Dim(OneLine(hit.article())), "\n"));
      if (!hit.snippet().empty()) session.Print("   " + Painted(hit, ink) + "\n");
    }
  }
  if (answer.hits().empty() && !session.options().json && !session.options().quiet) {
    session.Print("Nothing says that. ringback question ask puts it to the people who know.\n");
  }
}

void AddSearch(CLI::App& group, Command* chosen) {
  CLI::App& app = AddSubcommand(group, {"search", "Finds articles by words",
                                        "ringback article search heat pump pri --kind price-list"});
  const auto words = std::make_shared<std::vector<std::string>>();
  app.add_option("WORDS", *words, "The words; the last one may be a beginning")->required();
  const auto bound = BindFlags(app, v1::SearchArticlesRequest::default_instance(),
                               {{"--kind", "kind", "Only those of this kind"},
                                {"--tag", "tag", "Only those with this tag"},
                                {"--limit", "page_size", "How many to show; 10 unless given"}});
  const auto run = [words, bound](Session& session) -> absl::Status {
    v1::SearchArticlesRequest request;
    absl::Status status = FillRequest(bound, session, &request);
    if (!status.ok()) return status;
    request.set_query(absl::StrJoin(*words, " "));
    const auto answer = session.Call(&Client::articles, &Articles::SearchArticles, request);
    if (answer.ok()) ShowHits(session, *answer);
    return answer.status();
  };
  app.callback([chosen, run] { *chosen = run; });
}

void AddImport(CLI::App& group, Command* chosen) {
  CLI::App& app = AddSubcommand(group, {"import", "Saves the Markdown files of a folder",
                                        "ringback article import documentation/"});
  const auto options = std::make_shared<ArticleImportOptions>();
  app.add_option("DIR", options->folder, "The folder; those in it are looked into as well")
      ->required();
  app.add_option("--kind", options->kind,
                 "What kind the articles are: " + EnumChoices(*Article::Kind_descriptor()));
  const auto run = [options](Session& session) { return ImportArticles(*options, session); };
  app.callback([chosen, run] { *chosen = run; });
}

void AddLists(CLI::App& group, Command* chosen) {
  AddList(
      group, chosen, {"list", "Lists the articles", "ringback article list --tag prices"},
      {{"--kind", "kind", "Only those of this kind"}, {"--tag", "tag", "Only those with this tag"}},
      Method<Articles, v1::ListArticlesRequest, v1::ListArticlesResponse>{&Client::articles,
                                                                          &Articles::ListArticles},
      [](const v1::ListArticlesResponse& page) { return page.articles(); }, ArticleColumns());
  AddList(
      group, chosen,
      {"history", "Lists what an article was, newest first",
       "ringback article history 0sczz0z40pd2q"},
      {{"ARTICLE", "name", "The article: a name or an id", true}},
      Method<Articles, v1::ListArticleRevisionsRequest, v1::ListArticleRevisionsResponse>{
          &Client::articles, &Articles::ListArticleRevisions},
      [](const v1::ListArticleRevisionsResponse& page) { return page.articles(); },
      RevisionColumns());
}

}  // namespace

void AddArticleCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "article", "The documentation that answers callers' questions");
  AddTextVerb(
      group, chosen,
      {"create", "Adds an article",
       "ringback article create --title \"What a check costs\" --file check.md --tag prices"},
      ArticleFlags(),
      Method<Articles, v1::CreateArticleRequest, Article>{&Client::articles,
                                                          &Articles::CreateArticle});
  AddVerb(
      group, chosen, {"get", "Shows an article", "ringback article get 0sczz0z40pd2q --revision 2"},
      {{"ARTICLE", "name", "The article: a name or an id", true},
       {"--revision", "revision", "As it was in this revision"}},
      Method<Articles, v1::GetArticleRequest, Article>{&Client::articles, &Articles::GetArticle});
  AddLists(group, chosen);
  std::vector<Flag> update = ArticleFlags();
  update.push_back({"ARTICLE", "article.name", "The article: a name or an id", true});
  update.push_back({"--etag", "article.etag", "Only if it is still this version"});
  AddTextVerb(
      group, chosen,
      {"update", "Changes what is named", "ringback article update 0sczz0z40pd2q --file check.md"},
      update,
      Method<Articles, v1::UpdateArticleRequest, Article>{&Client::articles,
                                                          &Articles::UpdateArticle});
  AddVerb(group, chosen,
          {"delete", "Removes an article and its history", "ringback article delete 0sczz0z40pd2q"},
          {{"ARTICLE", "name", "The article: a name or an id", true},
           {"--etag", "etag", "Only if it is still this version"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Articles, v1::DeleteArticleRequest, Article>{&Client::articles,
                                                              &Articles::DeleteArticle});
  AddSearch(group, chosen);
  AddImport(group, chosen);
}

}  // namespace ringback::cli
