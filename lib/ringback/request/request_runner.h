// What every request goes through: checked, run in a transaction, answered once.
#ifndef RINGBACK_REQUEST_REQUEST_RUNNER_H_
#define RINGBACK_REQUEST_REQUEST_RUNNER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ringback/base/clock.h"
#include "ringback/events/event_log.h"
#include "ringback/model/request_context.h"
#include "ringback/model/validate.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/store/store.h"

namespace ringback {

// What a method reads with.
struct ReadScope {
  store::Session& session;
  const TenantRecord& tenant;
  const RequestContext& context;

  std::string_view tenant_id() const { return tenant.id; }
};

// What a method writes with.
class WriteScope {
 public:
  using Forget = std::function<void(const std::string& tenant)>;
  using Wake = std::function<void(absl::Time)>;

  // What is called when a write is durable.
  struct Hooks {
    Forget forget;
    Wake wake;
  };

  WriteScope(store::WriteSession& session, const TenantRecord& tenant,
             const RequestContext& context, EventLog& events, const Hooks& hooks)
      : session(session), tenant(tenant), context(context), events_(events), hooks_(hooks) {}

  store::WriteSession& session;
  const TenantRecord& tenant;
  const RequestContext& context;

  std::string_view tenant_id() const { return tenant.id; }
  int64_t now_us() const { return context.now_micros(); }

  // Logs an event that goes out when the write is durable. `agent` is a resource name or "".
  // `set_payload` fills the payload in.
  absl::Status Emit(v1::EventType type, std::string_view agent, std::string_view resource,
                    absl::FunctionRef<void(v1::Event&)> set_payload);

  // Drops what is kept in memory of this tenant's records, once the write is durable. Part of
  // erasing.
  void ForgetWhatIsKept();

  // Says that something of this tenant is to be done at `time` by the server itself, once the write
  // is durable: who sleeps longer wakes.
  void WakeAt(absl::Time time);

 private:
  EventLog& events_;
  const Hooks& hooks_;
};

// Runs requests. Safe from any thread.
class RequestRunner {
 public:
  // The pointers must outlive it. `clock` says when a request is handled that does not say so.
  RequestRunner(store::Store* store, TenantDirectory* tenants, EventLog* events, const Clock* clock)
      : store_(store), tenants_(tenants), events_(events), clock_(*clock) {}

  // Set once, before anything is written: drops what is kept in memory of a tenant's records.
  void set_forget(WriteScope::Forget forget) { hooks_.forget = std::move(forget); }
  // The same: is told when there is something to do by itself.
  void set_wake(WriteScope::Wake wake) { hooks_.wake = std::move(wake); }

  // What both do first: checks `request` against its rules (see Validate()) and that its tenant is
  // there. NOT_FOUND when it is not. Whoever has called it sets RequestContext::checked.
  absl::Status Check(const google::protobuf::Message& request) const;

  // Checks `request`, finds its tenant (see TenantNameIn(); the default one for a request about
  // every tenant or a new one), and runs `body(ReadScope&)`, which returns a StatusOr<Response>, on
  // a snapshot.
  template <typename Response, typename Request, typename Body>
  absl::StatusOr<Response> Read(const Request& request, const RequestContext& context,
                                Body&& body) {
    Response response;
    const absl::Status status = ReadInto(request, context, [&](ReadScope& scope) -> absl::Status {
      absl::StatusOr<Response> answer = body(scope);
      if (!answer.ok()) return std::move(answer).status();
      response = *std::move(answer);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return response;
  }

  // The same for a method that writes: `body(WriteScope&)` runs in a transaction, and OK means
  // durable. A request with a request_id that was seen before is answered with the first answer,
  // and `body` does not run.
  template <typename Response, typename Request, typename Body>
  absl::StatusOr<Response> Write(const Request& request, const RequestContext& context,
                                 Body&& body) {
    return Write<Response>(request, TenantNameIn(request), context, std::forward<Body>(body));
  }

  // The same for a request that leaves open which tenant it is about: it is that of `name`.
  template <typename Response, typename Request, typename Body>
  absl::StatusOr<Response> Write(const Request& request, std::string_view name,
                                 const RequestContext& context, Body&& body) {
    Response response;
    const absl::Status status = WriteInto(
        request, name, request.request_id(), context,
        [&](WriteScope& scope) -> absl::Status {
          absl::StatusOr<Response> answer = body(scope);
          if (!answer.ok()) return std::move(answer).status();
          response = *std::move(answer);
          return absl::OkStatus();
        },
        &response);
    if (!status.ok()) return status;
    return response;
  }

  // A write that nobody has asked for: runs `body` in a transaction of the tenant with this id. OK
  // means durable. NOT_FOUND when there is no such tenant.
  absl::Status WriteUnasked(std::string_view tenant_id, const RequestContext& context,
                            absl::FunctionRef<absl::Status(WriteScope&)> body);

  // The tenant of a parent or resource name; the default one for kEveryTenant. NOT_FOUND when there
  // is none.
  absl::StatusOr<std::shared_ptr<const TenantRecord>> TenantFor(std::string_view name) const;

  // `context` with the time at which the request is handled.
  RequestContext Dated(const RequestContext& context) const;

  const Clock& clock() const { return clock_; }
  store::Store& store() { return *store_; }
  TenantDirectory& tenants() { return *tenants_; }

 private:
  using Message = google::protobuf::Message;

  // Checks a request about the tenant of `name`, and finds that.
  absl::StatusOr<std::shared_ptr<const TenantRecord>> TakeIn(const Message& request,
                                                             std::string_view name) const;
  absl::Status ReadInto(const Message& request, const RequestContext& context,
                        absl::FunctionRef<absl::Status(ReadScope&)> body);
  absl::Status WriteInto(const Message& request, std::string_view name, std::string_view request_id,
                         const RequestContext& context,
                         absl::FunctionRef<absl::Status(WriteScope&)> body, Message* response);

  store::Store* const store_;
  TenantDirectory* const tenants_;
  EventLog* const events_;
  const Clock& clock_;
  WriteScope::Hooks hooks_;
};

}  // namespace ringback

#endif  // RINGBACK_REQUEST_REQUEST_RUNNER_H_
