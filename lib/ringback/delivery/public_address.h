// Which Internet addresses are of the public Internet.
#ifndef RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_
#define RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_

#include <string_view>

struct sockaddr;

namespace ringback {

// Why nothing is sent to an address: "a loopback address", "a private address". "" for an address
// of the public Internet. What an IPv6 address has inside (IPv4-mapped, NAT64, 6to4) counts.
std::string_view WhyNotPublic(const sockaddr& address);

// The same for an address in its usual spelling, "127.0.0.1" or "::1". "" too for what is none.
std::string_view WhyNotPublic(std::string_view address);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_PUBLIC_ADDRESS_H_
