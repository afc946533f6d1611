// Whatever somebody wrote, reading it takes work by its length, and not by the square of it: ten
// times the text is some ten times the work. A tenant's text must not take the time of the others.
#include <cctype>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "apps/ringback/contacts/columns.h"
#include "apps/ringback/contacts/contact.h"
#include "apps/ringback/contacts/contact_diff.h"
#include "apps/ringback/contacts/csv_reader.h"
#include "apps/ringback/csv_writer.h"
#include "apps/ringback/markdown_file.h"
#include "apps/ringback/terminal.h"
#include "gtest/gtest.h"
#include "ringback/appointments/icalendar.h"
#include "ringback/articles/plain_text.h"
#include "ringback/articles/snippet.h"
#include "ringback/delivery/handoff_text.h"
#include "ringback/model/one_line.h"
#include "ringback/model/text.h"
#include "ringback/phone/number_spelling.h"
#include "ringback/phone/signalled_uri.h"
#include "ringback/phone/withheld.h"
#include "ringback/records/words.h"
#include "ringback/scripts/tags.h"
#include "ringback/scripts/template.h"
#include "ringback/scripts/tidy_text.h"
#include "ringback/sending/mail.h"
#include "tests/store/scratch_folder.h"
#include "tests/unit/text/work_counter.h"

namespace ringback::test {
namespace {

constexpr size_t kBytes = 600;
constexpr size_t kTimes = 10;
// Work by the square would be a hundred times as much; sorted sets and growing strings make it a
// little more than ten.
constexpr double kMostWork = 20;

// What is repeated: marks that open what nothing closes, marks that close what nothing opened, ends
// of lines, blanks, words, characters that go on for long, and what has to be written otherwise.
constexpr const char* kPieces[] = {
    // Markdown and HTML.
    "<!--",
    "-->",
    "<a ",
    "<a>",
    "<",
    ">",
    "<http://a",
    "[",
    "](",
    "](a) ",
    "][",
    "![",
    "![a](b)",
    "*",
    "**a",
    "_",
    "_a",
    "`",
    "```\n",
    "~~",
    "\\",
    "\\<",
    "#",
    "# a\n",
    "###### ",
    "> ",
    "> - ",
    "- ",
    "- - -\n",
    "---\n",
    "|",
    "|--|\n",
    "|-",
    "= ",
    "1. ",
    "a|b\n",
    "<\\a",
    "<!DOCTYPE ",
    "<?",
    // Scripts.
    "{{",
    "}}",
    "{{!",
    "{{! a }}",
    "{{COMPANY}}",
    "{{#SPOKE}}",
    "{{#SPOKE}}{{/SPOKE}}",
    "{{^SPOKE}}",
    "{{/SPOKE}}",
    "{",
    "{{COMPANY}} \n",
    "{{>",
    "{{A",
    "a. ",
    "a.\n",
    ". ",
    ".)",
    ".\x04",
    "\x07\x04",
    "\x04 \n\n",
    "\n\x04",
    " \x04",
    "\x02",
    "\x02"
    "a\x03\n",
    "\x05",
    "\x01",
    "a\n",
    "\x03",
    "!?",
    ", ",
    // Numbers, URIs and addresses.
    "sip:",
    ";",
    ";a",
    ";a=",
    ";ext=1",
    "=",
    "%",
    "%41",
    "@",
    "\"",
    "\\\"",
    "+",
    "(",
    "0",
    "+1 202 ",
    "x",
    "ext.",
    "*",
    "tel:",
    "\"\\",
    "a@b",
    ":::",
    // CSV, calendars, headers.
    ",",
    "a,",
    "\"\"",
    "\"a\"",
    "a;b\n",
    "\r",
    "\r\n",
    "\t",
    "'",
    "=1",
    "1;",
    "a;",
    "title: a\n",
    "tags: a\n",
    "- a\n",
    "tags: [",
    "\n",
    " ",
    "  ",
    "...\n",
    "BEGIN:VEVENT\n",
    "=?UTF-8?B?",
    // Characters.
    "a",
    "heat ",
    "heat",
    "é",
    "e\u0301",
    "\u0301",
    "\u0301\u0316",
    "\uFF9E\u0301",
    "家",
    "ﷺ",
    "ẞ",
    "👩\u200D",
    "\u200D",
    "\u200B",
    "\u202E",
    "\u2066",
    "\u00AD",
    "\uFEFF",
    "\U000E0041",
    "\xFF",
    "\xC3",
    "\xF0\x9F",
    "\x1b",
    "\x7F",
    "\u0085",
    "\u2028",
    "\u1100\u1161",
    "\U0001D165\U0001D16D",
};

std::string Repeat(std::string_view piece, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

// What reads text of others, and how.
struct Reader {
  const char* name;
  std::function<void(const std::string&)> read;
};

v1::Handoff HandoffOf(const std::string& text) {
  v1::Handoff handoff;
  handoff.mutable_caller()->set_display_name(text);
  handoff.mutable_lead()->set_interest(text);
  handoff.set_note(text);
  handoff.add_stated_needs(text);
  handoff.add_call_notes()->set_text(text);
  return handoff;
}

CalendarEntry EntryOf(const std::string& text) {
  CalendarEntry entry{.appointment = {}, .who = text, .number = ""};
  entry.appointment.set_name("tenants/default/appointments/1");
  entry.appointment.set_description(text);
  entry.appointment.set_address(text);
  return entry;
}

void ReadCsv(const std::string& text) {
  const ScratchFolder folder;
  const std::string path = folder.File("contacts.csv");
  std::FILE* file = std::fopen(path.c_str(), "wb");
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  const auto reader = cli::CsvReader::Open(path);
  cli::CsvRecord record;
  while (reader.ok() && (*reader)->Next(&record).value_or(false)) {
  }
}

// A row whose cells hold `text`; then it is brought in line with itself.
void ReadRow(const std::string& text) {
  const auto columns = cli::MapColumns({"name", "phone", "email", "middle name", "street", "note"},
                                       {}, std::nullopt);
  ASSERT_TRUE(columns.ok()) << columns.status();
  const auto caller = cli::ReadContact(*columns, {1, {text, text, text, text, text, text}});
  if (caller.ok()) cli::DiffContact(*caller, *caller, "US");
}

void FillIn(const std::string& text) {
  const auto script = ScriptTemplate::Parse("script.body", text, /*one_line=*/false);
  if (!script.ok()) return;
  VariableValues values;
  values.fill("a. b");
  script->FillIn(values).IgnoreError();
}

void SetSnippetOf(const std::string& text) {
  v1::ArticleHit hit;
  SetSnippet(text, WordsOfQuery("heat pump a heat"), &hit);
}

void ReadNumber(const std::string& text) {
  const SignalledUri uri = UnwrapUri(text);
  NormalizeSpelling(text);
  DialableSpelling(text, uri.may_be_account);
  SaysWithheld(text);
  FindPrivacyCode(text, "GB");
}

const std::vector<Reader>& Readers() {
  static const auto* readers = new std::vector<Reader>{
      {"PlainText", [](const std::string& text) { PlainText(text); }},
      {"SetSnippet", SetSnippetOf},
      {"WordsOfQuery", [](const std::string& text) { WordsOfQuery(text); }},
      {"Fold", [](const std::string& text) { Fold(text); }},
      {"Quote", [](const std::string& text) { Quote(text); }},
      {"MakeValidUtf8", [](const std::string& text) { MakeValidUtf8(text); }},
      {"OneLine", [](const std::string& text) { OneLine(text); }},
      {"CleanLines", [](const std::string& text) { CleanLines(text); }},
      {"ReadScript", [](const std::string& text) { ReadScript("a", text, false).IgnoreError(); }},
      {"ScriptTemplate", FillIn},
      {"TidyText", [](const std::string& text) { TidyText(text); }},
      {"HandoffText",
       [](const std::string& text) { HandoffText(HandoffOf(text), absl::UTCTimeZone()); }},
      {"HandoffSubject", [](const std::string& text) { HandoffSubject(HandoffOf(text)); }},
      {"WriteCalendar", [](const std::string& text) { WriteCalendar({EntryOf(text)}); }},
      {"HeaderText", [](const std::string& text) { HeaderText(text); }},
      {"a number", ReadNumber},
      {"a terminal's line", [](const std::string& text) { cli::OneLine(text); }},
      {"a terminal's lines", [](const std::string& text) { cli::Lines(text, 2); }},
      {"CutToColumns", [](const std::string& text) { cli::CutToColumns(text, text.size() / 2); }},
      {"EscapeHidden", [](const std::string& text) { cli::EscapeHidden(text); }},
      {"CsvCell", [](const std::string& text) { cli::CsvCell::Text(text); }},
      {"ArticleOfMarkdown",
       [](const std::string& text) { cli::ArticleOfMarkdown("a.md", "---\n" + text); }},
      {"CsvReader", ReadCsv},
      {"a row of contacts", ReadRow},
  };
  return *readers;
}

uint64_t WorkOf(const Reader& reader, const std::string& text) {
  const uint64_t before = WorkDone();
  reader.read(text);
  return WorkDone() - before;
}

// How many times the work is that ten times the text takes.
double Growth(const Reader& reader, const std::function<std::string(size_t)>& text) {
  const uint64_t small = WorkOf(reader, text(kBytes));
  const uint64_t large = WorkOf(reader, text(kBytes * kTimes));
  return static_cast<double>(large) / static_cast<double>(small + 1);
}

TEST(WorstText, TenTimesTheTextIsTenTimesTheWork) {
  for (const Reader& reader : Readers()) {
    for (const char* piece : kPieces) {
      // As it is, and between what makes something else of it.
      for (const auto& [before, behind] : {std::pair{"", ""}, {"\"heat pump ", ".-->"}}) {
        EXPECT_LT(
            Growth(reader, [&](size_t bytes) { return before + Repeat(piece, bytes) + behind; }),
            kMostWork)
            << reader.name << " reads " << Quote(std::string(before) + piece);
      }
    }
  }
}

// What differs each time: nothing is found again, and everything is kept.
TEST(WorstText, ManyDifferentThingsAreTenTimesTheWork) {
  for (const Reader& reader : Readers()) {
    for (const char* between : {" ", ";", ":::", ",", "\n", ". ", "|", "\n- "}) {
      EXPECT_LT(Growth(reader,
                       [&](size_t bytes) {
                         std::string text;
                         for (int i = 0; text.size() < bytes; ++i) {
                           text += std::to_string(10000 + i) + between;
                         }
                         return text;
                       }),
                kMostWork)
          << reader.name << " reads many between " << Quote(between);
    }
  }
}

// The measure itself: what looks for the same thing from each place on is found out.
TEST(WorkCounter, ShowsWorkByTheSquare) {
  const Reader looks_each_time{"", [](const std::string& text) {
                                 size_t found = 0;
                                 for (size_t i = 0; i < text.size(); ++i) {
                                   found += text.find('x', i) == std::string::npos ? 0 : 1;
                                 }
                                 EXPECT_EQ(found, 0u);
                               }};
  EXPECT_GT(Growth(looks_each_time, [](size_t bytes) { return Repeat("a", bytes); }), 90);
  const Reader takes_the_front{"", [](const std::string& text) {
                                 std::string left = text;
                                 while (left.size() > 1) left.erase(0, 1);
                                 EXPECT_EQ(left.size(), 1u);
                               }};
  EXPECT_GT(Growth(takes_the_front, [](size_t bytes) { return Repeat("a", bytes); }), 90);
}

}  // namespace
}  // namespace ringback::test
