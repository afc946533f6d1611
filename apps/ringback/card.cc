#include "apps/ringback/card.h"

#include <cstdint>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/ringback/describe.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

constexpr size_t kLabelColumns = 11;

// "   why       text": lines of a match, with what they are on the left. A label that was said is
// not said again.
class Lister {
 public:
  Lister(const Ink& ink, std::string* text) : ink_(ink), text_(*text) {}

  void Add(const std::string& label, const std::string& value) {
    std::string padded = label == last_ ? "" : label;
    padded.resize(kLabelColumns, ' ');
    text_ += "   " + ink_.Dim(padded) + value + "\n";
    last_ = label;
  }

  // A continuation of the line before.
  void AddBelow(const std::string& value) {
    text_ += std::string(3 + kLabelColumns + 2, ' ') + value + "\n";
  }

 private:
  const Ink& ink_;
  std::string& text_;
  std::string last_;
};

std::string HeaderText(const v1::Ani& ani, const Ink& ink) {
  if (ani.withheld()) return ink.Bold("Number withheld") + "\n";
  if (ani.e164().empty()) {
    return ink.Bold("Unreadable number") + "  " + OneLine(ani.raw()) + "\n";
  }
  std::string text = ink.Bold(OneLine(ani.national().empty() ? ani.e164() : ani.national()));
  absl::StrAppend(&text, "  ", OneLine(ani.e164()));
  if (!ani.region().empty()) absl::StrAppend(&text, " · ", OneLine(ani.region()));
  if (ani.type() != 0) absl::StrAppend(&text, " · ", Words(ani.type()));
  if (!ani.valid()) absl::StrAppend(&text, " · ", ink.Unsure("not a number that is assigned"));
  text += "\n";
  if (ani.raw() != ani.e164() && ani.raw() != ani.national()) {
    text += ink.Dim("as it came: " + OneLine(ani.raw())) + "\n";
  }
  return text;
}

std::string ConfidenceText(const v1::Match& match, const Ink& ink) {
  const std::string words = Words(match.confidence());
  const bool sure = match.confidence() >= v1::CONFIDENCE_KNOWN;
  return (sure ? ink.Good(words) : ink.Unsure(words)) +
         ink.Dim(absl::StrFormat("  %.2f", match.score()));
}

std::string WhoText(const v1::Match& match) {
  return match.has_caller() ? OneLine(CallerText(match.caller())) : "nobody who is saved";
}

// What an agent is called: by the display name where the match knows it.
std::string AgentText(const std::string& agent, const v1::Match& match) {
  if (agent == match.last_agent().name() && !match.last_agent().display_name().empty()) {
    return match.last_agent().display_name();
  }
  return std::string(LastSegment(agent));
}

void AddCaller(const v1::Caller& caller, const Ink& ink, Lister* lines) {
  for (const v1::Phone& phone : caller.phones()) {
    const std::string text = OneLine(PhoneText(phone));
    lines->Add("number", phone.do_not_call() ? ink.Alarm(text) : text);
  }
  for (const std::string& email : caller.emails()) lines->Add("e-mail", OneLine(email));
  if (!caller.service_address().empty()) {
    lines->Add("address", OneLine(AddressText(caller.service_address())));
  }
  if (!caller.household().empty()) lines->Add("household", OneLine(caller.household()));
  std::string missing;
  for (const int field : caller.missing_fields()) {
    absl::StrAppend(&missing, missing.empty() ? "" : ", ",
                    Words(static_cast<v1::IntakeField>(field)));
  }
  if (!missing.empty()) lines->Add("ask for", ink.Unsure(missing));
}

void AddAttempts(const v1::Match& match, const Clock& clock, int most, Lister* lines) {
  int shown = 0;
  for (const v1::OutboundAttempt& attempt : match.attempts()) {
    if (++shown > most) break;
    lines->Add("attempt", OneLine(AttemptText(attempt, AgentText(attempt.agent(), match), clock)));
    if (!attempt.offer().text().empty()) {
      lines->AddBelow("offer: " + OneLine(attempt.offer().text()));
    }
    std::string slots;
    for (const v1::TimeSlot& slot : attempt.offer().proposed_slots()) {
      absl::StrAppend(&slots, slots.empty() ? "offer: " : " or ", SpokenSlot(slot, clock));
    }
    if (!slots.empty()) lines->AddBelow(slots);
    if (!attempt.voicemail_text().empty()) {
      lines->AddBelow("we said: " + OneLine(attempt.voicemail_text()));
    }
  }
  if (match.attempts_size() > most) {
    lines->Add("attempt", absl::StrCat("and ", match.attempts_size() - most, " before that"));
  }
}

void AddHistory(const v1::Match& match, const Clock& clock, Lister* lines) {
  for (const v1::Lead& lead : match.open_leads()) {
    lines->Add("lead", OneLine(absl::StrCat(lead.interest(), " (", Words(lead.state()), ")")));
  }
  for (const v1::Appointment& appointment : match.appointments()) {
    lines->Add("booked", OneLine(absl::StrCat(Words(appointment.kind()), ", ",
                                              SpokenSlot(appointment.slot(), clock))));
  }
  for (const v1::CallNote& note : match.recent_notes()) {
    lines->Add("note", absl::StrCat(Ago(FromProto(note.note_time()), clock), ", ",
                                    OneLine(LastSegment(note.agent())), ": ",
                                    Lines(note.text(), 3 + kLabelColumns + 2)));
  }
  if (match.has_last_agent()) {
    const std::string presence = Words(match.last_agent().presence());
    lines->Add("last agent", OneLine(AgentText(match.last_agent().name(), match)) +
                                 (presence.empty() ? "" : " (" + presence + ")"));
  }
}

// `rank` counts from 1; the first one is shown with all that is known.
void AddMatch(const v1::Match& match, int rank, const Clock& clock, const Ink& ink,
              std::string* text) {
  absl::StrAppend(text, rank, "  ", ink.Bold(WhoText(match)), "  ", ConfidenceText(match, ink),
                  "\n");
  Lister lines(ink, text);
  for (const v1::Reason& reason : match.reasons()) lines.Add("why", OneLine(reason.text()));
  AddAttempts(match, clock, rank == 1 ? 3 : 1, &lines);
  if (rank == 1) {
    AddCaller(match.caller(), ink, &lines);
    AddHistory(match, clock, &lines);
  }
  if (match.has_caller()) lines.Add("resource", ink.Dim(OneLine(match.caller().name())));
}

// What to read in the company's documentation.
std::string ArticlesText(const v1::CallerContext& card, const Ink& ink) {
  std::string text;
  for (const v1::ArticleHit& article : card.articles()) {
    absl::StrAppend(&text, text.empty() ? "Read   - " : "       - ", OneLine(article.title()), "  ",
                    ink.Dim(std::string(LastSegment(OneLine(article.article())))), "\n");
    if (!article.snippet().empty()) {
      absl::StrAppend(&text, "         ", OneLine(article.snippet()), "\n");
    }
  }
  return text;
}

}  // namespace

std::string AttemptText(const v1::OutboundAttempt& attempt, const std::string& agent,
                        const Clock& clock) {
  const bool is_call = attempt.channel() <= v1::CHANNEL_CALL;
  std::string text = absl::StrCat(Ago(FromProto(attempt.start_time()), clock), ", ",
                                  agent.empty() ? "somebody" : agent);
  const bool now = attempt.outcome() == v1::OutboundAttempt::OUTCOME_IN_PROGRESS;
  if (is_call) {
    absl::StrAppend(&text, now ? " began to ring " : " rang ", attempt.dialed_number());
  } else {
    absl::StrAppend(&text, " sent ", attempt.channel() == v1::CHANNEL_EMAIL ? "an " : "a ",
                    Words(attempt.channel()));
  }
  if (!attempt.extension().empty()) absl::StrAppend(&text, " ext. ", attempt.extension());
  if (!attempt.purpose().empty()) absl::StrAppend(&text, " about ", attempt.purpose());
  if (attempt.outcome() != 0) absl::StrAppend(&text, ": ", Words(attempt.outcome()));
  if (attempt.has_return_time()) {
    absl::StrAppend(&text, "; returned ", Ago(FromProto(attempt.return_time()), clock));
  }
  return text;
}

std::string RenderCard(const v1::CallerContext& card, const Clock& clock, const Ink& ink) {
  std::string text = HeaderText(card.ani(), ink);
  if (card.verify_identity()) {
    text +=
        ink.Alarm("! Not attested: check who it is before anything private is read out.") + "\n";
  }
  if (card.partial()) text += ink.Unsure("! The store was slow; a part is missing.") + "\n";
  text += "\n";
  if (card.matches().empty()) text += "Nobody we know, and nobody we rang.\n";
  if (!card.matches().empty()) AddMatch(card.matches(0), 1, clock, ink, &text);
  if (!card.opening_line().empty()) {
    text += "\nSay    " + ink.Good("“" + OneLine(card.opening_line()) + "”") + "\n";
  }
  for (int i = 0; i < card.next_steps_size(); ++i) {
    text += (i == 0 ? "Next   - " : "       - ") + OneLine(card.next_steps(i)) + "\n";
  }
  text += ArticlesText(card, ink);
  for (int i = 1; i < card.matches_size(); ++i) {
    text += i == 1 ? "\nOr\n" : "";
    AddMatch(card.matches(i), i + 1, clock, ink, &text);
  }
  return text;
}

}  // namespace ringback::cli
