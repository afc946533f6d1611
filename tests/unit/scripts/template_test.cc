// Scripts: what is checked when one is saved, and how it is filled in.
#include "ringback/scripts/template.h"

#include <atomic>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Known = std::map<std::string, std::string>;

VariableValues Values(const Known& known) {
  VariableValues values;
  for (const auto& [name, value] : known) values[IndexOf(*FindVariable(name))] = value;
  return values;
}

std::string Fill(std::string_view text, const Known& known) {
  const auto script = ScriptTemplate::Parse("script.body", text, /*one_line=*/false);
  if (!script.ok()) return std::string(script.status().message());
  const auto filled = script->FillIn(Values(known));
  return filled.ok() ? *filled : std::string(filled.status().message());
}

// The message of the error that a text is refused with, without the field.
std::string Refused(std::string_view text, bool one_line = false) {
  const absl::Status status = ScriptTemplate::Parse("script.body", text, one_line).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  EXPECT_EQ(MetadataOf(status, "field"), "script.body");
  const std::string message(status.message());
  const std::string field = "script.body: ";
  EXPECT_EQ(message.substr(0, field.size()), field);
  return message.substr(std::min(message.size(), field.size()));
}

TEST(Script, SaysWhatIsKnown) {
  EXPECT_EQ(Fill("Hello, {{CALLER_NAME}}. This is {{ AGENT_NAME }}.",
                 {{"CALLER_NAME", "Mr. Jones"}, {"AGENT_NAME", "Tracy"}}),
            "Hello, Mr. Jones. This is Tracy.");
}

TEST(Script, SectionsAreShownWhenSomethingIsKnownAndTheOthersWhenItIsNot) {
  constexpr char kText[] =
      "{{#PURPOSE}}About {{PURPOSE}}{{#SPOKE}}, as we said{{/SPOKE}}.{{/PURPOSE}}"
      "{{^PURPOSE}}We tried to reach you{{^SPOKE}} in vain{{/SPOKE}}.{{/PURPOSE}}";
  EXPECT_EQ(Fill(kText, {{"PURPOSE", "the check"}}), "About the check.");
  EXPECT_EQ(Fill(kText, {{"PURPOSE", "the check"}, {"SPOKE", "yes"}}),
            "About the check, as we said.");
  EXPECT_EQ(Fill(kText, {}), "We tried to reach you in vain.");
  EXPECT_EQ(Fill(kText, {{"SPOKE", "yes"}}), "We tried to reach you.");
}

TEST(Script, ASentenceThatNeedsWhatIsNotKnownIsLeftOut) {
  constexpr char kText[] =
      "Good morning, Mr. {{FAMILY_NAME}}. This is Tracy. We rang about {{PURPOSE}}, twice! Would "
      "{{OFFER_DAYS}} suit?";
  EXPECT_EQ(Fill(kText, {}), "This is Tracy.");
  EXPECT_EQ(Fill(kText, {{"PURPOSE", "it"}}), "This is Tracy. We rang about it, twice!");
  EXPECT_EQ(Fill(kText, {{"FAMILY_NAME", "St. John"}}),
            "Good morning, Mr. St. John. This is Tracy.");
  EXPECT_EQ(Fill("We rang about {{PURPOSE}}.", {}), "");
}

TEST(Script, APointOfAListIsOneSentenceWithItsNumber) {
  EXPECT_EQ(Fill("1. Greet.\n2. Offer {{OFFER_DAYS}}.\n3. It costs 20. Ask.", {}),
            "1. Greet.\n3. It costs 20. Ask.");
}

TEST(Script, ASentenceMayBeBrokenIntoLines) {
  EXPECT_EQ(Fill("We rang you about\n{{PURPOSE}}. Please call\nus back.", {}),
            "Please call\nus back.");
  EXPECT_EQ(
      Fill("We rang {{LAST_TOUCH_AGO}}\nabout {{PURPOSE}}.\nBye.", {{"LAST_TOUCH_AGO", "now"}}),
      "Bye.");
  EXPECT_EQ(Fill("With kind regards\n{{AGENT_NAME}}\n{{COMPANY}}\n", {{"COMPANY", "Acme"}}),
            "With kind regards\nAcme");
  EXPECT_EQ(Fill("Dear {{CALLER_NAME}},\n\nwe rang.\n\n{{OFFER_TEXT}}\n\nBye.", {}),
            "We rang.\n\nBye.");
}

TEST(Script, NothingDanglesWhereASectionIsLeftOut) {
  constexpr char kText[] =
      "Hello{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}, we rang {{#LAST_TOUCH_AGO}}"
      "{{LAST_TOUCH_AGO}}{{/LAST_TOUCH_AGO}} {{#PURPOSE}} about {{PURPOSE}} {{/PURPOSE}}.";
  EXPECT_EQ(Fill(kText, {}), "Hello, we rang.");
  EXPECT_EQ(Fill(kText, {{"CALLER_NAME", "Mr. Jones"}, {"PURPOSE", "it"}}),
            "Hello, Mr. Jones, we rang about it.");
  EXPECT_EQ(Fill("Hello, {{#CALLER_NAME}}{{CALLER_NAME}}{{/CALLER_NAME}}, it is us.", {}),
            "Hello, it is us.");
  EXPECT_EQ(Fill("{{#COMPANY}}{{COMPANY}}: {{/COMPANY}}we rang.", {}), "We rang.");
  EXPECT_EQ(Fill("{{#COMPANY}}{{COMPANY}} : {{/COMPANY}}étions là.", {}), "Étions là.");
  EXPECT_EQ(Fill("{{OFFER_DAYS}} would suit.", {{"OFFER_DAYS", "tomorrow or Friday"}}),
            "Tomorrow or Friday would suit.");
  EXPECT_EQ(Fill("{{COMPANY}} calls.", {{"COMPANY", "iRobot"}}), "iRobot calls.");
  EXPECT_EQ(Fill("This is {{COMPANY}}. We rang.", {{"COMPANY", "Acme Inc."}}),
            "This is Acme Inc. We rang.");
}

TEST(Script, WhatTheAuthorWroteStaysAsItIs) {
  constexpr char kText[] = "  1.  Ask;  then wait .\n\n\n2. iPhones , \"too\" { } }} { {\t!";
  EXPECT_EQ(Fill(kText, {}), "1.  Ask;  then wait .\n\n\n2. iPhones , \"too\" { } }} { {\t!");
  EXPECT_EQ(Fill("Vous venez ?\r\nOui !", {}), "Vous venez ?\nOui !");
}

TEST(Script, LinesOfTagsAloneAndCommentsAreNoLines) {
  EXPECT_EQ(Fill("One.\n{{#PURPOSE}}\nTwo.\n{{/PURPOSE}}\n{{! a note\nof two lines }}\nThree.\n",
                 {{"PURPOSE", "it"}}),
            "One.\nTwo.\nThree.");
  EXPECT_EQ(Fill("One.\n{{#PURPOSE}}\nTwo.\n{{/PURPOSE}}\nThree.", {}), "One.\nThree.");
}

TEST(Script, WhatPeopleWroteIsNeverATemplate) {
  EXPECT_EQ(Fill("About {{PURPOSE}}.", {{"PURPOSE", "{{EMAIL}}{{#SPOKE}}"}, {"EMAIL", "a@b.c"}}),
            "About {{EMAIL}}{{#SPOKE}}.");
}

TEST(Script, ErrorsSayWhereAndWhatThereIs) {
  EXPECT_THAT(Refused("Hello,\n  {{CALER_NAME}}."),
              HasSubstr("line 2, column 3: {{CALER_NAME}} is not a variable; there are COMPANY, "));
  EXPECT_THAT(Refused("é{{caller_name}}"), HasSubstr("line 1, column 2: {{caller_name}}"));
  EXPECT_THAT(Refused("{{#NOBODY}}x{{/NOBODY}}"),
              HasSubstr("line 1, column 1: {{#NOBODY}} is not a section; there are COMPANY, "));
  EXPECT_EQ(Refused("a\n{{#PURPOSE}}\nb"),
            "line 2, column 1: {{#PURPOSE}} is not closed; {{/PURPOSE}} would close it");
  EXPECT_EQ(Refused("a{{/PURPOSE}}"), "line 1, column 2: {{/PURPOSE}} closes nothing");
  EXPECT_EQ(Refused("{{#PURPOSE}}{{#SPOKE}}x{{/PURPOSE}}{{/SPOKE}}"),
            "line 1, column 24: {{/PURPOSE}} does not close {{#SPOKE}} of line 1, column 13");
  EXPECT_EQ(Refused("Hello {{PURPOSE"), "line 1, column 7: {{ is not closed by }}");
  EXPECT_EQ(Refused("{{SPOKE}}"),
            "line 1, column 1: {{SPOKE}} can only be asked: {{#SPOKE}}…{{/SPOKE}}");
  EXPECT_EQ(Refused("one\ntwo", true), "line 1, column 4: a second line; it must be one line");
  EXPECT_THAT(Refused(std::string("a\x01", 2)), HasSubstr("line 1, column 2: "));
}

TEST(Script, WhatCtemplateHasBesideIsRefused) {
  EXPECT_THAT(Refused("{{>/etc/passwd}}"), HasSubstr("scripts have no includes"));
  EXPECT_THAT(Refused("{{%AUTOESCAPE context=\"HTML\"}}"), HasSubstr("pragma"));
  EXPECT_THAT(Refused("{{=| |=}}"), HasSubstr("delimiters"));
  EXPECT_THAT(Refused("{{PURPOSE:html_escape}}"), HasSubstr("modifier"));
  EXPECT_THAT(Refused("{{PURPOSE:x-anything=1}}"), HasSubstr("modifier"));
  EXPECT_THAT(Refused("{{#PURPOSE}}{{/PURPOSE}}{{#PURPOSE_separator}}"),
              HasSubstr("not a section"));
  EXPECT_THAT(Refused("{{}}"), HasSubstr("not a variable"));
  EXPECT_THAT(Refused("{{{PURPOSE}}}"), HasSubstr("not a variable"));
  EXPECT_THAT(Refused("{{NOT_PURPOSE}}"), HasSubstr("not a variable"));
  EXPECT_THAT(Refused("{{#NOT_PURPOSE}}{{/NOT_PURPOSE}}"), HasSubstr("not a section"));
}

TEST(Script, HostileOnesAreRefusedOrBounded) {
  std::string deep;
  for (int i = 0; i < 9; ++i) deep += "{{#PURPOSE}}";
  EXPECT_THAT(Refused(deep), HasSubstr("column 97: {{#PURPOSE}} stands in 8 sections"));
  std::string wide;
  while (wide.size() < 9980) wide += "{{NOTE}}";
  EXPECT_THAT(Fill(wide, {{"NOTE", std::string(1000, 'x')}}), HasSubstr("longer than 65536 bytes"));
  std::string repeated;
  while (repeated.size() < 9900) repeated += "{{#NOTE}}x. {{/NOTE}}";
  EXPECT_EQ(Fill(repeated, {}), "");
  EXPECT_EQ(Fill(repeated, {{"NOTE", "n"}}).substr(0, 9), "x. x. x. ");
  std::string stops;
  while (stops.size() < 9990) stops += "a.";
  EXPECT_EQ(Fill(stops, {}), stops);
}

TEST(Script, OfAnyPiecesIsRefusedWithAPlaceOrBecomesCleanText) {
  constexpr const char* kPieces[] = {"{{PURPOSE}}",
                                     "{{#PURPOSE}}",
                                     "{{/PURPOSE}}",
                                     "{{^PURPOSE}}",
                                     "{{#SPOKE}}",
                                     "{{/SPOKE}}",
                                     "{{! c }}",
                                     "{",
                                     "}",
                                     "{{",
                                     "}}",
                                     "\n",
                                     " ",
                                     ".",
                                     ",",
                                     "Mr. ",
                                     "we rang ",
                                     "{{TODAY}}",
                                     "É",
                                     "?\"",
                                     "\r\n",
                                     "{{NOTE}}",
                                     "\t",
                                     "\xC3"};
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t pieces = 1 + random() % 12; pieces > 0; --pieces) {
      text += kPieces[random() % std::size(kPieces)];
    }
    const auto script = ScriptTemplate::Parse("x", text, /*one_line=*/false);
    if (!script.ok()) {
      ASSERT_EQ(std::string(script.status().message()).rfind("x: line ", 0), 0U) << text;
      continue;
    }
    ++accepted;
    for (const Known& known :
         {Known{}, Known{{"PURPOSE", "St. {{"}}, Known{{"SPOKE", "yes"}, {"TODAY", "1 May"}}}) {
      const auto filled = script->FillIn(Values(known));
      ASSERT_TRUE(filled.ok()) << text;
      for (const char c : *filled) {
        ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << text;
      }
      ASSERT_EQ(filled->find("PURPOSE"), std::string::npos) << text;
    }
  }
  EXPECT_GT(accepted, 2000);
}

TEST(Script, ManyThreadsParseAndFillInAtOnce) {
  const auto shared = ScriptTemplate::Parse("x", "Hello{{#NOTE}}, {{NOTE}}{{/NOTE}}.", false);
  ASSERT_TRUE(shared.ok());
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string name = "thread " + std::to_string(t);
      for (int i = 0; i < 500; ++i) {
        const auto own = ScriptTemplate::Parse("x", "{{NOTE}} says {{PURPOSE}}.", false);
        const VariableValues values = Values({{"NOTE", name}, {"PURPOSE", "hello"}});
        if (own->FillIn(values).value_or("") != name + " says hello.") ++wrong;
        if (shared->FillIn(values).value_or("") != "Hello, " + name + ".") ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Script, SaysWhichVariablesWereMissing) {
  const auto script = ScriptTemplate::Parse(
      "x", "{{PURPOSE}} {{#WEBSITE}}{{COMPANY}}{{/WEBSITE}}{{#SPOKE}}{{EMAIL}}{{/SPOKE}}", false);
  ASSERT_TRUE(script.ok());
  EXPECT_THAT(script->Missing(Values({{"COMPANY", "Acme"}})),
              ElementsAre("EMAIL", "PURPOSE", "WEBSITE"));
}

}  // namespace
}  // namespace ringback::test
