// The order of the matches (rules 1, 2 and 8 of docs/lookup_rules.md): one test a pair, then that
// the order depends on the data alone.
#include "ringback/context/ranking.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/context/weights.h"
#include "tests/unit/context/question.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using v1::OutboundAttempt;

constexpr auto kNoAnswer = OutboundAttempt::OUTCOME_NO_ANSWER;
constexpr auto kVoicemail = OutboundAttempt::OUTCOME_VOICEMAIL;
constexpr auto kConnected = OutboundAttempt::OUTCOME_CONNECTED;

std::vector<std::string> Order(std::vector<Candidate> candidates,
                               const LookupQuestion& question = Question()) {
  Rank(question, &candidates);
  std::vector<std::string> names;
  for (const Candidate& candidate : candidates) {
    names.push_back(candidate.match->caller().display_name());
  }
  return names;
}

// That `better` stands before `worse`, whichever came first.
void ExpectBefore(const Candidate& better, const Candidate& worse,
                  const LookupQuestion& question = Question()) {
  const std::string first = better.match->caller().display_name();
  const std::string second = worse.match->caller().display_name();
  EXPECT_THAT(Order({better, worse}, question), ElementsAre(first, second));
  EXPECT_THAT(Order({worse, better}, question), ElementsAre(first, second));
}

Candidate Shown(Candidate candidate, const char* caller_id) {
  candidate.match->mutable_attempts(0)->set_caller_id(caller_id);
  return candidate;
}

Candidate Returned(Candidate candidate, absl::Time time = TestStart() - absl::Minutes(1)) {
  candidate.match->mutable_attempts(0)->set_returned_by("tenants/default/calls/1");
  *candidate.match->mutable_attempts(0)->mutable_return_time() = AtTime(time);
  return candidate;
}

Candidate Rejected(Candidate candidate) {
  candidate.rejected = true;
  return candidate;
}

TEST(Ranking, NoAnswerBeatsConnected) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(1)), Rung("A", kConnected, absl::Hours(1)));
}

TEST(Ranking, NoAnswerBeatsALaterConversationOfTheSameDay) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(20)), Rung("A", kConnected, absl::Minutes(1)));
}

TEST(Ranking, VoicemailBeatsConnected) {
  ExpectBefore(Rung("B", kVoicemail, absl::Hours(1)), Rung("A", kConnected, absl::Hours(1)));
}

TEST(Ranking, ARingingAttemptBeatsAConversation) {
  ExpectBefore(Rung("B", OutboundAttempt::OUTCOME_IN_PROGRESS, absl::Minutes(1)),
               Rung("A", kConnected, absl::Minutes(1)));
}

TEST(Ranking, EveryUnansweredDispositionBeatsEveryOtherOne) {
  for (const auto unanswered : {kNoAnswer, kVoicemail, OutboundAttempt::OUTCOME_BUSY,
                                OutboundAttempt::OUTCOME_IN_PROGRESS}) {
    for (const auto settled :
         {kConnected, OutboundAttempt::OUTCOME_REFUSED, OutboundAttempt::OUTCOME_DO_NOT_CALL,
          OutboundAttempt::OUTCOME_WRONG_NUMBER, OutboundAttempt::OUTCOME_NOT_IN_SERVICE}) {
      ExpectBefore(Rung("B", unanswered, absl::Hours(1)), Rung("A", settled, absl::Hours(1)));
    }
  }
}

TEST(Ranking, RecentBeatsOld) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Minutes(5)), Rung("A", kNoAnswer, absl::Hours(5)));
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(24 * 9)),
               Rung("A", kNoAnswer, absl::Hours(24 * 10)));
}

TEST(Ranking, ShownCallerIdBeatsAnother) {
  ExpectBefore(Shown(Rung("B", kNoAnswer, absl::Hours(1)), kShown),
               Shown(Rung("A", kNoAnswer, absl::Hours(1)), kOtherShown));
}

TEST(Ranking, ShownCallerIdBeatsOneThatWeDoNotKnow) {
  ExpectBefore(Shown(Rung("B", kNoAnswer, absl::Hours(1)), kShown),
               Rung("A", kNoAnswer, absl::Hours(1)));
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(1)),
               Shown(Rung("A", kNoAnswer, absl::Hours(1)), kOtherShown));
}

TEST(Ranking, WithoutADnisTheShownCallerIdDoesNotCount) {
  LookupQuestion question = Question();
  question.dnis = PhoneNumber();
  ExpectBefore(Shown(Rung("A", kNoAnswer, absl::Hours(1)), kOtherShown),
               Shown(Rung("B", kNoAnswer, absl::Hours(1)), kShown), question);
}

TEST(Ranking, UnreturnedBeatsReturned) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(1)),
               Returned(Rung("A", kNoAnswer, absl::Hours(1))));
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(48)),
               Returned(Rung("A", kNoAnswer, absl::Minutes(5))));
}

TEST(Ranking, AReturnThatComesLaterThanTheQuestionDoesNotCount) {
  Candidate later = Returned(Rung("A", kNoAnswer, absl::Hours(1)), TestStart() + absl::Hours(1));
  ExpectBefore(later, Rung("B", kNoAnswer, absl::Hours(1)));
}

TEST(Ranking, JustRungBeatsNotRung) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(1)), Who("A"));
  ExpectBefore(Rung("B", kConnected, absl::Hours(24 * 13)), Who("A"));
}

TEST(Ranking, ConfirmedBeatsAll) {
  const Candidate confirmed = Who("Z", v1::CONFIDENCE_CONFIRMED);
  for (const auto confidence :
       {v1::CONFIDENCE_KNOWN, v1::CONFIDENCE_LIKELY, v1::CONFIDENCE_POSSIBLE}) {
    ExpectBefore(confirmed, Shown(Rung("A", kNoAnswer, absl::ZeroDuration(), confidence), kShown));
  }
}

TEST(Ranking, ConfirmedBeatsTheFreshestWhoseNameCameWithTheCall) {
  LookupQuestion question = Question();
  question.name_hint = "Mary Smith";
  Candidate hinted = Shown(Rung("Mary Smith", kNoAnswer, absl::ZeroDuration()), kShown);
  ExpectBefore(Who("Z", v1::CONFIDENCE_CONFIRMED), hinted, question);
}

TEST(Ranking, TheMoreConfidentComesFirstWhenTheAttemptsAreAlike) {
  const v1::Confidence falling[] = {v1::CONFIDENCE_CONFIRMED, v1::CONFIDENCE_KNOWN,
                                    v1::CONFIDENCE_LIKELY, v1::CONFIDENCE_POSSIBLE,
                                    v1::CONFIDENCE_GUESS};
  for (size_t i = 0; i + 1 < std::size(falling); ++i) {
    ExpectBefore(Rung("B", kNoAnswer, absl::Hours(1), falling[i]),
                 Rung("A", kNoAnswer, absl::Hours(1), falling[i + 1]));
  }
}

TEST(Ranking, WhomWeJustRangHereBeatsAnOwnerWhomWeDidNotRing) {
  ExpectBefore(Rung("B", kNoAnswer, absl::Minutes(10), v1::CONFIDENCE_LIKELY), Who("A"));
}

TEST(Ranking, AnOwnerBeatsAnotherLineOfTheHouseholdHoweverFresh) {
  ExpectBefore(Who("B"),
               Shown(Rung("A", kNoAnswer, absl::ZeroDuration(), v1::CONFIDENCE_POSSIBLE), kShown));
}

TEST(Ranking, RejectedFallsBehind) {
  ExpectBefore(Who("B"), Rejected(Shown(Rung("A", kNoAnswer, absl::ZeroDuration()), kShown)));
  ExpectBefore(Rung("B", kNoAnswer, absl::Hours(24), v1::CONFIDENCE_LIKELY),
               Rejected(Rung("A", kNoAnswer, absl::ZeroDuration())));
}

TEST(Ranking, TheNameThatCameWithTheCallTellsTwoApart) {
  LookupQuestion question = Question();
  question.name_hint = "SMITH,MARY";
  ExpectBefore(Who("Mary Smith"), Who("Ann Smith"), question);
}

TEST(Ranking, AttemptsOutsideTheWindowAndInTheFutureExplainNothing) {
  EXPECT_EQ(Explanation(Ring(kHome, kNoAnswer, TestStart() + absl::Seconds(1)), Question()), 0);
  EXPECT_EQ(Explanation(Ring(kHome, kNoAnswer, TestStart() - absl::Hours(24 * 14 + 1)), Question()),
            0);
  EXPECT_GT(Explanation(Ring(kHome, kNoAnswer, TestStart() - absl::Hours(24 * 14)), Question()), 0);
}

TEST(Ranking, TheBestAttemptExplainsNotTheLatest) {
  Candidate candidate = Rung("A", kConnected, absl::Hours(1));
  *candidate.match->add_attempts() = Ring(kHome, kNoAnswer, TestStart() - absl::Hours(3));
  std::vector<Candidate> candidates = {candidate};
  Rank(Question(), &candidates);
  EXPECT_EQ(candidates[0].explaining, 1);
}

TEST(Ranking, TheMatchSaysItsScoreAndReasonsWhenItIsToldTo) {
  LookupQuestion question = Question();
  question.name_hint = "MARY SMITH";
  std::vector<Candidate> candidates = {
      Returned(Shown(Rung("Mary Smith", kNoAnswer, absl::Hours(1)), kShown))};
  const v1::Match& match = *candidates[0].match;
  const std::string before = match.SerializeAsString();
  Rank(question, &candidates);
  EXPECT_EQ(match.SerializeAsString(), before) << "ranking is for choosing, too";
  SayScore(question, candidates[0]);
  EXPECT_EQ(match.score(), candidates[0].score);
  std::vector<v1::Reason::Code> codes;
  for (const v1::Reason& reason : match.reasons()) codes.push_back(reason.code());
  EXPECT_THAT(codes, ElementsAre(v1::Reason::CODE_CALLER_ID_SHOWN,
                                 v1::Reason::CODE_ALREADY_RETURNED, v1::Reason::CODE_NAME_HINT));
}

TEST(Ranking, EveryDispositionHasItsWeightAndNoneIsAboveANoAnswer) {
  const auto* outcomes = OutboundAttempt::Outcome_descriptor();
  for (int i = 0; i < outcomes->value_count(); ++i) {
    const auto outcome = static_cast<OutboundAttempt::Outcome>(outcomes->value(i)->number());
    EXPECT_GT(weights::Disposition(outcome), 0) << outcomes->value(i)->name();
    EXPECT_LE(weights::Disposition(outcome), weights::Disposition(kNoAnswer));
  }
}

// A set of candidates that are often alike in what counts most.
std::vector<Candidate> RandomCandidates(std::mt19937* random) {
  const auto pick = [&](int values) { return static_cast<int>((*random)() % values); };
  std::vector<Candidate> candidates;
  const int count = 2 + pick(9);
  for (int i = 0; i < count; ++i) {
    Candidate candidate = Who("Sample " + std::string(1, static_cast<char>('A' + i)),
                              static_cast<v1::Confidence>(v1::CONFIDENCE_POSSIBLE + pick(4)));
    candidate.rejected = pick(6) == 0;
    for (int j = pick(3); j > 0; --j) {
      OutboundAttempt attempt = Ring(kHome, static_cast<OutboundAttempt::Outcome>(1 + pick(9)),
                                     TestStart() - absl::Hours(12 * pick(4)));
      if (pick(2) == 0) attempt.set_caller_id(pick(2) == 0 ? kShown : kOtherShown);
      *candidate.match->add_attempts() = attempt;
    }
    candidates.push_back(candidate);
  }
  return candidates;
}

TEST(Ranking, DependsOnTheDataAlone) {
  std::mt19937 random(20301007);
  for (int set = 0; set < 200; ++set) {
    std::vector<Candidate> candidates = RandomCandidates(&random);
    const std::vector<std::string> expected = Order(candidates);
    for (int shuffle = 0; shuffle < 10; ++shuffle) {
      std::shuffle(candidates.begin(), candidates.end(), random);
      // Ids go by when each was saved.
      for (size_t i = 0; i < candidates.size(); ++i) {
        candidates[i].caller = static_cast<int64_t>(1000 + i);
      }
      ASSERT_EQ(Order(candidates), expected) << "set " << set;
    }
  }
}

TEST(Ranking, NamesakesAreOrderedByWhatElseIsKnownOfThem) {
  const auto namesake = [](auto change) {
    Candidate candidate = Who("John Smith");
    change(candidate.match->mutable_caller());
    return candidate;
  };
  const std::vector<Candidate> namesakes = {
      namesake([](v1::Caller* c) { c->set_service_address("4 Elm Street"); }),
      namesake([](v1::Caller* c) { c->set_household("elm 4"); }),
      namesake([](v1::Caller* c) { c->set_honorific("Dr."); }),
      namesake([](v1::Caller* c) { c->add_emails("john@sample.example"); }),
      namesake([](v1::Caller* c) { c->mutable_phones(0)->set_extension("12"); }),
      namesake([](v1::Caller* c) { c->mutable_phones(0)->set_label("work"); }),
      namesake([](v1::Caller* c) {
        v1::ExternalId* id = c->add_external_ids();
        id->set_system("hubspot");
        id->set_id("7");
      }),
      namesake([](v1::Caller*) {}),
  };
  const auto texts = [](std::vector<Candidate> candidates) {
    for (size_t i = 0; i < candidates.size(); ++i)
      candidates[i].caller = static_cast<int64_t>(i) + 1;
    Rank(Question(), &candidates);
    std::string all;
    for (const Candidate& candidate : candidates) {
      all += candidate.match->caller().ShortDebugString() + "\n";
    }
    return all;
  };
  std::vector<Candidate> reversed(namesakes.rbegin(), namesakes.rend());
  EXPECT_EQ(texts(namesakes), texts(reversed));
}

}  // namespace
}  // namespace ringback::test
