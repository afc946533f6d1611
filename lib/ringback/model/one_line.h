// Text that others wrote, made fit to stand in a sentence, a header, a calendar or on paper.
#ifndef RINGBACK_MODEL_ONE_LINE_H_
#define RINGBACK_MODEL_ONE_LINE_H_

#include <string>
#include <string_view>

namespace ringback {

// `text` on one line. Line ends, control characters and bytes that are not UTF-8 become blanks,
// what is hidden (see code_point.h) is dropped, each run of blanks is one, and there are none at
// the ends. Well-formed UTF-8.
std::string OneLine(std::string_view text);

// `text` on the lines that it has, which end in \n. As above, but tabs and blanks stay as they are,
// and U+FFFD stands for bytes that are not UTF-8.
std::string CleanLines(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_ONE_LINE_H_
