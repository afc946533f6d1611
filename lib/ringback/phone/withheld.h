// The words and codes that stand for a number that the caller hides.
#ifndef RINGBACK_PHONE_WITHHELD_H_
#define RINGBACK_PHONE_WITHHELD_H_

#include <cstddef>
#include <string_view>

namespace ringback {

// Whether `spelling` says that there is no number: nothing at all, "anonymous", "private number",
// "P" (out of privacy) and "O" (out of area) of caller name delivery, only zeros, or one of those
// words on a keypad, as carriers send it (+266696687 is ANONYMOUS). Case, spaces and punctuation do
// not matter for words; a keypad word must be the whole text, with or without "+".
bool SaysWithheld(std::string_view spelling);

// A code that is dialled before a number to hide or to show one's own number for this call.
struct PrivacyCode {
  size_t length = 0;   // of the code, with the blanks behind it; 0: there is none
  bool hides = false;  // else it shows
};

// The privacy code that `spelling` begins with: *67, *82, #31#, *31# anywhere, and where what
// follows makes it unambiguous, those of `region`: 141 and 1470 in the United Kingdom, 1831 and
// 1832 in Australia …
PrivacyCode FindPrivacyCode(std::string_view spelling, std::string_view region);

}  // namespace ringback

#endif  // RINGBACK_PHONE_WITHHELD_H_
