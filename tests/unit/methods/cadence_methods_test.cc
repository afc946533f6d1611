// Cadences: made, read, changed and removed; leads that are enrolled, paused, resumed and ended.
#include "ringback/methods/cadence_methods.h"

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/events/event_log.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/followup/cadences.h"

namespace ringback::test {
namespace {

using ::testing::SizeIs;
using v1::Cadence;
using v1::DispositionRule;
using v1::Enrolment;
using v1::Lead;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";

class Cadences : public ::testing::Test {
 protected:
  absl::StatusOr<Cadence> Create(const std::string& id, const Cadence& cadence,
                                 const std::string& parent = "") {
    v1::CreateCadenceRequest request;
    request.set_parent(parent);
    request.set_cadence_id(id);
    *request.mutable_cadence() = cadence;
    return engine->cadences().CreateCadence(request, engine.context());
  }

  absl::StatusOr<Cadence> Get(const std::string& name) {
    v1::GetCadenceRequest request;
    request.set_name(name);
    return engine->cadences().GetCadence(request, engine.context());
  }

  absl::StatusOr<Cadence> Update(const Cadence& cadence, std::vector<std::string> paths = {}) {
    v1::UpdateCadenceRequest request;
    *request.mutable_cadence() = cadence;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->cadences().UpdateCadence(request, engine.context());
  }

  absl::StatusOr<Cadence> Delete(const std::string& name, const std::string& etag = "") {
    v1::DeleteCadenceRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return engine->cadences().DeleteCadence(request, engine.context());
  }

  v1::ListCadencesResponse List(int page_size = 0, const std::string& token = "") {
    v1::ListCadencesRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Must(engine->cadences().ListCadences(request, engine.context()));
  }

  Lead Open(const std::string& text = "") {
    Lead lead;
    lead.set_caller(robert.name());
    lead.set_cadence(text);
    return engine.Add(lead);
  }

  absl::StatusOr<Lead> Enrol(const std::string& lead, const std::string& cadence) {
    v1::EnrolLeadRequest request;
    request.set_name(lead);
    request.set_cadence(cadence);
    request.set_agent("tracy");
    return engine->cadences().EnrolLead(request, engine.context());
  }

  absl::StatusOr<Lead> Pause(const std::string& lead, absl::Time resume = absl::InfiniteFuture()) {
    v1::PauseEnrolmentRequest request;
    request.set_name(lead);
    if (resume != absl::InfiniteFuture()) *request.mutable_resume_time() = AtTime(resume);
    return engine->cadences().PauseEnrolment(request, engine.context());
  }

  absl::StatusOr<Lead> Resume(const std::string& lead) {
    v1::ResumeEnrolmentRequest request;
    request.set_name(lead);
    return engine->cadences().ResumeEnrolment(request, engine.context());
  }

  absl::StatusOr<Lead> End(const std::string& lead, const std::string& reason = "") {
    v1::EndEnrolmentRequest request;
    request.set_name(lead);
    request.set_reason(reason);
    return engine->cadences().EndEnrolment(request, engine.context());
  }

  // What the log says of the tenant, without payloads.
  std::vector<v1::Event> Log() {
    // Of a copy: the file itself is the engine's alone.
    const std::string copy = engine.path() + ".log";
    for (const char* part : {"", "-wal"}) {
      std::filesystem::copy_file(engine.path() + part, copy + part,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    const auto store = Must(store::Open("sqlite:" + copy));
    EventLog log(store.get());
    log.set_resolver([](store::Session&, v1::Event*) { return absl::OkStatus(); });
    std::vector<v1::Event> events;
    for (const auto& sent : Must(log.Read("default", 0, 1000))) events.push_back(sent->Parse());
    return events;
  }

  // The field that a cadence is refused for.
  std::string Refused(const Cadence& cadence) {
    const absl::Status status = Create("broken", cadence).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(Get("tenants/default/cadences/broken").status().code(), absl::StatusCode::kNotFound);
    return MetadataOf(status, "field");
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
  Cadence web = Must(Create("web", WebLeads()));
};

TEST_F(Cadences, AreReadAsTheyWereSaved) {
  Cadence cadence = WebLeads();
  cadence.mutable_steps(0)->set_script("tenants/default/scripts/hello");
  cadence.set_max_touches(7);
  DispositionRule* const rule = cadence.add_disposition_rules();
  rule->set_outcome(OutboundAttempt::OUTCOME_BUSY);
  rule->set_action(DispositionRule::ACTION_RETRY);
  rule->mutable_delay()->set_seconds(300);
  rule->set_max_retries(2);
  DispositionRule* const stop = cadence.add_disposition_rules();
  stop->set_outcome(OutboundAttempt::OUTCOME_VOICEMAIL);
  stop->set_action(DispositionRule::ACTION_STOP);
  const Cadence saved = Must(Create("full", cadence));
  EXPECT_EQ(saved.name(), "tenants/default/cadences/full");
  EXPECT_EQ(saved.steps(0).channel(), v1::CHANNEL_CALL);
  EXPECT_EQ(Must(Get(saved.name())).SerializeAsString(), saved.SerializeAsString());
  engine.Reopen();
  EXPECT_EQ(Must(Get(saved.name())).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Cadences, AreRefusedWhenTheyCannotBeFollowed) {
  EXPECT_EQ(Refused({}), "cadence.steps");
  Cadence none;
  none.set_display_name("nothing to do");
  EXPECT_EQ(Refused(none), "cadence.steps");
  Cadence backwards = WebLeads();
  backwards.mutable_steps(2)->mutable_offset()->set_seconds(60);
  EXPECT_EQ(Refused(backwards), "cadence.steps[2].offset");
  Cadence late = WebLeads();
  late.mutable_steps(3)->mutable_offset()->set_seconds(366 * 86400);
  EXPECT_EQ(Refused(late), "cadence.steps[3].offset");
  Cadence foreign = WebLeads();
  foreign.mutable_steps(1)->set_script("tenants/other/scripts/hello");
  EXPECT_EQ(Refused(foreign), "cadence.steps[1].script");
  Cadence many = WebLeads();
  many.set_max_touches(51);
  EXPECT_EQ(Refused(many), "cadence.max_touches");
  Cadence crowded = WebLeads();
  while (crowded.steps_size() <= 50) *crowded.add_steps() = crowded.steps(3);
  EXPECT_EQ(Refused(crowded), "cadence.steps");
}

TEST_F(Cadences, AreRefusedForRulesThatCannotHold) {
  const auto with = [](OutboundAttempt::Outcome outcome, DispositionRule::Action action) {
    Cadence cadence = WebLeads();
    DispositionRule* const rule = cadence.add_disposition_rules();
    rule->set_outcome(outcome);
    rule->set_action(action);
    return cadence;
  };
  EXPECT_EQ(Refused(with(OutboundAttempt::OUTCOME_UNSPECIFIED, DispositionRule::ACTION_STOP)),
            "cadence.disposition_rules[0].outcome");
  EXPECT_EQ(Refused(with(OutboundAttempt::OUTCOME_BUSY, DispositionRule::ACTION_UNSPECIFIED)),
            "cadence.disposition_rules[0].action");
  EXPECT_EQ(Refused(with(OutboundAttempt::OUTCOME_IN_PROGRESS, DispositionRule::ACTION_STOP)),
            "cadence.disposition_rules[0].outcome");
  EXPECT_EQ(Refused(with(OutboundAttempt::OUTCOME_DO_NOT_CALL, DispositionRule::ACTION_RETRY)),
            "cadence.disposition_rules[0].action");
  Cadence twice = with(OutboundAttempt::OUTCOME_BUSY, DispositionRule::ACTION_STOP);
  *twice.add_disposition_rules() = twice.disposition_rules(0);
  EXPECT_EQ(Refused(twice), "cadence.disposition_rules[1].outcome");
  Cadence slow = with(OutboundAttempt::OUTCOME_BUSY, DispositionRule::ACTION_RETRY);
  slow.mutable_disposition_rules(0)->mutable_delay()->set_seconds(31 * 86400);
  EXPECT_EQ(Refused(slow), "cadence.disposition_rules[0].delay");
}

TEST_F(Cadences, KeepTheirIdToThemselves) {
  const absl::Status again = Create("web", WebLeads()).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(MetadataOf(again, "resource"), web.name());
  EXPECT_EQ(MetadataOf(Create("Not An Id", WebLeads()).status(), "field"), "cadence_id");
}

TEST_F(Cadences, ChangeOnlyInTheFieldsThatTheMaskNames) {
  Cadence change;
  change.set_name(web.name());
  change.set_display_name("Letters");
  change.set_max_touches(3);
  engine.Pass(absl::Minutes(1));
  const Cadence after = Must(Update(change, {"max_touches"}));
  Cadence expected = web;
  expected.set_max_touches(3);
  expected.set_etag(after.etag());
  *expected.mutable_update_time() = AtTime(engine.now);
  EXPECT_EQ(after.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(MetadataOf(Update(change, {"steps"}).status(), "field"), "cadence.steps");
  EXPECT_EQ(MetadataOf(Update(change, {"create_time"}).status(), "field"), "update_mask");
  EXPECT_EQ(Must(Get(web.name())).SerializeAsString(), expected.SerializeAsString());
}

TEST_F(Cadences, DoNotLoseAnUpdateToAStaleEtag) {
  Must(Update(web, {"display_name"}));
  EXPECT_EQ(ReasonOf(Update(web, {"display_name"}).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(Delete(web.name(), web.etag()).status()), "ETAG_MISMATCH");
  EXPECT_EQ(Update(WebLeads("tenants/default/cadences/none")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Cadences, AreListedByIdInPages) {
  Must(Create("b", WebLeads()));
  Must(Create("a", WebLeads()));
  engine.AddTenant("other", {});
  Must(Create("c", WebLeads(), "tenants/other"));
  const v1::ListCadencesResponse first = List(2);
  const v1::ListCadencesResponse second = List(2, first.next_page_token());
  ASSERT_THAT(first.cadences(), SizeIs(2));
  ASSERT_THAT(second.cadences(), SizeIs(1));
  EXPECT_EQ(first.cadences(0).name(), "tenants/default/cadences/a");
  EXPECT_EQ(first.cadences(1).name(), "tenants/default/cadences/b");
  EXPECT_EQ(second.cadences(0).SerializeAsString(), web.SerializeAsString());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(Cadences, StayWhileALeadFollowsThem) {
  const Lead lead = Must(Enrol(Open().name(), web.name()));
  const absl::Status refused = Delete(web.name()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "IN_USE");
  EXPECT_EQ(MetadataOf(refused, "resource"), lead.name());
  Must(Pause(lead.name()));
  EXPECT_EQ(ReasonOf(Delete(web.name()).status()), "IN_USE");
  Must(End(lead.name()));
  EXPECT_EQ(Must(Delete(web.name())).name(), web.name());
  EXPECT_EQ(Get(web.name()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Delete(web.name()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine.Get(lead).enrolment().cadence(), web.name());
}

TEST_F(Cadences, StayWhileTheyAreTheTenantsDefault) {
  v1::Tenant tenant;
  tenant.mutable_follow_up()->set_default_cadence(web.name());
  engine.SetTenant(tenant);
  const absl::Status refused = Delete(web.name()).status();
  EXPECT_EQ(ReasonOf(refused), "IN_USE");
  EXPECT_EQ(MetadataOf(refused, "resource"), "tenants/default");
}

TEST_F(Cadences, BeginWithTheFirstStepForALeadThatIsEnrolled) {
  const Lead before = Open();
  const Lead lead = Must(Enrol(before.name(), web.name()));
  EXPECT_EQ(lead.cadence(), web.name());
  EXPECT_NE(lead.etag(), before.etag());
  const Enrolment& enrolment = lead.enrolment();
  EXPECT_EQ(enrolment.cadence(), web.name());
  EXPECT_EQ(enrolment.state(), Enrolment::STATE_ACTIVE);
  EXPECT_EQ(enrolment.next_step(), 0);
  EXPECT_EQ(ToMicros(enrolment.enrol_time()), absl::ToUnixMicros(engine.now));
  EXPECT_EQ(ToMicros(enrolment.next_time()), absl::ToUnixMicros(engine.now));
  EXPECT_EQ(engine.Get(lead).SerializeAsString(), lead.SerializeAsString());
}

TEST_F(Cadences, BeginWhenTheRequestSays) {
  const absl::Time start = engine.now + absl::Hours(48);
  v1::EnrolLeadRequest request;
  request.set_name(Open().name());
  request.set_cadence(web.name());
  *request.mutable_start_time() = AtTime(start);
  const Lead lead = Must(engine->cadences().EnrolLead(request, engine.context()));
  EXPECT_EQ(ToMicros(lead.enrolment().next_time()), absl::ToUnixMicros(start));
}

TEST_F(Cadences, TakeThePlaceOfTheOneThatALeadFollowed) {
  const Cadence other = Must(Create("other", WebLeads()));
  const Lead lead = Open();
  Must(Enrol(lead.name(), web.name()));
  Must(Pause(lead.name()));
  engine.Pass(absl::Hours(1));
  const Lead moved = Must(Enrol(lead.name(), other.name()));
  EXPECT_EQ(moved.enrolment().cadence(), other.name());
  EXPECT_EQ(moved.enrolment().state(), Enrolment::STATE_ACTIVE);
  EXPECT_EQ(ToMicros(moved.enrolment().enrol_time()), absl::ToUnixMicros(engine.now));
  EXPECT_EQ(Must(Delete(web.name())).name(), web.name());
}

TEST_F(Cadences, ComeUpOnceTheCallerHasANumberThatMayBeRung) {
  v1::Caller mary = engine.Add(Person("Mary Smith"));
  Lead lead;
  lead.set_caller(mary.name());
  lead = Must(Enrol(engine.Add(lead).name(), web.name()));
  v1::ListDueContactsRequest list;
  list.set_lead(lead.name());
  const auto due = [&] {
    const auto found = Must(engine->due_contacts().ListDueContacts(list, engine.context()));
    EXPECT_EQ(found.due_contacts_size(), 1);
    return found.due_contacts(0).channel();
  };
  EXPECT_EQ(due(), v1::CHANNEL_EMAIL);
  mary.add_phones()->set_number("+12024560111");
  v1::UpdateCallerRequest request;
  *request.mutable_caller() = mary;
  mary = Must(engine->callers().UpdateCaller(request, engine.context()));
  EXPECT_EQ(due(), v1::CHANNEL_CALL);
  mary.mutable_phones(0)->set_do_not_call(true);
  *request.mutable_caller() = mary;
  Must(engine->callers().UpdateCaller(request, engine.context()));
  EXPECT_EQ(due(), v1::CHANNEL_EMAIL);
}

TEST_F(Cadences, AreRefusedToALeadThatCannotFollowThem) {
  EXPECT_EQ(ReasonOf(Enrol(Open().name(), "").status()), "NOT_SET_UP");
  EXPECT_EQ(MetadataOf(Enrol(Open().name(), "").status(), "field"), "follow_up.default_cadence");
  EXPECT_EQ(Enrol(Open().name(), "tenants/default/cadences/none").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(MetadataOf(Enrol(Open().name(), "tenants/other/cadences/web").status(), "field"),
            "cadence");
  EXPECT_EQ(Enrol("tenants/default/leads/01j9z3v8q4k2m", web.name()).status().code(),
            absl::StatusCode::kNotFound);
  Lead won = Open();
  won.set_state(Lead::STATE_WON);
  v1::UpdateLeadRequest request;
  *request.mutable_lead() = won;
  Must(engine->leads().UpdateLead(request, engine.context()));
  const absl::Status refused = Enrol(won.name(), web.name()).status();
  EXPECT_EQ(ReasonOf(refused), "WRONG_STATE");
  EXPECT_EQ(MetadataOf(refused, "state"), "WON");
}

TEST_F(Cadences, WaitWhileTheyArePausedAndGoOn) {
  const Lead lead = Must(Enrol(Open().name(), web.name()));
  EXPECT_EQ(MetadataOf(Pause(lead.name(), engine.now).status(), "field"), "resume_time");
  const absl::Time back = engine.now + absl::Hours(24);
  const Lead paused = Must(Pause(lead.name(), back));
  EXPECT_EQ(paused.enrolment().state(), Enrolment::STATE_PAUSED);
  EXPECT_EQ(ToMicros(paused.enrolment().resume_time()), absl::ToUnixMicros(back));
  EXPECT_FALSE(Must(Pause(lead.name())).enrolment().has_resume_time());
  engine.Pass(absl::Hours(48));
  const Lead resumed = Must(Resume(lead.name()));
  EXPECT_EQ(resumed.enrolment().state(), Enrolment::STATE_ACTIVE);
  EXPECT_EQ(ToMicros(resumed.enrolment().next_time()), absl::ToUnixMicros(engine.now));
  const absl::Status again = Resume(lead.name()).status();
  EXPECT_EQ(ReasonOf(again), "WRONG_STATE");
  EXPECT_EQ(MetadataOf(again, "state"), "ACTIVE");
}

TEST_F(Cadences, EndForTheReasonThatIsGiven) {
  const Lead lead = Must(Enrol(Open().name(), web.name()));
  const Lead ended = Must(End(lead.name(), "they moved away"));
  EXPECT_EQ(ended.enrolment().state(), Enrolment::STATE_STOPPED);
  EXPECT_EQ(ended.enrolment().stop_reason(), "they moved away");
  EXPECT_FALSE(ended.enrolment().has_next_time());
  for (const absl::Status& refused :
       {End(lead.name()).status(), Pause(lead.name()).status(), Resume(lead.name()).status()}) {
    EXPECT_EQ(ReasonOf(refused), "WRONG_STATE");
    EXPECT_EQ(MetadataOf(refused, "state"), "STOPPED");
  }
  EXPECT_EQ(MetadataOf(Pause(Open().name()).status(), "state"), "NOT_ENROLLED");
}

TEST_F(Cadences, MoveTheLeadsThatFollowThemToTheirNewSteps) {
  std::vector<Lead> leads;
  for (int i = 0; i < 205; ++i) leads.push_back(Must(Enrol(Open().name(), web.name())));
  const absl::Time start = engine.now;
  engine.Pass(absl::Minutes(1));
  Cadence later = web;
  later.mutable_steps(0)->mutable_offset()->set_seconds(600);
  Must(Update(later));
  for (const Lead& lead : leads) {
    ASSERT_EQ(ToMicros(engine.Get(lead).enrolment().next_time()),
              absl::ToUnixMicros(start + absl::Minutes(10)));
  }
}

TEST_F(Cadences, TellOfEveryChangeInTheLog) {
  const Lead lead = Open();
  const size_t before = Log().size();
  const Cadence other = Must(Create("other", WebLeads()));
  Must(Update(other, {"display_name"}));
  Must(Delete(other.name()));
  for (int i = 0; i < 2; ++i) Must(Enrol(lead.name(), web.name()));
  Must(Pause(lead.name()));
  Must(Resume(lead.name()));
  Must(End(lead.name()));
  std::vector<v1::Event> events = Log();
  events.erase(events.begin(), events.begin() + static_cast<ptrdiff_t>(before));
  ASSERT_THAT(events, SizeIs(8));
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].type(),
              i < 3 ? v1::EVENT_TYPE_CADENCE_CHANGED : v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED);
    EXPECT_EQ(events[i].resource(), i < 3 ? other.name() : lead.name());
  }
  EXPECT_EQ(events[3].agent(), kTracy);
}

TEST_F(Cadences, GiveTheFirstAnswerToARepeatedRequestId) {
  v1::EnrolLeadRequest request;
  request.set_name(Open().name());
  request.set_cadence(web.name());
  request.set_request_id("once");
  const Lead first = Must(engine->cadences().EnrolLead(request, engine.context()));
  engine.Pass(absl::Hours(1));
  const Lead again = Must(engine->cadences().EnrolLead(request, engine.context()));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(engine.Get(first).etag(), first.etag());
}

}  // namespace
}  // namespace ringback::test
