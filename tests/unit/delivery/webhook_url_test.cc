// Where webhooks may lead, and where they may not.
#include "ringback/delivery/webhook_url.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Status Check(std::string_view url, bool allow_private = false) {
  return CheckWebhookUrl("webhook.url", url, allow_private);
}

TEST(WebhookUrl, HttpsToThePublicInternetIsAccepted) {
  for (const char* url :
       {"https://crm.example", "https://crm.example/", "HTTPS://CRM.example:8443/a/b?c=d&e=%20",
        "https://1.1.1.1/x", "https://[2606:4700:4700::1111]:443/x", "https://a-b.c_d.example./x",
        "https://xn--mller-kva.example/x", "https://crm.example?token=1"}) {
    EXPECT_TRUE(Check(url).ok()) << url << ": " << Check(url);
  }
}

TEST(WebhookUrl, OtherUrlsAreRefusedWithTheRuleTheyBreak) {
  const struct {
    const char* url;
    const char* rule;
  } kCases[] = {
      {"http://crm.example/", "must begin with https://"},
      {"ftp://crm.example/", "must begin with https://"},
      {"crm.example", "must begin with https://"},
      {"https:/crm.example", "must begin with https://"},
      {"https://", "is not a host name"},
      {"https:///path", "is not a host name"},
      {"https://?x", "is not a host name"},
      {"https://a..b/", "is not a host name"},
      {"https://crm%2eexample/", "is not a host name"},
      {"https://user@crm.example/", "no user and no password"},
      {"https://user:secret@crm.example/", "no user and no password"},
      {"https://crm.example@127.0.0.1/", "no user and no password"},
      {"https://crm.example/#part", "no fragment"},
      {"https://crm.example:0/", "port must be 1 to 65535"},
      {"https://crm.example:65536/", "port must be 1 to 65535"},
      {"https://crm.example:/", "port must be 1 to 65535"},
      {"https://crm.example:80x/", "port must be 1 to 65535"},
      {"https://[::1", "'[' without ']'"},
      {"https://[1.2.3.4]/", "is not an IPv6 address"},
      {"https://[2606::1]x/", "neither a port nor a path"},
      {"https://crm.example/a b", "must be ASCII"},
      {"https://crm.example/\r\nX: y", "must be ASCII"},
      {"https://crm.example\\@127.0.0.1/", "must be ASCII"},
      {"https://m\xC3\xBCller.example/", "must be ASCII"},
  };
  for (const auto& c : kCases) {
    const absl::Status status = Check(c.url);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.url;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.rule)) << c.url;
    EXPECT_THAT(std::string(status.message()), HasSubstr("webhook.url: ")) << c.url;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret"))) << c.url;
  }
}

TEST(WebhookUrl, ThisMachineAndPrivateNetworksAreRefusedInEverySpelling) {
  for (const char* host : {"localhost",
                           "LOCALHOST",
                           "localhost.",
                           "a.localhost",
                           "127.0.0.1",
                           "127.8.9.10",
                           "127.1",
                           "2130706433",
                           "0x7f000001",
                           "0x7f.1",
                           "0177.0.0.1",
                           "0",
                           "0.0.0.0",
                           "10.0.0.1",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "100.64.0.1",
                           "169.254.169.254",
                           "224.0.0.1",
                           "255.255.255.255",
                           "240.0.0.1",
                           "198.18.0.1",
                           "192.0.2.1",
                           "[::1]",
                           "[::]",
                           "[fe80::1]",
                           "[fc00::1]",
                           "[fd12::1]",
                           "[ff02::1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "[64:ff9b::10.0.0.1]",
                           "[64:ff9b:1::1]",
                           "[2002:7f00:1::]",
                           "[2002:c0a8:101::1]",
                           "[2001:db8::1]",
                           "[fec0::1]",
                           "[::ffff:0:127.0.0.1]",
                           "[5f00::1]",
                           "[2001::1]"}) {
    const std::string url = "https://" + std::string(host) + "/hook";
    EXPECT_EQ(Check(url).code(), absl::StatusCode::kInvalidArgument) << host;
  }
}

TEST(WebhookUrl, AHouseThatAllowsItMaySendToItselfAndWithoutTls) {
  for (const char* url : {"http://127.0.0.1:8080/x", "https://localhost/x", "http://[::1]/x",
                          "http://10.0.0.1/x", "https://crm.example/x"}) {
    EXPECT_TRUE(Check(url, true).ok()) << url << ": " << Check(url, true);
  }
  for (const char* url : {"ftp://127.0.0.1/", "http://a:b@127.0.0.1/", "http://127.1/"}) {
    EXPECT_FALSE(Check(url, true).ok()) << url;
  }
}

}  // namespace
}  // namespace ringback::test
