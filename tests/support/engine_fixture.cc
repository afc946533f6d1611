#include "tests/support/engine_fixture.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "ringback/model/timestamps.h"

namespace ringback::test {

absl::Time TestStart() {
  return absl::FromCivil(absl::CivilSecond(2030, 10, 7, 15, 0, 0), absl::UTCTimeZone());
}

v1::Caller Person(std::string_view name, std::initializer_list<std::string_view> numbers) {
  v1::Caller caller;
  std::vector<std::string> words = absl::StrSplit(std::string(name), ' ', absl::SkipEmpty());
  if (!words.empty() && words.front().back() == '.') {
    caller.set_honorific(words.front());
    words.erase(words.begin());
  }
  if (!words.empty()) {
    caller.set_family_name(words.back());
    words.pop_back();
  }
  if (!words.empty()) caller.set_given_name(words.front());
  for (const std::string_view number : numbers)
    caller.add_phones()->set_number(std::string(number));
  return caller;
}

v1::OutboundAttempt Ring(std::string_view number, v1::OutboundAttempt::Outcome outcome,
                         absl::Time start) {
  v1::OutboundAttempt attempt;
  attempt.set_channel(v1::CHANNEL_CALL);
  attempt.set_dialed_number(std::string(number));
  attempt.set_outcome(outcome);
  *attempt.mutable_start_time() = AtTime(start);
  return attempt;
}

v1::OutboundAttempt Ring(const v1::Caller& caller, v1::OutboundAttempt::Outcome outcome,
                         absl::Time start) {
  v1::OutboundAttempt attempt =
      Ring(caller.phones().empty() ? "" : caller.phones(0).number(), outcome, start);
  attempt.set_caller(caller.name());
  return attempt;
}

google::protobuf::Timestamp AtTime(absl::Time time) { return FromMicros(absl::ToUnixMicros(time)); }

v1::TimeSlot Slot(absl::Time start) {
  v1::TimeSlot slot;
  *slot.mutable_start_time() = AtTime(start);
  *slot.mutable_end_time() = AtTime(start + absl::Hours(1));
  return slot;
}

TestTime::operator absl::Time() const { return engine_.clock_.Now(); }

TestTime& TestTime::operator=(absl::Time time) {
  engine_.clock_.SetTo(time);
  engine_.engine_->AwaitIdle();
  return *this;
}

TestEngine::TestEngine() {
  std::string pattern = (std::filesystem::temp_directory_path() / "ringback_test_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
  directory_ = pattern;
  path_ = directory_ + "/calls.db";
  Open();
}

TestEngine::~TestEngine() {
  engine_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void TestEngine::Open() {
  auto engine = Engine::Open(uri(), {.clock = &clock_});
  if (!engine.ok()) {
    // There is no engine to go on with.
    std::fprintf(stderr, "%s\n", engine.status().ToString().c_str());
    std::abort();
  }
  engine_ = *std::move(engine);
}

void TestEngine::Reopen() {
  engine_.reset();
  Open();
}

RequestContext TestEngine::context() const {
  engine_->AwaitIdle();
  return {.now = now};
}

v1::Tenant TestEngine::AddTenant(std::string_view id, const v1::Tenant& tenant) {
  v1::CreateTenantRequest request;
  request.set_tenant_id(std::string(id));
  *request.mutable_tenant() = tenant;
  return Must(engine_->tenants().CreateTenant(request, context()));
}

v1::Tenant TestEngine::SetTenant(v1::Tenant tenant) {
  v1::UpdateTenantRequest request;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  tenant.GetReflection()->ListFields(tenant, &fields);
  for (const auto* field : fields) request.mutable_update_mask()->add_paths(field->name());
  *request.mutable_tenant() = std::move(tenant);
  request.mutable_tenant()->set_name("tenants/default");
  return Must(engine_->tenants().UpdateTenant(request, context()));
}

v1::Caller TestEngine::Add(const v1::Caller& caller, std::string_view parent) {
  v1::CreateCallerRequest request;
  request.set_parent(std::string(parent));
  *request.mutable_caller() = caller;
  return Must(engine_->callers().CreateCaller(request, context()));
}

v1::Lead TestEngine::Add(const v1::Lead& lead, std::string_view parent) {
  v1::CreateLeadRequest request;
  request.set_parent(std::string(parent));
  *request.mutable_lead() = lead;
  return Must(engine_->leads().CreateLead(request, context()));
}

v1::CallNote TestEngine::Add(const v1::CallNote& note, std::string_view parent) {
  v1::CreateCallNoteRequest request;
  request.set_parent(std::string(parent));
  *request.mutable_call_note() = note;
  return Must(engine_->notes().CreateCallNote(request, context()));
}

v1::Agent TestEngine::AddAgent(std::string_view id, const v1::Agent& agent,
                               std::string_view parent) {
  v1::CreateAgentRequest request;
  request.set_parent(std::string(parent));
  request.set_agent_id(std::string(id));
  *request.mutable_agent() = agent;
  return Must(engine_->tenants().CreateAgent(request, context()));
}

v1::OutboundAttempt TestEngine::Add(v1::OutboundAttempt attempt, std::string_view parent) {
  if (!attempt.has_start_time()) *attempt.mutable_start_time() = AtTime(now);
  if (attempt.outcome() == v1::OutboundAttempt::OUTCOME_UNSPECIFIED &&
      (attempt.channel() == v1::CHANNEL_CALL || attempt.channel() == v1::CHANNEL_UNSPECIFIED)) {
    attempt.set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  }
  v1::RecordAttemptRequest request;
  request.set_parent(std::string(parent));
  *request.mutable_attempt() = std::move(attempt);
  return Must(engine_->attempts().RecordAttempt(request, context()));
}

v1::CallerContext TestEngine::Lookup(std::string_view ani, std::string_view dnis,
                                     std::string_view parent) {
  v1::LookupCallerRequest request;
  request.set_parent(std::string(parent));
  request.set_ani(std::string(ani));
  request.set_dnis(std::string(dnis));
  return Lookup(request);
}

v1::CallerContext TestEngine::Lookup(const v1::LookupCallerRequest& request) {
  return Must(engine_->context().LookupCaller(request, context()));
}

v1::StartCallResponse TestEngine::Call(std::string_view ani, std::string_view dnis,
                                       std::string_view agent) {
  v1::StartCallRequest request;
  request.set_ani(std::string(ani));
  request.set_dnis(std::string(dnis));
  request.set_agent(std::string(agent));
  return Must(engine_->calls().StartCall(request, context()));
}

v1::Call TestEngine::Answer(const v1::Call& call, std::string_view agent) {
  v1::AnswerCallRequest request;
  request.set_name(call.name());
  request.set_agent(std::string(agent));
  return Must(engine_->calls().AnswerCall(request, context()));
}

v1::Call TestEngine::Confirm(const v1::Call& call, const v1::Caller& caller,
                             std::string_view agent) {
  v1::IdentifyCallerRequest request;
  request.set_name(call.name());
  request.set_caller(caller.name());
  request.set_agent(std::string(agent));
  return Must(engine_->calls().IdentifyCaller(request, context()));
}

v1::Call TestEngine::Reject(const v1::Call& call, const v1::Caller& caller,
                            std::string_view agent) {
  v1::IdentifyCallerRequest request;
  request.set_name(call.name());
  request.set_caller(caller.name());
  request.set_agent(std::string(agent));
  request.set_verdict(v1::IdentifyCallerRequest::VERDICT_REJECT);
  return Must(engine_->calls().IdentifyCaller(request, context()));
}

v1::Call TestEngine::End(const v1::Call& call, v1::Call::Outcome outcome) {
  v1::EndCallRequest request;
  request.set_name(call.name());
  request.set_outcome(outcome);
  return Must(engine_->calls().EndCall(request, context()));
}

v1::Caller TestEngine::Get(const v1::Caller& caller) {
  v1::GetCallerRequest request;
  request.set_name(caller.name());
  return Must(engine_->callers().GetCaller(request, context()));
}

v1::Lead TestEngine::Get(const v1::Lead& lead) {
  v1::GetLeadRequest request;
  request.set_name(lead.name());
  return Must(engine_->leads().GetLead(request, context()));
}

v1::OutboundAttempt TestEngine::Get(const v1::OutboundAttempt& attempt) {
  v1::GetAttemptRequest request;
  request.set_name(attempt.name());
  return Must(engine_->attempts().GetAttempt(request, context()));
}

v1::Call TestEngine::Get(const v1::Call& call) {
  v1::GetCallRequest request;
  request.set_name(call.name());
  return Must(engine_->calls().GetCall(request, context()));
}

std::vector<std::string> NamesOf(const v1::CallerContext& card) {
  std::vector<std::string> names;
  for (const v1::Match& match : card.matches()) {
    if (match.has_caller()) {
      names.push_back(match.caller().display_name());
    } else {
      names.push_back(match.attempts().empty() ? "" : match.attempts(0).dialed_number());
    }
  }
  return names;
}

const v1::Match* MatchOf(const v1::CallerContext& card, const v1::Caller& caller) {
  for (const v1::Match& match : card.matches()) {
    if (match.caller().name() == caller.name()) return &match;
  }
  return nullptr;
}

const v1::Reason* ReasonFor(const v1::Match& match, v1::Reason::Code code) {
  for (const v1::Reason& reason : match.reasons()) {
    if (reason.code() == code) return &reason;
  }
  return nullptr;
}

}  // namespace ringback::test
