#include "ringback/context/gather.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/context/age.h"
#include "ringback/context/card_reading.h"
#include "ringback/context/details.h"
#include "ringback/context/ranking.h"
#include "ringback/context/wording.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/do_not_call_table.h"
#include "ringback/records/identity_table.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

using store::Session;
using v1::OutboundAttempt;
using v1::Reason;

constexpr int64_t kMaxAttempts = 10;        // on a match
constexpr int64_t kMaxNumberAttempts = 20;  // to one number, of all callers
constexpr int64_t kMaxGroup = 200;  // members of a household, company or block that are looked at
constexpr size_t kMaxMembers = 10;  // of them on the card: those whom we rang last
constexpr int64_t kMaxMemberAttempts = 3;
constexpr int64_t kMaxGuesses = 5;
constexpr int64_t kMaxGuessAttempts = 50;
constexpr size_t kMaxCandidates = 20;

// One look-up's walk through the store.
class Gatherer {
 public:
  Gatherer(Session& session, const LookupQuestion& question, int64_t until_us, Findings* findings)
      : reading_(session, question, until_us, findings),
        session_(session),
        question_(question),
        findings_(*findings),
        tenant_(reading_.tenant()),
        dialed_(*findings->New<AttemptList>()) {}

  absl::Status Run() {
    if (question_.from_own_number()) return absl::OkStatus();
    if (question_.ani.kind == ReadNumber::Kind::kNumber) {
      RINGBACK_RETURN_IF_ERROR(FindOwners());
      RINGBACK_RETURN_IF_ERROR(FindDialed());
      RINGBACK_RETURN_IF_ERROR(FindAttemptsOfOwners());
      RINGBACK_RETURN_IF_ERROR(FindGroups());
      if (!OwnerFound()) {
        RINGBACK_RETURN_IF_ERROR(FindWish());
        // A line that somebody has is not an unknown one of a switchboard.
        RINGBACK_RETURN_IF_ERROR(FindBlock());
      }
    } else if (question_.ani.kind == ReadNumber::Kind::kWithheld && !question_.dnis.empty()) {
      RINGBACK_RETURN_IF_ERROR(FindGuesses());
    }
    KeepBest();
    return FindDetails(reading_);
  }

 private:
  // A candidate who is this caller, if there is one. `known_phone` as for ReadCallerInto.
  absl::StatusOr<std::optional<Candidate>> CandidateOf(int64_t caller, v1::Confidence confidence,
                                                       const v1::Phone* known_phone = nullptr) {
    reading_.RestsOn(marks::Caller(tenant_, caller));
    auto* match = findings_.New<v1::Match>();
    RINGBACK_ASSIGN_OR_RETURN(
        auto keys, ReadCallerInto(session_, tenant_, caller, known_phone, match->mutable_caller()));
    if (!keys) return std::nullopt;
    match->set_confidence(confidence);
    Candidate candidate;
    candidate.caller = caller;
    candidate.company_key = std::move(keys->company_key);
    candidate.household_key = std::move(keys->household_key);
    candidate.has = keys->has;
    candidate.match = match;
    return candidate;
  }

  bool Has(int64_t caller) const {
    const auto& found = findings_.own_view();
    return std::any_of(found.begin(), found.end(),
                       [&](const Candidate& c) { return c.caller == caller; });
  }

  bool OwnerFound() const {
    const auto& found = findings_.own_view();
    return std::any_of(found.begin(), found.end(), [](const Candidate& c) {
      return c.match->confidence() >= v1::CONFIDENCE_KNOWN;
    });
  }

  // The callers who have the number, and those whom an agent confirmed for it (CONFIRMED, KNOWN).
  absl::Status FindOwners() {
    const PhoneNumber number = question_.ani.number;
    reading_.RestsOn(marks::Number(tenant_, number.digits()));
    RINGBACK_ASSIGN_OR_RETURN(const auto owners, OwnersOf(session_, tenant_, number));
    if (!owners.empty()) findings_.SetDetails(owners.front().details);
    RINGBACK_ASSIGN_OR_RETURN(verdicts_, VerdictsOn(session_, tenant_, number));
    for (const IdentityVerdict& verdict : verdicts_) reading_.ChangesAt(verdict.verdict_us);
    std::erase_if(verdicts_,
                  [&](const IdentityVerdict& v) { return v.verdict_us > question_.at_us; });
    for (const IdentityVerdict& verdict : verdicts_) {
      RINGBACK_RETURN_IF_ERROR(reading_.SawTime(verdict.verdict_us));
    }
    for (const NumberOwner& owner : owners) {
      owners_.push_back(owner.caller);
      RINGBACK_RETURN_IF_ERROR(AddOwner(owner.caller, &owner.phone));
    }
    for (const IdentityVerdict& verdict : verdicts_) {
      if (verdict.confirmed && !Has(verdict.caller)) {
        RINGBACK_RETURN_IF_ERROR(AddOwner(verdict.caller, nullptr));
      }
    }
    return absl::OkStatus();
  }

  // Somebody whose number it is: `phone` is theirs with it, nullptr for who was confirmed alone.
  absl::Status AddOwner(int64_t id, const v1::Phone* phone) {
    RINGBACK_ASSIGN_OR_RETURN(auto candidate, CandidateOf(id, v1::CONFIDENCE_KNOWN, phone));
    if (!candidate) return absl::OkStatus();
    AddVerdict(&*candidate);
    if (phone != nullptr) {
      AddReason(Reason::CODE_NUMBER_OF_CALLER,
                absl::StrCat("The number is theirs",
                             phone->label().empty() ? "" : absl::StrCat(" (", phone->label(), ")")),
                candidate->match->caller().name(), candidate->match);
    }
    findings_.Add([&](auto& all) { all.push_back(*std::move(candidate)); });
    return absl::OkStatus();
  }

  // What an agent said about this caller and the number (rule 8 of docs/lookup_rules.md).
  void AddVerdict(Candidate* candidate) {
    for (const IdentityVerdict& verdict : verdicts_) {
      if (verdict.caller != candidate->caller) continue;
      const std::string who = verdict.agent.empty() ? "An agent" : AgentShown(verdict.agent);
      const std::string when = Ago(question_.at_us - verdict.verdict_us);
      const std::string call = ResourceName(tenant_, "calls", verdict.call);
      if (verdict.confirmed) {
        candidate->match->set_confidence(v1::CONFIDENCE_CONFIRMED);
        AddReason(Reason::CODE_CONFIRMED_BEFORE,
                  absl::StrCat(who, " confirmed them for this number ", when), call,
                  candidate->match);
      } else {
        candidate->rejected = true;
        AddReason(Reason::CODE_REJECTED_BEFORE,
                  absl::StrCat(who, " said ", when, " that it was not them"), call,
                  candidate->match);
      }
    }
  }

  // Whom we rang on this very number (LIKELY), when it is not one of theirs.
  absl::Status FindDialed() {
    RINGBACK_RETURN_IF_ERROR(AttemptsToNumberOfOthers(session_, tenant_, question_.ani.number,
                                                      owners_, reading_.span(), kMaxNumberAttempts,
                                                      &dialed_));
    RINGBACK_RETURN_IF_ERROR(reading_.SawAttempts(dialed_));
    const bool owned = OwnerFound();
    std::vector<int64_t> wrong;  // callers whom the newest attempt did not find here
    for (const OutboundAttempt& attempt : dialed_) {
      const int64_t caller = IdOf(attempt.caller());
      if (caller != 0 && WasWrong(attempt) && !Has(caller)) wrong.push_back(caller);
      const bool reached =
          caller != 0 && std::find(wrong.begin(), wrong.end(), caller) == wrong.end();
      if (reached) {
        RINGBACK_RETURN_IF_ERROR(AddLikely(caller, attempt));
      } else if (!owned) {
        AddUnsaved(attempt);
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddLikely(int64_t caller, const OutboundAttempt& attempt) {
    if (Has(caller)) return absl::OkStatus();
    RINGBACK_ASSIGN_OR_RETURN(auto candidate, CandidateOf(caller, v1::CONFIDENCE_LIKELY));
    if (!candidate) return absl::OkStatus();
    AddVerdict(&*candidate);
    AddReason(Reason::CODE_DIALED_THIS_NUMBER, Told(attempt, "this number"), attempt.name(),
              candidate->match);
    findings_.Add([&](auto& all) { all.push_back(*std::move(candidate)); });
    return absl::OkStatus();
  }

  // A number that nobody has saved: one match for all attempts to it.
  void AddUnsaved(const OutboundAttempt& attempt) {
    findings_.Add([&](std::vector<Candidate>& all) {
      auto found =
          std::find_if(all.begin(), all.end(), [](const Candidate& c) { return c.caller == 0; });
      if (found == all.end()) {
        found = all.emplace(all.end());
        found->match = findings_.New<v1::Match>();
        found->match->set_confidence(v1::CONFIDENCE_LIKELY);
        AddReason(Reason::CODE_DIALED_THIS_NUMBER, Told(attempt, "this number"), attempt.name(),
                  found->match);
      }
      if (WasWrong(attempt)) {
        AddReason(Reason::CODE_NUMBER_WAS_WRONG,
                  "The number was not that of the caller whom we wanted", attempt.name(),
                  found->match);
      }
      if (found->match->attempts_size() < kMaxAttempts) *found->match->add_attempts() = attempt;
    });
  }

  // Our attempts to those whose number it is: to them by name, and to the number without a name.
  absl::Status FindAttemptsOfOwners() {
    for (size_t i = 0; i < findings_.own_view().size(); ++i) {
      const int64_t caller = findings_.own_view()[i].caller;
      if (caller == 0) continue;
      RINGBACK_ASSIGN_OR_RETURN(auto attempts, reading_.AttemptsTo(caller, kMaxAttempts));
      if (findings_.own_view()[i].match->confidence() >= v1::CONFIDENCE_KNOWN) {
        for (const OutboundAttempt& attempt : dialed_) {
          const bool unnamed =
              attempt.caller().empty() || (WasWrong(attempt) && !Has(IdOf(attempt.caller())));
          if (unnamed) *attempts->Add() = attempt;
        }
      }
      AttachAttempts(i, attempts);
    }
    return absl::OkStatus();
  }

  // Gives a candidate, who has none yet, their attempts, newest first, and says so in the reasons.
  void AttachAttempts(size_t index, AttemptList* attempts) {
    // They come so from the store, but for those to the number without a name.
    std::stable_sort(attempts->pointer_begin(), attempts->pointer_end(),
                     [](const OutboundAttempt* a, const OutboundAttempt* b) {
                       return ToMicros(a->start_time()) > ToMicros(b->start_time());
                     });
    while (attempts->size() > kMaxAttempts) attempts->RemoveLast();
    findings_.Add([&](std::vector<Candidate>& all) {
      v1::Match& match = *all[index].match;
      match.mutable_attempts()->Swap(attempts);
      if (match.attempts().empty() || match.confidence() == v1::CONFIDENCE_LIKELY) return;
      const OutboundAttempt& newest = match.attempts(0);
      const bool here = PhoneNumber::FromE164(newest.dialed_number()) == question_.ani.number;
      AddReason(here ? Reason::CODE_DIALED_THIS_NUMBER : Reason::CODE_RECENT_ATTEMPT,
                Told(newest, here ? "this number" : "them"), newest.name(), &match);
    });
  }

  // Members of the household or company of those whose number it is, if they were just rung
  // (POSSIBLE).
  absl::Status FindGroups() {
    std::vector<Owner> owners;
    for (const Candidate& candidate : findings_.own_view()) {
      if (candidate.caller == 0 || candidate.match->confidence() < v1::CONFIDENCE_KNOWN) continue;
      if (candidate.household_key.empty() && candidate.company_key.empty()) continue;
      const v1::Caller& caller = candidate.match->caller();
      owners.push_back({caller.display_name(), NameOf(caller), caller.name(),
                        candidate.household_key, candidate.company_key});
    }
    // Whose household or company a member is said to be of must not depend on who was saved first.
    std::stable_sort(owners.begin(), owners.end(), [](const Owner& a, const Owner& b) {
      return a.display_name < b.display_name;
    });
    for (const Owner& owner : owners) {
      RINGBACK_RETURN_IF_ERROR(
          FindMembers(Group::kHousehold, owner.household_key, Reason::CODE_SAME_HOUSEHOLD,
                      absl::StrCat("Of the same household as ", owner.name), owner.resource));
      RINGBACK_RETURN_IF_ERROR(
          FindMembers(Group::kCompany, owner.company_key, Reason::CODE_SAME_COMPANY,
                      absl::StrCat("Of the same company as ", owner.name), owner.resource));
    }
    return absl::OkStatus();
  }

  // Of whom the members of a group are looked for.
  struct Owner {
    std::string display_name;
    std::string name;
    std::string resource;
    std::string household_key;
    std::string company_key;
  };

  absl::Status FindMembers(Group group, const std::string& key, Reason::Code code,
                           const std::string& text, const std::string& evidence) {
    if (key.empty()) return absl::OkStatus();
    reading_.RestsOn(group == Group::kHousehold ? marks::Household(tenant_, key)
                                                : marks::Company(tenant_, key));
    RINGBACK_ASSIGN_OR_RETURN(auto members, MembersOf(session_, tenant_, group, key, kMaxGroup));
    RINGBACK_ASSIGN_OR_RETURN(const auto last_rung, LastRung(std::move(members)));
    for (const int64_t member : last_rung) {
      RINGBACK_ASSIGN_OR_RETURN(auto attempts, reading_.AttemptsTo(member, kMaxMemberAttempts));
      if (!attempts->empty())
        RINGBACK_RETURN_IF_ERROR(AddPossible(member, code, text, evidence, attempts));
    }
    return absl::OkStatus();
  }

  // Those of `callers`, none of them found yet, whom we rang last.
  absl::StatusOr<std::vector<int64_t>> LastRung(std::vector<int64_t> callers) {
    std::vector<std::pair<int64_t, int64_t>> rung;
    for (const int64_t caller : callers) {
      if (Has(caller)) continue;
      reading_.RestsOn(marks::Caller(tenant_, caller));
      RINGBACK_ASSIGN_OR_RETURN(const int64_t last_us,
                                LastRungAt(session_, tenant_, caller, reading_.span()));
      if (last_us != 0) rung.emplace_back(-last_us, caller);
    }
    std::sort(rung.begin(), rung.end());
    rung.erase(std::unique(rung.begin(), rung.end()), rung.end());
    if (rung.size() > kMaxMembers) rung.resize(kMaxMembers);
    callers.clear();
    for (const auto& [newest_first, caller] : rung) callers.push_back(caller);
    return callers;
  }

  absl::Status AddPossible(int64_t caller, Reason::Code code, const std::string& text,
                           std::string_view evidence, AttemptList* attempts) {
    RINGBACK_ASSIGN_OR_RETURN(auto candidate, CandidateOf(caller, v1::CONFIDENCE_POSSIBLE));
    if (!candidate) return absl::OkStatus();
    AddVerdict(&*candidate);
    AddReason(code, text, evidence, candidate->match);
    findings_.Add([&](auto& all) { all.push_back(*std::move(candidate)); });
    AttachAttempts(findings_.own_view().size() - 1, attempts);
    return absl::OkStatus();
  }

  // Whether somebody asked not to be rung on a number that is nobody's: a caller's has the mark.
  absl::Status FindWish() {
    RINGBACK_ASSIGN_OR_RETURN(const bool do_not_call,
                              IsDoNotCall(session_, tenant_, question_.ani.number));
    findings_.SetDoNotCall(do_not_call);
    return absl::OkStatus();
  }

  // Lines of a company in the same block of numbers that we just rang (POSSIBLE). Private lines
  // that happen to be neighbours are strangers: only a caller with a company has a switchboard.
  absl::Status FindBlock() {
    reading_.RestsOn(marks::Block(tenant_, question_.ani.number.digits()));
    for (const NumberRange& range : SwitchboardBlock(question_.ani.number)) {
      RINGBACK_ASSIGN_OR_RETURN(auto callers, CompanyLinesIn(session_, tenant_, range, kMaxGroup));
      RINGBACK_ASSIGN_OR_RETURN(const auto last_rung, LastRung(std::move(callers)));
      for (const int64_t caller : last_rung) {
        RINGBACK_ASSIGN_OR_RETURN(auto attempts, reading_.AttemptsTo(caller, kMaxMemberAttempts));
        if (attempts->empty()) continue;
        RINGBACK_RETURN_IF_ERROR(
            AddPossible(caller, Reason::CODE_SAME_NUMBER_BLOCK,
                        "The number is in the same block as a line of their company",
                        attempts->Get(0).name(), attempts));
      }
    }
    return absl::OkStatus();
  }

  // Who was rung lately from the caller ID that a withheld number calls back (GUESS).
  absl::Status FindGuesses() {
    reading_.RestsOn(marks::CallerId(tenant_, question_.dnis.digits()));
    auto& attempts = *findings_.New<AttemptList>();
    RINGBACK_RETURN_IF_ERROR(AttemptsFrom(session_, tenant_, question_.dnis, reading_.span(),
                                          kMaxGuessAttempts, &attempts));
    RINGBACK_RETURN_IF_ERROR(reading_.SawAttempts(attempts));
    std::vector<std::pair<int64_t, std::string>> seen;
    for (OutboundAttempt& attempt : attempts) {
      if (attempt.channel() != v1::CHANNEL_CALL || WasWrong(attempt)) continue;
      const int64_t caller = IdOf(attempt.caller());
      const std::pair<int64_t, std::string> who{caller, caller == 0 ? attempt.dialed_number() : ""};
      if (std::find(seen.begin(), seen.end(), who) != seen.end()) continue;
      seen.push_back(who);
      Candidate candidate;
      if (caller != 0) {
        RINGBACK_ASSIGN_OR_RETURN(auto known, CandidateOf(caller, v1::CONFIDENCE_GUESS));
        if (!known) continue;
        candidate = *std::move(known);
      } else {
        candidate.match = findings_.New<v1::Match>();
        candidate.match->set_confidence(v1::CONFIDENCE_GUESS);
      }
      AddReason(Reason::CODE_CALLED_FROM_DNIS,
                Told(attempt, caller == 0 ? attempt.dialed_number() : "them"), attempt.name(),
                candidate.match);
      *candidate.match->add_attempts() = std::move(attempt);
      findings_.Add([&](auto& all) { all.push_back(std::move(candidate)); });
      if (static_cast<int64_t>(seen.size()) >= kMaxGuesses) break;
    }
    return absl::OkStatus();
  }

  // Drops those whom the card has no room for, so that details are read of the others alone.
  void KeepBest() {
    if (findings_.own_view().size() <= kMaxCandidates) return;
    findings_.basis().lasting = false;  // who is left out is not the same for long
    std::vector<Candidate> ranked = findings_.own_view();
    Rank(question_, &ranked);
    ranked.resize(kMaxCandidates);
    findings_.Add([&](std::vector<Candidate>& all) {
      std::erase_if(all, [&](const Candidate& candidate) {
        return std::none_of(ranked.begin(), ranked.end(),
                            [&](const Candidate& best) { return best.caller == candidate.caller; });
      });
    });
  }

  std::string Told(const OutboundAttempt& attempt, std::string_view whom) const {
    return DescribeAttempt(attempt, whom, question_.at_us);
  }

  CardReading reading_;
  // What it has, shorter.
  Session& session_;
  const LookupQuestion& question_;
  Findings& findings_;
  const std::string& tenant_;
  std::vector<int64_t> owners_;  // who have the number
  std::vector<IdentityVerdict> verdicts_;
  AttemptList& dialed_;  // not those to the owners, which are read with theirs
};

}  // namespace

absl::Status Gather(Session& session, const LookupQuestion& question, Findings* findings) {
  absl::Status status =
      Gatherer(session, question, std::max(question.until_us, question.at_us), findings).Run();
  if (!absl::IsAborted(status)) return status;
  findings->Forget();
  findings->basis().lasting = false;
  return Gatherer(session, question, question.at_us, findings).Run();
}

}  // namespace ringback
