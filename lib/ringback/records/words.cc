#include "ringback/records/words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "ringback/model/text.h"

namespace ringback {
namespace {

// More words narrow nothing down, and an expression of hundreds is refused by the engine.
constexpr size_t kMaxWords = 32;
constexpr size_t kPrefixBytes = 4;

// What FTS5's unicode61 takes for a part of a word: letters, numbers, private use.
bool BeginsWord(char32_t c) {
  return (U_MASK(u_charType(static_cast<UChar32>(c))) &
          (U_GC_L_MASK | U_GC_N_MASK | U_GC_CO_MASK)) != 0;
}

bool GoesOn(char32_t c) {
  return BeginsWord(c) || (U_MASK(u_charType(static_cast<UChar32>(c))) & U_GC_M_MASK) != 0;
}

}  // namespace

std::vector<WordPlace> PlacesOfWords(std::string_view text) {
  std::vector<WordPlace> places;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const Utf8Point point = DecodeUtf8(text.substr(at));
    const size_t length = std::max<size_t>(point.length, 1);
    const bool part = point.length > 0 && (inside ? GoesOn(point.value) : BeginsWord(point.value));
    if (part && !inside) places.push_back({.start = at});
    if (part) places.back().length = at + length - places.back().start;
    inside = part;
    at += length;
  }
  return places;
}

std::vector<SearchWord> WordsOfQuery(std::string_view query) {
  std::vector<SearchWord> words;
  for (const WordPlace& place : PlacesOfWords(query)) {
    if (words.size() == kMaxWords) break;
    SearchWord word;
    word.text = std::string(query.substr(place.start, place.length));
    word.folded = Fold(word.text);
    std::erase_if(words, [&](const SearchWord& other) { return other.folded == word.folded; });
    words.push_back(std::move(word));
  }
  if (!words.empty()) words.back().prefix = true;
  return words;
}

std::vector<SearchWord> WordsOfInterest(std::string_view interest) {
  std::vector<SearchWord> words = WordsOfQuery(interest);
  for (SearchWord& word : words) word.prefix = word.text.size() >= kPrefixBytes;
  return words;
}

}  // namespace ringback
