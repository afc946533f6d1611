#include "ringback/delivery/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace ringback {
namespace {

struct Ipv4Net {
  uint32_t net;
  int bits;
  std::string_view why;
};

// IANA's special-purpose registries (RFC 6890).
constexpr Ipv4Net kIpv4[] = {
    {0x00000000, 8, "an unspecified address"},         // 0.0.0.0/8, RFC 1122
    {0x0A000000, 8, "a private address"},              // 10.0.0.0/8, RFC 1918
    {0x64400000, 10, "a private address"},             // 100.64.0.0/10, RFC 6598
    {0x7F000000, 8, "a loopback address"},             // 127.0.0.0/8, RFC 1122
    {0xA9FE0000, 16, "a link-local address"},          // 169.254.0.0/16, RFC 3927
    {0xAC100000, 12, "a private address"},             // 172.16.0.0/12, RFC 1918
    {0xC0000000, 24, "a reserved address"},            // 192.0.0.0/24, RFC 6890
    {0xC0000200, 24, "an address for documentation"},  // 192.0.2.0/24, RFC 5737
    {0xC0586300, 24, "a reserved address"},            // 192.88.99.0/24, RFC 7526
    {0xC0A80000, 16, "a private address"},             // 192.168.0.0/16, RFC 1918
    {0xC6120000, 15, "a reserved address"},            // 198.18.0.0/15, RFC 2544
    {0xC6336400, 24, "an address for documentation"},  // 198.51.100.0/24, RFC 5737
    {0xCB007100, 24, "an address for documentation"},  // 203.0.113.0/24, RFC 5737
    {0xE0000000, 4, "a multicast address"},            // 224.0.0.0/4, RFC 5771
    {0xF0000000, 4, "a reserved address"},             // 240.0.0.0/4, RFC 1112
};

struct Ipv6Net {
  uint8_t net[16];
  int bits;
  std::string_view why;
};

constexpr Ipv6Net kIpv6[] = {
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48, "a private address"},  // RFC 8215
    {{0x01}, 64, "a reserved address"},                               // 100::/64, RFC 6666
    {{0x20, 0x01, 0x00, 0x00}, 23, "a reserved address"},             // 2001::/23, RFC 2928
    {{0x20, 0x01, 0x0D, 0xB8}, 32, "an address for documentation"},   // RFC 3849
    {{0x3F, 0xFF, 0x00}, 20, "an address for documentation"},         // RFC 9637
    {{0xFC}, 7, "a private address"},                                 // RFC 4193
    {{0xFE, 0x80}, 10, "a link-local address"},                       // RFC 4291
    {{0xFE, 0xC0}, 10, "a private address"},                          // RFC 3879
    {{0xFF}, 8, "a multicast address"},                               // RFC 4291
};

std::string_view WhyNot(uint32_t address) {
  for (const Ipv4Net& net : kIpv4) {
    if (((address ^ net.net) >> (32 - net.bits)) == 0) return net.why;
  }
  return "";
}

uint32_t Ipv4At(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

bool InNet(const uint8_t* address, const Ipv6Net& net) {
  const int whole = net.bits / 8;
  if (std::memcmp(address, net.net, static_cast<size_t>(whole)) != 0) return false;
  const int rest = net.bits % 8;
  return rest == 0 || ((address[whole] ^ net.net[whole]) >> (8 - rest)) == 0;
}

std::string_view WhyNot(const in6_addr& address) {
  const uint8_t* bytes = address.s6_addr;
  if (IN6_IS_ADDR_UNSPECIFIED(&address)) return "an unspecified address";
  if (IN6_IS_ADDR_LOOPBACK(&address)) return "a loopback address";
  if (IN6_IS_ADDR_V4MAPPED(&address) || IN6_IS_ADDR_V4COMPAT(&address)) {
    return WhyNot(Ipv4At(bytes + 12));
  }
  constexpr uint8_t kNat64[] = {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};  // RFC 6052
  if (std::memcmp(bytes, kNat64, sizeof(kNat64)) == 0) return WhyNot(Ipv4At(bytes + 12));
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return WhyNot(Ipv4At(bytes + 2));  // 6to4, RFC 3056
  for (const Ipv6Net& net : kIpv6) {
    if (InNet(bytes, net)) return net.why;
  }
  return "";
}

}  // namespace

std::string_view WhyNotPublic(const sockaddr& address) {
  switch (address.sa_family) {
    case AF_INET: {
      sockaddr_in v4;
      std::memcpy(&v4, &address, sizeof(v4));
      return WhyNot(ntohl(v4.sin_addr.s_addr));
    }
    case AF_INET6: {
      sockaddr_in6 v6;
      std::memcpy(&v6, &address, sizeof(v6));
      return WhyNot(v6.sin6_addr);
    }
    default:
      return "no Internet address";
  }
}

std::string_view WhyNotPublic(std::string_view address) {
  const std::string text(address);
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return WhyNot(ntohl(v4.s_addr));
  in6_addr v6;
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return WhyNot(v6);
  return "";
}

}  // namespace ringback
