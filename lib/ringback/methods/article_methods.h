// The rules of articles.
#ifndef RINGBACK_METHODS_ARTICLE_METHODS_H_
#define RINGBACK_METHODS_ARTICLE_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// The methods of ringback.v1.ArticleService about articles; the proto says what each does and which
// errors it gives. Safe from any thread.
class ArticleMethods {
 public:
  explicit ArticleMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Article> CreateArticle(const v1::CreateArticleRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Article> GetArticle(const v1::GetArticleRequest& request,
                                         const RequestContext& context);
  // A change that changes nothing makes no revision.
  absl::StatusOr<v1::Article> UpdateArticle(const v1::UpdateArticleRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::Article> DeleteArticle(const v1::DeleteArticleRequest& request,
                                            const RequestContext& context);
  absl::StatusOr<v1::ListArticlesResponse> ListArticles(const v1::ListArticlesRequest& request,
                                                        const RequestContext& context);
  absl::StatusOr<v1::ListArticleRevisionsResponse> ListArticleRevisions(
      const v1::ListArticleRevisionsRequest& request, const RequestContext& context);
  absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(
      const v1::SearchArticlesRequest& request, const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_ARTICLE_METHODS_H_
