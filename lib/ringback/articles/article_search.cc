#include "ringback/articles/article_search.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "ringback/articles/plain_text.h"
#include "ringback/articles/snippet.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/article_table.h"

namespace ringback {
namespace {

// Those of FTS5's bm25(), and of most who use BM25.
constexpr double kSaturation = 1.2;
constexpr double kLengthWeight = 0.75;

// Words of a sentence that say little are short in most languages: "a", "the", "für".
double WeightInInterest(const SearchWord& word) {
  constexpr double kLittle = 0.25;
  constexpr double kShort = 2;
  return std::max(static_cast<double>(word.folded.size()) - kShort, kLittle);
}

// Whether an article with these counts is about the better part of the words.
bool IsAbout(const std::vector<SearchWord>& words, const WordMatch& match) {
  double all = 0;
  double found = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    all += WeightInInterest(words[i]);
    if (match.counts[i] > 0) found += WeightInInterest(words[i]);
  }
  return 2 * found >= all;
}

absl::StatusOr<std::vector<v1::ArticleHit>> HitsOf(store::Session& session, std::string_view tenant,
                                                   const std::vector<SearchWord>& words,
                                                   const std::vector<RankedMatch>& ranked,
                                                   size_t rows) {
  std::vector<v1::ArticleHit> hits;
  for (size_t i = 0; i < std::min(rows, ranked.size()); ++i) {
    RINGBACK_ASSIGN_OR_RETURN(
        const ArticleRecord record,
        NeedArticle(session, ResourceName(tenant, "articles", ranked[i].article)));
    v1::ArticleHit& hit = hits.emplace_back();
    hit.set_article(record.article.name());
    hit.set_title(OneLine(record.article.title()));
    hit.set_kind(record.article.kind());
    hit.set_score(ranked[i].score);
    SetSnippet(PlainText(record.article.body()), words, &hit);
  }
  return hits;
}

}  // namespace

std::vector<RankedMatch> RankMatches(const std::vector<WordMatch>& matches, int64_t articles) {
  if (matches.empty()) return {};
  std::vector<double> rarity(matches.front().counts.size());
  double average_length = 0;
  for (const WordMatch& match : matches) {
    average_length += static_cast<double>(match.length) / static_cast<double>(matches.size());
    for (size_t i = 0; i < rarity.size(); ++i) rarity[i] += match.counts[i] > 0 ? 1 : 0;
  }
  for (double& word : rarity) {
    // Above 0 also for a word that every article has.
    word = std::log(1 + (static_cast<double>(articles) - word + 0.5) / (word + 0.5));
  }
  std::vector<RankedMatch> ranked;
  ranked.reserve(matches.size());
  for (const WordMatch& match : matches) {
    const double length = static_cast<double>(match.length) / std::max(average_length, 1.0);
    const double damping = kSaturation * (1 - kLengthWeight + kLengthWeight * length);
    double score = 0;
    double found = 0;
    for (size_t i = 0; i < rarity.size(); ++i) {
      const auto count = static_cast<double>(match.counts[i]);
      score += rarity[i] * count * (kSaturation + 1) / (count + damping);
      found += count > 0 ? 1 : 0;
    }
    ranked.push_back({match.article, score * found / static_cast<double>(rarity.size())});
  }
  std::sort(ranked.begin(), ranked.end(), [](const RankedMatch& a, const RankedMatch& b) {
    return a.score != b.score ? a.score > b.score : a.article > b.article;
  });
  return ranked;
}

absl::StatusOr<std::vector<v1::ArticleHit>> SearchArticleRows(store::Session& session,
                                                              std::string_view tenant,
                                                              std::string_view query,
                                                              const MatchFilter& filter,
                                                              size_t rows) {
  const std::vector<SearchWord> words = WordsOfQuery(query);
  if (words.empty()) return std::vector<v1::ArticleHit>{};
  RINGBACK_ASSIGN_OR_RETURN(const auto matches, MatchesOf(session, tenant, words, filter));
  RINGBACK_ASSIGN_OR_RETURN(const int64_t articles, CountArticles(session, tenant));
  return HitsOf(session, tenant, words, RankMatches(matches, articles), rows);
}

absl::StatusOr<std::vector<v1::ArticleHit>> ArticlesAbout(store::Session& session,
                                                          std::string_view tenant,
                                                          std::string_view interest, size_t rows) {
  const std::vector<SearchWord> words = WordsOfInterest(interest);
  if (words.empty()) return std::vector<v1::ArticleHit>{};
  RINGBACK_ASSIGN_OR_RETURN(auto matches, MatchesOf(session, tenant, words, {}));
  std::erase_if(matches, [&](const WordMatch& match) { return !IsAbout(words, match); });
  RINGBACK_ASSIGN_OR_RETURN(const int64_t articles, CountArticles(session, tenant));
  return HitsOf(session, tenant, words, RankMatches(matches, articles), rows);
}

}  // namespace ringback
