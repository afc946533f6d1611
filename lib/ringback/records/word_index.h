// The index of the words of articles. What differs between the engines is in here alone.
//
// SQLite has them in an FTS5 table that keeps no text (0007_articles.sql), so that the words of a
// revision have to be given again to take them out. PostgreSQL will have a table with the key
// (tenant, article) and a column of weighted tsvector behind a GIN index that starts with the
// tenant; "simple" with unaccent, a query of to_tsquery('a:* | b'), and counts from ts_rank_cd,
// which looks at the row alone.
#ifndef RINGBACK_RECORDS_WORD_INDEX_H_
#define RINGBACK_RECORDS_WORD_INDEX_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/records/words.h"
#include "ringback/store/store.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// Adds the words of a revision that is in the store, or takes them out again. An article has one
// revision in the index at a time.
absl::Status AddWords(store::WriteSession& session, std::string_view tenant, int64_t article,
                      int64_t revision);
absl::Status RemoveWords(store::WriteSession& session, std::string_view tenant, int64_t article,
                         int64_t revision);

// An article in which at least one of the words stands.
struct WordMatch {
  int64_t article = 0;
  int64_t length = 0;           // in words
  std::vector<int64_t> counts;  // of each word that was looked for; in the title ten times as many
};

// What the matches are narrowed to; 0 and "" do not narrow.
struct MatchFilter {
  v1::Article::Kind kind = v1::Article::KIND_UNSPECIFIED;
  std::string_view tag = {};  // folded
};

// The articles of a tenant in which any of `words` (at least one) stands, newest first; of more
// than 20,000 the newest. Nothing in them depends on what other tenants have.
absl::StatusOr<std::vector<WordMatch>> MatchesOf(store::Session& session, std::string_view tenant,
                                                 const std::vector<SearchWord>& words,
                                                 const MatchFilter& filter);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_WORD_INDEX_H_
