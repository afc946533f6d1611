#include "apps/ringback/card.h"

#include <string>

#include "apps/ringback/event_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNow = 1'795'340'000;  // 22 November 2026, 09:33:20 UTC

Clock At() { return {absl::FromUnixSeconds(kNow), absl::UTCTimeZone()}; }

v1::CallerContext Card() {
  v1::CallerContext card;
  card.mutable_ani()->set_raw("202.555.0143");
  card.mutable_ani()->set_e164("+12025550143");
  card.mutable_ani()->set_national("(202) 555-0143");
  card.mutable_ani()->set_region("US");
  card.mutable_ani()->set_valid(true);
  card.set_opening_line("Why, yes we did, Mr. Jones.");
  card.add_next_steps("Offer Tuesday.");
  v1::Match* match = card.add_matches();
  match->set_confidence(v1::CONFIDENCE_KNOWN);
  match->set_score(0.9);
  match->mutable_caller()->set_name("tenants/default/callers/1");
  match->mutable_caller()->set_honorific("Mr.");
  match->mutable_caller()->set_given_name("Robert");
  match->mutable_caller()->set_family_name("Jones");
  match->mutable_caller()->add_missing_fields(v1::INTAKE_FIELD_SERVICE_ADDRESS);
  match->add_reasons()->set_text("The number is his mobile");
  v1::OutboundAttempt* attempt = match->add_attempts();
  attempt->set_agent("tenants/default/agents/tracy");
  attempt->set_dialed_number("+12025550143");
  attempt->set_purpose("your autumn heating check");
  attempt->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  attempt->mutable_start_time()->set_seconds(kNow - 12 * 60);
  auto* slot = attempt->mutable_offer()->add_proposed_slots();
  slot->mutable_start_time()->set_seconds(kNow + 2 * 86'400);
  match->mutable_last_agent()->set_name("tenants/default/agents/tracy");
  match->mutable_last_agent()->set_display_name("Tracy");
  match->mutable_last_agent()->set_presence(v1::PRESENCE_FREE);
  return card;
}

TEST(RenderCard, NamesTheArticlesToRead) {
  v1::CallerContext card = Card();
  v1::ArticleHit* article = card.add_articles();
  article->set_article("tenants/default/articles/0sczz0z40pd2q");
  article->set_title("What a check\x1b[31m costs");
  article->set_snippet("From 99 dollars.");
  card.add_articles()->set_title("Second");
  EXPECT_THAT(RenderCard(card, At(), Ink(false)),
              HasSubstr("Read   - What a check\uFFFD[31m costs  0sczz0z40pd2q\n"
                        "         From 99 dollars.\n"
                        "       - Second  \n"));
}

TEST(RenderCard, SaysWhoWhyAndWhatToOffer) {
  EXPECT_EQ(RenderCard(Card(), At(), Ink(false)),
            R"((202) 555-0143  +12025550143 · US
as it came: 202.555.0143

1  Mr. Robert Jones  known  0.90
   why        The number is his mobile
   attempt    12 minutes ago, Tracy rang +12025550143 about your autumn heating check: no answer
                offer: Tue 24 Nov, 09:33
   ask for    service address
   last agent Tracy (free)
   resource   tenants/default/callers/1

Say    “Why, yes we did, Mr. Jones.”
Next   - Offer Tuesday.
)");
}

TEST(RenderCard, WarnsOfANumberThatIsNotAttested) {
  v1::CallerContext card = Card();
  EXPECT_THAT(RenderCard(card, At(), Ink(false)), Not(HasSubstr("Not attested")));
  card.set_verify_identity(true);
  EXPECT_THAT(RenderCard(card, At(), Ink(false)), HasSubstr("! Not attested: check who it is"));
}

TEST(RenderCard, SaysWhatItIsWhenThereIsNoNumber) {
  v1::CallerContext card;
  card.mutable_ani()->set_withheld(true);
  EXPECT_THAT(RenderCard(card, At(), Ink(false)), HasSubstr("Number withheld"));
  card.mutable_ani()->set_withheld(false);
  card.mutable_ani()->set_raw("wxyz\x1b[2J");
  const std::string text = RenderCard(card, At(), Ink(false));
  EXPECT_THAT(text, HasSubstr("Unreadable number  wxyz"));
  EXPECT_THAT(text, HasSubstr("Nobody we know"));
}

TEST(RenderCard, NoTextOfOthersSteersTheTerminal) {
  v1::CallerContext card = Card();
  const std::string evil = "\x1b]0;owned\x07\r\n\u202E";
  v1::Match* match = card.mutable_matches(0);
  card.mutable_ani()->set_raw(evil);
  card.set_opening_line(evil);
  card.add_next_steps(evil);
  match->mutable_reasons(0)->set_text(evil);
  match->mutable_caller()->set_given_name(evil);
  match->mutable_caller()->set_company(evil);
  match->mutable_caller()->set_household(evil);
  match->mutable_caller()->set_service_address(evil);
  match->mutable_caller()->add_emails(evil);
  match->mutable_caller()->add_phones()->set_label(evil);
  match->mutable_caller()->set_name(evil);
  match->mutable_last_agent()->set_display_name(evil);
  match->mutable_attempts(0)->set_purpose(evil);
  match->mutable_attempts(0)->mutable_offer()->set_text(evil);
  match->mutable_attempts(0)->set_voicemail_text(evil);
  match->add_open_leads()->set_interest(evil);
  match->add_recent_notes()->set_text(evil);
  *card.add_matches() = *match;
  const std::string text = RenderCard(card, At(), Ink(false));
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
}

TEST(EventLine, SaysWhoRingsWhom) {
  v1::Event event;
  event.set_type(v1::EVENT_TYPE_ATTEMPT_STARTED);
  event.mutable_event_time()->set_seconds(kNow);
  event.mutable_attempt()->set_agent("tenants/default/agents/tracy");
  event.mutable_attempt()->set_caller("tenants/default/callers/1");
  event.mutable_attempt()->set_dialed_number("+12025550143");
  event.mutable_attempt()->set_purpose("your heating check\x1b[2J");
  const NameOf name_of = [](const std::string& resource) {
    return std::string(resource.ends_with("/1") ? "Robert Jones" : "");
  };
  EXPECT_EQ(EventLine(event, name_of, At(), Ink(false)),
            "09:33:20  attempt started     tracy → Robert Jones, +12025550143, about your heating "
            "check\uFFFD[2J");
}

TEST(EventLine, CallShowsWhoItMayBe) {
  v1::Event event;
  event.set_type(v1::EVENT_TYPE_CALL_STARTED);
  event.mutable_event_time()->set_seconds(kNow);
  event.mutable_call()->set_ani("202 555 0143");
  event.mutable_call()->set_agent("tenants/default/agents/sam");
  *event.mutable_context() = Card();
  const NameOf nobody = [](const std::string&) { return std::string(); };
  EXPECT_EQ(EventLine(event, nobody, At(), Ink(false)),
            "09:33:20  call started        202 555 0143, Mr. Robert Jones (known) → sam");
}

}  // namespace
}  // namespace ringback::cli
