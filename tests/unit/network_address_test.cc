// Which addresses a server listens on, and which its clients can be told.
#include "ringback/network_address.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"

namespace ringback {
namespace {

std::string AddressWithPathOf(size_t bytes) { return "unix:/" + std::string(bytes - 1, 'x'); }

TEST(ListenAddress, HostsAndPortsAreReadAndWrittenAsTheyWere) {
  for (const char* text : {"127.0.0.1:7443", "127.0.0.1:0", "0.0.0.0:65535", "[::1]:7443",
                           "[::]:80", "localhost:1", "ringback.example.com:7443", "my-host:7443",
                           "unix:/run/ringback.sock", "unix:s", "unix-abstract:ringback"}) {
    const auto address = ReadListenAddress("listen", text);
    ASSERT_TRUE(address.ok()) << text << ": " << address.status();
    EXPECT_EQ(TextOf(*address), text);
  }
}

TEST(ListenAddress, WhatIsNoneIsAnErrorOfItsFieldThatSaysTheForm) {
  for (const char* text : {"",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:http",
                           "127.0.0.1:65536",
                           "127.0.0.1:-1",
                           "127.0.0.1:+80",
                           "127.0.0.1:080",
                           "127.0.0.1:00",
                           "127.0.0.1: 80",
                           " 127.0.0.1:80",
                           "127.0.0.1:80 ",
                           "127.0.0.1:0x50",
                           "127.0.0.1:7443/",
                           "127.0.0.1:1:2",
                           "127.1:80",
                           "0x7f.1:80",
                           "256.0.0.1:80",
                           "1.2.3.4.5:80",
                           "[::1]",
                           "[::1]:",
                           "[::1]:http",
                           "[::1",
                           "::1:80",
                           "[127.0.0.1]:80",
                           "[]:80",
                           "[::1]x:80",
                           ":7443",
                           "*:7443",
                           "7443",
                           "localhost",
                           "-a:80",
                           "a..b:80",
                           "dns:///localhost:7443",
                           "ipv4:127.0.0.1:7443",
                           "ipv6:[::1]:7443",
                           "http://localhost:80",
                           "unix:",
                           "unix-abstract:",
                           "vsock:1:2",
                           "127.0.0.1:80\n"}) {
    const auto address = ReadListenAddress("listen", text);
    EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(MetadataOf(address.status(), "field"), "listen") << text;
    EXPECT_NE(address.status().message().find("127.0.0.1:PORT"), std::string::npos) << text;
  }
}

TEST(ListenAddress, OnlyThoseThatSaySoAreOfThisMachine) {
  for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "LocalHost:1",
                           "unix:/run/s", "unix-abstract:s"}) {
    EXPECT_TRUE(IsOfThisMachine(*ReadListenAddress("listen", text))) << text;
  }
  for (const char* text : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[2001:db8::1]:1", "example.com:1",
                           "localhost.example.com:1", "127.0.0.1.example.com:1"}) {
    EXPECT_FALSE(IsOfThisMachine(*ReadListenAddress("listen", text))) << text;
  }
}

TEST(ListenAddress, APathAsLongAsASocketTakesIsRight) {
  EXPECT_TRUE(ReadListenAddress("listen", AddressWithPathOf(107)).ok());
}

TEST(ListenAddress, ALongerPathIsAnErrorOfItsFieldThatSaysTheLimit) {
  const absl::Status status = ReadListenAddress("listen", AddressWithPathOf(108)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(status, "field"), "listen");
  const std::string message(status.message());
  EXPECT_NE(message.find("a path of 108 bytes"), std::string::npos) << message;
  EXPECT_NE(message.find("at most 107"), std::string::npos) << message;
}

TEST(ListenAddress, APathThatClientsCouldNotNameIsRefused) {
  for (const char* text : {"unix:/run/a b", "unix:/run/a%20b", "unix:/run/a?b", "unix:/run/a#b",
                           "unix:/run/a\nb", "unix-abstract:a b"}) {
    EXPECT_FALSE(ReadListenAddress("listen", text).ok()) << text;
  }
}

TEST(Target, TheFormsOfGrpcAreRightWhenTheyHaveAPort) {
  for (const char* text :
       {"127.0.0.1:7443", "[::1]:7443", "localhost:7443", "unix:/run/ringback.sock",
        "unix:///run/ringback.sock", "unix-abstract:ringback", "dns:///localhost:7443",
        "dns:localhost:7443", "dns://8.8.8.8/ringback.example.com:7443", "ipv4:127.0.0.1:7443",
        "ipv4:127.0.0.1:7443,127.0.0.2:7443", "ipv6:[::1]:7443"}) {
    EXPECT_EQ(CheckTarget("target", text), absl::OkStatus()) << text;
  }
}

TEST(Target, WhatWouldLeadSomewhereElseIsAnErrorOfItsField) {
  for (const char* text :
       {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:https", "[::1]", "localhost",
        "dns:///localhost", "dns:///", "dns:", "ipv4:127.0.0.1", "ipv4:127.0.0.1:1,127.0.0.2",
        "unix:", "unix-abstract:", "127.0.0.1:1,127.0.0.2:1", "http://localhost:7443"}) {
    const absl::Status status = CheckTarget("target", text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(MetadataOf(status, "field"), "target") << text;
  }
}

}  // namespace
}  // namespace ringback
