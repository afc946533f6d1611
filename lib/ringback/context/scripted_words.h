// What the tenant's own scripts say on the card. Pure.
#ifndef RINGBACK_CONTEXT_SCRIPTED_WORDS_H_
#define RINGBACK_CONTEXT_SCRIPTED_WORDS_H_

#include <string>
#include <vector>

#include "ringback/context/candidate.h"

namespace ringback {

// Both empty when the tenant has no script that fits, or when it comes to nothing.
struct ScriptedWords {
  std::string opening_line;
  std::string script;
};

// What question.scripts say to the best of `ranked`, which is best first. Nobody is told what is
// not theirs: see docs/scripts.md. A call from one of our own lines has no words, and one that
// answers a wrong number no opening line.
ScriptedWords SayScripts(const LookupQuestion& question, const std::vector<Candidate>& ranked,
                         bool verify_identity);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_SCRIPTED_WORDS_H_
