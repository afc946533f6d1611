// The card says what the tenant's scripts say, and nobody hears what is not theirs.
#include <string>

#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using v1::OutboundAttempt;
using v1::Script;

constexpr char kHome[] = "+12024561414";
constexpr char kShown[] = "+12025550100";

class ScriptedCard : public ::testing::Test {
 protected:
  Script Save(std::string_view id, Script script) {
    v1::CreateScriptRequest request;
    request.set_script_id(std::string(id));
    *request.mutable_script() = std::move(script);
    return Must(engine->scripts().CreateScript(request, engine.context()));
  }

  static Script Of(std::string_view body, Script::Use use = Script::USE_OPENING_LINE) {
    Script script;
    script.set_use(use);
    script.set_body(std::string(body));
    return script;
  }

  v1::CallerContext Card(std::string_view ani = kHome,
                         v1::Verification verification = v1::VERIFICATION_NONE) {
    v1::LookupCallerRequest request;
    request.set_ani(std::string(ani));
    request.set_dnis(kShown);
    request.set_agent("sam");
    request.set_verification(verification);
    return engine.Lookup(request);
  }

  std::string Opening(std::string_view ani = kHome) { return Card(ani).opening_line(); }

  OutboundAttempt TracyRings(
      std::string_view number, const v1::Caller* caller = nullptr,
      OutboundAttempt::Outcome outcome = OutboundAttempt::OUTCOME_NO_ANSWER) {
    OutboundAttempt attempt = Ring(number, outcome, engine.now - absl::Minutes(12));
    if (caller != nullptr) attempt.set_caller(caller->name());
    attempt.set_agent("tenants/default/agents/tracy");
    attempt.set_caller_id(kShown);
    attempt.set_purpose("your autumn heating check");
    *attempt.mutable_offer()->add_proposed_slots() = Slot(engine.now + absl::Hours(24));
    *attempt.mutable_offer()->add_proposed_slots() = Slot(engine.now + absl::Hours(72));
    return engine.Add(attempt);
  }

  v1::Caller Robert() {
    v1::Caller caller = Person("Mr. Robert Jones", {kHome});
    caller.add_emails("robert@example.com");
    caller.set_service_address("1 Elm Street");
    return caller;
  }

  TestEngine engine;
};

TEST_F(ScriptedCard, OpensWithTheTenantsWordsAndShowsTheirScript) {
  const v1::Caller robert = engine.Add(Robert());
  TracyRings(kHome, &robert);
  const std::string before = Opening();
  EXPECT_EQ(before,
            "Why, yes we did, Mr. Jones. We were calling about your autumn heating check. Would "
            "Tuesday or Thursday work better?");
  EXPECT_EQ(Card().script(), "");
  Save("opening",
       Of("Yes, {{CALLER_NAME}}, {{LAST_AGENT}} rang {{LAST_TOUCH_AGO}} about {{PURPOSE}}. "
          "May we come {{OFFER_WHEN}}? {{AGENT_NAME}} asks."));
  Save("inbound",
       Of("1. Offer {{OFFER_TIMES}}.\n2. {{WEBSITE}}.\n3. Say goodbye.", Script::USE_INBOUND_CALL));
  EXPECT_EQ(
      Opening(),
      "Yes, Mr. Jones, Tracy rang 12 minutes ago about your autumn heating check. May we come "
      "tomorrow or this Thursday? Sam asks.");
  EXPECT_EQ(Card().script(), "1. Offer tomorrow at 3 PM or Thursday at 3 PM.\n3. Say goodbye.");
  v1::Agent sam;
  sam.set_display_name("Sam Miller");
  engine.AddAgent("sam", sam);
  EXPECT_NE(Opening().find("Sam Miller asks."), std::string::npos);

  v1::DeleteScriptRequest remove;
  remove.set_name("tenants/default/scripts/opening");
  Must(engine->scripts().DeleteScript(remove, engine.context()));
  EXPECT_EQ(Opening(), before) << "a card that was kept is not given out any more";
}

TEST_F(ScriptedCard, ScriptsAreThereAgainAfterARestart) {
  Save("opening", Of("Acme, hello."));
  engine.Reopen();
  EXPECT_EQ(Opening(), "Acme, hello.");
}

TEST_F(ScriptedCard, TheMostSpecificScriptIsSaid) {
  v1::Caller robert = Robert();
  robert.set_language("de-AT");
  robert = engine.Add(robert);
  TracyRings(kHome, &robert);
  Save("a", Of("Any."));
  EXPECT_EQ(Opening(), "Any.");
  Script sure = Of("Known.");
  sure.set_confidence(v1::CONFIDENCE_KNOWN);
  Save("b", sure);
  EXPECT_EQ(Opening(), "Known.");
  EXPECT_EQ(Opening("+13125550171"), "Any.") << "nobody is known there";
  Script german = Of("Deutsch.");
  german.set_language("de");
  Save("c", german);
  EXPECT_EQ(Opening(), "Deutsch.") << "a language comes before a confidence";
  Script austrian = Of("Wienerisch.");
  austrian.set_language("DE-AT");
  Save("d", austrian);
  EXPECT_EQ(Opening(), "Wienerisch.");
  Script french = Of("Français.");
  french.set_language("fr");
  Save("e", french);
  EXPECT_EQ(Opening(), "Wienerisch.");
  Script check = Of("Heating check.");
  check.set_purpose("Your autumn HEATING check");
  Save("f", check);
  EXPECT_EQ(Opening(), "Heating check.") << "a purpose comes first";
  Script other = Of("Other.");
  other.set_purpose("the bill");
  Save("g", other);
  EXPECT_EQ(Opening(), "Heating check.");
}

TEST_F(ScriptedCard, AScriptThatComesToNothingLeavesItToTheNext) {
  engine.Add(Robert());
  Save("opening", Of("We rang about {{PURPOSE}}."));
  EXPECT_EQ(Opening(), "Hello, Mr. Jones. What can I do for you?");
}

TEST_F(ScriptedCard, DaysAreSaidInTheirTimeZoneAndLanguage) {
  v1::Caller hans = Person("Hans Meier", {kHome});
  hans.set_language("de");
  hans.set_time_zone("Asia/Tokyo");
  hans = engine.Add(hans);
  TracyRings(kHome, &hans);
  Save("opening", Of("Passt es {{OFFER_TIMES}}?"));
  EXPECT_EQ(Opening(), "Passt es morgen um 0 Uhr oder Freitag um 0 Uhr?")
      << "15:00 UTC is the next day in Tokyo, where it is the 8th already";
}

TEST_F(ScriptedCard, WhatIsPrivateIsForAnAttestedNumberAlone) {
  engine.Add(Robert());
  Save("opening",
       Of("{{EMAIL}}. {{SERVICE_ADDRESS}}. {{CALLBACK_NUMBER}}. Hello, {{CALLER_NAME}}."));
  Save("inbound", Of("{{EMAIL}}. Hello.", Script::USE_INBOUND_CALL));
  EXPECT_EQ(Card().opening_line(), "Hello, Mr. Jones.");
  EXPECT_EQ(Card().script(), "Hello.");
  const v1::CallerContext attested = Card(kHome, v1::VERIFICATION_A);
  EXPECT_EQ(attested.opening_line(),
            "robert@example.com. 1 Elm Street. (202) 456-1414. Hello, Mr. Jones.");
  EXPECT_EQ(attested.script(), "robert@example.com. Hello.");
}

TEST_F(ScriptedCard, AGuessIsToldNothing) {
  const v1::Caller robert = engine.Add(Robert());
  TracyRings(kHome, &robert);
  Save("opening", Of("Hello, {{CALLER_NAME}}. {{PURPOSE}}. {{LAST_AGENT}}. {{TRIED_NAME}}. "
                     "{{#RETURNED_CALL}}Yes.{{/RETURNED_CALL}} {{OFFER_DAYS}}. Who is calling?"));
  ASSERT_EQ(Card("anonymous").matches(0).confidence(), v1::CONFIDENCE_GUESS);
  EXPECT_EQ(Opening("anonymous"), "Who is calling?");
}

TEST_F(ScriptedCard, AnotherOfTheHouseholdHearsWhomWeTriedAndNoMore) {
  v1::Caller mary = Person("Mrs. Mary Jones", {"+12024561500"});
  mary.set_household("jones");
  mary = engine.Add(mary);
  v1::Caller robert = Robert();
  robert.set_household("jones");
  robert = engine.Add(robert);
  TracyRings("+12024561500", &mary);
  Save("opening", Of("Hello, {{CALLER_NAME}}. We tried {{TRIED_NAME}}. {{PURPOSE}}."));
  EXPECT_EQ(Opening(), "Hello, Mr. Jones. We tried Mrs. Jones.");
}

TEST_F(ScriptedCard, AWrongNumberAndAnOwnLineKeepTheirWords) {
  const v1::Caller robert = engine.Add(Robert());
  v1::Tenant tenant;
  tenant.add_own_numbers("+12025550199");
  engine.SetTenant(tenant);
  Save("opening", Of("Scripted."));
  EXPECT_EQ(Opening("+12025550199"), "This call comes from one of our own numbers.");
  TracyRings("+13125550171", nullptr, OutboundAttempt::OUTCOME_WRONG_NUMBER);
  EXPECT_EQ(Opening("+13125550171"), "Why, yes we did, and I am sorry: we had the wrong number.");
}

TEST_F(ScriptedCard, IsOfItsOwnTenantAlone) {
  engine.AddTenant("other", {});
  Save("opening", Of("Scripted."));
  EXPECT_EQ(engine.Lookup(kHome, "", "tenants/other").opening_line(),
            "Thank you for calling. May I have your name, and what can I do for you?");
}

}  // namespace
}  // namespace ringback::test
