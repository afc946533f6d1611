// Text that others wrote, made fit to stand in a sentence.
#ifndef RINGBACK_MODEL_ONE_LINE_H_
#define RINGBACK_MODEL_ONE_LINE_H_

#include <string>
#include <string_view>

#include "ringback/model/text.h"

namespace ringback {

// Whether a code point ends a line or changes the direction of the text after it, is a control
// character, or is no UTF-8. Joiners do not: names, words and emoji are written with them.
bool BreaksTheLine(Utf8Point point);

// `text` on one line, without control characters and without what changes the direction of the
// text after it, each run of which becomes a blank; no blanks at the ends.
std::string OneLine(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_ONE_LINE_H_
