// A script that can be filled in.
#ifndef RINGBACK_SCRIPTS_TEMPLATE_H_
#define RINGBACK_SCRIPTS_TEMPLATE_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "ringback/scripts/variables.h"

namespace ctemplate {
class Template;
}  // namespace ctemplate

namespace ringback {

// The longest text that a script becomes.
inline constexpr size_t kMaxFilledIn = size_t{64} << 10;

// A value of each variable, by IndexOf(); "" is not known, anything else is the answer yes to a
// question.
using VariableValues = std::array<std::string, kVariables>;

// A template that was checked and parsed. Immutable: copies share what was parsed. Safe from any
// thread.
class ScriptTemplate {
 public:
  // The template of a text; see ReadScript() for what is wrong when it is INVALID_ARGUMENT.
  static absl::StatusOr<ScriptTemplate> Parse(std::string_view field, std::string_view text,
                                              bool one_line);

  // What it names, to fill in or to ask about. Only their values are looked at.
  const VariableSet& named() const { return named_; }

  // The text with `values`, in good sentences whatever is missing; see TidyText(). Bounded in time
  // by the length of the template, and in space: RESOURCE_EXHAUSTED when it would be longer than
  // kMaxFilledIn.
  absl::StatusOr<std::string> FillIn(const VariableValues& values) const;

  // The variables, no questions, that it names and that are empty in `values`, sorted by name.
  std::vector<std::string> Missing(const VariableValues& values) const;

 private:
  std::shared_ptr<const ctemplate::Template> parsed_;
  VariableSet named_;
  VariableSet asked_;
};

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_TEMPLATE_H_
