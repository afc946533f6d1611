// How people address a caller.
#ifndef RINGBACK_RULES_CALLER_NAME_H_
#define RINGBACK_RULES_CALLER_NAME_H_

#include <string>

#include "ringback/v1/caller.pb.h"

namespace ringback {

// Whether what is shown of a caller is a name: nobody is called by a number or an address.
bool HasName(const v1::Caller& caller);

// How an agent addresses a caller: "Mr. Jones", "Robert Jones", else what is shown of them.
std::string NameOf(const v1::Caller& caller);

}  // namespace ringback

#endif  // RINGBACK_RULES_CALLER_NAME_H_
