#include "ringback/store/sqlite/word_counts.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ringback::store {
namespace {

constexpr int kMostPlaces = 1000;

// How often a phrase stands in columns with a weight, up to kMostPlaces.
int CountPhrase(const Fts5ExtensionApi* api, Fts5Context* row, int phrase,
                const std::vector<int64_t>& weights, int64_t* count) {
  Fts5PhraseIter places;
  int column = 0, offset = 0;
  const int code = api->xPhraseFirst(row, phrase, &places, &column, &offset);
  for (int seen = 0; code == SQLITE_OK && column >= 0 && seen < kMostPlaces; ++seen) {
    const auto at = static_cast<size_t>(column);
    if (at < weights.size()) *count += weights[at];
    api->xPhraseNext(row, &places, &column, &offset);
  }
  return code;
}

int CountWords(const Fts5ExtensionApi* api, Fts5Context* row, const std::vector<int64_t>& weights,
               int64_t* words) {
  for (size_t i = 0; i < weights.size(); ++i) {
    int tokens = 0;
    const int code =
        weights[i] == 0 ? SQLITE_OK : api->xColumnSize(row, static_cast<int>(i), &tokens);
    if (code != SQLITE_OK) return code;
    *words += tokens;
  }
  return SQLITE_OK;
}

void WordCounts(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* result, int given,
                sqlite3_value** values) {
  std::vector<int64_t> weights;
  weights.reserve(static_cast<size_t>(given));
  for (int i = 0; i < given; ++i) weights.push_back(sqlite3_value_int64(values[i]));
  weights.resize(std::min(weights.size(), static_cast<size_t>(api->xColumnCount(row))));
  std::vector<int64_t> counts(static_cast<size_t>(api->xPhraseCount(row)));
  int64_t words = 0;
  int code = CountWords(api, row, weights, &words);
  for (size_t i = 0; i < counts.size() && code == SQLITE_OK; ++i) {
    code = CountPhrase(api, row, static_cast<int>(i), weights, &counts[i]);
  }
  if (code != SQLITE_OK) return sqlite3_result_error_code(result, code);
  std::string text = absl::StrCat(words);
  for (const int64_t count : counts) absl::StrAppend(&text, " ", count);
  sqlite3_result_text64(result, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

int AddWordCounts(sqlite3* db) {
  // How https://www.sqlite.org/fts5.html#extending_fts5 says that its interface is found.
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, nullptr);
  if (code != SQLITE_OK) return code;
  fts5_api* api = nullptr;
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  code = sqlite3_finalize(statement);
  if (code != SQLITE_OK) return code;
  if (api == nullptr) return SQLITE_ERROR;
  return api->xCreateFunction(api, "word_counts", nullptr, &WordCounts, nullptr);
}

}  // namespace ringback::store
