// Reports: what counts, when, and whose it is. recount_test says that all of it adds up.
#include "ringback/methods/report_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using Figure = v1::ReportFigure;
using v1::Lead;
using v1::OutboundAttempt;

constexpr char kHome[] = "+12024561414";
constexpr char kTracy[] = "tenants/default/agents/tracy";

class Reports : public ::testing::Test {
 protected:
  Lead Open(Lead::Source source = Lead::SOURCE_WEB_FORM, const std::string& owner = kTracy) {
    Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest("a new boiler");
    lead.set_source(source);
    lead.set_owner(owner);
    return engine.Add(lead);
  }

  OutboundAttempt Touch(const Lead& lead, OutboundAttempt::Outcome outcome,
                        const std::string& agent = kTracy) {
    OutboundAttempt attempt = Ring(robert, outcome, engine.now);
    attempt.set_lead(lead.name());
    attempt.set_agent(agent);
    return engine.Add(attempt);
  }

  Lead Close(const Lead& lead, Lead::State state, int64_t value = 0) {
    v1::CloseLeadRequest request;
    request.set_name(lead.name());
    request.set_state(state);
    request.set_reason("the price");
    request.set_value(value);
    if (value != 0) request.set_currency("EUR");
    return Must(engine->leads().CloseLead(request, engine.context()));
  }

  Lead Return(const Lead& lead) {
    v1::ReturnLeadRequest request;
    request.set_name(lead.name());
    request.set_reason(Lead::RETURN_REASON_WRONG_NUMBER);
    return Must(engine->leads().ReturnLead(request, engine.context()));
  }

  Lead Reopen(const Lead& lead) {
    v1::ReopenLeadRequest request;
    request.set_name(lead.name());
    return Must(engine->leads().ReopenLead(request, engine.context()));
  }

  Lead Advance(const Lead& lead, const std::string& agent) {
    v1::AdvanceLeadRequest request;
    request.set_name(lead.name());
    request.set_agent(agent);
    request.set_next_step("site survey");
    return Must(engine->leads().AdvanceLead(request, engine.context()));
  }

  // The week in which every test begins: that of Monday, 7 October 2030.
  template <typename Request>
  Request Week() const {
    Request request;
    const absl::Time monday = absl::FromCivil(absl::CivilDay(2030, 10, 7), absl::UTCTimeZone());
    *request.mutable_start_time() = AtTime(monday);
    *request.mutable_end_time() = AtTime(monday + absl::Hours(7 * 24));
    return request;
  }

  v1::ConversionReport Conversion(v1::ReportDimension by = v1::REPORT_DIMENSION_UNSPECIFIED) {
    auto request = Week<v1::GetConversionReportRequest>();
    request.set_group_by(by);
    return Must(engine->reports().GetConversionReport(request, engine.context()));
  }
  v1::FollowUpReport FollowUp() {
    return Must(engine->reports().GetFollowUpReport(Week<v1::GetFollowUpReportRequest>(),
                                                    engine.context()));
  }
  v1::CoachingReport Coaching() {
    return Must(engine->reports().GetCoachingReport(Week<v1::GetCoachingReportRequest>(),
                                                    engine.context()));
  }

  template <typename Report>
  static Figure Of(const Report& report, Figure::Code code) {
    for (const Figure& figure : report.total().figures()) {
      if (figure.code() == code) return figure;
    }
    ADD_FAILURE() << "no " << Figure::Code_Name(code);
    return {};
  }
  // "1 of 2" of a share, else the count.
  template <typename Report>
  static std::string Text(const Report& report, Figure::Code code) {
    const Figure figure = Of(report, code);
    const std::string count = std::to_string(figure.count());
    return figure.unit() == Figure::UNIT_SHARE ? count + " of " + std::to_string(figure.total())
                                               : count;
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
};

TEST_F(Reports, OfNothingHaveAllFiguresAndNoShares) {
  const v1::ConversionReport report = Conversion(v1::REPORT_DIMENSION_AGENT);
  EXPECT_EQ(report.total().figures_size(), 10);
  EXPECT_EQ(report.groups_size(), 0);
  EXPECT_EQ(Text(report, Figure::CODE_CONVERSION_RATE), "0 of 0");
  EXPECT_EQ(Of(report, Figure::CODE_CONVERSION_RATE).value(), 0);
  EXPECT_EQ(FollowUp().total().figures_size(), 9);
  EXPECT_EQ(Coaching().total().figures_size(), 9);
}

TEST_F(Reports, CountConversationsAndNotDials) {
  const Lead lead = Open();
  Touch(lead, OutboundAttempt::OUTCOME_NO_ANSWER);
  Touch(lead, OutboundAttempt::OUTCOME_VOICEMAIL);
  Touch(lead, OutboundAttempt::OUTCOME_CONNECTED);
  const v1::Call answered = engine.Call(kHome).call();
  engine.Answer(answered, "tracy");
  engine.End(answered, v1::Call::OUTCOME_RESOLVED);
  engine.End(engine.Call(kHome).call(), v1::Call::OUTCOME_ABANDONED);
  const v1::Call nuisance = engine.Call("+12025550143").call();
  engine.Answer(nuisance, "tracy");
  engine.End(nuisance, v1::Call::OUTCOME_SPAM);
  EXPECT_EQ(Text(Conversion(), Figure::CODE_CONVERSATIONS), "2");
  EXPECT_EQ(Text(FollowUp(), Figure::CODE_TOUCHES), "3");
}

TEST_F(Reports, LeaveDudsOutOfEveryFigureButTheirOwn) {
  const Lead dud = Open();
  Touch(dud, OutboundAttempt::OUTCOME_CONNECTED);
  Advance(dud, "tracy");
  Return(dud);
  const Lead good = Open(Lead::SOURCE_REFERRAL);
  Touch(good, OutboundAttempt::OUTCOME_CONNECTED);
  v1::ConversionReport report = Conversion();
  EXPECT_EQ(Text(report, Figure::CODE_LEADS), "1");
  EXPECT_EQ(Text(report, Figure::CODE_DUDS), "1");
  EXPECT_EQ(Text(report, Figure::CODE_CONVERSATIONS), "1");
  EXPECT_EQ(Text(report, Figure::CODE_ADVANCES), "0");
  EXPECT_EQ(Text(FollowUp(), Figure::CODE_TOUCHES), "1");
  ASSERT_EQ(report.dud_sources_size(), 1);
  EXPECT_EQ(report.dud_sources(0).key(), "WEB_FORM");
  EXPECT_EQ(report.dud_sources(0).display_name(), "web form");
  // Taken up again it is a lead as any other.
  Reopen(dud);
  report = Conversion();
  EXPECT_EQ(Text(report, Figure::CODE_LEADS), "2");
  EXPECT_EQ(Text(report, Figure::CODE_DUDS), "0");
  EXPECT_EQ(Text(report, Figure::CODE_ADVANCES), "1");
}

TEST_F(Reports, ALeadThatWasReopenedCountsOnceAsItIsNow) {
  const Lead lead = Open();
  Touch(lead, OutboundAttempt::OUTCOME_CONNECTED);
  Close(lead, Lead::STATE_WON, 450000);
  EXPECT_EQ(Text(Conversion(), Figure::CODE_CONVERSION_RATE), "1 of 1");
  EXPECT_EQ(Text(Conversion(), Figure::CODE_FIRST_CALL_CLOSE_RATE), "1 of 1");
  EXPECT_EQ(Of(Conversion(), Figure::CODE_VALUE_WON).value(), 450000);
  EXPECT_EQ(Of(Conversion(), Figure::CODE_VALUE_WON).currency(), "EUR");
  Reopen(lead);
  EXPECT_EQ(Text(Conversion(), Figure::CODE_CONVERSION_RATE), "0 of 0");
  Close(lead, Lead::STATE_LOST);
  const v1::ConversionReport report = Conversion();
  EXPECT_EQ(Text(report, Figure::CODE_CONVERSION_RATE), "0 of 1");
  EXPECT_EQ(report.wins_size(), 0);
  ASSERT_EQ(report.losses_size(), 1);
  EXPECT_EQ(report.losses(0).lead().close_reason(), "the price");
  EXPECT_EQ(report.losses(0).caller_display_name(), "Robert Jones");
}

TEST_F(Reports, SpeedToLeadIsThatOfTheFirstTouchByNearestRank) {
  std::vector<Lead> leads;
  for (int i = 0; i < 10; ++i) leads.push_back(Open());
  Open();  // nobody touches it
  for (const Lead& lead : leads) {
    engine.Pass(absl::Minutes(1));
    Touch(lead, OutboundAttempt::OUTCOME_NO_ANSWER);
  }
  Touch(leads[0], OutboundAttempt::OUTCOME_CONNECTED);  // a second touch of one
  const v1::FollowUpReport report = FollowUp();
  EXPECT_EQ(Of(report, Figure::CODE_SPEED_TO_LEAD_MEDIAN).value(), 5 * 60);
  EXPECT_EQ(Of(report, Figure::CODE_SPEED_TO_LEAD_P90).value(), 9 * 60);
  EXPECT_EQ(Text(report, Figure::CODE_SPEED_TO_LEAD_MEDIAN), "10");
  ASSERT_EQ(report.untouched_leads_size(), 1);
  EXPECT_EQ(report.untouched_leads(0).age_seconds(), 10 * 60);
  EXPECT_EQ(Text(report, Figure::CODE_UNTOUCHED_LEADS), "1");
}

TEST_F(Reports, CallbacksAreEarnedByTheTouchesThatWereReturned) {
  const Lead lead = Open();
  Touch(lead, OutboundAttempt::OUTCOME_NO_ANSWER);
  engine.Pass(absl::Minutes(12));
  const v1::Call call = engine.Call(kHome).call();
  engine.Answer(call, "tracy");
  engine.End(call, v1::Call::OUTCOME_RESOLVED);
  engine.Pass(absl::Minutes(1));
  Touch(lead, OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(Text(FollowUp(), Figure::CODE_CALLBACKS_EARNED), "1 of 2");
  EXPECT_EQ(Text(FollowUp(), Figure::CODE_CALLBACK_CONVERSION), "0 of 1");
  Close(lead, Lead::STATE_WON);
  EXPECT_EQ(Text(FollowUp(), Figure::CODE_CALLBACK_CONVERSION), "1 of 1");
  EXPECT_EQ(Of(FollowUp(), Figure::CODE_TOUCHES_TO_CLOSE).value(), 2);
}

TEST_F(Reports, TheNotesOfACallAreOneConversation) {
  const v1::Call call = engine.Call(kHome).call();
  engine.Answer(call, "tracy");
  v1::CallNote note;
  note.set_call(call.name());
  note.set_text("wants warmth");
  engine.Add(note);
  note.add_milestones(v1::MILESTONE_LET_US_LEAD);
  engine.Add(note);
  note.clear_milestones();
  note.add_milestones(v1::MILESTONE_COMMITTED);
  note.add_unstated_needs("silence");
  engine.Add(note);
  // One of its own.
  note.clear_call();
  note.set_caller(robert.name());
  note.clear_unstated_needs();
  engine.Add(note);
  const v1::CoachingReport report = Coaching();
  EXPECT_EQ(Text(report, Figure::CODE_CALLS_ASSESSED), "2");
  EXPECT_EQ(Text(report, Figure::CODE_LET_US_LEAD), "1 of 2");
  EXPECT_EQ(Text(report, Figure::CODE_COMMITTED), "2 of 2");
  EXPECT_EQ(Text(report, Figure::CODE_UNSTATED_NEEDS_FOUND), "1 of 2");
  EXPECT_EQ(Text(report, Figure::CODE_INTAKE_COMPLETE), "0 of 1");
}

TEST_F(Reports, AnAdvanceIsTheAgentsWhoAgreedItAndALeadIsItsOwners) {
  v1::Agent james;
  james.set_display_name("James");
  james.set_team("openers");
  engine.AddAgent("james", james);
  const Lead lead = Open();
  Advance(lead, "james");
  james.set_team("closers");
  james.set_name("tenants/default/agents/james");
  v1::UpdateAgentRequest request;
  *request.mutable_agent() = james;
  request.mutable_update_mask()->add_paths("team");
  Must(engine->tenants().UpdateAgent(request, engine.context()));
  Close(lead, Lead::STATE_WON);
  const auto keys = [&](v1::ReportDimension by, Figure::Code code) {
    std::vector<std::string> found;
    const v1::ConversionReport report = Conversion(by);
    for (const v1::ReportGroup& group : report.groups()) {
      for (const Figure& figure : group.figures()) {
        if (figure.code() == code && figure.count() > 0) found.push_back(group.display_name());
      }
    }
    return found;
  };
  EXPECT_THAT(keys(v1::REPORT_DIMENSION_AGENT, Figure::CODE_ADVANCES), ElementsAre("James"));
  EXPECT_THAT(keys(v1::REPORT_DIMENSION_AGENT, Figure::CODE_CONVERSIONS), ElementsAre("Tracy"));
  EXPECT_THAT(keys(v1::REPORT_DIMENSION_TEAM, Figure::CODE_ADVANCES), ElementsAre("openers"));
  EXPECT_THAT(keys(v1::REPORT_DIMENSION_TEAM, Figure::CODE_CONVERSIONS), ElementsAre("no team"));
  EXPECT_THAT(keys(v1::REPORT_DIMENSION_WEEK, Figure::CODE_LEADS), ElementsAre("2030-W41"));
}

TEST_F(Reports, ErasedCallersLeaveCountsAndNoLeads) {
  const Lead lead = Open();
  Touch(lead, OutboundAttempt::OUTCOME_CONNECTED);
  Close(lead, Lead::STATE_WON, 450000);
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  const v1::ConversionReport report = Conversion();
  EXPECT_EQ(Text(report, Figure::CODE_CONVERSATIONS), "1");
  EXPECT_EQ(Text(report, Figure::CODE_CONVERSIONS), "0");
  EXPECT_EQ(report.wins_size(), 0);
  EXPECT_EQ(report.DebugString().find("Jones"), std::string::npos);
}

TEST_F(Reports, OfAnotherTenantAreNotSeen) {
  engine.AddTenant("other", {});
  Open();
  auto request = Week<v1::GetConversionReportRequest>();
  request.set_parent("tenants/other");
  const auto other = Must(engine->reports().GetConversionReport(request, engine.context()));
  EXPECT_EQ(Text(other, Figure::CODE_LEADS), "0");
  request.set_parent("tenants/-");
  const auto both = Must(engine->reports().GetConversionReport(request, engine.context()));
  EXPECT_EQ(Text(both, Figure::CODE_LEADS), "1");
  request.set_parent("tenants/nobody");
  EXPECT_EQ(engine->reports().GetConversionReport(request, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Reports, BadQuestionsAreRefusedByField) {
  const auto field = [&](auto change) {
    auto request = Week<v1::ListReportRecordsRequest>();
    request.set_code(Figure::CODE_LEADS);
    change(request);
    const absl::Status refused =
        engine->reports().ListReportRecords(request, engine.context()).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](auto& r) { r.clear_start_time(); }), "start_time");
  EXPECT_EQ(field([](auto& r) { r.clear_end_time(); }), "end_time");
  EXPECT_EQ(field([](auto& r) { *r.mutable_end_time() = r.start_time(); }), "end_time");
  EXPECT_EQ(field([](auto& r) { r.mutable_end_time()->set_seconds(r.start_time().seconds() - 1); }),
            "end_time");
  EXPECT_EQ(field([](auto& r) {
              r.mutable_end_time()->set_seconds(r.start_time().seconds() + 3654 * 86400);
            }),
            "end_time");
  EXPECT_EQ(field([](auto& r) { r.clear_code(); }), "code");
  EXPECT_EQ(field([](auto& r) { r.set_code(static_cast<Figure::Code>(99)); }), "code");
  EXPECT_EQ(field([](auto& r) { r.set_group_by(static_cast<v1::ReportDimension>(7)); }),
            "group_by");
  EXPECT_EQ(field([](auto& r) { r.mutable_filter()->set_agent("Tracy!"); }), "filter.agent");
  EXPECT_EQ(field([](auto& r) { r.mutable_filter()->set_agent("tenants/other/agents/tracy"); }),
            "filter.agent");
  EXPECT_EQ(field([](auto& r) {
              r.set_parent("tenants/-");
              r.mutable_filter()->set_agent("tenants/tracy");
            }),
            "filter.agent");
  EXPECT_EQ(field([](auto& r) { r.set_page_size(1001); }), "page_size");
  EXPECT_EQ(field([](auto& r) { r.set_page_token("nonsense"); }), "page_token");
  EXPECT_EQ(field([](auto& r) { r.set_parent("tenants/a/b"); }), "parent");
}

TEST_F(Reports, ATokenGoesOnWithItsOwnListAlone) {
  for (int i = 0; i < 3; ++i) Open();
  auto request = Week<v1::ListReportRecordsRequest>();
  request.set_code(Figure::CODE_LEADS);
  request.set_page_size(2);
  const auto first = Must(engine->reports().ListReportRecords(request, engine.context()));
  ASSERT_FALSE(first.next_page_token().empty());
  request.set_page_token(first.next_page_token());
  const auto second = Must(engine->reports().ListReportRecords(request, engine.context()));
  EXPECT_EQ(second.records_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  request.set_code(Figure::CODE_LEADS_REACHED);
  EXPECT_EQ(
      MetadataOf(engine->reports().ListReportRecords(request, engine.context()).status(), "field"),
      "page_token");
}

}  // namespace
}  // namespace ringback::test
