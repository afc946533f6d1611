#include "ringback/methods/article_methods.h"

#include <limits>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/articles/article_change.h"
#include "ringback/articles/article_search.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/ids.h"
#include "ringback/model/one_line.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/validate.h"
#include "ringback/records/article_table.h"
#include "ringback/records/question_table.h"

namespace ringback {
namespace {

using v1::Article;

constexpr size_t kDefaultHits = 10;

// Reads the tags: each on one line, and once, whatever its case.
absl::Status CompleteTags(Article* article) {
  google::protobuf::RepeatedPtrField<std::string> tags;
  std::set<std::string> seen;
  for (int i = 0; i < article->tags_size(); ++i) {
    std::string tag = OneLine(article->tags(i));
    if (tag.empty()) {
      return InvalidField(absl::StrCat("article.tags[", i, "]"),
                          Quote(article->tags(i)) + " has nothing that can be read");
    }
    if (seen.insert(Fold(tag)).second) *tags.Add() = std::move(tag);
  }
  article->mutable_tags()->Swap(&tags);
  return absl::OkStatus();
}

// Completes what a client gave, and checks what one field's rule cannot say.
absl::Status CompleteArticle(const WriteScope& scope, Article* article) {
  const std::string title = OneLine(article->title());
  if (title.empty()) {
    return InvalidField("article.title", Quote(article->title()) + " has nothing that can be read");
  }
  article->set_title(title);
  RINGBACK_RETURN_IF_ERROR(CompleteTags(article));
  article->set_author(AgentName(scope.tenant_id(), article->author()));
  return absl::OkStatus();
}

bool SaysTheSame(const Article& a, const Article& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

}  // namespace

absl::StatusOr<Article> ArticleMethods::CreateArticle(const v1::CreateArticleRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Article>(request, context,
                                [&](WriteScope& scope) -> absl::StatusOr<Article> {
                                  ArticleRecord record{.article = request.article()};
                                  RINGBACK_RETURN_IF_ERROR(CompleteArticle(scope, &record.article));
                                  RINGBACK_RETURN_IF_ERROR(AddArticle(scope, &record));
                                  return std::move(record.article);
                                });
}

absl::StatusOr<Article> ArticleMethods::GetArticle(const v1::GetArticleRequest& request,
                                                   const RequestContext& context) {
  return runner_.Read<Article>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Article> {
    if (request.revision() != 0) {
      return NeedRevision(scope.session, request.name(), request.revision());
    }
    RINGBACK_ASSIGN_OR_RETURN(ArticleRecord record, NeedArticle(scope.session, request.name()));
    return std::move(record.article);
  });
}

absl::StatusOr<Article> ArticleMethods::UpdateArticle(const v1::UpdateArticleRequest& request,
                                                      const RequestContext& context) {
  const std::string& name = request.article().name();
  return runner_.Write<Article>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Article> {
        RINGBACK_ASSIGN_OR_RETURN(ArticleRecord record, NeedArticle(scope.session, name));
        if (!request.article().etag().empty() &&
            request.article().etag() != record.article.etag()) {
          return EtagMismatch(name, record.article.etag());
        }
        const Article before = record.article;
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.article(), request.update_mask(), {}, &record.article));
        RINGBACK_RETURN_IF_ERROR(ValidateResource(record.article, "article"));
        RINGBACK_RETURN_IF_ERROR(CompleteArticle(scope, &record.article));
        if (record.article.kind() == Article::KIND_UNSPECIFIED) {
          record.article.set_kind(Article::KIND_FAQ);
        }
        if (SaysTheSame(before, record.article)) return before;
        RINGBACK_RETURN_IF_ERROR(SaveNextRevision(scope, &record));
        return std::move(record.article);
      });
}

absl::StatusOr<Article> ArticleMethods::DeleteArticle(const v1::DeleteArticleRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Article>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Article> {
        RINGBACK_ASSIGN_OR_RETURN(ArticleRecord record, NeedArticle(scope.session, request.name()));
        if (!request.etag().empty() && request.etag() != record.article.etag()) {
          return EtagMismatch(request.name(), record.article.etag());
        }
        RINGBACK_RETURN_IF_ERROR(RemoveArticle(scope.session, scope.tenant_id(), record));
        RINGBACK_RETURN_IF_ERROR(
            ForgetArticleOfAnswers(scope.session, scope.tenant_id(), record.id));
        RINGBACK_RETURN_IF_ERROR(EmitArticle(scope, "", record.article));
        return std::move(record.article);
      });
}

absl::StatusOr<v1::ListArticlesResponse> ArticleMethods::ListArticles(
    const v1::ListArticlesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListArticlesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListArticlesResponse> {
        const std::string tag = Fold(request.tag());
        const std::string list =
            absl::StrCat("articles of ", scope.tenant.id, " ", request.kind(), " ", tag);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        RINGBACK_ASSIGN_OR_RETURN(
            ArticlePage page,
            ListArticleRows(scope.session, scope.tenant_id(), {.kind = request.kind(), .tag = tag},
                            ParseId(after).value_or(0), RowsOfPage(request.page_size())));
        v1::ListArticlesResponse response;
        if (page.more) {
          response.set_next_page_token(
              MakePageToken(list, LastSegment(page.articles.back().name())));
        }
        for (auto& article : page.articles) *response.add_articles() = std::move(article);
        return response;
      });
}

absl::StatusOr<v1::ListArticleRevisionsResponse> ArticleMethods::ListArticleRevisions(
    const v1::ListArticleRevisionsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListArticleRevisionsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListArticleRevisionsResponse> {
        const std::string list = "revisions of " + request.name();
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        int64_t before = 0;
        if (!absl::SimpleAtoi(after, &before)) before = std::numeric_limits<int64_t>::max();
        RINGBACK_ASSIGN_OR_RETURN(const ArticleRecord record,
                                  NeedArticle(scope.session, request.name()));
        RINGBACK_ASSIGN_OR_RETURN(
            ArticlePage page, ListRevisionRows(scope.session, scope.tenant_id(), record.id, before,
                                               RowsOfPage(request.page_size())));
        v1::ListArticleRevisionsResponse response;
        if (page.more) {
          // The name is that of all revisions; what tells them apart is the number.
          response.set_next_page_token(
              MakePageToken(list, absl::StrCat(page.articles.back().revision())));
        }
        for (auto& article : page.articles) *response.add_articles() = std::move(article);
        return response;
      });
}

absl::StatusOr<v1::SearchArticlesResponse> ArticleMethods::SearchArticles(
    const v1::SearchArticlesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::SearchArticlesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::SearchArticlesResponse> {
        const std::string tag = Fold(request.tag());
        const size_t rows =
            request.page_size() == 0 ? kDefaultHits : static_cast<size_t>(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto hits, SearchArticleRows(scope.session, scope.tenant_id(), request.query(),
                                         {.kind = request.kind(), .tag = tag}, rows));
        v1::SearchArticlesResponse response;
        for (auto& hit : hits) *response.add_hits() = std::move(hit);
        return response;
      });
}

}  // namespace ringback
