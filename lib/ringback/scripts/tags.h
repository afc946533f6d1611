// Reading the tags of a script, and saying where one is wrong: ctemplate does not.
#ifndef RINGBACK_SCRIPTS_TAGS_H_
#define RINGBACK_SCRIPTS_TAGS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ringback/scripts/variables.h"

namespace ringback {

// How deep sections may stand in each other.
inline constexpr size_t kMaxSectionDepth = 8;

// A script that was read.
struct ReadTags {
  std::string for_ctemplate;  // only what is known and closed, with the marks below
  VariableSet filled_in;      // named as {{NAME}}
  VariableSet asked;          // named as {{#NAME}} or {{^NAME}}
};

// The section that ctemplate is given in the place of {{^NAME}}, which it does not have.
std::string AbsentSection(Variable variable);

// What stands in the text in the place of a section's end, so that it can be seen afterwards where
// something was left out. Text that people wrote has no control characters.
inline constexpr char kSectionShown = '\x07';  // only where the section is shown
inline constexpr char kSectionEnd = '\x04';    // shown or not

// Reads a script. `one_line`: it must not have a second line. A line that holds nothing but
// sections' tags and comments is no line of the text. Comments are dropped.
//
// INVALID_ARGUMENT names `field`, line and column (both from 1, in characters), and what is wrong:
// a tag that does not end, a name that there is not (with those that there are), a section that is
// not closed, closes nothing or stands too deep, a control character, and what ctemplate has but
// scripts have not: includes, pragmas, modifiers, other delimiters.
absl::StatusOr<ReadTags> ReadScript(std::string_view field, std::string_view text, bool one_line);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_TAGS_H_
