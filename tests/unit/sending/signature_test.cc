// The signature of a webhook's POST.
#include "ringback/sending/signature.h"

#include "gtest/gtest.h"

namespace ringback::test {
namespace {

// By `printf '1917615600.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of 16+'`.
TEST(Signature, IsWhatOpensslSays) {
  EXPECT_EQ(Signature("a secret of 16+", 1917615600, "{\"a\":1}"),
            "t=1917615600,v1=a7ccd1ccc74fb0711bcc9df2cd7da4468e26d8d07343ba5c277fe6033cd9dfda");
}

TEST(Signature, DependsOnEachOfItsParts) {
  const std::string signature = Signature("secret", 1, "2.x");
  EXPECT_NE(signature.substr(signature.find("v1=")), Signature("secres", 1, "2.x").substr(7));
  EXPECT_NE(Signature("secret", 1, "2.x").substr(7), Signature("secret", 1, "2.y").substr(7));
  EXPECT_NE(Signature("secret", 1, "2.x"), Signature("secret", 2, "2.x"));
}

}  // namespace
}  // namespace ringback::test
