#include "ringback/service/method_table.h"

#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "ringback/model/validate.h"
#include "ringback/store/store.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/call_note.pb.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/caller_context.pb.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
// A phone is ringing: an answer that comes later helps nobody.
constexpr absl::Duration kLookupPatience = absl::Milliseconds(800);

Method Named(std::string_view service, std::string_view name, Method::Kind kind) {
  Method method;
  method.full_name = "ringback.v1." + std::string(service) + "." + std::string(name);
  method.path = "/ringback.v1." + std::string(service) + "/" + std::string(name);
  method.kind = kind;
  method.patience = kPatience;
  return method;
}

// A method that is answered by `function` of `room`.
template <typename Room, typename Request, typename Response>
Method Unary(std::string_view service, std::string_view name, Method::Kind kind, Room& room,
             absl::StatusOr<Response> (Room::*function)(const Request&, const RequestContext&)) {
  Method method = Named(service, name, kind);
  method.request = &Request::default_instance();
  method.response = &Response::default_instance();
  method.handler = [&room, function](const google::protobuf::Message& request,
                                     const RequestContext& context,
                                     google::protobuf::Message* response) {
    absl::StatusOr<Response> answer =
        (room.*function)(static_cast<const Request&>(request), context);
    if (!answer.ok()) return std::move(answer).status();
    *static_cast<Response*>(response) = *std::move(answer);
    return absl::OkStatus();
  };
  return method;
}

// Makes a method that does nothing but one write begin it at once, so that no thread waits for its
// commit.
void RunInsideAWrite(store::Store* store, Method* method) {
  struct Call {
    std::unique_ptr<google::protobuf::Message> request;
    std::unique_ptr<google::protobuf::Message> response;
    Method::Answered answered;
  };
  method->begin = [store, handler = method->handler, request = method->request,
                   response = method->response](const std::string& bytes,
                                                const RequestContext& context,
                                                Method::Answered answered) {
    auto call = std::make_shared<Call>();
    call->request.reset(request->New());
    call->response.reset(response->New());
    call->answered = std::move(answered);
    if (absl::Status read = ParseRequest(bytes, call->request.get()); !read.ok()) {
      return call->answered(std::move(read));
    }
    store->BeginWrite(
        context.deadline,
        [call, handler, context](store::WriteSession&) {
          return handler(*call->request, context, call->response.get());
        },
        [call](absl::Status status) {
          if (!status.ok()) return call->answered(std::move(status));
          call->answered(std::make_shared<const std::string>(call->response->SerializeAsString()));
        });
  };
}

Method Watch() {
  Method method = Named("EventService", "WatchEvents", Method::Kind::kWatch);
  method.request = &v1::WatchEventsRequest::default_instance();
  method.response = &v1::Event::default_instance();
  method.patience = absl::InfiniteDuration();
  return method;
}

}  // namespace

MethodTable::MethodTable(Rooms* rooms) {
  constexpr auto kRead = Method::Kind::kRead;
  constexpr auto kWrite = Method::Kind::kWrite;
  TenantRoom& tenants = rooms->tenants();
  CallerRoom& callers = rooms->callers();
  LeadRoom& leads = rooms->leads();
  NoteRoom& notes = rooms->notes();
  AttemptRoom& attempts = rooms->attempts();
  CallRoom& calls = rooms->calls();
  ContextRoom& context = rooms->context();
  methods_ = {
      Unary("TenantService", "CreateTenant", kWrite, tenants, &TenantRoom::CreateTenant),
      Unary("TenantService", "GetTenant", kRead, tenants, &TenantRoom::GetTenant),
      Unary("TenantService", "UpdateTenant", kWrite, tenants, &TenantRoom::UpdateTenant),
      Unary("TenantService", "ListTenants", kRead, tenants, &TenantRoom::ListTenants),
      Unary("TenantService", "CreateAgent", kWrite, tenants, &TenantRoom::CreateAgent),
      Unary("TenantService", "GetAgent", kRead, tenants, &TenantRoom::GetAgent),
      Unary("TenantService", "UpdateAgent", kWrite, tenants, &TenantRoom::UpdateAgent),
      Unary("TenantService", "DeleteAgent", kWrite, tenants, &TenantRoom::DeleteAgent),
      Unary("TenantService", "ListAgents", kRead, tenants, &TenantRoom::ListAgents),
      Unary("CallerService", "CreateCaller", kWrite, callers, &CallerRoom::CreateCaller),
      Unary("CallerService", "GetCaller", kRead, callers, &CallerRoom::GetCaller),
      Unary("CallerService", "UpdateCaller", kWrite, callers, &CallerRoom::UpdateCaller),
      Unary("CallerService", "DeleteCaller", kWrite, callers, &CallerRoom::DeleteCaller),
      Unary("CallerService", "ListCallers", kRead, callers, &CallerRoom::ListCallers),
      Unary("CallerService", "SearchCallers", kRead, callers, &CallerRoom::SearchCallers),
      Unary("LeadService", "CreateLead", kWrite, leads, &LeadRoom::CreateLead),
      Unary("LeadService", "GetLead", kRead, leads, &LeadRoom::GetLead),
      Unary("LeadService", "UpdateLead", kWrite, leads, &LeadRoom::UpdateLead),
      Unary("LeadService", "ListLeads", kRead, leads, &LeadRoom::ListLeads),
      Unary("NoteService", "CreateCallNote", kWrite, notes, &NoteRoom::CreateCallNote),
      Unary("NoteService", "GetCallNote", kRead, notes, &NoteRoom::GetCallNote),
      Unary("NoteService", "ListCallNotes", kRead, notes, &NoteRoom::ListCallNotes),
      Unary("AttemptService", "StartAttempt", kWrite, attempts, &AttemptRoom::StartAttempt),
      Unary("AttemptService", "FinishAttempt", kWrite, attempts, &AttemptRoom::FinishAttempt),
      Unary("AttemptService", "RecordAttempt", kWrite, attempts, &AttemptRoom::RecordAttempt),
      Unary("AttemptService", "GetAttempt", kRead, attempts, &AttemptRoom::GetAttempt),
      Unary("AttemptService", "ListAttempts", kRead, attempts, &AttemptRoom::ListAttempts),
      Unary("CallService", "StartCall", kWrite, calls, &CallRoom::StartCall),
      Unary("CallService", "AnswerCall", kWrite, calls, &CallRoom::AnswerCall),
      Unary("CallService", "EndCall", kWrite, calls, &CallRoom::EndCall),
      Unary("CallService", "IdentifyCaller", kWrite, calls, &CallRoom::IdentifyCaller),
      Unary("CallService", "GetCall", kRead, calls, &CallRoom::GetCall),
      Unary("CallService", "ListCalls", kRead, calls, &CallRoom::ListCalls),
      Unary("CallerContextService", "LookupCaller", kRead, context, &ContextRoom::LookupCaller),
      Watch(),
  };
  for (Method& method : methods_) {
    // StartCall looks up first, which may take a while.
    if (method.kind == kWrite && method.full_name != "ringback.v1.CallService.StartCall") {
      RunInsideAWrite(&rooms->runner().store(), &method);
    }
    if (method.request != &v1::LookupCallerRequest::default_instance()) continue;
    method.patience = kLookupPatience;
    method.at_hand = [&context](std::string_view bytes) { return context.FindCard(bytes); };
    method.begin = [&context](std::string bytes, const RequestContext& when,
                              Method::Answered answered) {
      context.BeginLookup(std::move(bytes), when, std::move(answered));
    };
  }
}

const Method* MethodTable::Find(std::string_view name) const {
  for (const Method& method : methods_) {
    if (method.path == name || method.full_name == name) return &method;
  }
  return nullptr;
}

}  // namespace ringback
