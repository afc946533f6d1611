// The scripts that are there from the start are good sentences whatever is missing.
#include "ringback/scripts/built_in.h"

#include <cctype>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "ringback/scripts/template.h"

namespace ringback::test {
namespace {

// What each variable says in this test; questions are answered with yes.
VariableValues AllValues() {
  VariableValues values;
  const auto set = [&](Variable variable, const char* value) { values[IndexOf(variable)] = value; };
  for (std::string& value : values) value = "yes";
  set(Variable::kCompany, "Acme Heating Inc.");
  set(Variable::kWebsite, "acme.example");
  set(Variable::kOurNumber, "(202) 555-0100");
  set(Variable::kAgentName, "Tracy");
  set(Variable::kGreeting, "Good morning");
  set(Variable::kToday, "3 March 2031");
  set(Variable::kCallerName, "Mr. Jones");
  set(Variable::kTriedName, "Mrs. Jones");
  set(Variable::kPurpose, "your autumn heating check");
  set(Variable::kInterest, "a new boiler");
  set(Variable::kOfferText, "ten percent off");
  set(Variable::kOfferDays, "Tuesday or Thursday");
  set(Variable::kOfferTimes, "Tuesday at 9 AM or Thursday at 2 PM");
  return values;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// What is wrong with a text; "" when it is good.
std::string Fault(const std::string& text) {
  if (text.empty()) return "nothing";
  for (const char* bad :
       {"  ",  " ,", " .", ",,", "..",   ",.",   ", .",  ".,",   "{{",   "}}",  "\n\n\n",
        ". .", "?.", "?,", ":.", "\x01", "\x02", "\x03", "\x04", "\x05", "\x07"}) {
    if (text.find(bad) != std::string::npos) return bad;
  }
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    if (line.empty()) continue;
    const auto first = static_cast<unsigned char>(line.front());
    const bool begins = std::isupper(first) || std::isdigit(first) || first == '(' ||
                        first >= 0x80 || line == "acme.example";
    if (!begins) return "begins with: " + line;
    if (line.back() == ' ') return "ends: " + line;
    for (const char* word : {" about", " with", " on", " of", " at", " to", " or", " um", " von",
                             " bei", " unter", " por", " de", " sobre", " al", " sujet", " au"}) {
      for (const char* stop : {"", ".", "?", ",", " ?"}) {
        if (EndsWith(line, std::string(word) + stop)) return "dangles: " + line;
      }
      for (const char* stop : {". ", "? ", ", "}) {
        if (line.find(std::string(word) + stop) != std::string::npos) return "dangles: " + line;
      }
    }
    // Each sentence of the line begins with a capital.
    for (size_t i = 0; i + 2 < line.size(); ++i) {
      const bool stop = line[i] == '.' || line[i] == '?' || line[i] == '!';
      if (stop && line[i + 1] == ' ' && std::islower(static_cast<unsigned char>(line[i + 2])))
        return "small letter: " + line;
    }
  }
  return "";
}

// A text on one line ends as a sentence, unless it is a subject.
bool EndsAsASentence(const std::string& text) {
  return std::string(".?!").find(text.back()) != std::string::npos;
}

// Fills a text in with every subset of what it names, up to the first that is not good.
void CheckEverySubset(const BuiltInScript& script, std::string_view text, bool is_subject) {
  const VariableValues all = AllValues();
  const auto parsed = ScriptTemplate::Parse("body", text, is_subject);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  std::vector<size_t> named;
  for (size_t i = 0; i < kVariables; ++i) {
    if (parsed->named().test(i)) named.push_back(i);
  }
  ASSERT_LE(named.size(), 14U) << "too many subsets: " << text;
  const bool written = script.use == v1::Script::USE_EMAIL || script.use == v1::Script::USE_LETTER;
  for (size_t subset = 0; subset < size_t{1} << named.size(); ++subset) {
    VariableValues values;
    for (size_t i = 0; i < named.size(); ++i) {
      if ((subset >> i & 1U) != 0) values[named[i]] = all[named[i]];
    }
    const auto filled = parsed->FillIn(values);
    ASSERT_TRUE(filled.ok()) << filled.status();
    ASSERT_EQ(Fault(*filled), "") << "in:\n" << *filled << "\nof:\n" << text;
    ASSERT_TRUE(written || EndsAsASentence(*filled)) << *filled;
    ASSERT_LT(filled->size(), 1000U);
  }
}

TEST(BuiltInScripts, AreGoodSentencesWithEverySubsetOfWhatIsKnown) {
  for (const BuiltInScript& script : BuiltInScripts()) {
    if (!script.subject.empty()) CheckEverySubset(script, script.subject, true);
    CheckEverySubset(script, script.body, false);
  }
}

TEST(BuiltInScripts, ThereIsOneForEveryUseConfidenceAndLanguage) {
  std::set<const BuiltInScript*> used;
  for (int use = v1::Script::USE_OPENING_LINE; use <= v1::Script::USE_LETTER; ++use) {
    for (const Language language :
         {Language::kEnglish, Language::kGerman, Language::kSpanish, Language::kFrench}) {
      for (int confidence = 0; confidence <= v1::CONFIDENCE_CONFIRMED; ++confidence) {
        const BuiltInScript& script = BuiltInFor(static_cast<v1::Script::Use>(use), language,
                                                 static_cast<v1::Confidence>(confidence));
        EXPECT_EQ(script.use, use);
        EXPECT_EQ(script.language, language);
        used.insert(&script);
      }
    }
  }
  EXPECT_EQ(used.size(), BuiltInScripts().size()) << "one of them is never used";
}

TEST(BuiltInScripts, TheFaultsWouldBeFound) {
  EXPECT_NE(Fault("We rang about."), "");
  EXPECT_NE(Fault("We rang about . Bye."), "");
  EXPECT_NE(Fault("Hello , you."), "");
  EXPECT_NE(Fault("Hello. we rang."), "");
  EXPECT_NE(Fault("hello."), "");
  EXPECT_NE(Fault("Hello  you."), "");
  EXPECT_EQ(Fault("Hello, you."), "");
}

}  // namespace
}  // namespace ringback::test
