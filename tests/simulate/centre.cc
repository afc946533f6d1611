#include "tests/simulate/centre.h"

#include "absl/strings/str_cat.h"

namespace ringback::simulate {
namespace {

constexpr char kTenant[] = "tenants/default";
constexpr char kCadence[] = "new-leads";

void SetUpTenant(Centre* centre, const std::string& cadence) {
  v1::UpdateTenantRequest request;
  v1::Tenant& tenant = *request.mutable_tenant();
  tenant.set_name(kTenant);
  tenant.set_display_name("Sample Heating");
  tenant.set_default_region("US");
  tenant.set_time_zone(kOfficeZone);
  tenant.add_outbound_caller_ids(kOfficeNumber);
  *tenant.mutable_calling_hours() = CallingHours();
  tenant.mutable_follow_up()->set_closers_team(kClosers);
  tenant.mutable_follow_up()->set_default_cadence(cadence);
  for (const char* field : {"display_name", "default_region", "time_zone", "outbound_caller_ids",
                            "calling_hours", "follow_up"}) {
    request.mutable_update_mask()->add_paths(field);
  }
  centre->line.Ask(&Client::tenants, &v1::TenantService::Stub::UpdateTenant, request);
}

void SetUpAgents(Centre* centre) {
  for (const Worker& worker : centre->office.workers()) {
    v1::CreateAgentRequest request;
    request.set_agent_id(worker.id);
    request.mutable_agent()->set_display_name(worker.display_name);
    request.mutable_agent()->set_team(worker.team);
    request.mutable_agent()->set_presence(v1::PRESENCE_FREE);
    centre->line.Ask(&Client::tenants, &v1::TenantService::Stub::CreateAgent, request);
  }
}

void SetUpVans(Centre* centre) {
  for (int van = 1; van <= centre->plan.agents / 2 + 1; ++van) {
    v1::CreateBookableResourceRequest request;
    request.set_bookable_resource_id(absl::StrCat("van-", van));
    request.mutable_bookable_resource()->set_display_name(absl::StrCat("Van ", van));
    centre->line.Ask(&Client::appointments, &v1::AppointmentService::Stub::CreateBookableResource,
                     request);
  }
}

// Nine steps in sixteen days: several calls on the first day, phone, mail, phone.
std::string SetUpCadence(Centre* centre) {
  struct Step {
    int hours;
    v1::Channel channel;
  };
  constexpr Step kSteps[] = {
      {0, v1::CHANNEL_CALL},      {4, v1::CHANNEL_CALL},         {24, v1::CHANNEL_EMAIL},
      {2 * 24, v1::CHANNEL_CALL}, {4 * 24, v1::CHANNEL_CALL},    {6 * 24, v1::CHANNEL_EMAIL},
      {8 * 24, v1::CHANNEL_CALL}, {12 * 24, v1::CHANNEL_LETTER}, {16 * 24, v1::CHANNEL_CALL}};
  v1::CreateCadenceRequest request;
  request.set_cadence_id(kCadence);
  request.mutable_cadence()->set_display_name("New leads");
  for (const Step& step : kSteps) {
    v1::CadenceStep& made = *request.mutable_cadence()->add_steps();
    made.mutable_offset()->set_seconds(int64_t{step.hours} * 3600);
    made.set_channel(step.channel);
  }
  return centre->line.Ask(&Client::follow_up, &v1::FollowUpService::Stub::CreateCadence, request)
      .name();
}

}  // namespace

absl::Time StartOfRun() {
  absl::TimeZone zone;
  absl::LoadTimeZone(kOfficeZone, &zone);
  return absl::FromCivil(absl::CivilDay(2025, 3, 3), zone);
}

absl::Time EndOfRun(const Plan& plan) {
  absl::TimeZone zone;
  absl::LoadTimeZone(kOfficeZone, &zone);
  return absl::FromCivil(absl::ToCivilDay(StartOfRun(), zone) + plan.days, zone);
}

void SetUp(Centre* centre) {
  const auto callers = centre->line.Ask(&Client::callers, &v1::CallerService::Stub::ListCallers,
                                        v1::ListCallersRequest());
  if (callers.callers_size() > 0) Die("the store has callers already; give an empty one");
  SetUpTenant(centre, centre->plan.cadences ? SetUpCadence(centre) : "");
  SetUpAgents(centre);
  SetUpVans(centre);
}

}  // namespace ringback::simulate
