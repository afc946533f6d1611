#include "ringback/rules/caller_name.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ringback/model/one_line.h"

namespace ringback {

bool HasName(const v1::Caller& caller) {
  if (!caller.given_name().empty() || !caller.family_name().empty()) return true;
  const std::string& shown = caller.display_name();
  return !shown.empty() &&
         std::none_of(caller.phones().begin(), caller.phones().end(),
                      [&](const v1::Phone& phone) { return phone.number() == shown; }) &&
         std::find(caller.emails().begin(), caller.emails().end(), shown) == caller.emails().end();
}

std::string NameOf(const v1::Caller& caller) {
  if (!caller.honorific().empty() && !caller.family_name().empty()) {
    return OneLine(absl::StrCat(caller.honorific(), " ", caller.family_name()));
  }
  return OneLine(caller.display_name());
}

}  // namespace ringback
