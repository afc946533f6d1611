// Rule 5 of docs/lookup_rules.md: a caller is found by any spelling of their number, and by no
// other number.
#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {
namespace {

using ::testing::IsEmpty;
using v1::OutboundAttempt;

// One tenant for each region of the table. Every tenant has a caller for every number of the table,
// so that a spelling could find a wrong one.
class SpellingTable {
 public:
  explicit SpellingTable(TestEngine* engine) : engine_(*engine) {
    std::set<std::string> numbers;
    std::set<std::string> regions;
    for (const Spelling& spelling : AllSpellings()) {
      if (spelling.kind == Kind::kNumber) numbers.insert(spelling.e164);
      regions.insert(spelling.region);
    }
    for (const NearMiss& miss : AllNearMisses()) {
      // What is no number cannot be saved, and nobody can have it.
      if (ReadDialable(miss.not_e164, "ZZ").ok()) numbers.insert(miss.not_e164);
      regions.insert(miss.region);
    }
    for (const std::string& region : regions) {
      // Where there is no region there is no tenant either: a DNIS that nobody has.
      if (IsDialingRegion(region)) AddRegion(region, numbers);
    }
  }

  // Whom `text` finds in the tenant of `region`.
  v1::CallerContext Find(const char* text, const char* region) {
    const auto parent = parents_.find(region);
    return engine_.Lookup(text, "", parent == parents_.end() ? "tenants/-" : parent->second);
  }

  const std::string& NameFor(const char* region, const std::string& number) {
    return names_[{region, number}];
  }

  size_t regions() const { return parents_.size(); }

 private:
  void AddRegion(const std::string& region, const std::set<std::string>& numbers) {
    v1::Tenant tenant;
    tenant.set_default_region(region);
    const std::string parent =
        engine_.AddTenant("in-" + absl::AsciiStrToLower(region), tenant).name();
    parents_[region] = parent;
    for (const std::string& number : numbers) {
      const v1::Caller saved = engine_.Add(Person("Owner Of" + number, {number}), parent);
      EXPECT_EQ(saved.phones(0).number(), number) << region;
      names_[{region, number}] = saved.name();
    }
  }

  TestEngine& engine_;
  std::map<std::string, std::string> parents_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
};

// Whether the card has `owner` as the one match, or none for "".
bool FoundExactly(const std::string& owner, const v1::CallerContext& card) {
  if (owner.empty()) return card.matches_size() == 0;
  return card.matches_size() == 1 && card.matches(0).caller().name() == owner &&
         card.matches(0).confidence() == v1::CONFIDENCE_KNOWN;
}

TEST(Rule5AnySpelling, FindsExactlyTheCallerWhoHasTheNumber) {
  TestEngine engine;
  SpellingTable table(&engine);
  int right = 0;
  int all = 0;
  for (const Spelling& spelling : AllSpellings()) {
    ++all;
    const v1::CallerContext card = table.Find(spelling.text, spelling.region);
    const std::string& owner = table.NameFor(spelling.region, spelling.e164);
    const bool found = FoundExactly(owner, card) && card.ani().e164() == spelling.e164 &&
                       card.ani().withheld() == (spelling.kind == Kind::kWithheld);
    EXPECT_TRUE(found && card.ani().raw() == spelling.text)
        << '"' << spelling.text << "\" in " << spelling.region << " (" << spelling.rule
        << "): " << card.ShortDebugString();
    right += found;
  }
  std::printf("%d of %d spellings in %zu regions\n", right, all, table.regions());
  EXPECT_GE(all, 150);
  EXPECT_GE(table.regions(), 12u);
}

TEST(Rule5AnySpelling, ANearMissDoesNotFindTheNumberThatItLooksLike) {
  TestEngine engine;
  SpellingTable table(&engine);
  int right = 0;
  int all = 0;
  for (const NearMiss& miss : AllNearMisses()) {
    ++all;
    const v1::CallerContext card = table.Find(miss.text, miss.region);
    bool found = false;
    for (const v1::Match& match : card.matches()) {
      found |= match.caller().name() == table.NameFor(miss.region, miss.not_e164);
    }
    EXPECT_FALSE(found) << '"' << miss.text << "\" in " << miss.region << " (" << miss.rule
                        << ") must not be " << miss.not_e164;
    right += !found;
  }
  std::printf("%d of %d near misses\n", right, all);
}

TEST(Rule5AnySpelling, ACallerIsFoundWhateverTheNumberWasSavedAs) {
  TestEngine engine;
  for (const char* saved : {"(202) 456-1414", "1-202-456-1414", "tel:+1-202-456-1414",
                            "202.456.1414 ext. 12", "+1 202 456 1414"}) {
    TestEngine fresh;
    fresh.Add(Person("Robert Jones", {saved}));
    EXPECT_EQ(fresh.Lookup("sip:+12024561414@pbx.example").matches_size(), 1) << saved;
  }
}

TEST(Rule5OwnNumbers, NeverMatch) {
  TestEngine engine;
  v1::Tenant tenant;
  tenant.add_own_numbers("(202) 555-0100");
  tenant.add_outbound_caller_ids("+12025550101");
  engine.SetTenant(tenant);
  const v1::Caller colleague =
      engine.Add(Person("Our Colleague", {"+12025550100", "+12025550101"}));
  engine.Add(Ring(colleague, OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  engine.Add(Ring("+12025550101", OutboundAttempt::OUTCOME_NO_ANSWER, engine.now));
  for (const char* own : {"+12025550100", "2025550101", "sip:12025550100@pbx.example"}) {
    EXPECT_THAT(NamesOf(engine.Lookup(own)), IsEmpty()) << own;
    // Nor are they learnt.
    engine.Confirm(engine.Call(own).call(), colleague);
    EXPECT_THAT(NamesOf(engine.Lookup(own)), IsEmpty()) << own;
  }
  EXPECT_EQ(engine.Lookup("+12025550100").opening_line(),
            "This call comes from one of our own numbers.");
}

TEST(Rule5OwnNumbers, AreThoseOfTheTenantAlone) {
  TestEngine engine;
  v1::Tenant tenant;
  tenant.add_own_numbers("+12025550100");
  const std::string other = engine.AddTenant("other", tenant).name();
  engine.Add(Person("Other Company", {"+12025550100"}));
  EXPECT_EQ(engine.Lookup("+12025550100").matches_size(), 1);
  EXPECT_EQ(engine.Lookup("+12025550100", "", other).matches_size(), 0);
}

}  // namespace
}  // namespace ringback::test
