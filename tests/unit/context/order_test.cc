// Rule 1 of docs/lookup_rules.md through engines: the order of the matches depends on the data
// alone, not on when what was saved.
#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kShown[] = "+12025550100";

struct World {
  std::vector<v1::Caller> callers;
  // To which of the callers; -1: to the number alone.
  std::vector<std::pair<int, OutboundAttempt>> attempts;
};

World RandomWorld(std::mt19937* random) {
  const auto pick = [&](int values) { return static_cast<int>((*random)() % values); };
  World world;
  const int callers = 2 + pick(5);
  for (int i = 0; i < callers; ++i) {
    v1::Caller caller = Person("Sample " + std::string(1, static_cast<char>('A' + i)));
    if (pick(3) != 0) caller.add_phones()->set_number(kHome);
    if (pick(3) == 0) caller.set_household("elm 4");
    if (pick(3) == 0) caller.set_company("Sample Dental");
    caller.add_phones()->set_number("+1202456142" + std::to_string(i));
    world.callers.push_back(caller);
  }
  for (int i = pick(8); i > 0; --i) {
    OutboundAttempt attempt =
        Ring(pick(2) == 0 ? kHome : "+12025550199",
             static_cast<OutboundAttempt::Outcome>(OutboundAttempt::OUTCOME_NO_ANSWER + pick(4)),
             TestStart() - absl::Hours(12 * pick(4)) - absl::Seconds(i));
    attempt.set_purpose("purpose " + std::to_string(i));
    if (pick(2) == 0) attempt.set_caller_id(kShown);
    world.attempts.emplace_back(pick(callers + 1) - 1, attempt);
  }
  return world;
}

// The card without what tells when something was saved: names, confidences, reasons, lines.
std::string CardOf(const World& world, const std::vector<int>& caller_order,
                   const std::vector<int>& attempt_order) {
  TestEngine engine;
  std::vector<v1::Caller> saved(world.callers.size());
  for (const int i : caller_order) saved[i] = engine.Add(world.callers[i]);
  for (const int i : attempt_order) {
    OutboundAttempt attempt = world.attempts[i].second;
    if (world.attempts[i].first >= 0) attempt.set_caller(saved[world.attempts[i].first].name());
    engine.Add(attempt);
  }
  std::string text;
  for (const char* ani : {kHome, "anonymous", "+12024561420"}) {
    const v1::CallerContext card = engine.Lookup(ani, kShown);
    text += card.opening_line() + "\n";
    for (const std::string& step : card.next_steps()) text += "  " + step + "\n";
    for (const v1::Match& match : card.matches()) {
      text += "- " + match.caller().display_name() + " " + v1::Confidence_Name(match.confidence()) +
              " " + std::to_string(match.score()) + "\n";
      for (const v1::Reason& reason : match.reasons()) text += "    " + reason.text() + "\n";
    }
  }
  return text;
}

std::vector<int> Shuffled(size_t count, std::mt19937* random) {
  std::vector<int> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = static_cast<int>(i);
  std::shuffle(order.begin(), order.end(), *random);
  return order;
}

TEST(Rule1Order, IsTheSameHoweverTheDataWasInserted) {
  std::mt19937 random(20301007);
  for (int i = 0; i < 20; ++i) {
    const World world = RandomWorld(&random);
    const auto card = [&] {
      return CardOf(world, Shuffled(world.callers.size(), &random),
                    Shuffled(world.attempts.size(), &random));
    };
    const std::string first = card();
    ASSERT_EQ(card(), first) << "world " << i;
    ASSERT_EQ(card(), first) << "world " << i;
  }
}

}  // namespace
}  // namespace ringback::test
