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
  TenantMethods& tenants = rooms->tenants();
  CallerMethods& callers = rooms->callers();
  LeadMethods& leads = rooms->leads();
  NoteMethods& notes = rooms->notes();
  AttemptMethods& attempts = rooms->attempts();
  CallMethods& calls = rooms->calls();
  ContextRoom& context = rooms->context();
  CadenceMethods& cadences = rooms->cadences();
  DueContactMethods& due_contacts = rooms->due_contacts();
  ScriptMethods& scripts = rooms->scripts();
  ArticleMethods& articles = rooms->articles();
  QuestionMethods& questions = rooms->questions();
  BookableResourceMethods& bookable_resources = rooms->bookable_resources();
  AppointmentMethods& appointments = rooms->appointments();
  WebhookMethods& webhooks = rooms->webhooks();
  DeliveryMethods& deliveries = rooms->deliveries();
  HandoffMethods& handoffs = rooms->handoffs();
  ReportMethods& reports = rooms->reports();
  methods_ = {
      Unary("TenantService", "CreateTenant", kWrite, tenants, &TenantMethods::CreateTenant),
      Unary("TenantService", "GetTenant", kRead, tenants, &TenantMethods::GetTenant),
      Unary("TenantService", "UpdateTenant", kWrite, tenants, &TenantMethods::UpdateTenant),
      Unary("TenantService", "ListTenants", kRead, tenants, &TenantMethods::ListTenants),
      Unary("TenantService", "CreateAgent", kWrite, tenants, &TenantMethods::CreateAgent),
      Unary("TenantService", "GetAgent", kRead, tenants, &TenantMethods::GetAgent),
      Unary("TenantService", "UpdateAgent", kWrite, tenants, &TenantMethods::UpdateAgent),
      Unary("TenantService", "DeleteAgent", kWrite, tenants, &TenantMethods::DeleteAgent),
      Unary("TenantService", "ListAgents", kRead, tenants, &TenantMethods::ListAgents),
      Unary("CallerService", "CreateCaller", kWrite, callers, &CallerMethods::CreateCaller),
      Unary("CallerService", "GetCaller", kRead, callers, &CallerMethods::GetCaller),
      Unary("CallerService", "UpdateCaller", kWrite, callers, &CallerMethods::UpdateCaller),
      Unary("CallerService", "DeleteCaller", kWrite, callers, &CallerMethods::DeleteCaller),
      Unary("CallerService", "ListCallers", kRead, callers, &CallerMethods::ListCallers),
      Unary("CallerService", "SearchCallers", kRead, callers, &CallerMethods::SearchCallers),
      Unary("LeadService", "CreateLead", kWrite, leads, &LeadMethods::CreateLead),
      Unary("LeadService", "GetLead", kRead, leads, &LeadMethods::GetLead),
      Unary("LeadService", "UpdateLead", kWrite, leads, &LeadMethods::UpdateLead),
      Unary("LeadService", "ListLeads", kRead, leads, &LeadMethods::ListLeads),
      Unary("LeadService", "AdvanceLead", kWrite, leads, &LeadMethods::AdvanceLead),
      Unary("LeadService", "CloseLead", kWrite, leads, &LeadMethods::CloseLead),
      Unary("LeadService", "ReturnLead", kWrite, leads, &LeadMethods::ReturnLead),
      Unary("LeadService", "ReopenLead", kWrite, leads, &LeadMethods::ReopenLead),
      Unary("LeadService", "ListLeadChanges", kRead, leads, &LeadMethods::ListLeadChanges),
      Unary("NoteService", "CreateCallNote", kWrite, notes, &NoteMethods::CreateCallNote),
      Unary("NoteService", "GetCallNote", kRead, notes, &NoteMethods::GetCallNote),
      Unary("NoteService", "ListCallNotes", kRead, notes, &NoteMethods::ListCallNotes),
      Unary("AttemptService", "StartAttempt", kWrite, attempts, &AttemptMethods::StartAttempt),
      Unary("AttemptService", "FinishAttempt", kWrite, attempts, &AttemptMethods::FinishAttempt),
      Unary("AttemptService", "RecordAttempt", kWrite, attempts, &AttemptMethods::RecordAttempt),
      Unary("AttemptService", "GetAttempt", kRead, attempts, &AttemptMethods::GetAttempt),
      Unary("AttemptService", "ListAttempts", kRead, attempts, &AttemptMethods::ListAttempts),
      Unary("CallService", "StartCall", kWrite, calls, &CallMethods::StartCall),
      Unary("CallService", "AnswerCall", kWrite, calls, &CallMethods::AnswerCall),
      Unary("CallService", "EndCall", kWrite, calls, &CallMethods::EndCall),
      Unary("CallService", "IdentifyCaller", kWrite, calls, &CallMethods::IdentifyCaller),
      Unary("CallService", "GetCall", kRead, calls, &CallMethods::GetCall),
      Unary("CallService", "ListCalls", kRead, calls, &CallMethods::ListCalls),
      Unary("CallerContextService", "LookupCaller", kRead, context, &ContextRoom::LookupCaller),
      Unary("FollowUpService", "CreateCadence", kWrite, cadences, &CadenceMethods::CreateCadence),
      Unary("FollowUpService", "GetCadence", kRead, cadences, &CadenceMethods::GetCadence),
      Unary("FollowUpService", "UpdateCadence", kWrite, cadences, &CadenceMethods::UpdateCadence),
      Unary("FollowUpService", "DeleteCadence", kWrite, cadences, &CadenceMethods::DeleteCadence),
      Unary("FollowUpService", "ListCadences", kRead, cadences, &CadenceMethods::ListCadences),
      Unary("FollowUpService", "EnrolLead", kWrite, cadences, &CadenceMethods::EnrolLead),
      Unary("FollowUpService", "PauseEnrolment", kWrite, cadences, &CadenceMethods::PauseEnrolment),
      Unary("FollowUpService", "ResumeEnrolment", kWrite, cadences,
            &CadenceMethods::ResumeEnrolment),
      Unary("FollowUpService", "EndEnrolment", kWrite, cadences, &CadenceMethods::EndEnrolment),
      Unary("FollowUpService", "GetDueContact", kRead, due_contacts,
            &DueContactMethods::GetDueContact),
      Unary("FollowUpService", "ListDueContacts", kRead, due_contacts,
            &DueContactMethods::ListDueContacts),
      Unary("FollowUpService", "LeaseDueContact", kWrite, due_contacts,
            &DueContactMethods::LeaseDueContact),
      Unary("FollowUpService", "CompleteDueContact", kWrite, due_contacts,
            &DueContactMethods::CompleteDueContact),
      Unary("FollowUpService", "ReleaseDueContact", kWrite, due_contacts,
            &DueContactMethods::ReleaseDueContact),
      Unary("ScriptService", "CreateScript", kWrite, scripts, &ScriptMethods::CreateScript),
      Unary("ScriptService", "GetScript", kRead, scripts, &ScriptMethods::GetScript),
      Unary("ScriptService", "UpdateScript", kWrite, scripts, &ScriptMethods::UpdateScript),
      Unary("ScriptService", "DeleteScript", kWrite, scripts, &ScriptMethods::DeleteScript),
      Unary("ScriptService", "ListScripts", kRead, scripts, &ScriptMethods::ListScripts),
      Unary("ScriptService", "RenderScript", kRead, scripts, &ScriptMethods::RenderScript),
      Unary("ArticleService", "CreateArticle", kWrite, articles, &ArticleMethods::CreateArticle),
      Unary("ArticleService", "GetArticle", kRead, articles, &ArticleMethods::GetArticle),
      Unary("ArticleService", "UpdateArticle", kWrite, articles, &ArticleMethods::UpdateArticle),
      Unary("ArticleService", "DeleteArticle", kWrite, articles, &ArticleMethods::DeleteArticle),
      Unary("ArticleService", "ListArticles", kRead, articles, &ArticleMethods::ListArticles),
      Unary("ArticleService", "ListArticleRevisions", kRead, articles,
            &ArticleMethods::ListArticleRevisions),
      Unary("ArticleService", "SearchArticles", kRead, articles, &ArticleMethods::SearchArticles),
      Unary("ArticleService", "AskQuestion", kWrite, questions, &QuestionMethods::AskQuestion),
      Unary("ArticleService", "GetQuestion", kRead, questions, &QuestionMethods::GetQuestion),
      Unary("ArticleService", "ListQuestions", kRead, questions, &QuestionMethods::ListQuestions),
      Unary("ArticleService", "AnswerQuestion", kWrite, questions,
            &QuestionMethods::AnswerQuestion),
      Unary("AppointmentService", "CreateBookableResource", kWrite, bookable_resources,
            &BookableResourceMethods::CreateBookableResource),
      Unary("AppointmentService", "GetBookableResource", kRead, bookable_resources,
            &BookableResourceMethods::GetBookableResource),
      Unary("AppointmentService", "UpdateBookableResource", kWrite, bookable_resources,
            &BookableResourceMethods::UpdateBookableResource),
      Unary("AppointmentService", "DeleteBookableResource", kWrite, bookable_resources,
            &BookableResourceMethods::DeleteBookableResource),
      Unary("AppointmentService", "ListBookableResources", kRead, bookable_resources,
            &BookableResourceMethods::ListBookableResources),
      Unary("AppointmentService", "OfferSlots", kRead, appointments,
            &AppointmentMethods::OfferSlots),
      Unary("AppointmentService", "BookAppointment", kWrite, appointments,
            &AppointmentMethods::BookAppointment),
      Unary("AppointmentService", "GetAppointment", kRead, appointments,
            &AppointmentMethods::GetAppointment),
      Unary("AppointmentService", "MoveAppointment", kWrite, appointments,
            &AppointmentMethods::MoveAppointment),
      Unary("AppointmentService", "CancelAppointment", kWrite, appointments,
            &AppointmentMethods::CancelAppointment),
      Unary("AppointmentService", "ListAppointments", kRead, appointments,
            &AppointmentMethods::ListAppointments),
      Unary("AppointmentService", "ExportCalendar", kRead, appointments,
            &AppointmentMethods::ExportCalendar),
      Unary("DeliveryService", "CreateWebhook", kWrite, webhooks, &WebhookMethods::CreateWebhook),
      Unary("DeliveryService", "GetWebhook", kRead, webhooks, &WebhookMethods::GetWebhook),
      Unary("DeliveryService", "UpdateWebhook", kWrite, webhooks, &WebhookMethods::UpdateWebhook),
      Unary("DeliveryService", "DeleteWebhook", kWrite, webhooks, &WebhookMethods::DeleteWebhook),
      Unary("DeliveryService", "ListWebhooks", kRead, webhooks, &WebhookMethods::ListWebhooks),
      Unary("DeliveryService", "GetDelivery", kRead, deliveries, &DeliveryMethods::GetDelivery),
      Unary("DeliveryService", "ListDeliveries", kRead, deliveries,
            &DeliveryMethods::ListDeliveries),
      Unary("DeliveryService", "RetryDelivery", kWrite, deliveries,
            &DeliveryMethods::RetryDelivery),
      Unary("LeadService", "HandOffLead", kWrite, handoffs, &HandoffMethods::HandOffLead),
      Unary("ReportService", "GetConversionReport", kRead, reports,
            &ReportMethods::GetConversionReport),
      Unary("ReportService", "GetFollowUpReport", kRead, reports,
            &ReportMethods::GetFollowUpReport),
      Unary("ReportService", "GetCoachingReport", kRead, reports,
            &ReportMethods::GetCoachingReport),
      Unary("ReportService", "ListReportRecords", kRead, reports,
            &ReportMethods::ListReportRecords),
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
