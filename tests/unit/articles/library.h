// Short ways to write articles in tests.
#ifndef TESTS_UNIT_ARTICLES_LIBRARY_H_
#define TESTS_UNIT_ARTICLES_LIBRARY_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {

inline v1::Article Text(const std::string& title, const std::string& body,
                        std::initializer_list<const char*> tags = {}) {
  v1::Article article;
  article.set_title(title);
  article.set_body(body);
  for (const char* tag : tags) article.add_tags(tag);
  return article;
}

inline absl::StatusOr<v1::Article> Create(TestEngine& engine, const v1::Article& article,
                                          const std::string& parent = "") {
  v1::CreateArticleRequest request;
  request.set_parent(parent);
  *request.mutable_article() = article;
  return engine->articles().CreateArticle(request, engine.context());
}

// Changes the fields that `fields` names.
inline absl::StatusOr<v1::Article> Update(TestEngine& engine, const v1::Article& article,
                                          std::initializer_list<const char*> fields = {}) {
  v1::UpdateArticleRequest request;
  *request.mutable_article() = article;
  for (const char* field : fields) request.mutable_update_mask()->add_paths(field);
  return engine->articles().UpdateArticle(request, engine.context());
}

inline absl::StatusOr<v1::Article> Get(TestEngine& engine, const std::string& name,
                                       int64_t revision = 0) {
  v1::GetArticleRequest request;
  request.set_name(name);
  request.set_revision(revision);
  return engine->articles().GetArticle(request, engine.context());
}

inline absl::StatusOr<v1::Article> Delete(TestEngine& engine, const std::string& name) {
  v1::DeleteArticleRequest request;
  request.set_name(name);
  return engine->articles().DeleteArticle(request, engine.context());
}

inline v1::SearchArticlesResponse Search(TestEngine& engine, const std::string& query,
                                         const std::string& parent = "") {
  v1::SearchArticlesRequest request;
  request.set_parent(parent);
  request.set_query(query);
  return Must(engine->articles().SearchArticles(request, engine.context()));
}

inline std::vector<std::string> TitlesOf(
    const google::protobuf::RepeatedPtrField<v1::ArticleHit>& hits) {
  std::vector<std::string> titles;
  for (const v1::ArticleHit& hit : hits) titles.push_back(hit.title());
  return titles;
}

// The titles of what is found, best first.
inline std::vector<std::string> Found(TestEngine& engine, const std::string& query,
                                      const std::string& parent = "") {
  return TitlesOf(Search(engine, query, parent).hits());
}

}  // namespace ringback::test

#endif  // TESTS_UNIT_ARTICLES_LIBRARY_H_
