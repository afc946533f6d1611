#include "ringback/request/request_runner.h"

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/request_log.h"

namespace ringback {

absl::Status WriteScope::Emit(v1::EventType type, std::string_view agent, std::string_view resource,
                              absl::FunctionRef<void(v1::Event&)> set_payload) {
  v1::Event event;
  event.set_type(type);
  event.set_agent(std::string(agent));
  event.set_resource(std::string(resource));
  set_payload(event);
  return events_.Append(session, tenant_id(), std::move(event), now_us());
}

void WriteScope::ForgetWhatIsKept() {
  session.OnCommit([&forget = hooks_.forget, id = tenant.id] { forget(id); });
}

void WriteScope::WakeAt(absl::Time time) {
  session.OnCommit([&wake = hooks_.wake, time] {
    if (wake) wake(time);
  });
}

absl::StatusOr<std::shared_ptr<const TenantRecord>> RequestRunner::TenantFor(
    std::string_view name) const {
  const std::string_view id = name == kEveryTenant ? kDefaultTenant : TenantOf(name);
  auto tenant = tenants_->Find(id);
  if (tenant == nullptr) return NotFound(TenantName(id));
  return tenant;
}

absl::StatusOr<std::shared_ptr<const TenantRecord>> RequestRunner::TakeIn(
    const Message& request, std::string_view name) const {
  auto tenant = TenantFor(name);
  // With the tenant missing, what the request says of it comes first.
  const bool any = name == kEveryTenant || !tenant.ok();
  RINGBACK_RETURN_IF_ERROR(Validate(request, any ? kEveryTenantId : TenantOf(name)));
  return tenant;
}

absl::Status RequestRunner::Check(const Message& request) const {
  return TakeIn(request, TenantNameIn(request)).status();
}

RequestContext RequestRunner::Dated(const RequestContext& context) const {
  RequestContext dated = context;
  if (dated.now == absl::InfinitePast()) dated.now = clock_.Now();
  return dated;
}

absl::Status RequestRunner::ReadInto(const Message& request, const RequestContext& context,
                                     absl::FunctionRef<absl::Status(ReadScope&)> body) {
  RINGBACK_ASSIGN_OR_RETURN(const auto tenant, TakeIn(request, TenantNameIn(request)));
  const RequestContext dated = Dated(context);
  return store_->Read(context.deadline, [&](store::Session& session) {
    ReadScope scope{session, *tenant, dated};
    return body(scope);
  });
}

absl::Status RequestRunner::WriteInto(const Message& request, std::string_view name,
                                      std::string_view request_id, const RequestContext& context,
                                      absl::FunctionRef<absl::Status(WriteScope&)> body,
                                      Message* response) {
  RINGBACK_ASSIGN_OR_RETURN(const auto tenant,
                            context.checked == &request ? TenantFor(name) : TakeIn(request, name));
  const RequestContext dated = Dated(context);
  return store_->Write(context.deadline, [&](store::WriteSession& session) -> absl::Status {
    WriteScope scope(session, *tenant, dated, *events_, hooks_);
    if (request_id.empty()) return body(scope);
    const RequestKey key{tenant->id, request_id, request};
    RINGBACK_ASSIGN_OR_RETURN(const bool answered, FindAnswer(session, key, response));
    if (answered) return absl::OkStatus();
    RINGBACK_RETURN_IF_ERROR(body(scope));
    // Those of a request that did not come through ParseRequest().
    response->DiscardUnknownFields();
    return KeepAnswer(session, key, *response, scope.now_us());
  });
}

absl::Status RequestRunner::WriteUnasked(std::string_view tenant_id, const RequestContext& context,
                                         absl::FunctionRef<absl::Status(WriteScope&)> body) {
  RINGBACK_ASSIGN_OR_RETURN(const auto tenant, TenantFor(TenantName(tenant_id)));
  const RequestContext dated = Dated(context);
  return store_->Write(context.deadline, [&](store::WriteSession& session) {
    WriteScope scope(session, *tenant, dated, *events_, hooks_);
    return body(scope);
  });
}

}  // namespace ringback
