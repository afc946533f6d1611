// Addresses of servers on this machine: "unix:/run/ringback.sock".
#ifndef RINGBACK_UNIX_ADDRESS_H_
#define RINGBACK_UNIX_ADDRESS_H_

#include <string_view>

#include "absl/status/status.h"

namespace ringback {

// Whether a socket can have the path of an address "unix:PATH"; OK for every other address.
// INVALID_ARGUMENT names `field`, where the address was given.
absl::Status CheckUnixPath(std::string_view field, std::string_view address);

}  // namespace ringback

#endif  // RINGBACK_UNIX_ADDRESS_H_
