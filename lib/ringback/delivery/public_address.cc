#include "ringback/delivery/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace ringback {
namespace {

using Bytes = std::array<uint8_t, 16>;

constexpr std::string_view kUnspecified = "an unspecified address";
constexpr std::string_view kLoopback = "a loopback address";
constexpr std::string_view kLinkLocal = "a link-local address";
constexpr std::string_view kPrivate = "a private address";
constexpr std::string_view kDocumentation = "an address for documentation";
constexpr std::string_view kMulticast = "a multicast address";
constexpr std::string_view kReserved = "a reserved address";
// Not itself a reason: the IPv4 address inside decides.
constexpr std::string_view kEmbedsIpv4 = "IPv4";

// A row of a registry. The first row that has an address decides.
struct Net {
  Bytes net;
  int bits;
  std::string_view why;
  size_t ipv4_at = 0;  // of kEmbedsIpv4: where the IPv4 address begins
};

// IANA IPv4 Special-Purpose Address Registry, all of it, and the IPv4 Multicast Address Space
// Registry. What it lists as globally reachable is there for protocols and is no host's.
constexpr Net kIpv4[] = {
    {{0}, 8, kUnspecified},                // 0.0.0.0/8, RFC 791
    {{10}, 8, kPrivate},                   // 10.0.0.0/8, RFC 1918
    {{100, 64}, 10, kPrivate},             // 100.64.0.0/10, RFC 6598
    {{127}, 8, kLoopback},                 // 127.0.0.0/8, RFC 1122
    {{169, 254}, 16, kLinkLocal},          // 169.254.0.0/16, RFC 3927
    {{172, 16}, 12, kPrivate},             // 172.16.0.0/12, RFC 1918
    {{192, 0, 0}, 24, kReserved},          // 192.0.0.0/24, RFC 6890, and the seven parts of it
    {{192, 0, 2}, 24, kDocumentation},     // 192.0.2.0/24, RFC 5737
    {{192, 31, 196}, 24, kReserved},       // 192.31.196.0/24, AS112, RFC 7535
    {{192, 52, 193}, 24, kReserved},       // 192.52.193.0/24, AMT, RFC 7450
    {{192, 88, 99}, 24, kReserved},        // 192.88.99.0/24, 6to4 relay anycast, RFC 7526, RFC 6751
    {{192, 168}, 16, kPrivate},            // 192.168.0.0/16, RFC 1918
    {{192, 175, 48}, 24, kReserved},       // 192.175.48.0/24, AS112, RFC 7534
    {{198, 18}, 15, kReserved},            // 198.18.0.0/15, benchmarking, RFC 2544
    {{198, 51, 100}, 24, kDocumentation},  // 198.51.100.0/24, RFC 5737
    {{203, 0, 113}, 24, kDocumentation},   // 203.0.113.0/24, RFC 5737
    {{224}, 4, kMulticast},                // 224.0.0.0/4, RFC 5771
    {{240}, 4, kReserved},                 // 240.0.0.0/4, RFC 1112; 255.255.255.255, RFC 8190
};

// IANA IPv6 Special-Purpose Address Registry, all of it, and what the Internet Protocol Version 6
// Address Space registry says of the rest.
constexpr Net kIpv6[] = {
    {{}, 128, kUnspecified},                                             // ::, RFC 4291
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, kLoopback},  // ::1, RFC 4291
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},
     96,
     kEmbedsIpv4,
     12},  // ::ffff:0:0/96, mapped, RFC 4291
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},
     96,
     kEmbedsIpv4,
     12},                                                   // ::ffff:0:0:0/96, translated, RFC 2765
    {{}, 96, kEmbedsIpv4, 12},                              // ::/96, compatible, RFC 4291
    {{0x00, 0x64, 0xFF, 0x9B}, 96, kEmbedsIpv4, 12},        // 64:ff9b::/96, NAT64, RFC 6052
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48, kPrivate},   // 64:ff9b:1::/48, RFC 8215
    {{0x01, 0x00}, 64, kReserved},                          // 100::/64, discard, RFC 6666
    {{0x01, 0x00, 0, 0, 0, 0, 0, 0x01}, 64, kReserved},     // 100:0:0:1::/64, dummy, RFC 9780
    {{0x20, 0x01, 0x00, 0x00}, 23, kReserved},              // 2001::/23, RFC 2928, and its parts:
                                                            // Teredo, RFC 4380; anycast, RFC 7723,
                                                            // RFC 8155, RFC 9665; benchmarking,
                                                            // RFC 5180; AMT, RFC 7450; AS112, RFC
                                                            // 7535; ORCHID, RFC 4843, RFC 7343;
                                                            // drone identities, RFC 9374
    {{0x20, 0x01, 0x0D, 0xB8}, 32, kDocumentation},         // 2001:db8::/32, RFC 3849
    {{0x20, 0x02}, 16, kEmbedsIpv4, 2},                     // 2002::/16, 6to4, RFC 3056
    {{0x26, 0x20, 0x00, 0x4F, 0x80, 0x00}, 48, kReserved},  // 2620:4f:8000::/48, AS112, RFC 7534
    {{0x3F, 0xFF, 0x00}, 20, kDocumentation},               // 3fff::/20, RFC 9637
    {{0x5F, 0x00}, 16, kReserved},                          // 5f00::/16, segment routing, RFC 9602
    {{0xFC}, 7, kPrivate},                                  // fc00::/7, RFC 4193
    {{0xFE, 0x80}, 10, kLinkLocal},                         // fe80::/10, RFC 4291
    {{0xFE, 0xC0}, 10, kPrivate},                           // fec0::/10, RFC 3879
    {{0xFF}, 8, kMulticast},                                // ff00::/8, RFC 4291
    {{0x20}, 3, ""},                                        // 2000::/3, global unicast, RFC 4291
    {{}, 0, kReserved},                                     // the rest: IETF's, RFC 4291
};

bool InNet(const uint8_t* address, const Net& net) {
  const int whole = net.bits / 8;
  if (std::memcmp(address, net.net.data(), static_cast<size_t>(whole)) != 0) return false;
  const int rest = net.bits % 8;
  const auto at = static_cast<size_t>(whole);
  return rest == 0 || ((address[at] ^ net.net[at]) >> (8 - rest)) == 0;
}

std::string_view WhyNotIpv4(const uint8_t* address) {
  for (const Net& net : kIpv4) {
    if (InNet(address, net)) return net.why;
  }
  return "";
}

// An ISATAP interface identifier (RFC 5214): its router unpacks the IPv4 address at the end, in
// whichever network it is.
bool IsIsatap(const uint8_t* address) {
  constexpr uint8_t kIsatap[] = {0x00, 0x5E, 0xFE};
  return (address[8] & ~0x02) == 0 && std::memcmp(address + 9, kIsatap, sizeof(kIsatap)) == 0;
}

std::string_view WhyNotIpv6(const uint8_t* address) {
  for (const Net& net : kIpv6) {
    if (!InNet(address, net)) continue;
    if (net.why == kEmbedsIpv4) return WhyNotIpv4(address + net.ipv4_at);
    if (net.why.empty() && IsIsatap(address)) return WhyNotIpv4(address + 12);
    return net.why;
  }
  return "";
}

}  // namespace

std::string_view WhyNotPublic(const sockaddr& address) {
  switch (address.sa_family) {
    case AF_INET: {
      sockaddr_in v4;
      std::memcpy(&v4, &address, sizeof(v4));
      return WhyNotIpv4(reinterpret_cast<const uint8_t*>(&v4.sin_addr));
    }
    case AF_INET6: {
      sockaddr_in6 v6;
      std::memcpy(&v6, &address, sizeof(v6));
      return WhyNotIpv6(v6.sin6_addr.s6_addr);
    }
    default:
      return "no Internet address";
  }
}

std::string_view WhyNotPublic(std::string_view address) {
  const std::string text(address);
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    return WhyNotIpv4(reinterpret_cast<const uint8_t*>(&v4));
  }
  in6_addr v6;
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return WhyNotIpv6(v6.s6_addr);
  return "";
}

}  // namespace ringback
