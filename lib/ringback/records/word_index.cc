#include "ringback/records/word_index.h"

#include <charconv>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::Row;
using store::Session;
using store::WriteSession;

// What makes a search slow is ranking; nobody looks for something that 20,000 articles say.
constexpr int64_t kMaxMatches = 20000;

// A tenant as one word: hexadecimal digits, which no tokenizer takes apart or folds.
std::string TenantWord(std::string_view tenant) {
  return absl::BytesToHexString(absl::string_view(tenant.data(), tenant.size()));
}

// The expression that finds a tenant's rows with any of the words. A word has letters and digits
// alone, so that nothing in it can end the quotes.
std::string Expression(std::string_view tenant, const std::vector<SearchWord>& words) {
  std::string any;
  for (const SearchWord& word : words) {
    absl::StrAppend(&any, any.empty() ? "" : " OR ", "\"", word.text, word.prefix ? "\" *" : "\"");
  }
  return absl::StrCat("tenant : \"", TenantWord(tenant), "\" AND {title tags body} : (", any, ")");
}

// The numbers of word_counts(): of the words of the row, then of each phrase, of which the first is
// the tenant.
WordMatch MatchFromRow(const Row& row) {
  WordMatch match;
  match.article = row.Int(0);
  const std::string_view text = row.Text(1);
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int index = 0; at < end; ++index) {
    int64_t number = 0;
    at = std::from_chars(at, end, number).ptr + 1;
    if (index == 0) match.length = number;
    if (index > 1) match.counts.push_back(number);
  }
  return match;
}

}  // namespace

absl::Status AddWords(WriteSession& session, std::string_view tenant, int64_t article,
                      int64_t revision) {
  return session
      .Execute(
          "INSERT INTO article_words (rowid, tenant, title, tags, body) SELECT article, $4, title, "
          "tags, body FROM article_revisions WHERE tenant = $1 AND article = $2 AND revision = $3",
          {tenant, article, revision, TenantWord(tenant)})
      .status();
}

absl::Status RemoveWords(WriteSession& session, std::string_view tenant, int64_t article,
                         int64_t revision) {
  return session
      .Execute(
          "INSERT INTO article_words (article_words, rowid, tenant, title, tags, body) SELECT "
          "'delete', article, $4, title, tags, body FROM article_revisions WHERE tenant = $1 AND "
          "article = $2 AND revision = $3",
          {tenant, article, revision, TenantWord(tenant)})
      .status();
}

absl::StatusOr<std::vector<WordMatch>> MatchesOf(Session& session, std::string_view tenant,
                                                 const std::vector<SearchWord>& words,
                                                 const MatchFilter& filter) {
  const std::string expression = Expression(tenant, words);
  // The second look at the tenant is by its key: the words of an expression are text, and whose an
  // article is must not rest on how text is written.
  store::NarrowedQuery query(
      filter.tag.empty()
          ? "SELECT w.rowid, word_counts(article_words, 0, 10, 5, 1) FROM article_words w JOIN "
            "articles a ON a.tenant = $1 AND a.id = w.rowid WHERE article_words MATCH $2"
          : "SELECT w.rowid, word_counts(article_words, 0, 10, 5, 1) FROM article_words w JOIN "
            "articles a ON a.tenant = $1 AND a.id = w.rowid JOIN article_tags t ON t.tenant = $1 "
            "AND t.article = w.rowid WHERE article_words MATCH $2",
      {tenant, expression, kMaxMatches});
  if (!filter.tag.empty()) query.Narrow("t.tag", filter.tag);
  if (filter.kind != v1::Article::KIND_UNSPECIFIED) query.Narrow("a.kind", filter.kind);
  query.End(" ORDER BY w.rowid DESC LIMIT $3");
  std::vector<WordMatch> matches;
  RINGBACK_RETURN_IF_ERROR(session.Query(query.sql(), query.params(), [&](const Row& row) {
    matches.push_back(MatchFromRow(row));
    matches.back().counts.resize(words.size());
  }));
  return matches;
}

}  // namespace ringback
