// Scripts: kept, checked when they are saved, filled in for a lead, a caller or nobody.
#include "ringback/methods/script_methods.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/rooms.h"
#include "ringback/scripts/render.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Script;

constexpr char kHome[] = "+12024561414";

class Scripts : public ::testing::Test {
 protected:
  static Script Of(Script::Use use, std::string_view body) {
    Script script;
    script.set_use(use);
    script.set_body(std::string(body));
    return script;
  }

  absl::StatusOr<Script> Create(std::string_view id, const Script& script) {
    v1::CreateScriptRequest request;
    request.set_script_id(std::string(id));
    *request.mutable_script() = script;
    return engine->scripts().CreateScript(request, engine.context());
  }

  absl::StatusOr<Script> Get(const std::string& name) {
    v1::GetScriptRequest request;
    request.set_name(name);
    return engine->scripts().GetScript(request, engine.context());
  }

  absl::StatusOr<Script> Update(const Script& script, std::vector<std::string> paths = {}) {
    v1::UpdateScriptRequest request;
    *request.mutable_script() = script;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->scripts().UpdateScript(request, engine.context());
  }

  absl::StatusOr<Script> Delete(const std::string& name, const std::string& etag = "") {
    v1::DeleteScriptRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return engine->scripts().DeleteScript(request, engine.context());
  }

  absl::StatusOr<v1::RenderScriptResponse> Render(const v1::RenderScriptRequest& request) {
    return engine->scripts().RenderScript(request, engine.context());
  }

  // What a draft says.
  std::string Draft(std::string_view body, Script::Use use = Script::USE_EMAIL) {
    v1::RenderScriptRequest request;
    *request.mutable_draft() = Of(use, body);
    request.set_lead(lead.name());
    request.set_agent("tracy");
    return Must(Render(request)).text();
  }

  v1::Lead OpenLead() {
    v1::Lead made;
    made.set_caller(robert.name());
    made.set_interest("a new boiler.");
    return engine.Add(made);
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
  v1::Lead lead = OpenLead();
};

TEST_F(Scripts, AreReadAsTheyWereSaved) {
  Script script = Of(Script::USE_EMAIL, "Dear {{CALLER_NAME}},\n\n{{OFFER_TEXT}}\n");
  script.set_display_name("The first mail");
  script.set_purpose("your autumn heating check");
  script.set_language("de-AT");
  script.set_confidence(v1::CONFIDENCE_KNOWN);
  script.set_subject("About {{PURPOSE}}");
  const Script saved = Must(Create("first-mail", script));
  EXPECT_EQ(saved.name(), "tenants/default/scripts/first-mail");
  EXPECT_EQ(saved.body(), script.body());
  EXPECT_EQ(saved.etag(), "1");
  EXPECT_EQ(Must(Get(saved.name())).SerializeAsString(), saved.SerializeAsString());
  engine.Reopen();
  EXPECT_EQ(Must(Get(saved.name())).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Scripts, AnIdIsTakenOnce) {
  Must(Create("mail", Of(Script::USE_EMAIL, "One.")));
  const absl::Status taken = Create("mail", Of(Script::USE_EMAIL, "Two.")).status();
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Must(Get("tenants/default/scripts/mail")).body(), "One.");
}

TEST_F(Scripts, ChangeOnlyInTheFieldsThatTheMaskNames) {
  const Script before = Must(Create("mail", Of(Script::USE_EMAIL, "One.")));
  Script change = before;
  change.set_body("Two, {{CALLER_NAME}}.");
  change.set_display_name("Ignored");
  const Script after = Must(Update(change, {"body"}));
  EXPECT_EQ(after.body(), change.body());
  EXPECT_EQ(after.display_name(), "");
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(Update(change, {"body"}).status().code(), absl::StatusCode::kAborted) << "stale etag";
  EXPECT_EQ(Delete(before.name(), before.etag()).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Must(Delete(before.name(), after.etag())).body(), change.body());
  EXPECT_EQ(Get(before.name()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Delete(before.name()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Scripts, BadOnesAreRefusedByFieldAndChangeNothing) {
  const auto field = [&](auto change) {
    Script script = Of(Script::USE_EMAIL, "Hello.");
    change(script);
    const absl::Status refused = Create("bad", script).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Script& s) { s.clear_use(); }), "script.use");
  EXPECT_EQ(field([](Script& s) { s.set_use(static_cast<Script::Use>(99)); }), "script.use");
  EXPECT_EQ(field([](Script& s) { s.clear_body(); }), "script.body");
  EXPECT_EQ(field([](Script& s) { s.set_body("{{NOBODY}}"); }), "script.body");
  EXPECT_EQ(field([](Script& s) { s.set_body(std::string(10001, 'x')); }), "script.body");
  EXPECT_EQ(field([](Script& s) { s.set_subject("{{#PURPOSE}}"); }), "script.subject");
  EXPECT_EQ(field([](Script& s) { s.set_subject("a\nb"); }), "script.subject");
  EXPECT_EQ(field([](Script& s) { s.set_language("de_AT"); }), "script.language");
  EXPECT_EQ(field([](Script& s) { s.set_language("1"); }), "script.language");
  EXPECT_EQ(field([](Script& s) { s.set_language("de-"); }), "script.language");
  EXPECT_EQ(Create("Bad", Of(Script::USE_SMS, "x")).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Must(engine->scripts().ListScripts({}, engine.context())).scripts_size(), 0);

  const Script good = Must(Create("good", Of(Script::USE_EMAIL, "Hello.")));
  Script bad = good;
  bad.set_body("Hello,\n{{>file}}");
  const absl::Status refused = Update(bad, {"body"}).status();
  EXPECT_THAT(std::string(refused.message()), HasSubstr("script.body: line 2, column 1: "));
  bad.clear_body();
  EXPECT_EQ(MetadataOf(Update(bad, {"body"}).status(), "field"), "script.body");
  EXPECT_EQ(Must(Get(good.name())).SerializeAsString(), good.SerializeAsString());
}

TEST_F(Scripts, AreListedByIdAndOfOneTenantAlone) {
  engine.AddTenant("other", {});
  for (const char* id : {"c", "a", "b"}) Must(Create(id, Of(Script::USE_SMS, "Hello.")));
  v1::CreateScriptRequest other;
  other.set_parent("tenants/other");
  other.set_script_id("a");
  *other.mutable_script() = Of(Script::USE_SMS, "Other.");
  Must(engine->scripts().CreateScript(other, engine.context()));
  v1::ListScriptsRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = Must(engine->scripts().ListScripts(request, engine.context()));
    for (const Script& each : page.scripts()) names.push_back(each.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("tenants/default/scripts/a", "tenants/default/scripts/b",
                                 "tenants/default/scripts/c"));
}

TEST_F(Scripts, ARequestMayBeRepeated) {
  v1::CreateScriptRequest request;
  request.set_script_id("mail");
  request.set_request_id("once");
  *request.mutable_script() = Of(Script::USE_EMAIL, "One.");
  const Script first = Must(engine->scripts().CreateScript(request, engine.context()));
  engine.Pass(absl::Minutes(1));
  const Script again = Must(engine->scripts().CreateScript(request, engine.context()));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
}

TEST_F(Scripts, ADraftIsFilledInForALead) {
  v1::OutboundAttempt attempt =
      Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, engine.now - absl::Hours(3));
  attempt.set_agent("tenants/default/agents/sam");
  attempt.set_purpose("your heating check");
  *attempt.mutable_offer()->add_proposed_slots() = Slot(engine.now + absl::Hours(23));
  *attempt.mutable_offer()->add_proposed_slots() = Slot(engine.now - absl::Hours(1));
  engine.Add(attempt);
  EXPECT_EQ(Draft("{{CALLER_NAME}}, {{GIVEN_NAME}}, {{INTEREST}}, {{PURPOSE}}, {{AGENT_NAME}}, "
                  "{{LAST_AGENT}}, {{LAST_TOUCH_AGO}}, {{OFFER_TIMES}}, {{CALLBACK_NUMBER}}!"),
            "Mr. Jones, Robert, a new boiler, a new boiler, Tracy, Sam, 3 hours ago, tomorrow at 2 "
            "PM, (202) 456-1414!");
  v1::Agent named;
  named.set_display_name("Tracy Miller");
  engine.AddAgent("tracy", named);
  EXPECT_EQ(Draft("This is {{AGENT_NAME}}."), "This is Tracy Miller.");
}

TEST_F(Scripts, APromisedTimeIsSaidInTheCallersTimeZoneAndLanguage) {
  v1::Caller hans = Person("Hans Meier", {"+4930901820"});
  hans.set_language("de-AT");
  hans.set_time_zone("Europe/Vienna");
  v1::Lead made;
  made.set_caller(engine.Add(hans).name());
  *made.mutable_next_contact()->mutable_contact_time() = AtTime(TestStart() + absl::Hours(23));
  v1::RenderScriptRequest request;
  *request.mutable_draft() = Of(Script::USE_EMAIL, "{{PROMISED_TIME}}.");
  request.set_lead(engine.Add(made).name());
  EXPECT_EQ(Must(Render(request)).text(), "Morgen um 16 Uhr.");
  request.mutable_draft()->set_language("en");
  EXPECT_EQ(Must(Render(request)).text(), "Tomorrow at 4 PM.")
      << "the words are of the language that the script is in";
}

TEST_F(Scripts, WhatIsPrivateIsNotSaidToWhoeverRingsOrHearsTheMachine) {
  v1::Caller known = engine.Get(robert);
  known.add_emails("robert@example.com");
  known.set_service_address("1 Elm Street");
  v1::UpdateCallerRequest update;
  *update.mutable_caller() = known;
  Must(engine->callers().UpdateCaller(update, engine.context()));
  constexpr char kText[] = "{{EMAIL}}. {{SERVICE_ADDRESS}}. Hello, {{CALLER_NAME}}.";
  EXPECT_EQ(Draft(kText, Script::USE_LETTER),
            "robert@example.com. 1 Elm Street. Hello, Mr. Jones.");
  for (const auto use :
       {Script::USE_OPENING_LINE, Script::USE_INBOUND_CALL, Script::USE_VOICEMAIL}) {
    EXPECT_EQ(Draft(kText, use), "Hello, Mr. Jones.");
  }
}

TEST_F(Scripts, TheBestIsTakenAndElseTheBuiltIn) {
  v1::RenderScriptRequest request;
  request.set_use(Script::USE_EMAIL);
  request.set_lead(lead.name());
  request.set_agent("tracy");
  const auto built_in = Must(Render(request));
  EXPECT_EQ(built_in.script(), "");
  EXPECT_EQ(built_in.subject(), "About a new boiler");
  EXPECT_EQ(built_in.text(),
            "Dear Mr. Jones,\n\nWe tried to reach you about a new boiler.\nPlease answer this "
            "message.\n\nWith kind regards\nTracy");
  EXPECT_THAT(built_in.missing_variables(), ElementsAre("COMPANY", "OFFER_DAYS", "OFFER_TEXT",
                                                        "OFFER_TIMES", "OUR_NUMBER", "WEBSITE"));

  Must(Create("needs-much", Of(Script::USE_EMAIL, "See {{OFFER_TEXT}}.")));
  EXPECT_EQ(Must(Render(request)).script(), "") << "one that comes to nothing is passed over";
  Must(Create("any", Of(Script::USE_EMAIL, "Any.")));
  const auto any = Must(Render(request));
  EXPECT_EQ(any.text(), "Any.");
  EXPECT_EQ(any.script(), "tenants/default/scripts/any");
  EXPECT_EQ(any.subject(), "About a new boiler") << "a mail has a subject";
  Script boiler = Of(Script::USE_EMAIL, "Boiler.");
  boiler.set_purpose("A NEW  Boiler");
  Must(Create("boiler", boiler));
  EXPECT_EQ(Must(Render(request)).text(), "Boiler.");
  request.set_purpose("something else");
  EXPECT_EQ(Must(Render(request)).text(), "Any.");
  request.set_name("tenants/default/scripts/boiler");
  EXPECT_EQ(Must(Render(request)).text(), "Boiler.");
}

TEST_F(Scripts, NobodyNeedBeNamed) {
  v1::RenderScriptRequest request;
  request.set_use(Script::USE_OPENING_LINE);
  EXPECT_EQ(Must(Render(request)).text(),
            "Thank you for calling. May I have your name, and what can I do for you?");
  request.set_caller(robert.name());
  EXPECT_EQ(Must(Render(request)).text(), "Hello, Mr. Jones. What can I do for you?");
  engine.SetTenant([] {
    v1::Tenant tenant;
    tenant.set_language("de");
    return tenant;
  }());
  EXPECT_EQ(Must(Render(request)).text(), "Guten Tag, Mr. Jones. Was kann ich für Sie tun?");
}

TEST_F(Scripts, BadQuestionsAreRefusedByField) {
  engine.AddTenant("other", {});
  const auto field = [&](auto change) {
    v1::RenderScriptRequest request;
    request.set_use(Script::USE_SMS);
    change(request);
    const absl::Status refused = Render(request).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  using Request = v1::RenderScriptRequest;
  EXPECT_EQ(field([](Request& r) { r.clear_use(); }), "use");
  EXPECT_EQ(field([](Request& r) { r.set_name("tenants/other/scripts/a"); }), "name");
  EXPECT_EQ(field([](Request& r) { r.set_lead("tenants/other/leads/0000000000001"); }), "lead");
  EXPECT_EQ(field([](Request& r) { r.set_caller("tenants/other/callers/0000000000001"); }),
            "caller");
  EXPECT_EQ(field([](Request& r) { r.set_agent("tenants/other/agents/tracy"); }), "agent");
  EXPECT_EQ(field([](Request& r) { r.set_agent("Tracy!"); }), "agent");
  EXPECT_EQ(field([](Request& r) { *r.mutable_draft() = Of(Script::USE_SMS, "{{X}}"); }),
            "draft.body");
  EXPECT_EQ(field([](Request& r) { r.mutable_draft(); }), "draft.use");
  EXPECT_EQ(field([](Request& r) {
              r.set_name("tenants/default/scripts/a");
              *r.mutable_draft() = Of(Script::USE_SMS, "Hello.");
            }),
            "draft");
  const v1::Caller mary = engine.Add(Person("Mary Smith"));
  EXPECT_EQ(field([&](Request& r) {
              r.set_lead(lead.name());
              r.set_caller(mary.name());
            }),
            "caller");
  Request request;
  request.set_name("tenants/default/scripts/nobody");
  EXPECT_EQ(Render(request).status().code(), absl::StatusCode::kNotFound);
}

// Rooms over a file of their own, for what is not in an Engine.
class ScriptsInside : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open(files.uri() + ".scripts");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), files.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    v1::CreateScriptRequest request;
    request.set_script_id("mail");
    request.mutable_script()->set_use(Script::USE_EMAIL);
    request.mutable_script()->set_subject("{{PURPOSE}}");
    request.mutable_script()->set_body("Hello, {{CALLER_NAME}}. {{AGENT_NAME}} of {{COMPANY}}.");
    mail = Must(rooms->scripts().CreateScript(request, files.context()));
  }

  TestEngine files;  // the folder, and the clock
  std::unique_ptr<Rooms> rooms;
  Script mail;
};

TEST_F(ScriptsInside, OthersAskWhatOneSaysToALead) {
  v1::CreateCallerRequest person;
  *person.mutable_caller() = Person("Mr. Robert Jones", {kHome});
  v1::CreateLeadRequest made;
  made.mutable_lead()->set_caller(
      Must(rooms->callers().CreateCaller(person, files.context())).name());
  made.mutable_lead()->set_interest("a new boiler");
  const v1::Lead lead = Must(rooms->leads().CreateLead(made, files.context()));
  const auto ask = [&](std::string_view name) {
    absl::StatusOr<Rendered> rendered = absl::InternalError("not asked");
    const auto tenant = rooms->runner().tenants().Find("default");
    const absl::Status read =
        rooms->runner().store().Read(absl::InfiniteFuture(), [&](store::Session& session) {
          rendered = RenderForLead(session, *tenant, Script::USE_EMAIL, name, lead,
                                   "tenants/default/agents/tracy", "", files.now);
          return absl::OkStatus();
        });
    EXPECT_TRUE(read.ok()) << read;
    return rendered;
  };
  for (const char* name : {"mail", "tenants/default/scripts/mail", ""}) {
    const Rendered rendered = Must(ask(name));
    EXPECT_EQ(rendered.script, mail.name());
    EXPECT_EQ(rendered.subject, "a new boiler");
    EXPECT_EQ(rendered.text, "Hello, Mr. Jones.");
    EXPECT_THAT(rendered.missing, ElementsAre("COMPANY"));
  }
  EXPECT_EQ(ask("nobody").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ask("tenants/other/scripts/mail").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ask("No Name").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ScriptsInside, ChangesAreToldToWatchers) {
  const auto events = Must(rooms->events().Read("default", 0, 1000));
  ASSERT_FALSE(events.empty());
  const v1::Event event = events.back()->Parse();
  EXPECT_EQ(event.type(), v1::EVENT_TYPE_SCRIPT_CHANGED);
  EXPECT_EQ(event.resource(), mail.name());
  EXPECT_EQ(event.script().SerializeAsString(), mail.SerializeAsString());
  rooms->events().DropTail("default");
  const auto again = Must(rooms->events().Read("default", 0, 1000));
  EXPECT_EQ(again.back()->Parse().script().SerializeAsString(), mail.SerializeAsString())
      << "as it is read from the log";
}

}  // namespace
}  // namespace ringback::test
