// Which Internet addresses are of the public Internet.
#ifndef RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_
#define RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_

#include <string_view>

struct sockaddr;

namespace ringback {

// Why nothing is sent to an address: "a loopback address", "a private address". "" for an address
// of the public Internet: IPv4 outside IANA's special-purpose registry, IPv6 inside 2000::/3 and
// outside that registry. Of an IPv6 address that has an IPv4 address inside (mapped, compatible,
// translated, NAT64, 6to4, ISATAP), that one counts.
std::string_view WhyNotPublic(const sockaddr& address);

// The same for an address in its usual spelling, "127.0.0.1" or "::1". "" too for what is none.
std::string_view WhyNotPublic(std::string_view address);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_
