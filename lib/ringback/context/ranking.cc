#include "ringback/context/ranking.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ringback/context/age.h"
#include "ringback/context/weights.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"

namespace ringback {
namespace {

using v1::Match;
using v1::OutboundAttempt;
using v1::Reason;

bool WasShown(const OutboundAttempt& attempt, const LookupQuestion& question) {
  return !question.dnis.empty() && !attempt.caller_id().empty() &&
         PhoneNumber::FromE164(attempt.caller_id()) == question.dnis;
}

double ShownFactor(const OutboundAttempt& attempt, const LookupQuestion& question) {
  if (question.dnis.empty() || attempt.caller_id().empty()) return weights::kUnknownCallerId;
  return WasShown(attempt, question) ? weights::kShownCallerId : weights::kOtherCallerId;
}

bool ReturnedBefore(const OutboundAttempt& attempt, const LookupQuestion& question) {
  return !attempt.returned_by().empty() && ToMicros(attempt.return_time()) < question.at_us;
}

// Every word of the hint that came with the call is a word of the caller's name: "JONES MARY",
// "Mary Jones".
bool NameFits(const std::string& hint, const v1::Caller& caller) {
  const std::string folded_hint = Fold(hint);
  const std::vector<std::string> wanted =
      absl::StrSplit(folded_hint, absl::ByAnyChar(" ,"), absl::SkipEmpty());
  const std::string folded_name =
      Fold(absl::StrCat(caller.given_name(), " ", caller.family_name(), " ", caller.display_name(),
                        " ", caller.company()));
  const std::set<absl::string_view> words = absl::StrSplit(folded_name, ' ', absl::SkipEmpty());
  const std::string given_name = Fold(caller.given_name());
  bool named = false;
  for (const std::string& word : wanted) {
    if (!words.contains(word)) return false;
    // A shared family name does not tell people of one household apart; the given name does.
    named |= given_name == word || caller.given_name().empty();
  }
  return named;
}

void Score(const LookupQuestion& question, Candidate* candidate) {
  const Match& match = *candidate->match;
  double best = 0;
  candidate->explaining = -1;
  for (int i = 0; i < match.attempts_size(); ++i) {
    const double explanation = Explanation(match.attempts(i), question);
    if (explanation > best) {
      best = explanation;
      candidate->explaining = i;
    }
  }
  // What we wanted from somebody else does not concern a stranger who has their number now.
  if (best > 0 && !match.has_caller() && WasWrong(match.attempts(0))) candidate->explaining = 0;
  candidate->named = !question.name_hint.empty() && match.has_caller() &&
                     NameFits(question.name_hint, match.caller());
  double score = weights::Identity(match.confidence()) * (1 + weights::kExplained * best) /
                 (1 + weights::kExplained);
  if (candidate->rejected) score *= weights::kRejected;
  if (candidate->named) score *= weights::kNameHint;
  candidate->score = std::min(score, 1.0);
}

int64_t NewestAttempt(const Match& match) {
  return match.attempts().empty() ? 0 : ToMicros(match.attempts(0).start_time());
}

// What tells two candidates of one score apart, in data that does not depend on when they were
// saved.
std::string DataKey(const Match& match) {
  const v1::Caller& caller = match.caller();
  std::string key = absl::StrJoin(
      {Fold(caller.display_name()), Fold(caller.company()), caller.service_address(),
       caller.household(), caller.honorific(), caller.given_name(), caller.family_name()},
      "\n");
  for (const v1::Phone& phone : caller.phones())
    absl::StrAppend(&key, "\n", phone.number(), ",", phone.extension(), ",", phone.label());
  for (const std::string& email : caller.emails()) absl::StrAppend(&key, "\n", email);
  for (const v1::ExternalId& id : caller.external_ids())
    absl::StrAppend(&key, "\n", id.system(), ",", id.id());
  for (const OutboundAttempt& attempt : match.attempts()) {
    absl::StrAppend(&key, "\n", attempt.dialed_number(), attempt.purpose());
  }
  return key;
}

}  // namespace

double Explanation(const OutboundAttempt& attempt, const LookupQuestion& question) {
  const int64_t age = question.at_us - ToMicros(attempt.start_time());
  if (age < 0 || age > question.tenant->callback_window_micros()) return 0;
  const double recency = std::exp2(-static_cast<double>(CountedAge(age)) /
                                   static_cast<double>(weights::kHalfLifeMicros));
  return recency * weights::Disposition(attempt.outcome()) * ShownFactor(attempt, question) *
         (ReturnedBefore(attempt, question) ? weights::kReturned : 1.0);
}

void Rank(const LookupQuestion& question, std::vector<Candidate>* candidates) {
  for (Candidate& candidate : *candidates) Score(question, &candidate);
  std::sort(candidates->begin(), candidates->end(), [](const Candidate& a, const Candidate& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.match->confidence() != b.match->confidence())
      return a.match->confidence() > b.match->confidence();
    const int64_t newest_a = NewestAttempt(*a.match);
    const int64_t newest_b = NewestAttempt(*b.match);
    if (newest_a != newest_b) return newest_a > newest_b;
    const std::string key_a = DataKey(*a.match);
    const std::string key_b = DataKey(*b.match);
    return std::tie(key_a, a.caller) < std::tie(key_b, b.caller);
  });
}

void SayScore(const LookupQuestion& question, const Candidate& ranked) {
  Match* match = ranked.match;
  if (ranked.explaining >= 0) {
    const OutboundAttempt& attempt = match->attempts(ranked.explaining);
    if (WasShown(attempt, question)) {
      AddReason(Reason::CODE_CALLER_ID_SHOWN,
                absl::StrCat("They ring the number that we showed: ", attempt.caller_id()),
                attempt.name(), match);
    }
    if (ReturnedBefore(attempt, question)) {
      AddReason(Reason::CODE_ALREADY_RETURNED, "They have returned our call before",
                attempt.returned_by(), match);
    }
  }
  if (ranked.named) {
    AddReason(Reason::CODE_NAME_HINT,
              absl::StrCat("The call came with the name ", Quote(question.name_hint)),
              match->caller().name(), match);
  }
  match->set_score(ranked.score);
}

}  // namespace ringback
