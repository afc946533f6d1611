#include "ringback/delivery/handoff_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/rules/intake.h"

namespace ringback {
namespace {

using v1::Handoff;

constexpr size_t kSubjectBytes = 200;
constexpr char kMissing[] = "missing";

std::string TimeText(const google::protobuf::Timestamp& time, absl::TimeZone zone) {
  return absl::FormatTime("%A, %-d %B %Y, %H:%M (%Z)", absl::FromUnixMicros(ToMicros(time)), zone);
}

// "AGREED_TO_DISCOVERY" of MILESTONE_… in words: "agreed to discovery".
std::string WordsOf(std::string_view name, std::string_view prefix) {
  name.remove_prefix(std::min(prefix.size(), name.size()));
  std::string words = absl::AsciiStrToLower(std::string(name));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string MilestoneText(int milestone) {
  switch (milestone) {
    case v1::MILESTONE_LET_US_LEAD:
      return "let us lead the conversation";
    case v1::MILESTONE_AGREED_TO_DISCOVERY:
      return "agreed to answer questions";
    case v1::MILESTONE_REVEALED_NEEDS:
      return "told us what they need";
    case v1::MILESTONE_EMBRACED_RECOMMENDATION:
      return "took up the recommendation";
    case v1::MILESTONE_VOICED_CONCERNS:
      return "voiced concerns";
    case v1::MILESTONE_COMMITTED:
      return "committed to a next step";
    default:
      return "";
  }
}

std::string NameText(const v1::Caller& caller) {
  std::vector<std::string> parts;
  for (const std::string* part :
       {&caller.honorific(), &caller.given_name(), &caller.family_name()}) {
    if (!part->empty()) parts.push_back(OneLine(*part));
  }
  return absl::StrJoin(parts, " ");
}

std::string PhoneText(const v1::Phone& phone) {
  std::string text = phone.number();
  if (!phone.extension().empty()) absl::StrAppend(&text, " ext. ", phone.extension());
  std::vector<std::string> remarks;
  if (!phone.label().empty()) remarks.push_back(OneLine(phone.label()));
  if (phone.primary()) remarks.emplace_back("ring this one first");
  if (phone.do_not_call()) remarks.emplace_back("DO NOT CALL");
  if (!remarks.empty()) absl::StrAppend(&text, " (", absl::StrJoin(remarks, ", "), ")");
  return text;
}

// Writes the message from top to bottom.
class Page {
 public:
  void Heading(std::string_view heading) {
    absl::StrAppend(&text_, "\n", absl::AsciiStrToUpper(std::string(heading)), "\n");
  }
  void Row(std::string_view label, std::string_view value) {
    absl::StrAppend(&text_,
                    absl::StrFormat("  %-17s %s\n", std::string(label), std::string(value)));
  }
  // A row that is left out when there is nothing to say.
  void RowIfAny(std::string_view label, std::string_view value) {
    if (!value.empty()) Row(label, OneLine(value));
  }
  void Item(std::string_view item) { absl::StrAppend(&text_, "  - ", OneLine(item), "\n"); }
  // Text of several lines.
  void Body(std::string_view body, std::string_view indent) {
    const std::string clean = CleanLines(body);
    for (absl::string_view line : absl::StrSplit(clean, '\n')) {
      line = absl::StripTrailingAsciiWhitespace(line);
      absl::StrAppend(&text_, line.empty() ? "" : std::string(indent), line, "\n");
    }
  }
  void Line(std::string_view line) { absl::StrAppend(&text_, std::string(line), "\n"); }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

void WriteIntake(const Handoff& handoff, Page* page) {
  const v1::Caller& caller = handoff.caller();
  const auto lacks = [&](v1::IntakeField field) {
    return std::find(handoff.missing_fields().begin(), handoff.missing_fields().end(), field) !=
           handoff.missing_fields().end();
  };
  page->Heading("Intake");
  std::string name = NameText(caller);
  if (lacks(v1::INTAKE_FIELD_FULL_NAME))
    name = name.empty() ? kMissing : absl::StrCat(name, " (not the full name)");
  page->Row("Full name", name);
  if (caller.phones().empty()) page->Row("Callback number", kMissing);
  for (const v1::Phone& phone : caller.phones()) page->Row("Callback number", PhoneText(phone));
  if (caller.emails().empty()) page->Row("E-mail address", kMissing);
  for (const std::string& email : caller.emails()) page->Row("E-mail address", OneLine(email));
  page->Row("Service address",
            caller.service_address().empty() ? kMissing : OneLine(caller.service_address()));
  page->RowIfAny("Company", caller.company());
  page->RowIfAny("Language", caller.language());
}

void WriteLeadFacts(const Handoff& handoff, absl::TimeZone zone, Page* page) {
  const v1::Lead& lead = handoff.lead();
  page->Heading("Lead");
  page->RowIfAny("Interest", lead.interest());
  page->Row("State", WordsOf(v1::Lead::State_Name(lead.state()), "STATE_"));
  if (lead.source() != v1::Lead::SOURCE_UNSPECIFIED)
    page->Row("Came by", WordsOf(v1::Lead::Source_Name(lead.source()), "SOURCE_"));
  page->RowIfAny("Source", lead.source_name());
  page->RowIfAny("Campaign", lead.campaign());
  if (lead.value() != 0)
    page->Row("Worth", absl::StrFormat("%d.%02d %s", lead.value() / 100, lead.value() % 100,
                                       lead.currency()));
  page->RowIfAny("Worked on by", std::string(LastSegment(lead.owner())));
  page->Row("First heard of", TimeText(lead.create_time(), zone));
  if (lead.next_contact().has_contact_time()) {
    std::string next = TimeText(lead.next_contact().contact_time(), zone);
    if (lead.next_contact().channel() != v1::CHANNEL_UNSPECIFIED)
      absl::StrAppend(&next, ", by ",
                      WordsOf(v1::Channel_Name(lead.next_contact().channel()), "CHANNEL_"));
    if (!lead.next_contact().reason().empty())
      absl::StrAppend(&next, ": ", OneLine(lead.next_contact().reason()));
    page->Row("Next contact", next);
  }
}

void WriteNeeds(const Handoff& handoff, Page* page) {
  if (!handoff.stated_needs().empty()) page->Heading("Needs that they named");
  for (const std::string& need : handoff.stated_needs()) page->Item(need);
  if (!handoff.unstated_needs().empty()) page->Heading("Needs that showed");
  for (const std::string& need : handoff.unstated_needs()) page->Item(need);
  if (!handoff.milestones().empty()) page->Heading("What the customer did");
  for (const int milestone : handoff.milestones()) page->Item(MilestoneText(milestone));
}

void WriteAppointments(const Handoff& handoff, absl::TimeZone zone, Page* page) {
  page->Heading("Appointment");
  if (handoff.appointments().empty()) page->Line("  None is booked.");
  for (const v1::Appointment& appointment : handoff.appointments()) {
    page->Row(WordsOf(v1::Appointment::Kind_Name(appointment.kind()), "KIND_"),
              TimeText(appointment.slot().start_time(), zone));
    page->RowIfAny("Where", appointment.address());
    page->RowIfAny("With", std::string(LastSegment(appointment.bookable_resource())));
    page->RowIfAny("What for", appointment.description());
  }
}

void WriteNotes(const Handoff& handoff, absl::TimeZone zone, Page* page) {
  if (!handoff.call_notes().empty()) page->Heading("Notes");
  bool first = true;
  for (const v1::CallNote& note : handoff.call_notes()) {
    if (!first) page->Line("");
    first = false;
    const std::string_view agent = LastSegment(note.agent());
    page->Line(absl::StrCat("  ", TimeText(note.note_time(), zone), agent.empty() ? "" : ", ",
                            std::string(agent), ":"));
    page->Body(note.text(), "    ");
  }
}

std::string MissingText(const Handoff& handoff) {
  if (handoff.missing_fields().empty()) return "Nothing of the intake is missing.";
  std::vector<std::string> fields;
  for (const int field : handoff.missing_fields())
    fields.emplace_back(IntakeFieldText(static_cast<v1::IntakeField>(field)));
  std::string last = fields.back();
  fields.pop_back();
  const std::string list =
      fields.empty() ? last : absl::StrCat(absl::StrJoin(fields, ", "), " and ", last);
  return absl::StrCat("Missing: ", list, ". Please ask for ", fields.empty() ? "it." : "them.");
}

}  // namespace

std::string HandoffSubject(const Handoff& handoff) {
  std::string subject = absl::StrCat("Lead: ", OneLine(handoff.caller().display_name()));
  if (!handoff.lead().interest().empty())
    absl::StrAppend(&subject, ", ", OneLine(handoff.lead().interest()));
  return std::string(CutUtf8(subject, kSubjectBytes));
}

std::string HandoffText(const Handoff& handoff, absl::TimeZone zone) {
  Page page;
  const std::string company = OneLine(handoff.tenant_display_name());
  page.Line(absl::StrCat("A lead", company.empty() ? "" : " for ", company, ": ",
                         OneLine(handoff.caller().display_name())));
  page.Line(MissingText(handoff));
  if (!handoff.note().empty()) {
    page.Heading(absl::StrCat(
        "From ", OneLine(handoff.agent().display_name().empty() ? std::string("the agent")
                                                                : handoff.agent().display_name())));
    page.Body(handoff.note(), "  ");
  }
  WriteIntake(handoff, &page);
  WriteLeadFacts(handoff, zone, &page);
  WriteAppointments(handoff, zone, &page);
  WriteNeeds(handoff, &page);
  WriteNotes(handoff, zone, &page);
  page.Line("");
  page.Line(absl::StrCat("Handed off ", TimeText(handoff.handoff_time(), zone),
                         handoff.agent().display_name().empty() ? "" : " by ",
                         OneLine(handoff.agent().display_name()), ", ", handoff.lead().name()));
  return page.Take();
}

}  // namespace ringback
