#include "ringback/context/gather.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/appointments/appointment_table.h"
#include "ringback/articles/article_search.h"
#include "ringback/articles/article_table.h"
#include "ringback/attempts/attempt_table.h"
#include "ringback/base/status_macros.h"
#include "ringback/callers/caller_table.h"
#include "ringback/callers/identity_table.h"
#include "ringback/context/age.h"
#include "ringback/context/ranking.h"
#include "ringback/context/wording.h"
#include "ringback/leads/lead_table.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/notes/note_table.h"
#include "ringback/tenants/tenant_table.h"

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
constexpr int64_t kMaxLeads = 5;
constexpr int64_t kMaxNotes = 5;
constexpr int64_t kMaxAppointments = 5;
constexpr size_t kMaxCandidates = 20;
constexpr size_t kMaxArticles = 3;

bool IsWrong(const OutboundAttempt& attempt) {
  return attempt.outcome() == OutboundAttempt::OUTCOME_WRONG_NUMBER ||
         attempt.outcome() == OutboundAttempt::OUTCOME_NOT_IN_SERVICE;
}

// One look-up's walk through the store.
class Gatherer {
 public:
  Gatherer(Session& session, const LookupQuestion& question, int64_t until_us, Findings* findings)
      : session_(session),
        question_(question),
        findings_(*findings),
        tenant_(question.tenant->id),
        basis_(findings->basis()),
        span_{std::max<int64_t>(0, question.at_us - question.tenant->callback_window_micros()),
              until_us} {
    basis_.from_us = question.at_us;
    // Midnight, which changes what "today" is, is a quarter of an hour in every time zone.
    constexpr int64_t kQuarter = 15 * kMinuteMicros;
    basis_.until_us = std::min(question.at_us + kMinuteMicros,
                               question.at_us - question.at_us % kQuarter + kQuarter);
    basis_.marks.push_back(marks::Tenant(tenant_));
  }

  absl::Status Run() {
    if (question_.from_own_number()) return absl::OkStatus();
    if (question_.ani.kind == ReadNumber::Kind::kNumber) {
      RINGBACK_RETURN_IF_ERROR(FindOwners());
      RINGBACK_RETURN_IF_ERROR(FindDialed());
      RINGBACK_RETURN_IF_ERROR(FindAttemptsOfOwners());
      RINGBACK_RETURN_IF_ERROR(FindGroups());
      // A line that somebody has is not an unknown one of a switchboard.
      if (!OwnerFound()) RINGBACK_RETURN_IF_ERROR(FindBlock());
    } else if (question_.ani.kind == ReadNumber::Kind::kWithheld && !question_.dnis.empty()) {
      RINGBACK_RETURN_IF_ERROR(FindGuesses());
    }
    KeepBest();
    RINGBACK_RETURN_IF_ERROR(FindAgent());
    RINGBACK_RETURN_IF_ERROR(FindDetails());
    return FindArticles();
  }

 private:
  // What was read rests on this.
  void RestsOn(uint64_t mark) { basis_.marks.push_back(mark); }

  // Something of this time was read. Aborts when it is yet to come: then the card of a minute from
  // now is another one, which is found out by reading what has begun alone.
  absl::Status SawTime(int64_t time_us) {
    if (time_us > question_.at_us) return absl::AbortedError("something is about to begin");
    basis_.until_us = std::min(basis_.until_us, NextAgeChange(time_us, question_.at_us));
    return absl::OkStatus();
  }

  // At this time the card becomes another one.
  void ChangesAt(int64_t time_us) {
    if (time_us > question_.at_us) basis_.until_us = std::min(basis_.until_us, time_us);
  }

  absl::Status SawAttempts(const std::vector<OutboundAttempt>& attempts) {
    for (const OutboundAttempt& attempt : attempts) {
      const int64_t start_us = ToMicros(attempt.start_time());
      RINGBACK_RETURN_IF_ERROR(SawTime(start_us));
      ChangesAt(start_us + question_.tenant->callback_window_micros() + 1);
      if (attempt.has_return_time()) ChangesAt(ToMicros(attempt.return_time()) + 1);
      for (const v1::TimeSlot& slot : attempt.offer().proposed_slots()) {
        ChangesAt(ToMicros(slot.start_time()));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<OutboundAttempt>> AttemptsTo(int64_t caller, int64_t rows) {
    RestsOn(marks::Caller(tenant_, caller));
    RINGBACK_ASSIGN_OR_RETURN(auto attempts,
                              AttemptsToCaller(session_, tenant_, caller, span_, rows));
    RINGBACK_RETURN_IF_ERROR(SawAttempts(attempts));
    return attempts;
  }

  absl::StatusOr<std::optional<CallerRecord>> CallerOf(int64_t id,
                                                       const v1::Phone* known_phone = nullptr) {
    RestsOn(marks::Caller(tenant_, id));
    return ReadCaller(session_, tenant_, id, known_phone);
  }

  bool Has(int64_t caller) const {
    const auto& found = findings_.own_view();
    return std::any_of(found.begin(), found.end(),
                       [&](const Candidate& c) { return c.caller == caller; });
  }

  bool OwnerFound() const {
    const auto& found = findings_.own_view();
    return std::any_of(found.begin(), found.end(), [](const Candidate& c) {
      return c.match.confidence() >= v1::CONFIDENCE_KNOWN;
    });
  }

  // The callers who have the number, and those whom an agent confirmed for it (CONFIRMED, KNOWN).
  absl::Status FindOwners() {
    const PhoneNumber number = question_.ani.number;
    RestsOn(marks::Number(tenant_, number.digits()));
    RINGBACK_ASSIGN_OR_RETURN(const auto owners, OwnersOf(session_, tenant_, number));
    if (!owners.empty()) findings_.SetDetails(owners.front().details);
    if (owners.size() == 1) only_owner_ = owners.front().caller;
    RINGBACK_ASSIGN_OR_RETURN(verdicts_, VerdictsOn(session_, tenant_, number));
    for (const IdentityVerdict& verdict : verdicts_) ChangesAt(verdict.verdict_us);
    std::erase_if(verdicts_,
                  [&](const IdentityVerdict& v) { return v.verdict_us > question_.at_us; });
    for (const IdentityVerdict& verdict : verdicts_) {
      RINGBACK_RETURN_IF_ERROR(SawTime(verdict.verdict_us));
    }
    for (const NumberOwner& owner : owners) {
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
    RINGBACK_ASSIGN_OR_RETURN(auto record, CallerOf(id, phone));
    if (!record) return absl::OkStatus();
    Candidate candidate = MakeCandidate(*std::move(record), v1::CONFIDENCE_KNOWN);
    AddVerdict(&candidate);
    if (phone != nullptr) {
      AddReason(Reason::CODE_NUMBER_OF_CALLER,
                absl::StrCat("The number is theirs",
                             phone->label().empty() ? "" : absl::StrCat(" (", phone->label(), ")")),
                candidate.match.caller().name(), &candidate.match);
    }
    findings_.Add([&](auto& all) { all.push_back(std::move(candidate)); });
    return absl::OkStatus();
  }

  static Candidate MakeCandidate(CallerRecord record, v1::Confidence confidence) {
    Candidate candidate;
    candidate.caller = record.id;
    candidate.company_key = std::move(record.company_key);
    candidate.household_key = std::move(record.household_key);
    *candidate.match.mutable_caller() = std::move(record.caller);
    candidate.match.set_confidence(confidence);
    return candidate;
  }

  // What an agent said about this caller and the number (rule 8).
  void AddVerdict(Candidate* candidate) {
    for (const IdentityVerdict& verdict : verdicts_) {
      if (verdict.caller != candidate->caller) continue;
      const std::string who = verdict.agent.empty() ? "An agent" : AgentShown(verdict.agent);
      const std::string when = Ago(question_.at_us - verdict.verdict_us);
      const std::string call = ResourceName(tenant_, "calls", verdict.call);
      if (verdict.confirmed) {
        candidate->match.set_confidence(v1::CONFIDENCE_CONFIRMED);
        AddReason(Reason::CODE_CONFIRMED_BEFORE,
                  absl::StrCat(who, " confirmed them for this number ", when), call,
                  &candidate->match);
      } else {
        candidate->rejected = true;
        AddReason(Reason::CODE_REJECTED_BEFORE,
                  absl::StrCat(who, " said ", when, " that it was not them"), call,
                  &candidate->match);
      }
    }
  }

  // Whom we rang on this very number (LIKELY), when it is not one of theirs.
  absl::Status FindDialed() {
    // Those to the owner are read with the owner's.
    RINGBACK_ASSIGN_OR_RETURN(dialed_, AttemptsToNumber(session_, tenant_, question_.ani.number,
                                                        only_owner_, span_, kMaxNumberAttempts));
    RINGBACK_RETURN_IF_ERROR(SawAttempts(dialed_));
    const bool owned = OwnerFound();
    std::vector<int64_t> wrong;  // callers whom the newest attempt did not find here
    for (const OutboundAttempt& attempt : dialed_) {
      const int64_t caller = IdOf(attempt.caller());
      if (caller != 0 && IsWrong(attempt) && !Has(caller)) wrong.push_back(caller);
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
    RINGBACK_ASSIGN_OR_RETURN(auto record, CallerOf(caller));
    if (!record) return absl::OkStatus();
    Candidate candidate = MakeCandidate(*std::move(record), v1::CONFIDENCE_LIKELY);
    AddVerdict(&candidate);
    AddReason(Reason::CODE_DIALED_THIS_NUMBER, Told(attempt, "this number"), attempt.name(),
              &candidate.match);
    findings_.Add([&](auto& all) { all.push_back(std::move(candidate)); });
    return absl::OkStatus();
  }

  // A number that nobody has saved: one match for all attempts to it.
  void AddUnsaved(const OutboundAttempt& attempt) {
    findings_.Add([&](std::vector<Candidate>& all) {
      auto found =
          std::find_if(all.begin(), all.end(), [](const Candidate& c) { return c.caller == 0; });
      if (found == all.end()) {
        found = all.emplace(all.end());
        found->match.set_confidence(v1::CONFIDENCE_LIKELY);
        AddReason(Reason::CODE_DIALED_THIS_NUMBER, Told(attempt, "this number"), attempt.name(),
                  &found->match);
      }
      if (IsWrong(attempt)) {
        AddReason(Reason::CODE_NUMBER_WAS_WRONG,
                  "The number was not that of the caller whom we wanted", attempt.name(),
                  &found->match);
      }
      if (found->match.attempts_size() < kMaxAttempts) *found->match.add_attempts() = attempt;
    });
  }

  // Our attempts to those whose number it is: to them by name, and to the number without a name.
  absl::Status FindAttemptsOfOwners() {
    for (size_t i = 0; i < findings_.own_view().size(); ++i) {
      const int64_t caller = findings_.own_view()[i].caller;
      if (caller == 0) continue;
      RINGBACK_ASSIGN_OR_RETURN(auto attempts, AttemptsTo(caller, kMaxAttempts));
      if (findings_.own_view()[i].match.confidence() >= v1::CONFIDENCE_KNOWN) {
        for (const OutboundAttempt& attempt : dialed_) {
          const bool unnamed =
              attempt.caller().empty() || (IsWrong(attempt) && !Has(IdOf(attempt.caller())));
          if (unnamed) attempts.push_back(attempt);
        }
      }
      AttachAttempts(i, std::move(attempts));
    }
    return absl::OkStatus();
  }

  // Gives a candidate their attempts, newest first, and says so in the reasons.
  void AttachAttempts(size_t index, std::vector<OutboundAttempt> attempts) {
    std::stable_sort(attempts.begin(), attempts.end(),
                     [](const OutboundAttempt& a, const OutboundAttempt& b) {
                       return ToMicros(a.start_time()) > ToMicros(b.start_time());
                     });
    findings_.Add([&](std::vector<Candidate>& all) {
      v1::Match& match = all[index].match;
      for (OutboundAttempt& attempt : attempts) {
        if (match.attempts_size() >= kMaxAttempts) break;
        *match.add_attempts() = std::move(attempt);
      }
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
      if (candidate.caller == 0 || candidate.match.confidence() < v1::CONFIDENCE_KNOWN) continue;
      if (candidate.household_key.empty() && candidate.company_key.empty()) continue;
      const v1::Caller& caller = candidate.match.caller();
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
    RestsOn(group == Group::kHousehold ? marks::Household(tenant_, key)
                                       : marks::Company(tenant_, key));
    RINGBACK_ASSIGN_OR_RETURN(auto members, MembersOf(session_, tenant_, group, key, kMaxGroup));
    RINGBACK_ASSIGN_OR_RETURN(const auto last_rung, LastRung(std::move(members)));
    for (const int64_t member : last_rung) {
      RINGBACK_ASSIGN_OR_RETURN(auto attempts, AttemptsTo(member, kMaxMemberAttempts));
      if (!attempts.empty())
        RINGBACK_RETURN_IF_ERROR(AddPossible(member, code, text, evidence, std::move(attempts)));
    }
    return absl::OkStatus();
  }

  // Those of `callers`, none of them found yet, whom we rang last.
  absl::StatusOr<std::vector<int64_t>> LastRung(std::vector<int64_t> callers) {
    std::vector<std::pair<int64_t, int64_t>> rung;
    for (const int64_t caller : callers) {
      if (Has(caller)) continue;
      RestsOn(marks::Caller(tenant_, caller));
      RINGBACK_ASSIGN_OR_RETURN(const int64_t last_us,
                                LastRungAt(session_, tenant_, caller, span_));
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
                           std::string_view evidence, std::vector<OutboundAttempt> attempts) {
    RINGBACK_ASSIGN_OR_RETURN(auto record, CallerOf(caller));
    if (!record) return absl::OkStatus();
    Candidate candidate = MakeCandidate(*std::move(record), v1::CONFIDENCE_POSSIBLE);
    AddVerdict(&candidate);
    AddReason(code, text, evidence, &candidate.match);
    findings_.Add([&](auto& all) { all.push_back(std::move(candidate)); });
    AttachAttempts(findings_.own_view().size() - 1, std::move(attempts));
    return absl::OkStatus();
  }

  // Lines of a company in the same block of numbers that we just rang (POSSIBLE). Private lines
  // that happen to be neighbours are strangers: only a caller with a company has a switchboard.
  absl::Status FindBlock() {
    RestsOn(marks::Block(tenant_, question_.ani.number.digits()));
    for (const NumberRange& range : SwitchboardBlock(question_.ani.number)) {
      RINGBACK_ASSIGN_OR_RETURN(auto callers, CompanyLinesIn(session_, tenant_, range, kMaxGroup));
      RINGBACK_ASSIGN_OR_RETURN(const auto last_rung, LastRung(std::move(callers)));
      for (const int64_t caller : last_rung) {
        RINGBACK_ASSIGN_OR_RETURN(auto attempts, AttemptsTo(caller, kMaxMemberAttempts));
        if (attempts.empty()) continue;
        const std::string evidence = attempts.front().name();
        RINGBACK_RETURN_IF_ERROR(
            AddPossible(caller, Reason::CODE_SAME_NUMBER_BLOCK,
                        "The number is in the same block as a line of their company", evidence,
                        std::move(attempts)));
      }
    }
    return absl::OkStatus();
  }

  // Who was rung lately from the caller ID that a withheld number calls back (GUESS).
  absl::Status FindGuesses() {
    RestsOn(marks::CallerId(tenant_, question_.dnis.digits()));
    RINGBACK_ASSIGN_OR_RETURN(
        auto attempts, AttemptsFrom(session_, tenant_, question_.dnis, span_, kMaxGuessAttempts));
    RINGBACK_RETURN_IF_ERROR(SawAttempts(attempts));
    std::vector<std::pair<int64_t, std::string>> seen;
    for (OutboundAttempt& attempt : attempts) {
      if (attempt.channel() != v1::CHANNEL_CALL || IsWrong(attempt)) continue;
      const int64_t caller = IdOf(attempt.caller());
      const std::pair<int64_t, std::string> who{caller, caller == 0 ? attempt.dialed_number() : ""};
      if (std::find(seen.begin(), seen.end(), who) != seen.end()) continue;
      seen.push_back(who);
      Candidate candidate;
      candidate.match.set_confidence(v1::CONFIDENCE_GUESS);
      if (caller != 0) {
        RINGBACK_ASSIGN_OR_RETURN(auto record, CallerOf(caller));
        if (!record) continue;
        candidate = MakeCandidate(*std::move(record), v1::CONFIDENCE_GUESS);
      }
      AddReason(Reason::CODE_CALLED_FROM_DNIS,
                Told(attempt, caller == 0 ? attempt.dialed_number() : "them"), attempt.name(),
                &candidate.match);
      *candidate.match.add_attempts() = std::move(attempt);
      findings_.Add([&](auto& all) { all.push_back(std::move(candidate)); });
      if (static_cast<int64_t>(seen.size()) >= kMaxGuesses) break;
    }
    return absl::OkStatus();
  }

  // Drops those whom the card has no room for, so that details are read of the others alone.
  void KeepBest() {
    if (findings_.own_view().size() <= kMaxCandidates) return;
    basis_.lasting = false;  // who is left out is not the same for long
    std::vector<Candidate> ranked = findings_.own_view();  // a copy: ranking adds reasons
    Rank(question_, &ranked);
    ranked.resize(kMaxCandidates);
    findings_.Add([&](std::vector<Candidate>& all) {
      std::erase_if(all, [&](const Candidate& candidate) {
        return std::none_of(ranked.begin(), ranked.end(),
                            [&](const Candidate& best) { return best.caller == candidate.caller; });
      });
    });
  }

  // The name of who will pick up, when a script says it.
  absl::Status FindAgent() {
    const bool said = question_.scripts != nullptr && question_.scripts->CardsNameAgents();
    if (!said || question_.agent.empty()) return absl::OkStatus();
    RestsOn(marks::Agent(tenant_, question_.agent));
    RINGBACK_ASSIGN_OR_RETURN(const v1::Agent agent,
                              ReadAgentOrId(session_, tenant_, question_.agent));
    findings_.SetAgentName(agent.display_name());
    return absl::OkStatus();
  }

  // What else the card shows of each.
  absl::Status FindDetails() {
    for (size_t i = 0; i < findings_.own_view().size(); ++i) {
      const Candidate& candidate = findings_.own_view()[i];
      std::vector<v1::Lead> leads;
      std::vector<v1::CallNote> notes;
      std::vector<v1::Appointment> appointments;
      if (candidate.caller != 0) {
        RINGBACK_ASSIGN_OR_RETURN(
            leads, OpenLeadsOf(session_, tenant_, candidate.caller, span_.until_us, kMaxLeads));
        RINGBACK_ASSIGN_OR_RETURN(
            notes, RecentNotesOf(session_, tenant_, candidate.caller, span_.until_us, kMaxNotes));
        RINGBACK_ASSIGN_OR_RETURN(
            appointments, AppointmentsAhead(session_, tenant_, candidate.caller, question_.at_us,
                                            kMaxAppointments));
        for (const v1::Appointment& appointment : appointments) {
          ChangesAt(ToMicros(appointment.slot().end_time()));
        }
        for (v1::Lead& lead : leads) {
          *lead.mutable_missing_fields() = candidate.match.caller().missing_fields();
          RINGBACK_RETURN_IF_ERROR(SawTime(ToMicros(lead.create_time())));
        }
        for (const v1::CallNote& note : notes) {
          RINGBACK_RETURN_IF_ERROR(SawTime(ToMicros(note.note_time())));
        }
      }
      v1::Agent agent;
      if (const std::string id = LastAgentOf(candidate.match); !id.empty()) {
        RestsOn(marks::Agent(tenant_, id));
        RINGBACK_ASSIGN_OR_RETURN(agent, ReadAgentOrId(session_, tenant_, id));
      }
      findings_.Add([&](std::vector<Candidate>& all) {
        for (v1::Lead& lead : leads) *all[i].match.add_open_leads() = std::move(lead);
        for (v1::CallNote& note : notes) *all[i].match.add_recent_notes() = std::move(note);
        for (v1::Appointment& appointment : appointments)
          *all[i].match.add_appointments() = std::move(appointment);
        if (!agent.name().empty()) *all[i].match.mutable_last_agent() = std::move(agent);
      });
    }
    return absl::OkStatus();
  }

  // The articles that fit what the best match is interested in. Comes last: the agent can do
  // without them.
  absl::Status FindArticles() {
    const auto& found = findings_.own_view();
    const bool interested = std::any_of(found.begin(), found.end(), [](const Candidate& candidate) {
      return !candidate.match.open_leads().empty() || !candidate.match.attempts().empty();
    });
    if (!interested) return absl::OkStatus();
    RestsOn(marks::Articles(tenant_));
    RINGBACK_ASSIGN_OR_RETURN(const bool has, HasArticles(session_, tenant_));
    if (!has) return absl::OkStatus();
    std::vector<Candidate> ranked = found;  // a copy: ranking adds reasons
    Rank(question_, &ranked);
    const std::string interest = InterestOf(ranked.front());
    RINGBACK_ASSIGN_OR_RETURN(auto articles,
                              ArticlesAbout(session_, tenant_, interest, kMaxArticles));
    findings_.SetArticles(std::move(articles));
    return absl::OkStatus();
  }

  // What somebody wants of us: what their newest lead says, or else what we rang about.
  static std::string InterestOf(const Candidate& candidate) {
    for (const v1::Lead& lead : candidate.match.open_leads()) {
      if (!lead.interest().empty()) return lead.interest();
    }
    return candidate.explaining < 0 ? "" : candidate.match.attempts(candidate.explaining).purpose();
  }

  static std::string LastAgentOf(const v1::Match& match) {
    for (const OutboundAttempt& attempt : match.attempts()) {
      if (!attempt.agent().empty()) return std::string(LastSegment(attempt.agent()));
    }
    return "";
  }

  std::string Told(const OutboundAttempt& attempt, std::string_view whom) const {
    return DescribeAttempt(attempt, whom, question_.at_us);
  }

  Session& session_;
  const LookupQuestion& question_;
  Findings& findings_;
  const std::string& tenant_;
  CardBasis& basis_;
  const Span span_;
  std::vector<IdentityVerdict> verdicts_;
  std::vector<OutboundAttempt> dialed_;  // not those to only_owner_
  int64_t only_owner_ = 0;               // who has the number, if it is one caller
};

}  // namespace

absl::Status Gather(Session& session, const LookupQuestion& question, Findings* findings) {
  absl::Status status =
      Gatherer(session, question, std::max(question.until_us, question.at_us), findings).Run();
  if (!absl::IsAborted(status)) return status;
  findings->Add([](std::vector<Candidate>& all) { all.clear(); });
  findings->basis().lasting = false;
  return Gatherer(session, question, question.at_us, findings).Run();
}

}  // namespace ringback
