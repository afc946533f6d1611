// The scripts that are there from the start.
#ifndef RINGBACK_SCRIPTS_BUILT_IN_H_
#define RINGBACK_SCRIPTS_BUILT_IN_H_

#include <string_view>

#include "absl/types/span.h"
#include "ringback/scripts/spoken_time.h"
#include "ringback/v1/caller_context.pb.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// A script that nobody wrote. Its text never comes to nothing: it has a sentence that needs
// nothing.
struct BuiltInScript {
  v1::Script::Use use;
  Language language;
  v1::Confidence confidence;  // of opening lines; CONFIDENCE_UNSPECIFIED: of all that have none
  std::string_view subject;
  std::string_view body;
};

// All of them.
absl::Span<const BuiltInScript> BuiltInScripts();

// The one for `use`, which must be given, in a language.
const BuiltInScript& BuiltInFor(v1::Script::Use use, Language language, v1::Confidence confidence);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_BUILT_IN_H_
