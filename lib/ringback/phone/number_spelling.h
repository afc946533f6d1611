// The many ways in which people and programs write a number, brought down to one.
#ifndef RINGBACK_PHONE_NUMBER_SPELLING_H_
#define RINGBACK_PHONE_NUMBER_SPELLING_H_

#include <optional>
#include <string>
#include <string_view>

namespace ringback {

// `text` with ASCII digits, dashes, blanks and letters in place of their Unicode likenesses (full
// width, Arabic-Indic and other digits, no-break spaces), without invisible characters, and without
// blanks at its ends. Longer text is cut to 64 characters. Nothing when `text` is not UTF-8, has
// control characters, or when the cut would take digits away: what is left would be another number.
std::optional<std::string> NormalizeSpelling(std::string_view text);

// The part of a normalized `spelling` that the numbering plan can read: without labels ("Tel.",
// "(mobile)") and the "#" that ends dialling, with German direct dials joined to their number and
// pauses spelled as extensions. Nothing when it cannot be a number: a dialling code, or digits that
// are a part of a word ("agent7"). With `may_be_account`, any word but an extension's is too much.
std::optional<std::string> DialableSpelling(std::string_view spelling, bool may_be_account);

}  // namespace ringback

#endif  // RINGBACK_PHONE_NUMBER_SPELLING_H_
