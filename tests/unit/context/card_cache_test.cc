// Cards in memory: given out while they hold, never longer; bounded.
#include "ringback/context/card_cache.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace ringback {
namespace {

Card Text(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

CardBasis Basis(const store::ChangeMarks& changes, std::vector<uint64_t> marks = {}) {
  return {.moment = changes.Now(), .marks = std::move(marks), .from_us = 100, .until_us = 200};
}

TEST(CardCache, GivesACardForTheSameRequestAlone) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  cards.Keep("a", Text("card of a"), Basis(changes));
  ASSERT_NE(cards.Find("a", 150), nullptr);
  EXPECT_EQ(*cards.Find("a", 150), "card of a");
  EXPECT_EQ(cards.Find("b", 150), nullptr);
}

TEST(CardCache, GivesACardInItsTimeAlone) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  cards.Keep("a", Text("card"), Basis(changes));
  EXPECT_NE(cards.Find("a", 100), nullptr);
  EXPECT_NE(cards.Find("a", 199), nullptr);
  EXPECT_EQ(cards.Find("a", 200), nullptr);
  cards.Keep("a", Text("card"), Basis(changes));
  EXPECT_EQ(cards.Find("a", 99), nullptr) << "a clock that was put back";
}

TEST(CardCache, DoesNotGiveACardOfWhichSomethingWasWritten) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  cards.Keep("a", Text("card"), Basis(changes, {1, 2, 3}));
  changes.Note({4});
  EXPECT_NE(cards.Find("a", 150), nullptr) << "something else was";
  changes.Note({7, 2});
  EXPECT_EQ(cards.Find("a", 150), nullptr);
}

TEST(CardCache, DoesNotKeepACardThatWasOvertakenWhileItWasMade) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  const CardBasis basis = Basis(changes, {1});
  changes.Note({1});
  cards.Keep("a", Text("card"), basis);
  EXPECT_EQ(cards.Find("a", 150), nullptr);
}

TEST(CardCache, DoesNotKeepWhatDoesNotLast) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  CardBasis basis = Basis(changes);
  basis.lasting = false;
  cards.Keep("a", Text("card"), basis);
  EXPECT_EQ(cards.Find("a", 150), nullptr);
}

TEST(CardCache, HoldsTheNewestThatItHasRoomFor) {
  store::ChangeMarks changes;
  constexpr int kCards = 10'000;
  constexpr size_t kMaxBytes = 1 << 20;
  CardCache cards(&changes, kMaxBytes);
  for (int i = 0; i < kCards; ++i) {
    cards.Keep(absl::StrCat("request ", i), Text(std::string(1000, 'x')), Basis(changes, {1, 2}));
  }
  int found = 0;
  for (int i = 0; i < kCards; ++i) {
    if (cards.Find(absl::StrCat("request ", i), 150) != nullptr) ++found;
  }
  EXPECT_GT(found, 100);
  EXPECT_LE(found * 1000, static_cast<int>(kMaxBytes));
  EXPECT_NE(cards.Find(absl::StrCat("request ", kCards - 1), 150), nullptr);
  EXPECT_EQ(cards.Find("request 0", 150), nullptr);
}

TEST(CardCache, IsEmptyWhenItWasCleared) {
  store::ChangeMarks changes;
  CardCache cards(&changes, 1 << 20);
  const Card card = Text("card");
  cards.Keep("a", card, Basis(changes));
  cards.Clear();
  EXPECT_EQ(cards.Find("a", 150), nullptr);
  EXPECT_EQ(card.use_count(), 1);
}

}  // namespace
}  // namespace ringback
