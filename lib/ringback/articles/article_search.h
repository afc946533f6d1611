// Finding articles by words.
#ifndef RINGBACK_ARTICLES_ARTICLE_SEARCH_H_
#define RINGBACK_ARTICLES_ARTICLE_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/records/word_index.h"
#include "ringback/records/words.h"
#include "ringback/store/store.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// An article that was found, and how well it fits.
struct RankedMatch {
  int64_t article = 0;
  double score = 0;  // above 0
};

// `matches` of a tenant with `articles` articles in all, best first: Okapi BM25 over what this
// tenant has alone, times the part of the words that stand in the article. Of equal ones the newer
// first. `matches` must have a count for each word. Pure.
std::vector<RankedMatch> RankMatches(const std::vector<WordMatch>& matches, int64_t articles);

// The articles in which any word of `query` stands, the last one as a beginning, best first, at
// most `rows`. A query without a word finds nothing.
absl::StatusOr<std::vector<v1::ArticleHit>> SearchArticleRows(store::Session& session,
                                                              std::string_view tenant,
                                                              std::string_view query,
                                                              const MatchFilter& filter,
                                                              size_t rows);

// The articles that are about what a customer is interested in, best first, at most `rows`: those
// that have the better part of its words, by their length.
absl::StatusOr<std::vector<v1::ArticleHit>> ArticlesAbout(store::Session& session,
                                                          std::string_view tenant,
                                                          std::string_view interest, size_t rows);

}  // namespace ringback

#endif  // RINGBACK_ARTICLES_ARTICLE_SEARCH_H_
