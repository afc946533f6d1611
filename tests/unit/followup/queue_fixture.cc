#include "tests/unit/followup/queue_fixture.h"

#include "absl/strings/str_format.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"

namespace ringback::test {

std::string AgentNamed(std::string_view id) { return ResourceName("default", "agents", id); }

absl::Time TimeIn(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(ToMicros(time));
}

v1::Caller QueueTest::NewCaller(std::string_view time_zone) {
  v1::Caller caller = Person("Robert Jones", {absl::StrFormat("+120255501%02d", numbers_++ % 100)});
  caller.set_time_zone(std::string(time_zone));
  return engine.Add(caller);
}

v1::Lead QueueTest::NewLead(const v1::Caller& caller, std::string_view owner,
                            std::string_view team) {
  v1::Lead lead;
  lead.set_caller(caller.name());
  lead.set_interest("a new boiler");
  if (!owner.empty()) lead.set_owner(AgentNamed(owner));
  lead.set_team(std::string(team));
  return engine.Add(lead);
}

absl::StatusOr<v1::Lead> QueueTest::TryPromise(const v1::Lead& lead, absl::Time time,
                                               v1::Channel channel) {
  v1::UpdateLeadRequest request;
  request.mutable_lead()->set_name(lead.name());
  if (time != absl::InfinitePast()) {
    v1::NextContact& next = *request.mutable_lead()->mutable_next_contact();
    *next.mutable_contact_time() = AtTime(time);
    next.set_channel(channel);
    next.set_reason("ring with the price");
  }
  request.mutable_update_mask()->add_paths("next_contact");
  return engine->leads().UpdateLead(request, engine.context());
}

v1::DueContact QueueTest::Lease(std::string_view agent, absl::Duration duration) {
  v1::LeaseDueContactRequest request;
  request.set_agent(std::string(agent));
  request.mutable_lease_duration()->set_seconds(absl::ToInt64Seconds(duration));
  return Must(TryLease(request)).due_contact();
}

absl::StatusOr<v1::DueContact> QueueTest::TryComplete(const v1::DueContact& contact,
                                                      std::string_view agent, Outcome outcome) {
  v1::CompleteDueContactRequest request;
  request.set_name(contact.name());
  request.set_agent(std::string(agent));
  request.mutable_new_attempt()->set_outcome(outcome);
  return engine->due_contacts().CompleteDueContact(request, engine.context());
}

absl::StatusOr<v1::DueContact> QueueTest::TryRelease(const v1::DueContact& contact,
                                                     std::string_view agent, absl::Time retry) {
  v1::ReleaseDueContactRequest request;
  request.set_name(contact.name());
  request.set_agent(std::string(agent));
  if (retry != absl::InfinitePast()) *request.mutable_retry_time() = AtTime(retry);
  return engine->due_contacts().ReleaseDueContact(request, engine.context());
}

v1::OutboundAttempt QueueTest::RingFor(const v1::Lead& lead, std::string_view agent,
                                       Outcome outcome) {
  v1::OutboundAttempt attempt;
  attempt.set_lead(lead.name());
  attempt.set_agent(AgentNamed(agent));
  attempt.set_outcome(outcome);
  return engine.Add(attempt);
}

std::vector<v1::DueContact> QueueTest::Open() {
  v1::ListDueContactsRequest request;
  request.set_page_size(1000);
  const auto page = Must(engine->due_contacts().ListDueContacts(request, engine.context()));
  return {page.due_contacts().begin(), page.due_contacts().end()};
}

v1::DueContact QueueTest::OpenOf(const v1::Lead& lead) {
  v1::ListDueContactsRequest request;
  request.set_lead(lead.name());
  const auto page = Must(engine->due_contacts().ListDueContacts(request, engine.context()));
  EXPECT_LE(page.due_contacts_size(), 1);
  return page.due_contacts().empty() ? v1::DueContact{} : page.due_contacts(0);
}

v1::DueContact QueueTest::Get(const v1::DueContact& contact) {
  v1::GetDueContactRequest request;
  request.set_name(contact.name());
  return Must(engine->due_contacts().GetDueContact(request, engine.context()));
}

void QueueTest::SetHours(int start_minute, int end_minute) {
  v1::Tenant tenant;
  for (int day = 1; day <= 7; ++day) {
    v1::CallingHours& hours = *tenant.add_calling_hours();
    hours.set_iso_weekday(day);
    hours.set_start_minute(start_minute);
    hours.set_end_minute(end_minute);
  }
  engine.SetTenant(tenant);
}

v1::Cadence QueueTest::AddCadence(std::string_view id, const std::vector<int>& hours) {
  v1::CreateCadenceRequest request;
  request.set_cadence_id(std::string(id));
  for (const int hour : hours) {
    v1::CadenceStep& step = *request.mutable_cadence()->add_steps();
    step.mutable_offset()->set_seconds(hour * 3600);
    step.set_channel(v1::CHANNEL_CALL);
    step.set_purpose(absl::StrFormat("hour %d", hour));
  }
  return Must(engine->cadences().CreateCadence(request, engine.context()));
}

v1::Lead QueueTest::Enrol(const v1::Lead& lead, const v1::Cadence& cadence) {
  v1::EnrolLeadRequest request;
  request.set_name(lead.name());
  request.set_cadence(cadence.name());
  return Must(engine->cadences().EnrolLead(request, engine.context()));
}

}  // namespace ringback::test
