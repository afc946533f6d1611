// Making good sentences of a script in which something was not known.
#ifndef RINGBACK_SCRIPTS_TIDY_TEXT_H_
#define RINGBACK_SCRIPTS_TIDY_TEXT_H_

#include <string>
#include <string_view>

namespace ringback {

// What stands around what was filled in, so that a full stop in "Mr. Jones" ends no sentence. None
// of these is in a text that anybody wrote. Sections' ends: see tags.h.
inline constexpr char kNotKnown = '\x01';      // in the place of a value
inline constexpr char kTheirsBegins = '\x02';  // a value that somebody wrote into a record
inline constexpr char kOursBegins = '\x05';    // a value that Ringback words
inline constexpr char kValueEnds = '\x03';

// The text without the marks. A sentence that was to say what is not known is left out, and a line
// of which nothing is left goes; where a section was left out no double blanks, no blank before a
// comma or full stop and no two commas stay; a sentence whose beginning was left out, or begins
// with words of ours, begins with a capital. What the author wrote otherwise stays as it is.
std::string TidyText(std::string_view marked);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_TIDY_TEXT_H_
