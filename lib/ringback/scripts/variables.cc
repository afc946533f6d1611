#include "ringback/scripts/variables.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace ringback {
namespace {

enum class Kind { kTheirs, kOurs, kQuestion };

struct Description {
  std::string_view name;
  Kind kind;
  Hears hears;
};

// In the order of Variable.
constexpr std::array<Description, kVariables> kDescriptions = {{
    {"COMPANY", Kind::kTheirs, Hears::kAnybody},
    {"WEBSITE", Kind::kTheirs, Hears::kAnybody},
    {"OUR_NUMBER", Kind::kTheirs, Hears::kAnybody},
    {"AGENT_NAME", Kind::kTheirs, Hears::kAnybody},
    {"GREETING", Kind::kOurs, Hears::kAnybody},
    {"TODAY", Kind::kOurs, Hears::kAnybody},
    {"CALLER_NAME", Kind::kTheirs, Hears::kThem},
    {"HONORIFIC", Kind::kTheirs, Hears::kThem},
    {"GIVEN_NAME", Kind::kTheirs, Hears::kThem},
    {"FAMILY_NAME", Kind::kTheirs, Hears::kThem},
    {"CALLER_COMPANY", Kind::kTheirs, Hears::kThem},
    {"TRIED_NAME", Kind::kTheirs, Hears::kTheOther},
    {"PURPOSE", Kind::kTheirs, Hears::kThem},
    {"OFFER_TEXT", Kind::kTheirs, Hears::kThem},
    {"OFFER_DAYS", Kind::kOurs, Hears::kThem},
    {"OFFER_WHEN", Kind::kOurs, Hears::kThem},
    {"OFFER_TIMES", Kind::kOurs, Hears::kThem},
    {"LAST_AGENT", Kind::kTheirs, Hears::kThem},
    {"LAST_TOUCH_AGO", Kind::kOurs, Hears::kThem},
    {"INTEREST", Kind::kTheirs, Hears::kThem},
    {"PROMISED_TIME", Kind::kOurs, Hears::kThem},
    {"CALLBACK_NUMBER", Kind::kTheirs, Hears::kThemForSure},
    {"EMAIL", Kind::kTheirs, Hears::kThemForSure},
    {"SERVICE_ADDRESS", Kind::kTheirs, Hears::kThemForSure},
    {"NOTE", Kind::kTheirs, Hears::kThemForSure},
    {"RETURNED_CALL", Kind::kQuestion, Hears::kThem},
    {"SPOKE", Kind::kQuestion, Hears::kThem},
    {"SAME_AGENT", Kind::kQuestion, Hears::kThem},
    {"SEVERAL_DAYS", Kind::kQuestion, Hears::kThem},
    {"SEVERAL_TIMES", Kind::kQuestion, Hears::kThem},
}};

const Description& Describe(Variable variable) { return kDescriptions[IndexOf(variable)]; }

}  // namespace

std::string_view NameOf(Variable variable) { return Describe(variable).name; }

std::optional<Variable> FindVariable(std::string_view name) {
  for (size_t i = 0; i < kVariables; ++i) {
    if (kDescriptions[i].name == name) return static_cast<Variable>(i);
  }
  return std::nullopt;
}

bool IsQuestion(Variable variable) { return Describe(variable).kind == Kind::kQuestion; }

bool IsWordedHere(Variable variable) { return Describe(variable).kind == Kind::kOurs; }

Hears WhoHears(Variable variable) { return Describe(variable).hears; }

std::string AllNames(bool with_questions) {
  std::string names;
  for (const Description& each : kDescriptions) {
    if (each.kind == Kind::kQuestion && !with_questions) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", std::string(each.name));
  }
  return names;
}

}  // namespace ringback
