// The names that a script may use; docs/scripts.md lists them.
#ifndef RINGBACK_SCRIPTS_VARIABLES_H_
#define RINGBACK_SCRIPTS_VARIABLES_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringback {

// What a script can have filled in, and what it can ask about. In the order in which they are
// listed.
enum class Variable : uint8_t {
  // Whose company it is, and when.
  kCompany,
  kWebsite,
  kOurNumber,
  kAgentName,
  kGreeting,
  kToday,
  // Who it is.
  kCallerName,
  kHonorific,
  kGivenName,
  kFamilyName,
  kCallerCompany,
  kTriedName,
  // What it is about.
  kPurpose,
  kOfferText,
  kOfferDays,
  kOfferWhen,
  kOfferTimes,
  kLastAgent,
  kLastTouchAgo,
  kInterest,
  kPromisedTime,
  // What is nobody else's business.
  kCallbackNumber,
  kEmail,
  kServiceAddress,
  kNote,
  // Questions: sections alone.
  kReturnedCall,
  kSpoke,
  kSameAgent,
  kSeveralDays,
  kSeveralTimes,
};

inline constexpr size_t kVariables = static_cast<size_t>(Variable::kSeveralTimes) + 1;

// A set of them.
using VariableSet = std::bitset<kVariables>;

// Who may hear what a variable says: each of them what those before it may hear.
enum class Hears : uint8_t {
  kAnybody,   // whoever rings
  kTheOther,  // who asks for, or is of one company with, the one whom we tried
  kThem,      // who we take them to be
  kThemForSure,
};

// "CALLER_NAME".
std::string_view NameOf(Variable variable);

// The variable of this name; nullopt when there is none.
std::optional<Variable> FindVariable(std::string_view name);

// Whether it can only be asked about: `{{#SPOKE}}`, never `{{SPOKE}}`.
bool IsQuestion(Variable variable);

// Whether Ringback words it, rather than somebody who wrote it into a record.
bool IsWordedHere(Variable variable);

// Who may hear it.
Hears WhoHears(Variable variable);

// "COMPANY, WEBSITE, …": all of them, or those that can be filled in alone.
std::string AllNames(bool with_questions);

inline size_t IndexOf(Variable variable) { return static_cast<size_t>(variable); }

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_VARIABLES_H_
