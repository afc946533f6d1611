// The words of a text, as the index of words tells them apart. Pure.
#ifndef RINGBACK_RECORDS_WORDS_H_
#define RINGBACK_RECORDS_WORDS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ringback {

// Where a word stands in its text, in bytes.
struct WordPlace {
  size_t start = 0;
  size_t length = 0;
};

// The words of `text`, which is UTF-8: runs of letters and digits, with the marks that belong to
// them.
std::vector<WordPlace> PlacesOfWords(std::string_view text);

// A word that is looked for.
struct SearchWord {
  std::string text;     // as it was typed: letters and digits alone
  std::string folded;   // without case and accents
  bool prefix = false;  // words that begin with it will do

  // Whether `folded_word` is it.
  bool Matches(std::string_view folded_word) const {
    return prefix ? folded_word.starts_with(folded) : folded_word == folded;
  }
};

// The words of what a person typed, each of them once, at most 32; nothing in it is an operator.
// The last one is taken as a beginning, for it may still be being typed.
std::vector<SearchWord> WordsOfQuery(std::string_view query);

// The words of what a customer is interested in: as above, but each that is long enough for it
// may go on, so that "pump" finds "pumps".
std::vector<SearchWord> WordsOfInterest(std::string_view interest);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_WORDS_H_
