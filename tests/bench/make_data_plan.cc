#include "tests/bench/make_data_plan.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ringback/base/status_macros.h"
#include "ringback/engine.h"
#include "ringback/model/request_context.h"
#include "ringback/model/resource_name.h"
#include "tests/bench/make_data_random.h"
#include "tests/bench/make_data_words.h"

namespace ringback::bench {
namespace {

constexpr double kBiggestShare = 1.0 / 3;
constexpr int64_t kFewestAgents = 3;
constexpr int64_t kMostAgents = 60;
constexpr int64_t kCallersPerAgent = 2000;
// Tenants are older than everything that they have.
constexpr absl::Duration kTenantAge = absl::Hours(24 * 1500);

// `whole` in `parts` parts whose sum it is: the first has a third, the others fall off slowly.
std::vector<int64_t> Shares(int64_t whole, int64_t parts) {
  std::vector<double> weights;
  double sum = 0;
  for (int64_t i = 1; i < parts; ++i) {
    sum += weights.emplace_back(std::pow(static_cast<double>(i), -0.8));
  }
  std::vector<int64_t> shares(1, 0);
  int64_t left = whole;
  for (const double weight : weights) {
    const double share = static_cast<double>(whole) * (1 - kBiggestShare) * weight / sum;
    left -= shares.emplace_back(static_cast<int64_t>(share));
  }
  shares.front() = left;
  return shares;
}

std::string PickRegion(int64_t index, SampleRandom* random) {
  if (index == 0 || random->Percent(68)) return "US";
  return random->Percent(60) ? "GB" : "DE";
}

v1::Tenant TenantOfPlan(const TenantPlan& plan) {
  v1::Tenant tenant;
  tenant.set_display_name("Sample Company " + plan.id);
  tenant.set_default_region(plan.region);
  tenant.set_time_zone(plan.region == "US"   ? "America/New_York"
                       : plan.region == "GB" ? "Europe/London"
                                             : "Europe/Berlin");
  for (const SampleNumber& number : plan.caller_ids) {
    tenant.add_outbound_caller_ids(number.number.ToE164());
  }
  return tenant;
}

absl::Status CreateAgents(Engine& engine, const TenantPlan& plan, const RequestContext& context) {
  for (size_t i = 0; i < plan.agents.size(); i += 2) {
    v1::CreateAgentRequest request;
    request.set_parent(TenantName(plan.id));
    request.set_agent_id(std::string(LastSegment(plan.agents[i])));
    request.mutable_agent()->set_display_name(SampleAgentName(static_cast<int64_t>(i)));
    request.mutable_agent()->set_team(i % 4 == 0 ? "sample inbound" : "sample outbound");
    request.mutable_agent()->set_presence(i % 3 == 0 ? v1::PRESENCE_AWAY : v1::PRESENCE_FREE);
    RINGBACK_RETURN_IF_ERROR(engine.tenants().CreateAgent(request, context).status());
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<TenantPlan> PlanTenants(const DataPlan& plan, const NumberPlan& numbers) {
  SampleRandom random(plan.seed);
  const std::vector<int64_t> callers = Shares(plan.callers, plan.tenants);
  const std::vector<int64_t> attempts = Shares(plan.attempts, plan.tenants);
  std::vector<TenantPlan> tenants;
  for (int64_t i = 0; i < plan.tenants; ++i) {
    TenantPlan& tenant = tenants.emplace_back();
    tenant.index = i;
    // In the order of the ids, so that rows that are clustered by tenant are added at the end.
    tenant.id = absl::StrFormat("sample-%05d", i + 1);
    tenant.region = PickRegion(i, &random);
    tenant.callers = callers[static_cast<size_t>(i)];
    tenant.attempts = attempts[static_cast<size_t>(i)];
    for (int64_t line = 0; line < 3; ++line) {
      tenant.caller_ids.push_back(numbers.Draw(tenant.region, false, &random));
    }
    const int64_t agents =
        std::clamp(tenant.callers / kCallersPerAgent, kFewestAgents, kMostAgents);
    for (int64_t agent = 0; agent < agents; ++agent) {
      tenant.agents.push_back(ResourceName(tenant.id, "agents", SampleAgentId(agent)));
    }
  }
  return tenants;
}

absl::Status CreateTenants(const std::string& path, const DataPlan& plan,
                           const std::vector<TenantPlan>& tenants) {
  RINGBACK_ASSIGN_OR_RETURN(const auto engine, Engine::Open("sqlite:" + path));
  const RequestContext context{.now = plan.until - kTenantAge};
  for (const TenantPlan& tenant : tenants) {
    v1::CreateTenantRequest request;
    request.set_tenant_id(tenant.id);
    *request.mutable_tenant() = TenantOfPlan(tenant);
    RINGBACK_RETURN_IF_ERROR(engine->tenants().CreateTenant(request, context).status());
    RINGBACK_RETURN_IF_ERROR(CreateAgents(*engine, tenant, context));
  }
  return absl::OkStatus();
}

}  // namespace ringback::bench
