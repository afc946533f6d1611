#include "ringback/records/article_table.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/word_index.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

// With the longest article behind it, a page fits into the 4 MB that a gRPC client takes.
constexpr size_t kMaxPageBytes = 2'000'000;

#define RINGBACK_ARTICLE_COLUMNS                                                                 \
  "a.id, a.create_us, r.revision, r.title, r.kind, r.tags, r.language, r.source_url, r.author, " \
  "r.update_us, r.body"

// An article with its text of now.
#define RINGBACK_ARTICLE_NOW                                                               \
  "JOIN article_revisions r ON r.tenant = a.tenant AND r.article = a.id AND r.revision = " \
  "a.revision "

v1::Article ArticleFromRow(std::string_view tenant, const Row& row) {
  v1::Article article;
  FieldReader<v1::Article> in(row, &article);
  in.Name(tenant, "articles", &v1::Article::mutable_name);
  SetMicros(in.Int(), article.mutable_create_time());
  article.set_revision(in.Int());
  article.set_etag(absl::StrCat(article.revision()));
  in.Text(&v1::Article::mutable_title);
  article.set_kind(static_cast<v1::Article::Kind>(in.Int()));
  const std::string tags = in.String();
  for (const absl::string_view tag : absl::StrSplit(tags, '\n', absl::SkipEmpty())) {
    article.add_tags(tag.data(), tag.size());
  }
  in.Text(&v1::Article::mutable_language);
  in.Text(&v1::Article::mutable_source_url);
  in.ChosenName(tenant, "agents", &v1::Article::mutable_author);
  SetMicros(in.Int(), article.mutable_update_time());
  in.Text(&v1::Article::mutable_body);
  return article;
}

absl::StatusOr<std::vector<v1::Article>> Articles(Session& session, std::string_view tenant,
                                                  std::string_view sql,
                                                  absl::Span<const store::Param> params) {
  std::vector<v1::Article> articles;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      sql, params, [&](const Row& row) { articles.push_back(ArticleFromRow(tenant, row)); }));
  return articles;
}

// One row more than `rows` is asked for, to see whether there are more.
absl::StatusOr<ArticlePage> Page(Session& session, std::string_view tenant, std::string_view sql,
                                 absl::Span<const store::Param> params, int64_t rows) {
  ArticlePage page;
  size_t bytes = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    page.more =
        page.more || static_cast<int64_t>(page.articles.size()) == rows || bytes > kMaxPageBytes;
    if (page.more) return;
    page.articles.push_back(ArticleFromRow(tenant, row));
    bytes += page.articles.back().ByteSizeLong();
  }));
  return page;
}

absl::Status InsertRevision(WriteSession& session, std::string_view tenant, int64_t id,
                            const v1::Article& article) {
  return session
      .Execute(
          "INSERT INTO article_revisions (tenant, article, revision, title, kind, tags, "
          "language, source_url, author, update_us, body) VALUES ($1, $2, $3, $4, $5, $6, $7, "
          "$8, $9, $10, $11)",
          {tenant, id, article.revision(), article.title(), article.kind(),
           absl::StrJoin(article.tags(), "\n"), article.language(), article.source_url(),
           LastSegment(article.author()), ToMicros(article.update_time()), article.body()})
      .status();
}

absl::Status InsertTags(WriteSession& session, std::string_view tenant, int64_t id,
                        const v1::Article& article) {
  for (const std::string& tag : article.tags()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO article_tags (tenant, tag, article) VALUES ($1, $2, $3) "
                     "ON CONFLICT (tenant, article, tag) DO NOTHING",
                     {tenant, Fold(tag), id})
            .status());
  }
  return absl::OkStatus();
}

absl::Status DeleteTags(WriteSession& session, std::string_view tenant, int64_t id) {
  return session
      .Execute("DELETE FROM article_tags WHERE tenant = $1 AND article = $2", {tenant, id})
      .status();
}

}  // namespace

absl::StatusOr<ArticleRecord> NeedArticle(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(auto articles, Articles(session, tenant,
                                                    "SELECT " RINGBACK_ARTICLE_COLUMNS
                                                    " FROM articles a " RINGBACK_ARTICLE_NOW
                                                    "WHERE a.tenant = $1 AND a.id = $2",
                                                    {tenant, IdOf(name)}));
  if (articles.empty()) return NotFound(name);
  return ArticleRecord{.id = IdOf(name), .article = std::move(articles.front())};
}

absl::StatusOr<v1::Article> NeedRevision(Session& session, std::string_view name,
                                         int64_t revision) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(
      auto articles,
      Articles(session, tenant,
               "SELECT " RINGBACK_ARTICLE_COLUMNS
               " FROM articles a JOIN article_revisions r ON r.tenant = a.tenant AND r.article = "
               "a.id WHERE a.tenant = $1 AND a.id = $2 AND r.revision = $3",
               {tenant, IdOf(name), revision}));
  if (articles.empty()) return NotFound(absl::StrCat(std::string(name), "@", revision));
  return std::move(articles.front());
}

absl::Status SaveArticle(WriteSession& session, std::string_view tenant,
                         const ArticleRecord& record) {
  session.Touch(marks::Articles(tenant));
  const v1::Article& article = record.article;
  const int64_t before = article.revision() - 1;
  if (before > 0) {
    RINGBACK_RETURN_IF_ERROR(RemoveWords(session, tenant, record.id, before));
    RINGBACK_RETURN_IF_ERROR(DeleteTags(session, tenant, record.id));
  }
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO articles (tenant, id, kind, revision, create_us) VALUES ($1, $2, "
                   "$3, $4, $5) ON CONFLICT (tenant, id) DO UPDATE SET kind = excluded.kind, "
                   "revision = excluded.revision",
                   {tenant, record.id, article.kind(), article.revision(),
                    ToMicros(article.create_time())})
          .status());
  RINGBACK_RETURN_IF_ERROR(InsertRevision(session, tenant, record.id, article));
  RINGBACK_RETURN_IF_ERROR(InsertTags(session, tenant, record.id, article));
  return AddWords(session, tenant, record.id, article.revision());
}

absl::Status RemoveArticle(WriteSession& session, std::string_view tenant,
                           const ArticleRecord& record) {
  session.Touch(marks::Articles(tenant));
  RINGBACK_RETURN_IF_ERROR(RemoveWords(session, tenant, record.id, record.article.revision()));
  RINGBACK_RETURN_IF_ERROR(DeleteTags(session, tenant, record.id));
  return store::ExecuteEach(session,
                            {"DELETE FROM article_revisions WHERE tenant = $1 AND article = $2",
                             "DELETE FROM articles WHERE tenant = $1 AND id = $2"},
                            {tenant, record.id});
}

absl::StatusOr<ArticlePage> ListArticleRows(Session& session, std::string_view tenant,
                                            const ArticleFilter& filter, int64_t after,
                                            int64_t rows) {
  store::NarrowedQuery query(
      filter.tag.empty()
          ? "SELECT " RINGBACK_ARTICLE_COLUMNS " FROM articles a " RINGBACK_ARTICLE_NOW
            "WHERE a.tenant = $1 AND a.id > $2"
          : "SELECT " RINGBACK_ARTICLE_COLUMNS
            " FROM article_tags t JOIN articles a ON a.tenant = t.tenant AND a.id = "
            "t.article " RINGBACK_ARTICLE_NOW "WHERE t.tenant = $1 AND t.article > $2",
      {tenant, after, rows + 1});
  if (!filter.tag.empty()) query.Narrow("t.tag", filter.tag);
  if (filter.kind != v1::Article::KIND_UNSPECIFIED) query.Narrow("a.kind", filter.kind);
  query.End(filter.tag.empty() ? " ORDER BY a.id LIMIT $3" : " ORDER BY t.article LIMIT $3");
  return Page(session, tenant, query.sql(), query.params(), rows);
}

absl::StatusOr<ArticlePage> ListRevisionRows(Session& session, std::string_view tenant,
                                             int64_t article, int64_t before, int64_t rows) {
  return Page(session, tenant,
              "SELECT " RINGBACK_ARTICLE_COLUMNS
              " FROM articles a JOIN article_revisions r ON r.tenant = a.tenant AND r.article "
              "= a.id WHERE a.tenant = $1 AND a.id = $2 AND r.revision < $3 ORDER BY "
              "r.revision DESC LIMIT $4",
              {tenant, article, before, rows + 1}, rows);
}

absl::StatusOr<bool> HasArticles(Session& session, std::string_view tenant) {
  bool has = false;
  RINGBACK_RETURN_IF_ERROR(session.Query("SELECT 1 FROM articles WHERE tenant = $1 LIMIT 1",
                                         {tenant}, [&](const Row&) { has = true; }));
  return has;
}

absl::StatusOr<int64_t> CountArticles(Session& session, std::string_view tenant) {
  int64_t count = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query("SELECT COUNT(*) FROM articles WHERE tenant = $1",
                                         {tenant}, [&](const Row& row) { count = row.Int(0); }));
  return count;
}

}  // namespace ringback
