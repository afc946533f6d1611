// Articles in the store.
#ifndef RINGBACK_RECORDS_ARTICLE_TABLE_H_
#define RINGBACK_RECORDS_ARTICLE_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// An article as it is now.
struct ArticleRecord {
  int64_t id = 0;
  v1::Article article = {};
};

// The article of a resource name. NOT_FOUND when there is none.
absl::StatusOr<ArticleRecord> NeedArticle(store::Session& session, std::string_view name);

// The same as it was in a revision. NOT_FOUND when it has none of this number.
absl::StatusOr<v1::Article> NeedRevision(store::Session& session, std::string_view name,
                                         int64_t revision);

// Saves an article under the number in its `revision`, and indexes its words. 1 is a new article;
// what a later one replaces, the revision before it, is kept.
absl::Status SaveArticle(store::WriteSession& session, std::string_view tenant,
                         const ArticleRecord& record);

// Removes an article with all of its revisions.
absl::Status RemoveArticle(store::WriteSession& session, std::string_view tenant,
                           const ArticleRecord& record);

// What a list is narrowed to; 0 and "" do not narrow.
struct ArticleFilter {
  v1::Article::Kind kind = v1::Article::KIND_UNSPECIFIED;
  std::string_view tag = {};  // folded
};

// A part of a list. Articles may be long: it ends where it would become more than a message holds.
struct ArticlePage {
  std::vector<v1::Article> articles;
  bool more = false;
};

// At most `rows` articles after `after`, in the order of their ids.
absl::StatusOr<ArticlePage> ListArticleRows(store::Session& session, std::string_view tenant,
                                            const ArticleFilter& filter, int64_t after,
                                            int64_t rows);

// At most `rows` revisions before the one of number `before`, newest first.
absl::StatusOr<ArticlePage> ListRevisionRows(store::Session& session, std::string_view tenant,
                                             int64_t article, int64_t before, int64_t rows);

// Whether a tenant has any article: one step into an index.
absl::StatusOr<bool> HasArticles(store::Session& session, std::string_view tenant);

// How many a tenant has.
absl::StatusOr<int64_t> CountArticles(store::Session& session, std::string_view tenant);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_ARTICLE_TABLE_H_
