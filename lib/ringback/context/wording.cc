#include "ringback/context/wording.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "ringback/context/age.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/intake.h"
#include "ringback/rules/kind_text.h"

namespace ringback {
namespace {

using v1::Match;
using v1::OutboundAttempt;

std::string Count(int64_t number, std::string_view unit) {
  return absl::StrCat(number, " ", std::string(unit), number == 1 ? "" : "s", " ago");
}

// "a", "a or b", "a, b or c".
std::string JoinOr(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return parts.empty() ? "" : parts.front();
  const std::vector<std::string> all_but_last(parts.begin(), parts.end() - 1);
  return absl::StrCat(absl::StrJoin(all_but_last, ", "), " or ", parts.back());
}

std::string_view OutcomeWords(OutboundAttempt::Outcome outcome) {
  switch (outcome) {
    case OutboundAttempt::OUTCOME_IN_PROGRESS:
      return "still ringing";
    case OutboundAttempt::OUTCOME_NO_ANSWER:
      return "no answer";
    case OutboundAttempt::OUTCOME_BUSY:
      return "busy";
    case OutboundAttempt::OUTCOME_VOICEMAIL:
      return "left a message";
    case OutboundAttempt::OUTCOME_CONNECTED:
      return "spoke with them";
    case OutboundAttempt::OUTCOME_WRONG_NUMBER:
      return "wrong number";
    case OutboundAttempt::OUTCOME_NOT_IN_SERVICE:
      return "not in service";
    case OutboundAttempt::OUTCOME_REFUSED:
      return "turned away";
    case OutboundAttempt::OUTCOME_DO_NOT_CALL:
      return "asked us not to call";
    case OutboundAttempt::OUTCOME_FAILED:
      return "did not get through";
    default:
      return "";
  }
}

std::string_view VerbOf(v1::Channel channel) {
  switch (channel) {
    case v1::CHANNEL_EMAIL:
      return "e-mailed";
    case v1::CHANNEL_SMS:
      return "texted";
    case v1::CHANNEL_LETTER:
      return "wrote to";
    default:
      return "rang";
  }
}

// Times are spoken in the callee's time zone, else the tenant's.
absl::TimeZone ZoneFor(const LookupQuestion& question, const Match& match) {
  absl::TimeZone zone;
  if (!match.caller().time_zone().empty() && absl::LoadTimeZone(match.caller().time_zone(), &zone))
    return zone;
  return question.tenant->time_zone;
}

std::string DayOf(int64_t us, int64_t at_us, const absl::TimeZone& zone) {
  const absl::CivilDay day(absl::ToCivilDay(absl::FromUnixMicros(us), zone));
  const absl::CivilDay today(absl::ToCivilDay(absl::FromUnixMicros(at_us), zone));
  if (day == today) return "today";
  // Within the week a weekday says it all; "Tuesday" a week from now would be taken for this one.
  return absl::FormatTime(day - today < 7 ? "%A" : "%A, %-d %B", absl::FromUnixMicros(us), zone);
}

std::string ClockOf(const LookupQuestion& question, int64_t us, const absl::TimeZone& zone) {
  if (question.tenant->region() != "US" && question.tenant->region() != "CA") {
    return absl::FormatTime("%H:%M", absl::FromUnixMicros(us), zone);
  }
  const absl::CivilMinute minute = absl::ToCivilMinute(absl::FromUnixMicros(us), zone);
  const int hour = minute.hour() % 12 == 0 ? 12 : minute.hour() % 12;
  return absl::StrCat(hour,
                      minute.minute() == 0
                          ? ""
                          : absl::StrCat(":", minute.minute() < 10 ? "0" : "", minute.minute()),
                      minute.hour() < 12 ? " AM" : " PM");
}

// "Would Tuesday or Thursday work better?"
std::string OfferQuestion(const LookupQuestion& question, const Match& match,
                          const OutboundAttempt& attempt) {
  const std::vector<v1::TimeSlot> slots = OpenSlots(attempt, question.at_us);
  const absl::TimeZone zone = ZoneFor(question, match);
  std::vector<std::string> days;
  std::vector<std::string> times;
  for (const v1::TimeSlot& slot : slots) {
    const std::string day = DayOf(ToMicros(slot.start_time()), question.at_us, zone);
    if (std::find(days.begin(), days.end(), day) == days.end()) days.push_back(day);
    times.push_back(
        absl::StrCat(day, " at ", ClockOf(question, ToMicros(slot.start_time()), zone)));
  }
  if (days.size() > 1) return absl::StrCat(" Would ", JoinOr(days), " work better?");
  if (times.size() > 1) return absl::StrCat(" Would ", JoinOr(times), " work better?");
  if (times.size() == 1) return absl::StrCat(" Would ", times.front(), " work for you?");
  const std::string text = OneLine(attempt.offer().text());
  return text.empty()
             ? ""
             : absl::StrCat(" We have this for you: ", text, text.back() == '.' ? "" : ".");
}

std::string About(const OutboundAttempt& attempt) {
  std::string purpose = OneLine(attempt.purpose());
  while (!purpose.empty() && (purpose.back() == '.' || purpose.back() == ' ')) purpose.pop_back();
  return purpose;
}

std::string WhomWeTried(const v1::Caller& caller) {
  return absl::StrCat("Why, yes, we tried to reach ",
                      HasName(caller) ? NameOf(caller) : "somebody there",
                      ". May I ask who is calling?");
}

// The opening line when we know what we rang about.
std::string ExplainedLine(const LookupQuestion& question, const Candidate& best) {
  const Match& match = *best.match;
  const OutboundAttempt& attempt = match.attempts(best.explaining);
  const bool named = match.has_caller() && HasName(match.caller());
  const std::string name = named ? absl::StrCat(", ", NameOf(match.caller())) : "";
  if (WasWrong(attempt)) {
    return "Why, yes we did, and I am sorry: we had the wrong number.";
  }
  if (match.confidence() == v1::CONFIDENCE_POSSIBLE) {
    return WhomWeTried(match.caller());
  }
  const std::string purpose = About(attempt);
  const bool mine = !question.agent.empty() && LastSegment(attempt.agent()) == question.agent;
  const std::string calling = attempt.outcome() == OutboundAttempt::OUTCOME_CONNECTED
                                  ? (mine ? "I spoke with you" : "We spoke")
                                  : (mine ? "I was calling" : "We were calling");
  std::string line = absl::StrCat("Why, yes we did", name, ". ");
  absl::StrAppend(&line, purpose.empty() ? "We were trying to reach you."
                                         : absl::StrCat(calling, " about ", purpose, "."));
  absl::StrAppend(&line, OfferQuestion(question, match, attempt));
  if (!named) absl::StrAppend(&line, " May I have your name, please?");
  return line;
}

bool IsDoNotCall(const LookupQuestion& question, const Match& match) {
  for (const v1::Phone& phone : match.caller().phones()) {
    const bool asked =
        question.ani.number.empty() || PhoneNumber::FromE164(phone.number()) == question.ani.number;
    if (asked && phone.do_not_call()) return true;
  }
  return std::any_of(match.attempts().begin(), match.attempts().end(),
                     [](const OutboundAttempt& attempt) {
                       return attempt.outcome() == OutboundAttempt::OUTCOME_DO_NOT_CALL;
                     });
}

// What to offer, in full: "Offer Tuesday at 9 AM or Thursday at 2 PM (your autumn heating check)".
void AddOffer(const LookupQuestion& question, const Candidate& best,
              std::vector<std::string>* steps) {
  if (best.explaining < 0) return;
  const OutboundAttempt& attempt = best.match->attempts(best.explaining);
  const absl::TimeZone zone = ZoneFor(question, *best.match);
  std::vector<std::string> times;
  for (const v1::TimeSlot& slot : OpenSlots(attempt, question.at_us)) {
    const int64_t start = ToMicros(slot.start_time());
    times.push_back(
        absl::StrCat(DayOf(start, question.at_us, zone), " at ", ClockOf(question, start, zone)));
  }
  const std::string purpose = About(attempt);
  const std::string what = purpose.empty() ? "" : absl::StrCat(" (", purpose, ")");
  if (!times.empty()) steps->push_back(absl::StrCat("Offer ", JoinOr(times), what, "."));
  const std::string text = OneLine(attempt.offer().text());
  if (!text.empty()) steps->push_back(absl::StrCat("Offer: ", text));
  if (times.empty() && attempt.offer().proposed_slots_size() > 0) {
    steps->push_back(
        absl::StrCat("The times that we proposed have passed: agree on a new one", what, "."));
  }
}

// "Appointment: site survey on Tuesday at 9 AM."
void AddAppointments(const LookupQuestion& question, const Match& match,
                     std::vector<std::string>* steps) {
  const absl::TimeZone zone = ZoneFor(question, match);
  for (const v1::Appointment& appointment : match.appointments()) {
    const int64_t start_us = ToMicros(appointment.slot().start_time());
    const std::string day = DayOf(start_us, question.at_us, zone);
    steps->push_back(absl::StrCat(
        "Appointment: ", absl::AsciiStrToLower(std::string(KindText(appointment.kind()))),
        day == "today" ? " " : " on ", day, " at ", ClockOf(question, start_us, zone), "."));
  }
}

void AddLeadsAndAgent(const Match& match, std::vector<std::string>* steps) {
  for (const v1::Lead& lead : match.open_leads()) {
    const std::string interest = OneLine(lead.interest());
    if (!interest.empty()) steps->push_back(absl::StrCat("Open lead: ", interest, "."));
  }
  if (!match.has_last_agent()) return;
  const std::string who = OneLine(match.last_agent().display_name());
  if (match.last_agent().presence() == v1::PRESENCE_FREE) {
    steps->push_back(absl::StrCat(who, " tried them last and is free."));
  } else if (match.last_agent().presence() == v1::PRESENCE_ON_CALL) {
    steps->push_back(absl::StrCat(who, " tried them last and is on a call."));
  }
}

void AddIntake(const Match& match, std::vector<std::string>* steps) {
  std::vector<std::string> missing;
  for (const int field : match.caller().missing_fields()) {
    missing.emplace_back(IntakeFieldText(static_cast<v1::IntakeField>(field)));
  }
  if (!missing.empty())
    steps->push_back(absl::StrCat("Ask for: ", absl::StrJoin(missing, ", "), "."));
}

}  // namespace

std::string Ago(int64_t micros) {
  if (micros < kMinuteMicros) return "just now";
  if (micros < kHourMicros) return Count(micros / kMinuteMicros, "minute");
  if (micros < kDayMicros) return Count(micros / kHourMicros, "hour");
  return Count(micros / kDayMicros, "day");
}

std::string DescribeAttempt(const OutboundAttempt& attempt, std::string_view whom, int64_t at_us) {
  const std::string who = attempt.agent().empty() ? "We" : AgentShown(LastSegment(attempt.agent()));
  std::string text =
      absl::StrCat(who, " ", std::string(VerbOf(attempt.channel())), " ", std::string(whom), " ",
                   Ago(at_us - ToMicros(attempt.start_time())));
  const std::string_view outcome = OutcomeWords(attempt.outcome());
  if (!outcome.empty()) absl::StrAppend(&text, ", ", std::string(outcome));
  const std::string purpose = About(attempt);
  if (!purpose.empty()) absl::StrAppend(&text, ", about ", purpose);
  return text;
}

const Candidate* OtherWhomWeTried(const std::vector<Candidate>& ranked) {
  if (ranked.front().explaining >= 0 || ranked.front().match->confidence() < v1::CONFIDENCE_KNOWN)
    return nullptr;
  for (const Candidate& candidate : ranked) {
    if (candidate.match->confidence() == v1::CONFIDENCE_POSSIBLE && candidate.explaining >= 0 &&
        !candidate.rejected &&
        candidate.match->attempts(candidate.explaining).returned_by().empty()) {
      return &candidate;
    }
  }
  return nullptr;
}

std::string OpeningLine(const LookupQuestion& question, const std::vector<Candidate>& ranked) {
  const std::string company = OneLine(question.tenant->tenant.display_name());
  const std::string thanks =
      absl::StrCat("Thank you for calling", company.empty() ? "" : absl::StrCat(" ", company), ".");
  if (question.from_own_number()) return "This call comes from one of our own numbers.";
  if (ranked.empty())
    return absl::StrCat(thanks, " May I have your name, and what can I do for you?");
  const Candidate& best = ranked.front();
  if (best.match->confidence() == v1::CONFIDENCE_GUESS) {
    return absl::StrCat(thanks, " We may well have rung you; may I have your name, please?");
  }
  if (best.explaining >= 0) return ExplainedLine(question, best);
  if (!best.match->has_caller() || !HasName(best.match->caller()))
    return absl::StrCat(thanks, " May I have your name, and what can I do for you?");
  if (const Candidate* other = OtherWhomWeTried(ranked)) {
    return WhomWeTried(other->match->caller());
  }
  return absl::StrCat("Hello, ", NameOf(best.match->caller()), ". What can I do for you?");
}

std::vector<std::string> NextSteps(const LookupQuestion& question,
                                   const std::vector<Candidate>& ranked, bool verify_identity) {
  std::vector<std::string> steps;
  if (question.from_own_number()) return steps;
  const auto unwanted = std::find_if(ranked.begin(), ranked.end(), [&](const Candidate& candidate) {
    return IsDoNotCall(question, *candidate.match);
  });
  if (unwanted != ranked.end() || question.do_not_call) {
    const bool named = unwanted != ranked.end() && unwanted->match->has_caller();
    const std::string who = named ? NameOf(unwanted->match->caller()) : "This number";
    steps.push_back(absl::StrCat("Do not promise to ring back: ", who, " is marked do-not-call."));
  }
  if (ranked.empty()) {
    steps.emplace_back("Ask for: full name, callback number, e-mail address, service address.");
    return steps;
  }
  const auto sharing = std::count_if(ranked.begin(), ranked.end(), [](const Candidate& candidate) {
    return candidate.match->confidence() >= v1::CONFIDENCE_KNOWN;
  });
  const Match& best = *ranked.front().match;
  if (best.confidence() == v1::CONFIDENCE_GUESS) {
    steps.emplace_back(
        "The number is withheld and these are guesses: ask for the name before saying whom we "
        "rang.");
  } else if (sharing > 1) {
    steps.push_back(absl::StrCat("Ask who is calling: ", sharing, " callers have this number."));
  }
  if (verify_identity && best.has_caller()) {
    steps.emplace_back(
        "Check who it is before anything private is read out: the number is not attested.");
  }
  if (const Candidate* other = OtherWhomWeTried(ranked)) {
    steps.push_back(absl::StrCat(
        "This may be for ", NameOf(other->match->caller()), ": ",
        DescribeAttempt(other->match->attempts(other->explaining), "them", question.at_us), "."));
  }
  AddOffer(question, ranked.front(), &steps);
  AddAppointments(question, best, &steps);
  AddLeadsAndAgent(best, &steps);
  if (best.has_caller()) {
    AddIntake(best, &steps);
  } else {
    steps.emplace_back("Ask for: full name, callback number, e-mail address, service address.");
  }
  return steps;
}

}  // namespace ringback
