#include "ringback/articles/snippet.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr size_t kSnippetBytes = 160;
constexpr size_t kBytesBefore = 40;  // of them, before the first word that was found
constexpr size_t kMaxWords = 64;
constexpr std::string_view kLeftOut = "…";

// A word of the text that was looked for.
struct Found {
  WordPlace place;
  size_t word = 0;  // which of those that were looked for
};

std::vector<Found> FindWords(std::string_view plain, const std::vector<SearchWord>& words) {
  std::vector<Found> found;
  for (const WordPlace& place : PlacesOfWords(plain)) {
    const std::string folded = Fold(plain.substr(place.start, place.length));
    for (size_t i = 0; i < std::min(words.size(), kMaxWords); ++i) {
      if (!words[i].Matches(folded)) continue;
      found.push_back({place, i});
      break;
    }
  }
  return found;
}

// The index of the found word from which on a snippet has the most different words.
size_t BestBegin(const std::vector<Found>& found) {
  size_t best = 0;
  size_t most = 0;
  for (size_t first = 0; first < found.size(); ++first) {
    const size_t end = found[first].place.start + kSnippetBytes - kBytesBefore;
    std::bitset<kMaxWords> seen;
    for (size_t i = first; i < found.size() && found[i].place.start < end; ++i) {
      seen.set(found[i].word);
    }
    if (seen.count() > most) {
      most = seen.count();
      best = first;
    }
  }
  return best;
}

// Where a snippet begins that has `place` in it: behind a blank.
size_t BeginBefore(std::string_view plain, const WordPlace& place) {
  if (place.start <= kBytesBefore) return 0;
  const size_t blank = plain.find(' ', place.start - kBytesBefore);
  return blank < place.start ? blank + 1 : place.start;
}

// Where a snippet from `begin` on ends: before a blank, unless there is none.
size_t EndAfter(std::string_view plain, size_t begin) {
  if (plain.size() - begin <= kSnippetBytes) return plain.size();
  const size_t end = begin + CutUtf8(plain.substr(begin), kSnippetBytes).size();
  const size_t blank = plain.rfind(' ', end);
  return blank != std::string_view::npos && blank > begin + kSnippetBytes / 2 ? blank : end;
}

}  // namespace

void SetSnippet(std::string_view plain, const std::vector<SearchWord>& words, v1::ArticleHit* hit) {
  const std::vector<Found> found = FindWords(plain, words);
  const size_t begin = found.empty() ? 0 : BeginBefore(plain, found[BestBegin(found)].place);
  const size_t end = EndAfter(plain, begin);
  std::string snippet(begin > 0 ? kLeftOut : "");
  const size_t shift = snippet.size();
  snippet += plain.substr(begin, end - begin);
  if (end < plain.size()) snippet += kLeftOut;
  hit->set_snippet(std::move(snippet));
  for (const Found& each : found) {
    if (each.place.start < begin || each.place.start + each.place.length > end) continue;
    v1::Highlight* highlight = hit->add_highlights();
    highlight->set_start(static_cast<int32_t>(each.place.start - begin + shift));
    highlight->set_length(static_cast<int32_t>(each.place.length));
  }
}

}  // namespace ringback
