// Resource names (AIP-122).
#include "ringback/model/resource_name.h"

#include <string>

#include "gtest/gtest.h"

namespace ringback {
namespace {

TEST(IsClientId, TakesLowerCaseLettersDigitsAndHyphens) {
  for (const char* id : {"a", "0", "tracy", "tracy-2", "a-", "0a"}) {
    EXPECT_TRUE(IsClientId(id)) << id;
  }
  EXPECT_TRUE(IsClientId(std::string(63, 'a')));
  EXPECT_FALSE(IsClientId(std::string(64, 'a')));
  for (const char* id : {"", "-", "-a", "A", "a b", "a/b", "a.b", "a_b", "ü", "a\n", "*"}) {
    EXPECT_FALSE(IsClientId(id)) << id;
  }
}

TEST(MatchesPattern, TakesNamesOfExactlyThatForm) {
  constexpr char kPattern[] = "tenants/*/callers/*";
  EXPECT_TRUE(MatchesPattern("tenants/default/callers/0abc", kPattern));
  for (const char* name :
       {"", "tenants", "tenants/default", "tenants/default/callers", "tenants/default/callers/",
        "tenants/default/callers/a/", "tenants/default/callers/a/b", "/tenants/default/callers/a",
        "tenants//callers/a", "tenants/default/leads/a", "tenants/default/callers/A",
        "tenants/*/callers/*", "tenants/default/callers/a\n", "tenants/-/callers/a",
        "tenants/default//a"}) {
    EXPECT_FALSE(MatchesPattern(name, kPattern)) << name;
  }
}

TEST(MatchesPattern, TakesAnyOfSeveralForms) {
  EXPECT_TRUE(MatchesPattern("tenants/-", "tenants/*,tenants/-"));
  EXPECT_TRUE(MatchesPattern("tenants/a", "tenants/*,tenants/-"));
  EXPECT_FALSE(MatchesPattern("tenants/-", "tenants/*"));
}

TEST(ResourceName, IsMadeAndTakenApart) {
  EXPECT_EQ(TenantName("a"), "tenants/a");
  const std::string name = ResourceName("a", "callers", int64_t{33});
  EXPECT_EQ(name, "tenants/a/callers/0000000000011");
  EXPECT_EQ(TenantOf(name), "a");
  EXPECT_EQ(LastSegment(name), "0000000000011");
  EXPECT_EQ(IdOf(name), 33);
  EXPECT_EQ(ResourceName("a", "agents", "tracy"), "tenants/a/agents/tracy");
  EXPECT_EQ(ResourceName("a", "callers", int64_t{0}), "");
}

TEST(ResourceName, OfNothingIsTheDefaultTenant) {
  EXPECT_EQ(TenantOf(""), "default");
  EXPECT_EQ(IdOf(""), 0);
  EXPECT_EQ(LastSegment(""), "");
}

TEST(ResourceName, ThatNobodyCanHaveFindsNothing) {
  EXPECT_EQ(IdOf("tenants/a/callers/tracy"), 0);
  EXPECT_EQ(FilterIdOf("tenants/a/callers/tracy"), -1);
  EXPECT_EQ(FilterIdOf(""), 0);
  EXPECT_EQ(FilterIdOf("tenants/a/callers/0000000000011"), 33);
}

TEST(AgentName, IsMadeOfAnIdAlone) {
  EXPECT_EQ(AgentName("a", ""), "");
  EXPECT_EQ(AgentName("a", "tracy"), "tenants/a/agents/tracy");
  EXPECT_EQ(AgentName("a", "tenants/a/agents/tracy"), "tenants/a/agents/tracy");
}

}  // namespace
}  // namespace ringback
