#include "tests/unit/reports/random_history.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace ringback::test {
namespace {

using v1::Lead;
using v1::OutboundAttempt;

const std::vector<std::string>& Campaigns() {
  static const auto* campaigns = new std::vector<std::string>{"autumn check", "spring", "=SUM(A1)"};
  return *campaigns;
}

const std::vector<std::string>& SourceNames() {
  static const auto* names = new std::vector<std::string>{"", "", "autumn page", "list, of 2029"};
  return *names;
}

}  // namespace

absl::Time RandomHistory::Begin() {
  return absl::FromCivil(absl::CivilSecond(2030, 10, 14, 4, 0, 0), absl::UTCTimeZone());
}

google::protobuf::Timestamp RandomHistory::NowOrBefore() {
  return AtTime(Chance(70) ? engine_.now : engine_.now - absl::Minutes(Below(6000)));
}

RandomHistory::Firm RandomHistory::MakeFirm(const std::string& tenant, const std::string& zone) {
  Firm firm{.parent = "tenants/" + tenant,
            .agents = {},
            .callers = {},
            .leads = {},
            .calls = {},
            .attempts = {}};
  v1::UpdateTenantRequest request;
  request.mutable_tenant()->set_name(firm.parent);
  request.mutable_tenant()->set_time_zone(zone);
  request.mutable_update_mask()->add_paths("time_zone");
  Must(engine_->tenants().UpdateTenant(request, engine_.context()));
  const std::vector<std::string> teams = {"", "openers", "closers"};
  for (const char* id : {"tracy", "james", "ada", "kim"}) {
    v1::Agent agent;
    agent.set_display_name(id);
    agent.set_team(Any(teams));
    firm.agents.push_back(engine_.AddAgent(id, agent, firm.parent).name());
  }
  // Nobody has entered this one.
  firm.agents.push_back(firm.parent + "/agents/temp");
  for (int i = 0; i < 12; ++i) {
    v1::Caller caller = Person(absl::StrCat("Sample Caller", i));
    if (Chance(85)) caller.add_phones()->set_number(absl::StrCat("+1202555", 1000 + i));
    if (Chance(60)) caller.add_emails("sample@example.com");
    if (Chance(60)) caller.set_service_address("1 Sample Street");
    firm.callers.push_back(engine_.Add(caller, firm.parent));
  }
  return firm;
}

void RandomHistory::Make(int steps) {
  engine_.now = Begin();
  engine_.AddTenant("berlin", {});
  std::vector<Firm> firms = {MakeFirm("default", "America/New_York"),
                             MakeFirm("berlin", "Europe/Berlin")};
  const absl::Duration pause = absl::Hours(24 * 35) / steps;
  for (int i = 0; i < steps; ++i) {
    Step(firms[static_cast<size_t>(Below(100) < 70 ? 0 : 1)]);
    engine_.Pass(pause * (Below(200)) / 100);
  }
}

void RandomHistory::Step(Firm& firm) {
  const std::vector<std::pair<const char*, bool (RandomHistory::*)(Firm&)>> kinds = {
      {"touch", &RandomHistory::Touch},
      {"touch", &RandomHistory::Touch},
      {"touch", &RandomHistory::Touch},
      {"begin a touch", &RandomHistory::BeginTouch},
      {"end a touch", &RandomHistory::EndTouch},
      {"ring", &RandomHistory::Ring},
      {"ring", &RandomHistory::Ring},
      {"end a call", &RandomHistory::EndCall},
      {"note", &RandomHistory::TakeNote},
      {"note", &RandomHistory::TakeNote},
      {"lead", &RandomHistory::OpenLead},
      {"lead", &RandomHistory::OpenLead},
      {"advance", &RandomHistory::Advance},
      {"close", &RandomHistory::Close},
      {"return", &RandomHistory::Return},
      {"reopen", &RandomHistory::Reopen},
      {"promise", &RandomHistory::Promise},
      {"promise", &RandomHistory::Promise},
      {"keep a promise", &RandomHistory::KeepPromise},
      {"move an agent", &RandomHistory::MoveAgent},
      {"forget a caller", &RandomHistory::ForgetCaller},
  };
  const auto& [name, step] = Any(kinds);
  if ((this->*step)(firm)) ++taken_[name];
}

bool RandomHistory::OpenLead(Firm& firm) {
  v1::CreateLeadRequest request;
  request.set_parent(firm.parent);
  Lead& lead = *request.mutable_lead();
  lead.set_caller(Any(firm.callers).name());
  lead.set_interest("a new boiler");
  lead.set_source(static_cast<Lead::Source>(Below(5)));
  lead.set_source_name(Any(SourceNames()));
  lead.set_campaign(AnyOrNone(Campaigns()));
  lead.set_owner(AnyOrNone(firm.agents));
  if (Chance(30)) lead.set_team("closers");
  lead.set_value(Below(5) * 10'000);
  if (lead.value() != 0) lead.set_currency(Chance(90) ? "EUR" : "USD");
  if (Chance(10)) lead.set_state(Lead::STATE_ADVANCED);
  const auto made = engine_->leads().CreateLead(request, engine_.context());
  if (made.ok()) firm.leads.push_back(made->name());
  return made.ok();
}

bool RandomHistory::Touch(Firm& firm) {
  v1::RecordAttemptRequest request;
  request.set_parent(firm.parent);
  OutboundAttempt& attempt = *request.mutable_attempt();
  attempt.set_agent(AnyOrNone(firm.agents));
  attempt.set_lead(AnyOrNone(firm.leads));
  if (attempt.lead().empty()) attempt.set_caller(Any(firm.callers).name());
  if (Chance(30)) attempt.set_campaign(Any(Campaigns()));
  attempt.set_channel(static_cast<v1::Channel>(Chance(80) ? 1 : 1 + Below(4)));
  attempt.set_dialed_number(absl::StrCat("+1202555", 1000 + Below(12)));
  attempt.set_outcome(static_cast<OutboundAttempt::Outcome>(Chance(35) ? 5 : 2 + Below(4)));
  if (Chance(4)) attempt.set_outcome(static_cast<OutboundAttempt::Outcome>(6 + Below(5)));
  *attempt.mutable_start_time() = NowOrBefore();
  return engine_->attempts().RecordAttempt(request, engine_.context()).ok();
}

bool RandomHistory::BeginTouch(Firm& firm) {
  v1::StartAttemptRequest request;
  request.set_parent(firm.parent);
  request.mutable_attempt()->set_agent(AnyOrNone(firm.agents));
  request.mutable_attempt()->set_lead(AnyOrNone(firm.leads));
  request.mutable_attempt()->set_dialed_number(absl::StrCat("+1202555", 1000 + Below(12)));
  const auto begun = engine_->attempts().StartAttempt(request, engine_.context());
  if (begun.ok()) firm.attempts.push_back(begun->name());
  return begun.ok();
}

bool RandomHistory::EndTouch(Firm& firm) {
  if (firm.attempts.empty()) return false;
  v1::FinishAttemptRequest request;
  request.set_name(firm.attempts.back());
  firm.attempts.pop_back();
  request.set_outcome(Chance(50) ? OutboundAttempt::OUTCOME_CONNECTED
                                 : OutboundAttempt::OUTCOME_VOICEMAIL);
  return engine_->attempts().FinishAttempt(request, engine_.context()).ok();
}

bool RandomHistory::Ring(Firm& firm) {
  v1::StartCallRequest request;
  request.set_parent(firm.parent);
  request.set_ani(Chance(85) ? absl::StrCat("+1202555", 1000 + Below(14)) : "anonymous");
  request.set_agent(AnyOrNone(firm.agents));
  *request.mutable_start_time() = NowOrBefore();
  const auto rung = engine_->calls().StartCall(request, engine_.context());
  if (!rung.ok()) return false;
  const v1::Call& call = rung->call();
  if (Chance(75)) engine_.Answer(call);
  if (Chance(30)) engine_.Confirm(call, Any(firm.callers));
  firm.calls.push_back(call.name());
  return Chance(80) ? EndCall(firm) : true;
}

bool RandomHistory::EndCall(Firm& firm) {
  if (firm.calls.empty()) return false;
  v1::EndCallRequest request;
  request.set_name(firm.calls.back());
  request.set_outcome(static_cast<v1::Call::Outcome>(Chance(50) ? 0 : Below(12)));
  // Mostly refused: a lead of somebody else.
  if (Chance(20)) request.set_lead(AnyOrNone(firm.leads));
  return engine_->calls().EndCall(request, engine_.context()).ok();
}

bool RandomHistory::TakeNote(Firm& firm) {
  v1::CreateCallNoteRequest request;
  request.set_parent(firm.parent);
  v1::CallNote& note = *request.mutable_call_note();
  note.set_text("said this and that");
  if (Chance(60)) note.set_call(AnyOrNone(firm.calls));
  if (Chance(50)) note.set_lead(AnyOrNone(firm.leads));
  if (note.call().empty() && note.lead().empty()) note.set_caller(Any(firm.callers).name());
  note.set_agent(AnyOrNone(firm.agents));
  for (int i = Below(4); i > 0; --i) note.add_milestones(static_cast<v1::Milestone>(1 + Below(6)));
  if (Chance(30)) note.add_stated_needs("warmth");
  if (Chance(30)) note.add_unstated_needs("silence");
  *note.mutable_note_time() = NowOrBefore();
  return engine_->notes().CreateCallNote(request, engine_.context()).ok();
}

bool RandomHistory::Advance(Firm& firm) {
  v1::AdvanceLeadRequest request;
  request.set_name(AnyOrNone(firm.leads));
  request.set_agent(AnyOrNone(firm.agents));
  request.set_next_step("site survey");
  return engine_->leads().AdvanceLead(request, engine_.context()).ok();
}

bool RandomHistory::Close(Firm& firm) {
  v1::CloseLeadRequest request;
  request.set_name(AnyOrNone(firm.leads));
  request.set_state(Chance(60) ? Lead::STATE_WON : Lead::STATE_LOST);
  request.set_reason("the price");
  request.set_agent(AnyOrNone(firm.agents));
  if (Chance(50)) request.set_value(Below(9) * 1'000);
  return engine_->leads().CloseLead(request, engine_.context()).ok();
}

bool RandomHistory::Return(Firm& firm) {
  v1::ReturnLeadRequest request;
  request.set_name(AnyOrNone(firm.leads));
  request.set_reason(static_cast<Lead::ReturnReason>(1 + Below(5)));
  request.set_agent(AnyOrNone(firm.agents));
  return engine_->leads().ReturnLead(request, engine_.context()).ok();
}

bool RandomHistory::Reopen(Firm& firm) {
  v1::ReopenLeadRequest request;
  request.set_name(AnyOrNone(firm.leads));
  request.set_reason("they rang again");
  return engine_->leads().ReopenLead(request, engine_.context()).ok();
}

bool RandomHistory::Promise(Firm& firm) {
  v1::UpdateLeadRequest request;
  Lead& lead = *request.mutable_lead();
  lead.set_name(AnyOrNone(firm.leads));
  *lead.mutable_next_contact()->mutable_contact_time() =
      AtTime(engine_.now + absl::Minutes(1 + Below(2000)));
  lead.mutable_next_contact()->set_channel(v1::CHANNEL_CALL);
  request.mutable_update_mask()->add_paths("next_contact");
  return engine_->leads().UpdateLead(request, engine_.context()).ok();
}

bool RandomHistory::KeepPromise(Firm& firm) {
  v1::LeaseDueContactRequest lease;
  lease.set_parent(firm.parent);
  lease.set_agent(Any(firm.agents));
  const auto leased = engine_->due_contacts().LeaseDueContact(lease, engine_.context());
  if (!leased.ok() || !leased->has_due_contact()) return false;
  engine_.Pass(absl::Minutes(Below(9)));
  v1::CompleteDueContactRequest done;
  done.set_name(leased->due_contact().name());
  done.set_agent(lease.agent());
  done.mutable_new_attempt()->set_outcome(Chance(50) ? OutboundAttempt::OUTCOME_CONNECTED
                                                     : OutboundAttempt::OUTCOME_NO_ANSWER);
  return engine_->due_contacts().CompleteDueContact(done, engine_.context()).ok();
}

bool RandomHistory::MoveAgent(Firm& firm) {
  v1::UpdateAgentRequest request;
  request.mutable_agent()->set_name(Any(firm.agents));
  request.mutable_agent()->set_team(Chance(50) ? "closers" : "openers");
  request.mutable_update_mask()->add_paths("team");
  return engine_->tenants().UpdateAgent(request, engine_.context()).ok();
}

bool RandomHistory::ForgetCaller(Firm& firm) {
  if (firm.callers.size() < 6 || Chance(60)) return false;
  v1::DeleteCallerRequest request;
  request.set_name(firm.callers.back().name());
  request.set_force(true);
  firm.callers.pop_back();
  return engine_->callers().DeleteCaller(request, engine_.context()).ok();
}

}  // namespace ringback::test
