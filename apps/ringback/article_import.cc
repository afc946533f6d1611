#include "apps/ringback/article_import.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/exit_code.h"
#include "apps/ringback/markdown_file.h"
#include "apps/ringback/text_file.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

using Articles = v1::ArticleService::Stub;
using v1::Article;

// The Markdown files below `folder`, by their paths from there on, in their order.
absl::StatusOr<std::vector<std::string>> MarkdownFilesOf(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  auto entry = std::filesystem::recursive_directory_iterator(folder, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".md" && entry->is_regular_file(ignored)) {
      files.push_back(entry->path().lexically_relative(folder).generic_string());
    }
  }
  if (error) return absl::InvalidArgumentError(absl::StrCat(folder, ": ", error.message()));
  if (files.empty()) return absl::InvalidArgumentError(folder + ": no file in it ends in .md");
  std::sort(files.begin(), files.end());
  return files;
}

// One run over one folder.
class ArticleImport {
 public:
  ArticleImport(const ArticleImportOptions& options, Session& session)
      : options_(options), session_(session) {}

  absl::Status Run() {
    if (!options_.kind.empty()) {
      const absl::StatusOr<int> kind = ParseEnum(*Article::Kind_descriptor(), options_.kind);
      if (!kind.ok()) {
        return absl::InvalidArgumentError("--kind: " + std::string(kind.status().message()));
      }
      kind_ = static_cast<Article::Kind>(*kind);
    }
    const absl::StatusOr<std::vector<std::string>> files = MarkdownFilesOf(options_.folder);
    if (!files.ok()) return files.status();
    absl::Status status = ReadKnown();
    if (!status.ok()) return status;
    for (const std::string& file : *files) {
      status = SaveFile(file);
      if (status.code() == absl::StatusCode::kInvalidArgument) {
        ++rejected_;
        std::fprintf(stderr, "%s: %s\n", OneLine(file).c_str(),
                     OneLine(std::string(status.message())).c_str());
      } else if (!status.ok()) {
        return {status.code(), absl::StrCat("the import stopped at ", file, ": ", status.message(),
                                            "; it is safe to run again")};
      }
    }
    Report();
    return rejected_ > 0 ? RowsFailed() : absl::OkStatus();
  }

 private:
  // The articles that came from files before.
  absl::Status ReadKnown() {
    v1::ListArticlesRequest request;
    request.set_parent(session_.parent());
    request.set_page_size(1000);
    do {
      auto page = session_.Call(&Client::articles, &Articles::ListArticles, request);
      if (!page.ok()) return page.status();
      for (Article& article : *page->mutable_articles()) {
        if (article.source_url().starts_with("file:")) {
          std::string source = article.source_url();
          known_.emplace(std::move(source), std::move(article));
        }
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  absl::Status SaveFile(const std::string& file) {
    const absl::StatusOr<std::string> text = ReadTextFile(options_.folder + "/" + file);
    if (!text.ok()) return text.status();
    if (!IsValidUtf8(*text)) return absl::InvalidArgumentError("the text is not UTF-8");
    Article article = ArticleOfMarkdown(file, *text);
    article.set_kind(kind_);
    const auto known = known_.find(article.source_url());
    return known == known_.end() ? Create(article) : Update(known->second, std::move(article));
  }

  absl::Status Create(const Article& article) {
    v1::CreateArticleRequest request;
    request.set_parent(session_.parent());
    *request.mutable_article() = article;
    const auto saved = session_.Call(&Client::articles, &Articles::CreateArticle, request);
    if (saved.ok()) ++created_;
    return saved.status();
  }

  absl::Status Update(const Article& known, Article article) {
    v1::UpdateArticleRequest request;
    article.set_name(known.name());
    article.set_etag(known.etag());
    *request.mutable_article() = std::move(article);
    for (const char* field : {"title", "body", "tags"})
      request.mutable_update_mask()->add_paths(field);
    if (!options_.kind.empty()) request.mutable_update_mask()->add_paths("kind");
    const auto saved = session_.Call(&Client::articles, &Articles::UpdateArticle, request);
    // What changed nothing made no revision.
    if (saved.ok()) ++(saved->revision() == known.revision() ? unchanged_ : changed_);
    return saved.status();
  }

  void Report() const {
    if (session_.options().quiet) return;
    session_.Print(session_.options().json
                       ? absl::StrCat("{\"created\":", created_, ",\"changed\":", changed_,
                                      ",\"unchanged\":", unchanged_, ",\"rejected\":", rejected_,
                                      "}\n")
                       : absl::StrCat(created_, " new, ", changed_, " changed, ", unchanged_,
                                      " as they were, ", rejected_, " left out\n"));
  }

  const ArticleImportOptions& options_;
  Session& session_;
  Article::Kind kind_ = Article::KIND_UNSPECIFIED;
  std::map<std::string, Article> known_;  // by source_url
  int created_ = 0;
  int changed_ = 0;
  int unchanged_ = 0;
  int rejected_ = 0;
};

}  // namespace

absl::Status ImportArticles(const ArticleImportOptions& options, Session& session) {
  return ArticleImport(options, session).Run();
}

}  // namespace ringback::cli
