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
// commit. What is wrong with a request by its rules is found before: the one thread that writes has
// nothing to do with it.
void RunInsideAWrite(RequestRunner* runner, Method* method) {
  struct Call {
    std::unique_ptr<google::protobuf::Message> request;
    std::unique_ptr<google::protobuf::Message> response;
    Method::Answered answered;
  };
  method->begin = [runner, handler = method->handler, request = method->request,
                   response = method->response](const std::string& bytes,
                                                const RequestContext& context,
                                                Method::Answered answered) {
    auto call = std::make_shared<Call>();
    call->request.reset(request->New());
    call->response.reset(response->New());
    call->answered = std::move(answered);
    absl::Status taken = ParseRequest(bytes, call->request.get());
    if (taken.ok()) taken = runner->Check(*call->request);
    if (!taken.ok()) return call->answered(std::move(taken));
    RequestContext checked = context;
    checked.checked = call->request.get();
    runner->store().BeginWrite(
        context.deadline,
        [call, handler, checked](store::WriteSession&) {
          return handler(*call->request, checked, call->response.get());
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
  CadenceRoom& cadences = rooms->cadences();
  DueContactRoom& due_contacts = rooms->due_contacts();
  ScriptRoom& scripts = rooms->scripts();
  ArticleRoom& articles = rooms->articles();
  QuestionRoom& questions = rooms->questions();
  BookableResourceRoom& bookable_resources = rooms->bookable_resources();
  AppointmentRoom& appointments = rooms->appointments();
  WebhookRoom& webhooks = rooms->webhooks();
  DeliveryRoom& deliveries = rooms->deliveries();
  HandoffRoom& handoffs = rooms->handoffs();
  ReportRoom& reports = rooms->reports();
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
      Unary("LeadService", "AdvanceLead", kWrite, leads, &LeadRoom::AdvanceLead),
      Unary("LeadService", "CloseLead", kWrite, leads, &LeadRoom::CloseLead),
      Unary("LeadService", "ReturnLead", kWrite, leads, &LeadRoom::ReturnLead),
      Unary("LeadService", "ReopenLead", kWrite, leads, &LeadRoom::ReopenLead),
      Unary("LeadService", "ListLeadChanges", kRead, leads, &LeadRoom::ListLeadChanges),
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
      Unary("FollowUpService", "CreateCadence", kWrite, cadences, &CadenceRoom::CreateCadence),
      Unary("FollowUpService", "GetCadence", kRead, cadences, &CadenceRoom::GetCadence),
      Unary("FollowUpService", "UpdateCadence", kWrite, cadences, &CadenceRoom::UpdateCadence),
      Unary("FollowUpService", "DeleteCadence", kWrite, cadences, &CadenceRoom::DeleteCadence),
      Unary("FollowUpService", "ListCadences", kRead, cadences, &CadenceRoom::ListCadences),
      Unary("FollowUpService", "EnrolLead", kWrite, cadences, &CadenceRoom::EnrolLead),
      Unary("FollowUpService", "PauseEnrolment", kWrite, cadences, &CadenceRoom::PauseEnrolment),
      Unary("FollowUpService", "ResumeEnrolment", kWrite, cadences, &CadenceRoom::ResumeEnrolment),
      Unary("FollowUpService", "EndEnrolment", kWrite, cadences, &CadenceRoom::EndEnrolment),
      Unary("FollowUpService", "GetDueContact", kRead, due_contacts,
            &DueContactRoom::GetDueContact),
      Unary("FollowUpService", "ListDueContacts", kRead, due_contacts,
            &DueContactRoom::ListDueContacts),
      Unary("FollowUpService", "LeaseDueContact", kWrite, due_contacts,
            &DueContactRoom::LeaseDueContact),
      Unary("FollowUpService", "CompleteDueContact", kWrite, due_contacts,
            &DueContactRoom::CompleteDueContact),
      Unary("FollowUpService", "ReleaseDueContact", kWrite, due_contacts,
            &DueContactRoom::ReleaseDueContact),
      Unary("ScriptService", "CreateScript", kWrite, scripts, &ScriptRoom::CreateScript),
      Unary("ScriptService", "GetScript", kRead, scripts, &ScriptRoom::GetScript),
      Unary("ScriptService", "UpdateScript", kWrite, scripts, &ScriptRoom::UpdateScript),
      Unary("ScriptService", "DeleteScript", kWrite, scripts, &ScriptRoom::DeleteScript),
      Unary("ScriptService", "ListScripts", kRead, scripts, &ScriptRoom::ListScripts),
      Unary("ScriptService", "RenderScript", kRead, scripts, &ScriptRoom::RenderScript),
      Unary("ArticleService", "CreateArticle", kWrite, articles, &ArticleRoom::CreateArticle),
      Unary("ArticleService", "GetArticle", kRead, articles, &ArticleRoom::GetArticle),
      Unary("ArticleService", "UpdateArticle", kWrite, articles, &ArticleRoom::UpdateArticle),
      Unary("ArticleService", "DeleteArticle", kWrite, articles, &ArticleRoom::DeleteArticle),
      Unary("ArticleService", "ListArticles", kRead, articles, &ArticleRoom::ListArticles),
      Unary("ArticleService", "ListArticleRevisions", kRead, articles,
            &ArticleRoom::ListArticleRevisions),
      Unary("ArticleService", "SearchArticles", kRead, articles, &ArticleRoom::SearchArticles),
      Unary("ArticleService", "AskQuestion", kWrite, questions, &QuestionRoom::AskQuestion),
      Unary("ArticleService", "GetQuestion", kRead, questions, &QuestionRoom::GetQuestion),
      Unary("ArticleService", "ListQuestions", kRead, questions, &QuestionRoom::ListQuestions),
      Unary("ArticleService", "AnswerQuestion", kWrite, questions, &QuestionRoom::AnswerQuestion),
      Unary("AppointmentService", "CreateBookableResource", kWrite, bookable_resources,
            &BookableResourceRoom::CreateBookableResource),
      Unary("AppointmentService", "GetBookableResource", kRead, bookable_resources,
            &BookableResourceRoom::GetBookableResource),
      Unary("AppointmentService", "UpdateBookableResource", kWrite, bookable_resources,
            &BookableResourceRoom::UpdateBookableResource),
      Unary("AppointmentService", "DeleteBookableResource", kWrite, bookable_resources,
            &BookableResourceRoom::DeleteBookableResource),
      Unary("AppointmentService", "ListBookableResources", kRead, bookable_resources,
            &BookableResourceRoom::ListBookableResources),
      Unary("AppointmentService", "OfferSlots", kRead, appointments, &AppointmentRoom::OfferSlots),
      Unary("AppointmentService", "BookAppointment", kWrite, appointments,
            &AppointmentRoom::BookAppointment),
      Unary("AppointmentService", "GetAppointment", kRead, appointments,
            &AppointmentRoom::GetAppointment),
      Unary("AppointmentService", "MoveAppointment", kWrite, appointments,
            &AppointmentRoom::MoveAppointment),
      Unary("AppointmentService", "CancelAppointment", kWrite, appointments,
            &AppointmentRoom::CancelAppointment),
      Unary("AppointmentService", "ListAppointments", kRead, appointments,
            &AppointmentRoom::ListAppointments),
      Unary("AppointmentService", "ExportCalendar", kRead, appointments,
            &AppointmentRoom::ExportCalendar),
      Unary("DeliveryService", "CreateWebhook", kWrite, webhooks, &WebhookRoom::CreateWebhook),
      Unary("DeliveryService", "GetWebhook", kRead, webhooks, &WebhookRoom::GetWebhook),
      Unary("DeliveryService", "UpdateWebhook", kWrite, webhooks, &WebhookRoom::UpdateWebhook),
      Unary("DeliveryService", "DeleteWebhook", kWrite, webhooks, &WebhookRoom::DeleteWebhook),
      Unary("DeliveryService", "ListWebhooks", kRead, webhooks, &WebhookRoom::ListWebhooks),
      Unary("DeliveryService", "GetDelivery", kRead, deliveries, &DeliveryRoom::GetDelivery),
      Unary("DeliveryService", "ListDeliveries", kRead, deliveries, &DeliveryRoom::ListDeliveries),
      Unary("DeliveryService", "RetryDelivery", kWrite, deliveries, &DeliveryRoom::RetryDelivery),
      Unary("LeadService", "HandOffLead", kWrite, handoffs, &HandoffRoom::HandOffLead),
      Unary("ReportService", "GetConversionReport", kRead, reports,
            &ReportRoom::GetConversionReport),
      Unary("ReportService", "GetFollowUpReport", kRead, reports, &ReportRoom::GetFollowUpReport),
      Unary("ReportService", "GetCoachingReport", kRead, reports, &ReportRoom::GetCoachingReport),
      Unary("ReportService", "ListReportRecords", kRead, reports, &ReportRoom::ListReportRecords),
      Watch(),
  };
  for (Method& method : methods_) {
    // StartCall looks up first, which may take a while.
    if (method.kind == kWrite && method.full_name != "ringback.v1.CallService.StartCall") {
      RunInsideAWrite(&rooms->runner(), &method);
    }
    if (method.request != &v1::LookupCallerRequest::default_instance()) continue;
    method.patience = kLookupPatience;
    method.at_hand = [&context](std::string_view bytes, absl::Time now) {
      return context.FindCard(bytes, now);
    };
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
