// Saving a folder of Markdown files as articles.
#ifndef RINGBACK_APPS_RINGBACK_ARTICLE_IMPORT_H_
#define RINGBACK_APPS_RINGBACK_ARTICLE_IMPORT_H_

#include <string>

#include "absl/status/status.h"
#include "apps/ringback/session.h"

namespace ringback::cli {

struct ArticleImportOptions {
  std::string folder;
  std::string kind;  // as on the command line; "" for none
};

// Saves each file of the folder, and of those in it, whose name ends in ".md": a new article, or
// what changed in the one that the file was saved as before; one that is the same stays as it is.
// Says what it did. A file that cannot be saved is told of on stderr, and the others are saved; the
// error is then RowsFailed().
absl::Status ImportArticles(const ArticleImportOptions& options, Session& session);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_ARTICLE_IMPORT_H_
