// What people see of a text that somebody else wrote is what it says: no character ends a line,
// steers what shows it, turns it round or hides in it, wherever Ringback shows, sends or prints it.
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "apps/ringback/csv_writer.h"
#include "apps/ringback/session.h"
#include "apps/ringback/table.h"
#include "apps/ringback/terminal.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "ringback/appointments/icalendar.h"
#include "ringback/articles/plain_text.h"
#include "ringback/delivery/handoff_text.h"
#include "ringback/model/one_line.h"
#include "ringback/model/text.h"
#include "ringback/rules/caller_name.h"
#include "ringback/scripts/facts.h"
#include "ringback/sending/letters.h"
#include "ringback/sending/mail.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Range {
  const char* name;
  char32_t first;
  char32_t last;
};

constexpr Range kHostile[] = {
    {"C0", 0x01, 0x1F},
    {"DEL and C1", 0x7F, 0x9F},
    {"soft hyphen", 0xAD, 0xAD},
    {"Arabic letter mark", 0x61C, 0x61C},
    {"fillers", 0x115F, 0x1160},
    {"vowel separator", 0x180E, 0x180E},
    {"zero-width blank", 0x200B, 0x200B},
    {"direction marks", 0x200E, 0x200F},
    {"ends of lines and paragraphs", 0x2028, 0x2029},
    {"embeddings and overrides", 0x202A, 0x202E},
    {"invisible operators, isolates, and what is deprecated", 0x2060, 0x206F},
    {"Hangul filler", 0x3164, 0x3164},
    {"byte order mark", 0xFEFF, 0xFEFF},
    {"annotations", 0xFFF9, 0xFFFB},
    {"tags", 0xE0000, 0xE007F},
};

// Characters that do no harm, and that names and sentences need.
constexpr const char* kHarmless[] = {
    "é",
    "e\u0301",
    "ß",
    "東京",
    "نیلوفر",
    "می\u200Cخواهم",
    "क\u094D\u200Dष",
    "👩\u200D🔧",
    "❤\uFE0F",
    "葛\U000E0100",
    "\u00A0",
    "\uFFFD",
};

std::string Utf8(char32_t c) {
  std::string text;
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c < 0x800) {
    text.push_back(static_cast<char>(0xC0 | (c >> 6)));
  } else {
    if (c < 0x10000) {
      text.push_back(static_cast<char>(0xE0 | (c >> 12)));
    } else {
      text.push_back(static_cast<char>(0xF0 | (c >> 18)));
      text.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
    }
    text.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
  }
  text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  return text;
}

v1::Handoff HandoffOf(const std::string& text) {
  v1::Handoff handoff;
  handoff.set_tenant_display_name(text);
  handoff.mutable_caller()->set_display_name(text);
  handoff.mutable_caller()->set_family_name(text);
  handoff.mutable_caller()->set_service_address(text);
  handoff.mutable_lead()->set_interest(text);
  handoff.mutable_agent()->set_display_name(text);
  handoff.set_note(text);
  handoff.add_stated_needs(text);
  handoff.add_call_notes()->set_text(text);
  return handoff;
}

// What a calendar's entry says, its folded lines joined.
std::string Calendar(const std::string& text) {
  CalendarEntry entry{.appointment = {}, .who = text, .number = ""};
  entry.appointment.set_name("tenants/default/appointments/1");
  entry.appointment.set_description(text);
  entry.appointment.set_address(text);
  entry.appointment.set_cancel_reason(text);
  return absl::StrJoin(absl::StrSplit(WriteCalendar({entry}), "\r\n "), "");
}

// The text of a header, its encoded words read.
std::string Header(const std::string& text) {
  const std::string header = HeaderText(text);
  std::string read;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(header, "\r\n "))) {
    std::string word;
    if (line.starts_with("=?UTF-8?B?") && line.ends_with("?=") &&
        absl::Base64Unescape(line.substr(10, line.size() - 12), &word)) {
      read += word;
    } else {
      read += line;
    }
  }
  return read;
}

std::string InTable(const std::string& text) {
  cli::Table table({"NAME", "PHONE"});
  table.AddRow({text, "1"});
  return table.Render(0);
}

std::string OfCaller(const std::string& text) {
  v1::Caller caller;
  caller.set_display_name(text);
  return NameOf(caller);
}

struct Surface {
  const char* name;
  std::function<std::string(const std::string&)> show;
  bool lines = false;  // it has line ends and tabs of its own
};

const std::vector<Surface>& Surfaces() {
  static const auto* surfaces = new std::vector<Surface>{
      {"a line", [](const std::string& text) { return OneLine(text); }},
      {"lines", [](const std::string& text) { return CleanLines(text); }, true},
      {"an error", [](const std::string& text) { return Quote(text); }},
      {"a name", OfCaller},
      {"what a script says", [](const std::string& text) { return AsPhrase(text); }},
      {"an article", [](const std::string& text) { return PlainText(text); }},
      {"a handoff's subject",
       [](const std::string& text) { return HandoffSubject(HandoffOf(text)); }},
      {"a handoff",
       [](const std::string& text) { return HandoffText(HandoffOf(text), absl::UTCTimeZone()); },
       true},
      {"a header", Header},
      {"a calendar", Calendar, true},
      {"a CSV file", [](const std::string& text) { return cli::CsvCell::Text(text).written(); },
       true},
      {"a terminal", [](const std::string& text) { return cli::OneLine(text); }},
      {"a terminal's lines", [](const std::string& text) { return cli::Lines(text, 2); }, true},
      {"a table", InTable, true},
  };
  return *surfaces;
}

TEST(HostileCharacters, AreNowhereInWhatPeopleSee) {
  for (const Surface& surface : Surfaces()) {
    for (const Range& range : kHostile) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        const bool own = surface.lines && (c == U'\n' || c == U'\r' || c == U'\t');
        if (own) continue;
        const std::string hostile = Utf8(c);
        const std::string shown = surface.show(absl::StrCat("pay", hostile, "pal"));
        EXPECT_THAT(shown, Not(HasSubstr(hostile)))
            << surface.name << ", " << range.name << ": " << Quote(hostile);
        EXPECT_THAT(shown, HasSubstr("pay")) << surface.name;
        EXPECT_THAT(shown, HasSubstr("pal")) << surface.name;
        EXPECT_TRUE(IsValidUtf8(shown)) << surface.name;
      }
    }
  }
}

TEST(HostileCharacters, WhatIsHiddenLeavesNoGap) {
  EXPECT_EQ(OneLine("Jo\u200Bnes\u200F"), "Jones");
  EXPECT_EQ(OneLine("\uFEFF\u202E Jones \u202C"), "Jones");
  EXPECT_EQ(OneLine("Mr.\r\n\x1b[31m  Jones\t"), "Mr. [31m Jones");
  EXPECT_EQ(CleanLines("a\u202E\r\nb\u2028c\rd\x01 \te"), "a\nb\nc\nd  \te");
}

TEST(HostileCharacters, OthersStayAsTheyAre) {
  for (const Surface& surface : Surfaces()) {
    for (const char* harmless : kHarmless) {
      if (std::string_view(surface.name) == "an error") continue;  // it shows joiners
      EXPECT_THAT(surface.show(absl::StrCat("a", harmless, "b")),
                  HasSubstr(absl::StrCat("a", harmless, "b")))
          << surface.name;
    }
  }
}

TEST(HostileCharacters, NoTextBecomesALineOfAHeaderOrOfACalendar) {
  for (const char* end : {"\r\n", "\n", "\r", "\r\r\n", "\u0085", "\u2028", "\v"}) {
    const std::string text = absl::StrCat("a", end, "Bcc: b@example.com", end, "BEGIN:VALARM");
    EXPECT_THAT(Header(text), Not(HasSubstr("\nBcc"))) << Quote(end);
    EXPECT_THAT(HandoffSubject(HandoffOf(text)), Not(HasSubstr("\nBcc"))) << Quote(end);
    EXPECT_THAT(Calendar(text), Not(HasSubstr("\nBEGIN:VALARM"))) << Quote(end);
    EXPECT_THAT(Calendar(text), Not(HasSubstr("\rBEGIN:VALARM"))) << Quote(end);
  }
}

TEST(HostileCharacters, StayInJsonButAreSeen) {
  for (const Range& range : kHostile) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      v1::Caller caller;
      caller.set_display_name(absl::StrCat("pay", Utf8(c), "pal"));
      for (const bool pretty : {false, true}) {
        const std::string json = cli::ToJson(caller, pretty);
        for (const char byte : json) {
          EXPECT_TRUE((byte >= ' ' && byte < 0x7F) || (byte == '\n')) << range.name << ": " << json;
        }
        v1::Caller read;
        ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &read).ok()) << json;
        EXPECT_EQ(read.display_name(), caller.display_name()) << "the value is what it was";
      }
    }
  }
}

TEST(HostileCharacters, OtherTextIsInJsonAsItIs) {
  v1::Caller caller;
  caller.set_display_name("Jürgen 東京 ❤\uFE0F");
  EXPECT_THAT(cli::ToJson(caller, /*pretty=*/false), HasSubstr("\"Jürgen 東京 ❤\uFE0F\""));
}

TEST(HostileCharacters, AreNotOnPaper) {
  std::string all = "pay";
  for (const Range& range : kHostile) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      if (c != U'\n') all += Utf8(c);
    }
  }
  all += "\u202Epal";
  const ScratchFolder folder;
  const std::string path = folder.File("letters.pdf");
  ASSERT_TRUE(WriteLetters(path, {{.from_name = "Sample Heating",
                                   .recipient = "Mr. Jones",
                                   .subject = "pay\u202Epal",
                                   .language = "en",
                                   .text = all}})
                  .ok());
  FILE* pipe = popen(absl::StrCat("pdftotext -layout ", path, " -").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string paper;
  char buffer[4096];
  while (const size_t size = fread(buffer, 1, sizeof(buffer), pipe)) paper.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_THAT(paper, HasSubstr("paypal"));
  EXPECT_THAT(paper, Not(HasSubstr("lap"))) << "nothing was turned round";
}

}  // namespace
}  // namespace ringback::test
