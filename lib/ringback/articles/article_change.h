// Saving an article, for the rooms that do: that of articles, and that of questions, whose answers
// become articles.
#ifndef RINGBACK_ARTICLES_ARTICLE_CHANGE_H_
#define RINGBACK_ARTICLES_ARTICLE_CHANGE_H_

#include <string_view>

#include "absl/status/status.h"
#include "ringback/records/article_table.h"
#include "ringback/request/request_runner.h"

namespace ringback {

// Adds an article, of which what a client gives is filled in: gives it its id, name, kind when it
// has none, etag, revision and times, saves it and says so to those who watch.
absl::Status AddArticle(WriteScope& scope, ArticleRecord* record);

// Saves an article whose fields were changed as its next revision, and says so.
absl::Status SaveNextRevision(WriteScope& scope, ArticleRecord* record);

// Logs that `agent` created, changed or removed an article. What goes out is the article without
// its body: it may be long, and thousands of events are kept in memory.
absl::Status EmitArticle(WriteScope& scope, std::string_view agent, const v1::Article& article);

// `article` as it goes out with an event.
v1::Article WithoutBody(v1::Article article);

}  // namespace ringback

#endif  // RINGBACK_ARTICLES_ARTICLE_CHANGE_H_
