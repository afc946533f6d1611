// What the card says in words: the opening line that the agent can read out, and the next steps.
#include "ringback/context/wording.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/text.h"
#include "tests/unit/context/question.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::OutboundAttempt;

constexpr auto kNoAnswer = OutboundAttempt::OUTCOME_NO_ANSWER;
constexpr auto kDay = absl::Hours(24);

// Tuesday 9:00 and Thursday 14:00 after TestStart(), a Monday.
absl::Time Tuesday() { return TestStart() + absl::Hours(18); }
absl::Time Thursday() { return TestStart() + 2 * kDay + absl::Hours(23); }

// Mr. Jones, whom we rang about his heating, and offered these slots.
Candidate Jones(std::initializer_list<absl::Time> slots,
                OutboundAttempt::Outcome outcome = kNoAnswer) {
  Candidate jones = Rung("Mr. Robert Jones", outcome, absl::Minutes(12));
  jones.match->mutable_caller()->set_display_name("Robert Jones");
  OutboundAttempt* attempt = jones.match->mutable_attempts(0);
  attempt->set_agent("tenants/default/agents/tracy");
  attempt->set_purpose("your autumn heating check");
  for (const absl::Time slot : slots) *attempt->mutable_offer()->add_proposed_slots() = Slot(slot);
  jones.explaining = 0;
  return jones;
}

OutboundAttempt* AttemptOf(Candidate& candidate) { return candidate.match->mutable_attempts(0); }

std::string Line(const Candidate& best, const LookupQuestion& question = Question()) {
  return OpeningLine(question, {best});
}

std::vector<std::string> Steps(const Candidate& best, const LookupQuestion& question = Question()) {
  return NextSteps(question, {best}, false);
}

TEST(OpeningLine, ForMrJones) {
  EXPECT_EQ(Line(Jones({Tuesday(), Thursday()})),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check. Would "
            "Tuesday or Thursday work better?");
}

TEST(OpeningLine, SaysIWhenTheOneWhoDialledAnswers) {
  LookupQuestion question = Question();
  question.agent = "tracy";
  EXPECT_THAT(Line(Jones({}), question), HasSubstr("I was calling about your autumn"));
  question.agent = "sam";
  EXPECT_THAT(Line(Jones({}), question), HasSubstr("We were calling about your autumn"));
}

TEST(OpeningLine, WithoutAPurpose) {
  Candidate jones = Jones({});
  AttemptOf(jones)->clear_purpose();
  EXPECT_EQ(Line(jones), "Why, yes we did, Mr. Jones. We were trying to reach you.");
}

TEST(OpeningLine, APurposeThatEndsWithAFullStopGetsNoSecondOne) {
  Candidate jones = Jones({});
  AttemptOf(jones)->set_purpose("your autumn heating check. ");
  EXPECT_EQ(Line(jones),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check.");
}

TEST(OpeningLine, WithOneSlotLeft) {
  EXPECT_THAT(Line(Jones({Tuesday()})), HasSubstr(" Would Tuesday at 9 AM work for you?"));
}

TEST(OpeningLine, WithThreeDays) {
  EXPECT_THAT(Line(Jones({Thursday(), Tuesday(), Tuesday() + kDay})),
              HasSubstr(" Would Tuesday, Wednesday or Thursday work better?"));
}

TEST(OpeningLine, WithSeveralTimesOfOneDay) {
  EXPECT_THAT(Line(Jones({Tuesday() + absl::Minutes(330), Tuesday()})),
              HasSubstr(" Would Tuesday at 9 AM or Tuesday at 2:30 PM work better?"));
}

TEST(OpeningLine, WithASlotOfToday) {
  EXPECT_THAT(Line(Jones({TestStart() + absl::Hours(2)})), HasSubstr("Would today at 5 PM work"));
}

TEST(OpeningLine, ADayOfAnotherWeekHasItsDate) {
  EXPECT_THAT(Line(Jones({Tuesday(), Tuesday() + 7 * kDay})),
              HasSubstr("Would Tuesday or Tuesday, 15 October work better?"));
}

TEST(OpeningLine, SpeaksTheClockOfTheRegion) {
  for (const char* region : {"US", "CA"}) {
    EXPECT_THAT(Line(Jones({Thursday()}), Question(region)), HasSubstr("Thursday at 2 PM"))
        << region;
  }
  for (const char* region : {"DE", "FR", "CH"}) {
    EXPECT_THAT(Line(Jones({Thursday()}), Question(region)), HasSubstr("Thursday at 14:00"))
        << region;
  }
  EXPECT_THAT(Line(Jones({TestStart() + absl::Hours(9)})), HasSubstr("Tuesday at 12 AM"));
  EXPECT_THAT(Line(Jones({TestStart() + absl::Hours(21)})), HasSubstr("Tuesday at 12 PM"));
}

TEST(OpeningLine, SpeaksTheCallersTime) {
  Candidate jones = Jones({Tuesday()});  // 9:00 UTC
  jones.match->mutable_caller()->set_time_zone("America/New_York");
  EXPECT_THAT(Line(jones), HasSubstr("Tuesday at 5 AM"));
  jones.match->mutable_caller()->set_time_zone("Pacific/Auckland");
  EXPECT_THAT(Line(jones), HasSubstr("today at 10 PM"));
}

TEST(OpeningLine, WithAnOfferInWords) {
  Candidate jones = Jones({});
  AttemptOf(jones)->mutable_offer()->set_text("10 % off until Friday");
  EXPECT_THAT(Line(jones), HasSubstr("We have this for you: 10 % off until Friday."));
}

TEST(OpeningLine, AfterAConversation) {
  EXPECT_EQ(Line(Jones({}, OutboundAttempt::OUTCOME_CONNECTED)),
            "Why, yes we did, Mr. Jones. We spoke about your autumn heating check.");
}

TEST(OpeningLine, AfterAVoicemail) {
  EXPECT_EQ(Line(Jones({}, OutboundAttempt::OUTCOME_VOICEMAIL)),
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check.");
}

TEST(OpeningLine, AfterAWrongNumber) {
  Candidate stranger = Jones({}, OutboundAttempt::OUTCOME_WRONG_NUMBER);
  stranger.match->clear_caller();
  EXPECT_EQ(Line(stranger), "Why, yes we did, and I am sorry: we had the wrong number.");
}

TEST(OpeningLine, ForANumberThatNobodySaved) {
  Candidate unsaved = Jones({}, kNoAnswer);
  unsaved.match->clear_caller();
  unsaved.match->set_confidence(v1::CONFIDENCE_LIKELY);
  EXPECT_EQ(Line(unsaved),
            "Why, yes we did. We were calling about your autumn heating check. May I have your "
            "name, please?");
}

TEST(OpeningLine, NobodyIsCalledByANumberOrAnAddress) {
  Candidate nameless = Jones({});
  v1::Caller* caller = nameless.match->mutable_caller();
  caller->clear_honorific();
  caller->clear_given_name();
  caller->clear_family_name();
  caller->add_emails("info@sample.example");
  for (const char* shown : {"+12024561414", "info@sample.example"}) {
    caller->set_display_name(shown);
    EXPECT_EQ(Line(nameless),
              "Why, yes we did. We were calling about your autumn heating check. May I have your "
              "name, please?");
    nameless.explaining = -1;
    EXPECT_THAT(Line(nameless), Not(HasSubstr(shown)));
    EXPECT_THAT(Line(nameless), HasSubstr("May I have your name"));
    nameless.explaining = 0;
  }
}

TEST(OpeningLine, ByTheNamesThatThereAre) {
  Candidate jones = Jones({});
  v1::Caller* caller = jones.match->mutable_caller();
  caller->clear_honorific();
  EXPECT_THAT(Line(jones), HasSubstr("Why, yes we did, Robert Jones."));
  caller->set_honorific("Dr.");
  caller->clear_family_name();
  caller->set_display_name("Robert");
  EXPECT_THAT(Line(jones), HasSubstr("Why, yes we did, Robert."));
}

TEST(OpeningLine, ForACallerWhomWeDidNotRing) {
  Candidate jones = Jones({});
  jones.match->clear_attempts();
  jones.explaining = -1;
  EXPECT_EQ(Line(jones), "Hello, Mr. Jones. What can I do for you?");
}

TEST(OpeningLine, ForAStrangerAndAGuess) {
  EXPECT_EQ(
      OpeningLine(Question(), {}),
      "Thank you for calling Sample Heating. May I have your name, and what can I do for you?");
  Candidate guess = Jones({Tuesday()});
  guess.match->set_confidence(v1::CONFIDENCE_GUESS);
  EXPECT_EQ(Line(guess),
            "Thank you for calling Sample Heating. We may well have rung you; may I have your "
            "name, please?");
}

// Text that others wrote is data.
TEST(OpeningLine, IsOneLineWithoutControlCharactersWhateverOthersWrote) {
  const std::string hostile =
      "a\r\nb\tc\x01\x1b[2Jd\x7f"
      "e\u0085f\u2028g\u2029h\u202Ei\u2066j\uFEFFk";
  Candidate jones = Jones({});
  v1::Caller* caller = jones.match->mutable_caller();
  caller->set_honorific("Mr.\r\nBcc: x");
  caller->set_family_name(hostile);
  AttemptOf(jones)->set_purpose(hostile);
  AttemptOf(jones)->mutable_offer()->set_text(hostile);
  AttemptOf(jones)->set_agent("tenants/default/agents/tracy");
  v1::Lead* lead = jones.match->add_open_leads();
  lead->set_interest(hostile);
  jones.match->mutable_last_agent()->set_display_name(hostile);
  jones.match->mutable_last_agent()->set_presence(v1::PRESENCE_FREE);

  std::vector<std::string> lines = Steps(jones);
  lines.push_back(Line(jones));
  lines.push_back(DescribeAttempt(jones.match->attempts(0), "them", Question().at_us));
  for (const std::string& line : lines) {
    for (const char c : line) {
      EXPECT_FALSE((c >= 0 && c < ' ') || c == 0x7F) << Quote(line);
    }
    for (const char* hidden : {"\u0085", "\u2028", "\u2029", "\u202E", "\u2066", "\uFEFF"}) {
      EXPECT_THAT(line, Not(HasSubstr(hidden))) << Quote(line);
    }
    EXPECT_TRUE(IsValidUtf8(line));
  }
  EXPECT_THAT(Line(jones), HasSubstr("a b c"));
}

TEST(OpeningLine, KeepsTheLettersOfEveryLanguage) {
  Candidate jones = Jones({});
  v1::Caller* caller = jones.match->mutable_caller();
  caller->set_honorific("Frau");
  for (const char* name :
       {"Müller-Lüdenscheidt", "Ōe", "Šimůnková", "王", "نیلوفر", "می‌خواهم"}) {
    caller->set_family_name(name);
    EXPECT_THAT(Line(jones), HasSubstr(std::string("Frau ") + name + "."));
  }
}

TEST(OpeningLine, TextThatIsOnlyWhiteSpaceIsNone) {
  Candidate jones = Jones({});
  AttemptOf(jones)->set_purpose(" \r\n ");
  AttemptOf(jones)->mutable_offer()->set_text("\n");
  EXPECT_EQ(Line(jones), "Why, yes we did, Mr. Jones. We were trying to reach you.");
  AttemptOf(jones)->set_purpose("...");
  EXPECT_EQ(Line(jones), "Why, yes we did, Mr. Jones. We were trying to reach you.");
}

TEST(OpeningLine, WithTheLongestTextsIsWholeAndUtf8) {
  Candidate jones = Jones({Tuesday(), Thursday()});
  std::string purpose;
  while (purpose.size() + 2 <= 500) purpose += "ü";
  AttemptOf(jones)->set_purpose(purpose);
  std::string name;
  while (name.size() + 2 <= 200) name += "ö";
  jones.match->mutable_caller()->set_family_name(name);
  const std::string line = Line(jones);
  EXPECT_TRUE(IsValidUtf8(line));
  EXPECT_THAT(line, HasSubstr(purpose));
  EXPECT_THAT(line, HasSubstr("Would Tuesday or Thursday work better?"));
}

TEST(NextSteps, TellWhatToOfferInFull) {
  EXPECT_THAT(Steps(Jones({Tuesday(), Thursday()})),
              ::testing::Contains(
                  "Offer Tuesday at 9 AM or Thursday at 2 PM (your autumn heating check)."));
}

TEST(NextSteps, AskForWhatIsMissing) {
  Candidate jones = Jones({});
  jones.match->mutable_caller()->add_missing_fields(v1::INTAKE_FIELD_EMAIL);
  jones.match->mutable_caller()->add_missing_fields(v1::INTAKE_FIELD_SERVICE_ADDRESS);
  EXPECT_THAT(Steps(jones), ::testing::Contains("Ask for: e-mail address, service address."));
}

TEST(NextSteps, SayWhetherTheLastAgentIsFree) {
  Candidate jones = Jones({});
  v1::Agent* agent = jones.match->mutable_last_agent();
  agent->set_display_name("Tracy");
  agent->set_presence(v1::PRESENCE_FREE);
  EXPECT_THAT(Steps(jones), ::testing::Contains("Tracy tried them last and is free."));
  agent->set_presence(v1::PRESENCE_ON_CALL);
  EXPECT_THAT(Steps(jones), ::testing::Contains("Tracy tried them last and is on a call."));
  agent->set_presence(v1::PRESENCE_UNSPECIFIED);
  EXPECT_THAT(Steps(jones), Not(::testing::Contains(HasSubstr("tried them last"))));
}

TEST(NextSteps, DoNotCallThenWhoItIsThenTheOffer) {
  Candidate jones = Jones({Tuesday()});
  jones.match->mutable_caller()->mutable_phones(0)->set_do_not_call(true);
  jones.match->mutable_caller()->add_missing_fields(v1::INTAKE_FIELD_EMAIL);
  EXPECT_THAT(NextSteps(Question(), {jones}, true),
              ElementsAre(HasSubstr("do-not-call"), HasSubstr("Check who it is"),
                          HasSubstr("Offer Tuesday"), HasSubstr("Ask for: e-mail address")));
}

TEST(Ago, IsSaidAsPeopleSayIt) {
  constexpr int64_t kSecond = 1'000'000;
  EXPECT_EQ(Ago(-kSecond), "just now");
  EXPECT_EQ(Ago(59 * kSecond), "just now");
  EXPECT_EQ(Ago(60 * kSecond), "1 minute ago");
  EXPECT_EQ(Ago(12 * 60 * kSecond), "12 minutes ago");
  EXPECT_EQ(Ago(3600 * kSecond), "1 hour ago");
  EXPECT_EQ(Ago(47 * 3600 * kSecond), "1 day ago");
  EXPECT_EQ(Ago(14 * 24 * 3600 * kSecond), "14 days ago");
}

TEST(OpenSlots, AreThoseToComeSoonestFirst) {
  const Candidate jones = Jones({Thursday(), TestStart() - absl::Hours(1), TestStart(), Tuesday()});
  const std::vector<v1::TimeSlot> open = OpenSlots(jones.match->attempts(0), Question().at_us);
  ASSERT_EQ(open.size(), 2u);
  EXPECT_EQ(open[0].start_time().seconds(), absl::ToUnixSeconds(Tuesday()));
  EXPECT_EQ(open[1].start_time().seconds(), absl::ToUnixSeconds(Thursday()));
}

}  // namespace
}  // namespace ringback::test
