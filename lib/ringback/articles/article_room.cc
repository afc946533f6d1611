#include "ringback/articles/article_room.h"

namespace ringback {

absl::StatusOr<v1::Article> ArticleRoom::CreateArticle(const v1::CreateArticleRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Article>(request, request.parent(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Article> {
                                      return absl::UnimplementedError("CreateArticle");
                                    });
}

absl::StatusOr<v1::Article> ArticleRoom::GetArticle(const v1::GetArticleRequest& request,
                                                    const RequestContext& context) {
  return runner_.Read<v1::Article>(request, request.name(), context,
                                   [&](ReadScope&) -> absl::StatusOr<v1::Article> {
                                     return absl::UnimplementedError("GetArticle");
                                   });
}

absl::StatusOr<v1::Article> ArticleRoom::UpdateArticle(const v1::UpdateArticleRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Article>(request, request.article().name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Article> {
                                      return absl::UnimplementedError("UpdateArticle");
                                    });
}

absl::StatusOr<v1::Article> ArticleRoom::DeleteArticle(const v1::DeleteArticleRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Article>(request, request.name(), context,
                                    [&](WriteScope&) -> absl::StatusOr<v1::Article> {
                                      return absl::UnimplementedError("DeleteArticle");
                                    });
}

absl::StatusOr<v1::ListArticlesResponse> ArticleRoom::ListArticles(
    const v1::ListArticlesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListArticlesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListArticlesResponse> {
        return absl::UnimplementedError("ListArticles");
      });
}

absl::StatusOr<v1::ListArticleRevisionsResponse> ArticleRoom::ListArticleRevisions(
    const v1::ListArticleRevisionsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListArticleRevisionsResponse>(
      request, request.name(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListArticleRevisionsResponse> {
        return absl::UnimplementedError("ListArticleRevisions");
      });
}

absl::StatusOr<v1::SearchArticlesResponse> ArticleRoom::SearchArticles(
    const v1::SearchArticlesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::SearchArticlesResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::SearchArticlesResponse> {
        return absl::UnimplementedError("SearchArticles");
      });
}

}  // namespace ringback
