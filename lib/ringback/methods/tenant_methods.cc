#include "ringback/methods/tenant_methods.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/methods/presence.h"
#include "ringback/model/email_address.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/local_hours.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

constexpr int64_t kDefaultCallbackWindow = 14 * 24 * 3600;

absl::Status ReadNumbers(std::string_view field, const std::string& region,
                         google::protobuf::RepeatedPtrField<std::string>* numbers) {
  for (int i = 0; i < numbers->size(); ++i) {
    const auto read = ReadDialable(numbers->Get(i), region);
    if (!read.ok()) {
      return InvalidField(absl::StrCat("tenant.", std::string(field), "[", i, "]"),
                          std::string(read.status().message()));
    }
    *numbers->Mutable(i) = read->number.ToE164();
  }
  return absl::OkStatus();
}

// An inbound call finds its tenant by the line that it came in on: a line belongs to one tenant.
// Lines that `tenant` had `before` are left alone.
absl::Status CheckLines(store::Session& session, const TenantRecord& before,
                        const v1::Tenant& tenant) {
  for (int i = 0; i < tenant.own_numbers_size(); ++i) {
    const auto line = PhoneNumber::FromE164(tenant.own_numbers(i));
    if (before.lines.contains(line.digits())) continue;
    RINGBACK_ASSIGN_OR_RETURN(const bool taken, IsLineOfAnother(session, before.id, line));
    if (taken) {
      return InvalidField(absl::StrCat("tenant.own_numbers[", i, "]"),
                          Quote(tenant.own_numbers(i)) +
                              " is a line of another tenant; a line belongs to one tenant");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHandoff(const v1::HandoffRules& handoff) {
  if (!handoff.email().empty() && !IsEmailAddress(handoff.email())) {
    return InvalidField("tenant.handoff.email",
                        Quote(handoff.email()) + " is not an e-mail address");
  }
  if (!handoff.email().empty() && !handoff.webhook().empty()) {
    return InvalidField("tenant.handoff.webhook",
                        "must not be given beside email: a handoff goes through one channel");
  }
  return absl::OkStatus();
}

// Fills what was left empty and checks what one field's rule cannot say.
absl::Status CompleteTenant(v1::Tenant* tenant) {
  if (tenant->default_region().empty()) tenant->set_default_region("US");
  if (tenant->time_zone().empty()) tenant->set_time_zone("UTC");
  if (tenant->callback_window().seconds() == 0)
    tenant->mutable_callback_window()->set_seconds(kDefaultCallbackWindow);
  if (!IsDialingRegion(tenant->default_region())) {
    return InvalidField("tenant.default_region",
                        Quote(tenant->default_region()) +
                            " is not a CLDR region with a numbering plan, such as \"US\"");
  }
  RINGBACK_RETURN_IF_ERROR(CheckTimeZone("tenant.time_zone", tenant->time_zone()));
  RINGBACK_RETURN_IF_ERROR(CheckHours("tenant.calling_hours", tenant->calling_hours()));
  RINGBACK_RETURN_IF_ERROR(CheckHandoff(tenant->handoff()));
  RINGBACK_RETURN_IF_ERROR(
      ReadNumbers("own_numbers", tenant->default_region(), tenant->mutable_own_numbers()));
  return ReadNumbers("outbound_caller_ids", tenant->default_region(),
                     tenant->mutable_outbound_caller_ids());
}

// Writes the tenant and returns it as it is read back, so that an answer and a later GetTenant are
// the same.
absl::StatusOr<TenantRecord> SaveTenant(store::WriteSession& session, const TenantRecord& record,
                                        int64_t now_us) {
  const int64_t create_us =
      record.tenant.has_create_time() ? ToMicros(record.tenant.create_time()) : now_us;
  RINGBACK_RETURN_IF_ERROR(WriteTenant(session, record, create_us, now_us));
  return ReadTenant(session, record.id);
}

void PublishOnCommit(store::WriteSession& session, TenantDirectory& directory,
                     const TenantRecord& record) {
  session.OnCommit([&directory, shared = std::make_shared<const TenantRecord>(record)] {
    directory.Put(shared);
  });
}

absl::StatusOr<AgentRecord> NeedAgent(store::Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadAgent(session, TenantOf(name), LastSegment(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

}  // namespace

absl::Status TenantMethods::AddDefaultTenant() {
  if (runner_.tenants().Find(kDefaultTenant) != nullptr || runner_.store().read_only())
    return absl::OkStatus();
  return runner_.store().Write(
      absl::InfiniteFuture(), [&](store::WriteSession& session) -> absl::Status {
        TenantRecord record;
        record.id = std::string(kDefaultTenant);
        record.revision = 1;
        RINGBACK_RETURN_IF_ERROR(CompleteTenant(&record.tenant));
        RINGBACK_ASSIGN_OR_RETURN(
            record, SaveTenant(session, record, absl::ToUnixMicros(runner_.clock().Now())));
        PublishOnCommit(session, runner_.tenants(), record);
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::Tenant> TenantMethods::CreateTenant(const v1::CreateTenantRequest& request,
                                                       const RequestContext& context) {
  RINGBACK_RETURN_IF_ERROR(Validate(request, request.tenant_id()));
  // A tenant is made in the name of the default one, which is always there.
  return runner_.Write<v1::Tenant>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Tenant> {
        const std::string name = TenantName(request.tenant_id());
        if (ReadTenant(scope.session, request.tenant_id()).ok())
          return AlreadyExists("tenant_id", name);
        TenantRecord record;
        record.id = request.tenant_id();
        record.revision = 1;
        record.tenant = request.tenant();
        record.tenant.clear_create_time();
        RINGBACK_RETURN_IF_ERROR(CompleteTenant(&record.tenant));
        RINGBACK_RETURN_IF_ERROR(CheckLines(scope.session, record, record.tenant));
        RINGBACK_ASSIGN_OR_RETURN(record, SaveTenant(scope.session, record, scope.now_us()));
        PublishOnCommit(scope.session, runner_.tenants(), record);
        RINGBACK_RETURN_IF_ERROR(
            scope.Emit(v1::EVENT_TYPE_TENANT_CREATED, "", name,
                       [&](v1::Event& event) { *event.mutable_tenant() = record.tenant; }));
        return record.tenant;
      });
}

absl::StatusOr<v1::Tenant> TenantMethods::GetTenant(const v1::GetTenantRequest& request,
                                                    const RequestContext&) {
  RINGBACK_RETURN_IF_ERROR(runner_.Check(request));
  RINGBACK_ASSIGN_OR_RETURN(const auto record, runner_.TenantFor(request.name()));
  return record->tenant;
}

absl::StatusOr<v1::Tenant> TenantMethods::UpdateTenant(const v1::UpdateTenantRequest& request,
                                                       const RequestContext& context) {
  const std::string& name = request.tenant().name();
  return runner_.Write<v1::Tenant>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Tenant> {
        RINGBACK_ASSIGN_OR_RETURN(TenantRecord record,
                                  ReadTenant(scope.session, scope.tenant_id()));
        if (!request.tenant().etag().empty() && request.tenant().etag() != record.tenant.etag()) {
          return EtagMismatch(name, record.tenant.etag());
        }
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.tenant(), request.update_mask(), {}, &record.tenant));
        RINGBACK_RETURN_IF_ERROR(CompleteTenant(&record.tenant));
        // `lines` are still those of before.
        RINGBACK_RETURN_IF_ERROR(CheckLines(scope.session, record, record.tenant));
        ++record.revision;
        RINGBACK_ASSIGN_OR_RETURN(record, SaveTenant(scope.session, record, scope.now_us()));
        PublishOnCommit(scope.session, runner_.tenants(), record);
        RINGBACK_RETURN_IF_ERROR(
            scope.Emit(v1::EVENT_TYPE_TENANT_UPDATED, "", name,
                       [&](v1::Event& event) { *event.mutable_tenant() = record.tenant; }));
        return record.tenant;
      });
}

absl::StatusOr<v1::ListTenantsResponse> TenantMethods::ListTenants(
    const v1::ListTenantsRequest& request, const RequestContext& context) {
  constexpr std::string_view kList = "tenants";
  return runner_.Read<v1::ListTenantsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListTenantsResponse> {
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(kList, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(auto ids, ListTenantIds(scope.session, after, rows + 1));
        v1::ListTenantsResponse response;
        if (static_cast<int64_t>(ids.size()) > rows) {
          ids.pop_back();
          response.set_next_page_token(MakePageToken(kList, ids.back()));
        }
        for (const std::string& id : ids) {
          RINGBACK_ASSIGN_OR_RETURN(auto record, ReadTenant(scope.session, id));
          *response.add_tenants() = std::move(record.tenant);
        }
        return response;
      });
}

absl::StatusOr<v1::Agent> TenantMethods::CreateAgent(const v1::CreateAgentRequest& request,
                                                     const RequestContext& context) {
  return runner_.Write<v1::Agent>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Agent> {
        AgentRecord record{.agent = request.agent(), .revision = 1};
        v1::Agent& agent = record.agent;
        agent.set_name(ResourceName(scope.tenant_id(), "agents", request.agent_id()));
        RINGBACK_ASSIGN_OR_RETURN(const auto found,
                                  ReadAgent(scope.session, scope.tenant_id(), request.agent_id()));
        if (found) return AlreadyExists("agent_id", agent.name());
        if (agent.display_name().empty()) {
          RINGBACK_ASSIGN_OR_RETURN(
              const auto named,
              ReadAgentOrId(scope.session, scope.tenant_id(), request.agent_id()));
          agent.set_display_name(named.display_name());
        }
        agent.set_etag(absl::StrCat(record.revision));
        *agent.mutable_create_time() = FromMicros(scope.now_us());
        *agent.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteAgent(scope.session, record));
        RINGBACK_RETURN_IF_ERROR(EmitAgent(scope, v1::EVENT_TYPE_AGENT_CREATED, agent));
        return agent;
      });
}

absl::StatusOr<v1::Agent> TenantMethods::GetAgent(const v1::GetAgentRequest& request,
                                                  const RequestContext& context) {
  return runner_.Read<v1::Agent>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::Agent> {
        RINGBACK_ASSIGN_OR_RETURN(AgentRecord record, NeedAgent(scope.session, request.name()));
        return record.agent;
      });
}

absl::StatusOr<v1::Agent> TenantMethods::UpdateAgent(const v1::UpdateAgentRequest& request,
                                                     const RequestContext& context) {
  const std::string& name = request.agent().name();
  return runner_.Write<v1::Agent>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Agent> {
        RINGBACK_ASSIGN_OR_RETURN(AgentRecord record, NeedAgent(scope.session, name));
        if (!request.agent().etag().empty() && request.agent().etag() != record.agent.etag()) {
          return EtagMismatch(name, record.agent.etag());
        }
        RINGBACK_RETURN_IF_ERROR(
            ApplyUpdate(request.agent(), request.update_mask(), {}, &record.agent));
        record.agent.set_etag(absl::StrCat(++record.revision));
        *record.agent.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteAgent(scope.session, record));
        RINGBACK_RETURN_IF_ERROR(EmitAgent(scope, v1::EVENT_TYPE_AGENT_UPDATED, record.agent));
        return record.agent;
      });
}

absl::StatusOr<v1::Agent> TenantMethods::DeleteAgent(const v1::DeleteAgentRequest& request,
                                                     const RequestContext& context) {
  return runner_.Write<v1::Agent>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Agent> {
        RINGBACK_ASSIGN_OR_RETURN(AgentRecord record, NeedAgent(scope.session, request.name()));
        if (!request.etag().empty() && request.etag() != record.agent.etag()) {
          return EtagMismatch(request.name(), record.agent.etag());
        }
        RINGBACK_RETURN_IF_ERROR(
            RemoveAgent(scope.session, scope.tenant_id(), LastSegment(request.name())));
        RINGBACK_RETURN_IF_ERROR(EmitAgent(scope, v1::EVENT_TYPE_AGENT_DELETED, record.agent));
        return record.agent;
      });
}

absl::StatusOr<v1::ListAgentsResponse> TenantMethods::ListAgents(
    const v1::ListAgentsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListAgentsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListAgentsResponse> {
        const std::string list = absl::StrCat("agents of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(auto agents,
                                  ListAgentRows(scope.session, scope.tenant_id(), after, rows + 1));
        v1::ListAgentsResponse response;
        response.set_next_page_token(TakePage(list, rows, &agents));
        for (auto& agent : agents) *response.add_agents() = std::move(agent);
        return response;
      });
}

}  // namespace ringback
