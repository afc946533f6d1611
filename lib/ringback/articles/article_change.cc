#include "ringback/articles/article_change.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"

namespace ringback {
namespace {

absl::Status Save(WriteScope& scope, ArticleRecord* record) {
  v1::Article& article = record->article;
  if (article.kind() == v1::Article::KIND_UNSPECIFIED) article.set_kind(v1::Article::KIND_FAQ);
  article.set_etag(absl::StrCat(article.revision()));
  *article.mutable_update_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(SaveArticle(scope.session, scope.tenant_id(), *record));
  return EmitArticle(scope, article.author(), article);
}

}  // namespace

absl::Status AddArticle(WriteScope& scope, ArticleRecord* record) {
  record->id = NewId(scope.context.now);
  record->article.set_name(ResourceName(scope.tenant_id(), "articles", record->id));
  record->article.set_revision(1);
  *record->article.mutable_create_time() = FromMicros(scope.now_us());
  return Save(scope, record);
}

absl::Status SaveNextRevision(WriteScope& scope, ArticleRecord* record) {
  record->article.set_revision(record->article.revision() + 1);
  return Save(scope, record);
}

absl::Status EmitArticle(WriteScope& scope, std::string_view agent, const v1::Article& article) {
  return scope.Emit(v1::EVENT_TYPE_ARTICLE_CHANGED, agent, article.name(),
                    [&](v1::Event& event) { *event.mutable_article() = WithoutBody(article); });
}

v1::Article WithoutBody(v1::Article article) {
  article.clear_body();
  return article;
}

}  // namespace ringback
