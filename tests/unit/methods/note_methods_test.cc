// Call notes: what was said, and what the customer did.
#include "ringback/methods/note_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using v1::CallNote;

constexpr char kHome[] = "+12024561414";

class Notes : public ::testing::Test {
 protected:
  absl::StatusOr<CallNote> Create(const CallNote& note) {
    v1::CreateCallNoteRequest request;
    *request.mutable_call_note() = note;
    return engine->notes().CreateCallNote(request, engine.context());
  }

  CallNote Say(const std::string& text) {
    CallNote note;
    note.set_caller(robert.name());
    note.set_text(text);
    return note;
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
};

TEST_F(Notes, AreReadAsTheyWereSaved) {
  CallNote note = Say("Wants a boiler.\nAsked about \"the guarantee\".");
  note.set_agent("tenants/default/agents/tracy");
  note.add_stated_needs("warm water");
  note.add_stated_needs("this month");
  note.add_unstated_needs("a lower bill");
  note.add_milestones(v1::MILESTONE_REVEALED_NEEDS);
  note.add_milestones(v1::MILESTONE_COMMITTED);
  *note.mutable_note_time() = AtTime(engine.now - absl::Hours(1));
  const CallNote saved = Must(Create(note));
  v1::GetCallNoteRequest get;
  get.set_name(saved.name());
  const CallNote read = Must(engine->notes().GetCallNote(get, engine.context()));
  EXPECT_EQ(read.SerializeAsString(), saved.SerializeAsString());
  note.set_name(saved.name());
  *note.mutable_create_time() = AtTime(engine.now);
  EXPECT_EQ(saved.SerializeAsString(), note.SerializeAsString());
}

TEST_F(Notes, AreAboutTheCallerOfTheirLeadOrCall) {
  v1::Lead lead;
  lead.set_caller(robert.name());
  CallNote note;
  note.set_text("text");
  note.set_lead(engine.Add(lead).name());
  EXPECT_EQ(Must(Create(note)).caller(), robert.name());

  CallNote of_call;
  of_call.set_text("text");
  of_call.set_call(engine.Call(kHome, "", "tracy").call().name());
  const CallNote saved = Must(Create(of_call));
  EXPECT_EQ(saved.caller(), robert.name());
  EXPECT_EQ(saved.agent(), "tenants/default/agents/tracy");

  of_call.set_call(engine.Call("+12025550199").call().name());
  EXPECT_EQ(Must(Create(of_call)).caller(), "") << "nobody knows yet who is calling";
}

TEST_F(Notes, BadOnesAreRefusedByField) {
  const auto field = [&](auto change) {
    CallNote note = Say("text");
    change(note);
    const absl::Status refused = Create(note).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](CallNote& n) { n.clear_text(); }), "call_note.text");
  EXPECT_EQ(field([](CallNote& n) { n.set_text(std::string(10001, 'x')); }), "call_note.text");
  EXPECT_EQ(field([](CallNote& n) { n.clear_caller(); }), "call_note.caller");
  EXPECT_EQ(field([](CallNote& n) { n.set_caller("tenants/other/callers/0000000000001"); }),
            "call_note.caller");
  EXPECT_EQ(field([](CallNote& n) { n.set_call("tenants/other/calls/0000000000001"); }),
            "call_note.call");
  EXPECT_EQ(field([](CallNote& n) { n.set_lead("tenants/other/leads/0000000000001"); }),
            "call_note.lead");
  EXPECT_EQ(field([](CallNote& n) { n.set_agent("tenants/other/agents/sam"); }), "call_note.agent");
  EXPECT_EQ(field([](CallNote& n) { n.add_stated_needs(std::string(501, 'x')); }),
            "call_note.stated_needs[0]");
  EXPECT_EQ(field([](CallNote& n) { n.add_milestones(v1::MILESTONE_UNSPECIFIED); }),
            "call_note.milestones[0]");
  EXPECT_EQ(Must(engine->notes().ListCallNotes({}, engine.context())).call_notes_size(), 0);
}

TEST_F(Notes, AboutWhatIsNotThereAreNotFound) {
  for (const char* kind : {"caller", "lead", "call"}) {
    CallNote note;
    note.set_text("text");
    const std::string name = std::string("tenants/default/") + kind + "s/0000000000001";
    if (kind[0] == 'l') note.set_lead(name);
    if (std::string(kind) == "caller") note.set_caller(name);
    if (std::string(kind) == "call") note.set_call(name);
    EXPECT_EQ(Create(note).status().code(), absl::StatusCode::kNotFound) << kind;
  }
  v1::GetCallNoteRequest get;
  get.set_name("tenants/default/callNotes/0000000000001");
  EXPECT_EQ(engine->notes().GetCallNote(get, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Notes, OnTheCardAreTheLatestFive) {
  for (int i = 0; i < 7; ++i) {
    CallNote note = Say("note " + std::to_string(i));
    *note.mutable_note_time() = AtTime(engine.now - absl::Hours(7 - i));
    engine.Add(note);
  }
  std::vector<std::string> texts;
  const v1::CallerContext card = engine.Lookup(kHome);
  for (const CallNote& note : card.matches(0).recent_notes()) texts.push_back(note.text());
  EXPECT_THAT(texts, ElementsAre("note 6", "note 5", "note 4", "note 3", "note 2"));
}

TEST_F(Notes, AreListedNewestFirstAndNarrowed) {
  const v1::Call call = engine.Call("+12025550199").call();
  v1::Lead lead;
  lead.set_caller(robert.name());
  lead = engine.Add(lead);
  const std::string a = Must(Create(Say("a"))).name();
  CallNote note;
  note.set_text("b");
  note.set_call(call.name());
  const std::string b = Must(Create(note)).name();
  note.clear_call();
  note.set_lead(lead.name());
  const std::string c = Must(Create(note)).name();
  const auto list = [&](auto narrow) {
    v1::ListCallNotesRequest request;
    request.set_page_size(1);
    narrow(request);
    std::vector<std::string> names;
    do {
      const auto page = Must(engine->notes().ListCallNotes(request, engine.context()));
      for (const CallNote& each : page.call_notes()) names.push_back(each.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre(c, b, a));
  EXPECT_THAT(list([&](auto& r) { r.set_caller(robert.name()); }), ElementsAre(c, a));
  EXPECT_THAT(list([&](auto& r) { r.set_call(call.name()); }), ElementsAre(b));
  EXPECT_THAT(list([&](auto& r) { r.set_lead(lead.name()); }), ElementsAre(c));
}

}  // namespace
}  // namespace ringback::test
