// Which addresses are of the public Internet: every row of IANA's special-purpose registries, its
// first and last address, and its neighbours.
#include "ringback/delivery/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;

// Asks both doors, which must agree.
std::string WhyNot(const std::string& address) {
  const std::string by_text(WhyNotPublic(address));
  sockaddr_storage storage = {};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else if (inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
  }
  EXPECT_EQ(by_text, WhyNotPublic(*reinterpret_cast<const sockaddr*>(&storage))) << address;
  return by_text;
}

TEST(PublicAddress, EveryRowOfTheRegistriesIsRefusedFromItsFirstToItsLastAddress) {
  const struct {
    const char* first;
    const char* last;
    const char* why;
  } kRows[] = {
      {"0.0.0.0", "0.255.255.255", "unspecified"},
      {"10.0.0.0", "10.255.255.255", "private"},
      {"100.64.0.0", "100.127.255.255", "private"},
      {"127.0.0.0", "127.255.255.255", "loopback"},
      {"169.254.0.0", "169.254.255.255", "link-local"},
      {"172.16.0.0", "172.31.255.255", "private"},
      {"192.0.0.0", "192.0.0.255", "reserved"},
      {"192.0.2.0", "192.0.2.255", "documentation"},
      {"192.31.196.0", "192.31.196.255", "reserved"},
      {"192.52.193.0", "192.52.193.255", "reserved"},
      {"192.88.99.0", "192.88.99.255", "reserved"},
      {"192.168.0.0", "192.168.255.255", "private"},
      {"192.175.48.0", "192.175.48.255", "reserved"},
      {"198.18.0.0", "198.19.255.255", "reserved"},
      {"198.51.100.0", "198.51.100.255", "documentation"},
      {"203.0.113.0", "203.0.113.255", "documentation"},
      {"224.0.0.0", "239.255.255.255", "multicast"},
      {"240.0.0.0", "255.255.255.255", "reserved"},
      {"::", "::", "unspecified"},
      {"::1", "::1", "loopback"},
      {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "private"},
      {"100::", "100::ffff:ffff:ffff:ffff", "reserved"},
      {"100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", "reserved"},
      {"2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"2001:1::1", "2001:1::3", "reserved"},
      {"2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"2001:10::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"},
      {"2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"},
      {"5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"},
      {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link-local"},
      {"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"},
      {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast"},
      // What nobody has been given yet.
      {"100:0:0:2::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"5f01::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
      {"fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "reserved"},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(WhyNot(row.first), HasSubstr(row.why)) << row.first;
    EXPECT_THAT(WhyNot(row.last), HasSubstr(row.why)) << row.last;
  }
}

TEST(PublicAddress, NeighboursOfTheRowsArePublic) {
  for (const char* address :
       {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
        "172.32.0.0",      "191.255.255.255", "192.0.1.0",       "192.0.3.0",      "192.31.195.255",
        "192.31.197.0",    "192.52.192.255",  "192.52.194.0",    "192.88.98.255",  "192.88.100.0",
        "192.167.255.255", "192.169.0.0",     "192.175.47.255",  "192.175.49.0",   "198.17.255.255",
        "198.20.0.0",      "198.51.99.255",   "198.51.101.0",    "203.0.112.255",  "203.0.114.0",
        "223.255.255.255", "2000::",          "2001:200::",      "2001:db7::",     "2001:db9::",
        "2003::",          "2606:4700::1",    "2620:4f:7fff::",  "2620:4f:8001::", "3ffe::",
        "3fff:1000::"}) {
    EXPECT_EQ(WhyNot(address), "") << address;
  }
}

TEST(PublicAddress, TheIpv4AddressInsideCountsInEveryForm) {
  const struct {
    const char* format;  // with the address as "7f00:1"
    const char* form;
  } kForms[] = {
      {"::%s", "compatible"},
      {"::ffff:%s", "mapped"},
      {"::ffff:0:%s", "translated"},
      {"64:ff9b::%s", "NAT64"},
      {"2002:%s::1", "6to4"},
      {"2606:4700::5efe:%s", "ISATAP, local"},
      {"2606:4700::200:5efe:%s", "ISATAP, global"},
  };
  const struct {
    const char* hex;
    const char* why;
  } kInside[] = {
      {"7f00:1", "loopback"},        {"a00:1", "private"},        {"ac10:1", "private"},
      {"c0a8:101", "private"},       {"a9fe:a9fe", "link-local"}, {"6440:1", "private"},
      {"e000:1", "multicast"},       {"ffff:ffff", "reserved"},   {"c612:1", "reserved"},
      {"c000:201", "documentation"},
  };
  for (const auto& form : kForms) {
    const std::string format = form.format;
    const size_t at = format.find("%s");
    const auto with = [&](const std::string& hex) {
      return format.substr(0, at) + hex + format.substr(at + 2);
    };
    for (const auto& inside : kInside) {
      EXPECT_THAT(WhyNot(with(inside.hex)), HasSubstr(inside.why))
          << form.form << " " << inside.hex;
    }
    EXPECT_EQ(WhyNot(with("808:808")), "") << form.form;
  }
}

}  // namespace
}  // namespace ringback::test
