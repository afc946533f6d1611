#include "tests/simulate/audit.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/timestamps.h"

namespace ringback::simulate {
namespace {

using v1::DueContact;
using v1::Lead;
using v1::ReportFigure;

constexpr int kPage = 1000;

// Calls `take` for each of `items` on every page of a list.
template <typename Stub, typename Request, typename Response, typename Items, typename Take>
void ForEach(Centre* centre, Stub& (Client::*service)() const,
             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Items& (Response::*items)() const, Request request, Take take) {
  request.set_page_size(kPage);
  do {
    const Response page = centre->line.Ask(service, method, request);
    for (const auto& item : (page.*items)()) take(item);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
}

// Takes the names that the server lists off those that it acknowledged.
class Checklist {
 public:
  Checklist(std::string_view kind, Books* books) : kind_(kind), books_(*books) {}

  // Whether a record of this name was acknowledged, as `acknowledged` says. Each comes once.
  void Found(const std::string& name, bool acknowledged) {
    if (!acknowledged) books_.Broken(absl::StrCat(name, " is there, and nobody made it"));
    if (!found_.insert(name).second) books_.Broken(absl::StrCat(name, " is listed twice"));
  }
  void Differs(const std::string& name, std::string_view has, std::string_view said) {
    books_.Broken(
        absl::StrCat(name, " is ", std::string(has), "; the server had said ", std::string(said)));
  }
  void CheckCount(size_t acknowledged) {
    if (found_.size() == acknowledged) return;
    books_.Broken(absl::StrCat(acknowledged, " ", std::string(kind_),
                               " were acknowledged, and there are ", found_.size()));
  }

 private:
  const std::string_view kind_;
  Books& books_;
  std::set<std::string> found_;
};

void CheckCallers(Centre* centre) {
  Books& books = centre->books;
  Checklist list("callers", &books);
  ForEach(centre, &Client::callers, &v1::CallerService::Stub::ListCallers,
          &v1::ListCallersResponse::callers, v1::ListCallersRequest(),
          [&](const v1::Caller& caller) {
            list.Found(caller.name(), books.callers.count(caller.name()) > 0);
          });
  list.CheckCount(books.callers.size());
}

void CheckNotes(Centre* centre) {
  Books& books = centre->books;
  Checklist list("call notes", &books);
  ForEach(centre, &Client::notes, &v1::NoteService::Stub::ListCallNotes,
          &v1::ListCallNotesResponse::call_notes, v1::ListCallNotesRequest(),
          [&](const v1::CallNote& note) {
            list.Found(note.name(), books.notes.count(note.name()) > 0);
          });
  list.CheckCount(books.notes.size());
}

void CheckAppointments(Centre* centre) {
  Books& books = centre->books;
  Checklist list("appointments", &books);
  ForEach(centre, &Client::appointments, &v1::AppointmentService::Stub::ListAppointments,
          &v1::ListAppointmentsResponse::appointments, v1::ListAppointmentsRequest(),
          [&](const v1::Appointment& visit) {
            list.Found(visit.name(), books.appointments.count(visit.name()) > 0);
          });
  list.CheckCount(books.appointments.size());
}

void CheckAttempts(Centre* centre) {
  Books& books = centre->books;
  Checklist list("attempts", &books);
  ForEach(centre, &Client::attempts, &v1::AttemptService::Stub::ListAttempts,
          &v1::ListAttemptsResponse::attempts, v1::ListAttemptsRequest(),
          [&](const v1::OutboundAttempt& attempt) {
            const auto said = books.attempts.find(attempt.name());
            list.Found(attempt.name(), said != books.attempts.end());
            if (said != books.attempts.end() && said->second != attempt.outcome()) {
              list.Differs(attempt.name(), v1::OutboundAttempt::Outcome_Name(attempt.outcome()),
                           v1::OutboundAttempt::Outcome_Name(said->second));
            }
          });
  list.CheckCount(books.attempts.size());
}

void CheckCalls(Centre* centre) {
  Books& books = centre->books;
  Checklist list("calls", &books);
  ForEach(centre, &Client::calls, &v1::CallService::Stub::ListCalls, &v1::ListCallsResponse::calls,
          v1::ListCallsRequest(), [&](const v1::Call& call) {
            const auto said = books.calls.find(call.name());
            list.Found(call.name(), said != books.calls.end());
            if (said != books.calls.end() && said->second != call.outcome()) {
              list.Differs(call.name(), v1::Call::Outcome_Name(call.outcome()),
                           v1::Call::Outcome_Name(said->second));
            }
          });
  list.CheckCount(books.calls.size());
}

// The contacts that are not over, by their leads.
std::map<std::string, DueContact> ListQueue(Centre* centre) {
  std::map<std::string, DueContact> queue;
  ForEach(centre, &Client::follow_up, &v1::FollowUpService::Stub::ListDueContacts,
          &v1::ListDueContactsResponse::due_contacts, v1::ListDueContactsRequest(),
          [&](const DueContact& contact) {
            if (!queue.emplace(contact.lead(), contact).second)
              centre->books.Broken(contact.lead() + " has two contacts that are not over");
          });
  return queue;
}

// Whether one of their numbers may be rung.
bool MayBeRung(const Story& story) {
  for (const std::string& number : {story.customer.number, story.customer.second_number}) {
    if (!number.empty() && story.wrong_numbers.count(number) == 0 &&
        story.do_not_call.count(number) == 0) {
      return true;
    }
  }
  return false;
}

void CheckQueued(const Lead& lead, const Story& story,
                 const std::map<std::string, DueContact>& queue, Books* books) {
  const auto found = queue.find(lead.name());
  const bool queued = found != queue.end();
  if (story.closed()) {
    if (queued) books->Broken(lead.name() + " is closed and has a contact that is not over");
    return;
  }
  if (!MayBeRung(story)) return;
  if (story.promise != absl::InfinitePast()) {
    if (!queued || absl::FromUnixMicros(ToMicros(found->second.promise_time())) != story.promise) {
      books->Broken(lead.name() + " was promised a call that is not in the queue");
    }
    return;
  }
  const bool follows = lead.enrolment().state() == v1::Enrolment::STATE_ACTIVE;
  const bool untouched = story.touches == 0 && story.conversations == 0;
  if ((follows || untouched) && !queued)
    books->Broken(lead.name() + " is to be contacted and is not in the queue");
}

void CheckLead(const Lead& lead, const Story& story, Checklist* list) {
  const bool same = story.closed() ? lead.state() == story.state : lead.state() < Lead::STATE_WON;
  if (!same)
    list->Differs(lead.name(), Lead::State_Name(lead.state()), Lead::State_Name(story.state));
  if (lead.touch_count() != story.touches) {
    list->Differs(lead.name(), absl::StrCat("at ", lead.touch_count(), " touches"),
                  absl::StrCat(story.touches));
  }
  if (lead.conversation_count() != story.conversations) {
    list->Differs(lead.name(), absl::StrCat("at ", lead.conversation_count(), " conversations"),
                  absl::StrCat(story.conversations));
  }
}

void CheckLeads(Centre* centre) {
  Books& books = centre->books;
  Checklist list("leads", &books);
  const auto queue = ListQueue(centre);
  ForEach(centre, &Client::leads, &v1::LeadService::Stub::ListLeads, &v1::ListLeadsResponse::leads,
          v1::ListLeadsRequest(), [&](const Lead& lead) {
            const Story* story = books.OfLead(lead.name());
            list.Found(lead.name(), story != nullptr);
            if (story == nullptr) return;
            CheckLead(lead, *story, &list);
            CheckQueued(lead, *story, queue, &books);
          });
  size_t opened = 0;
  for (const Story& story : books.stories()) opened += story.lead.empty() ? 0 : 1;
  list.CheckCount(opened);
}

}  // namespace

ReportFigure FigureOf(const v1::ReportGroup& group, ReportFigure::Code code) {
  for (const ReportFigure& figure : group.figures()) {
    if (figure.code() == code) return figure;
  }
  return {};
}

void CheckRecords(Centre* centre) {
  CheckCallers(centre);
  CheckNotes(centre);
  CheckAppointments(centre);
  CheckAttempts(centre);
  CheckCalls(centre);
  CheckLeads(centre);
}

void CheckReports(const v1::ConversionReport& conversion, const v1::FollowUpReport& follow_up,
                  Centre* centre) {
  std::map<ReportFigure::Code, int64_t> counted;
  for (const Story& story : centre->books.stories()) {
    if (story.lead.empty()) continue;
    if (story.state == Lead::STATE_RETURNED) {
      ++counted[ReportFigure::CODE_DUDS];
      continue;
    }
    ++counted[ReportFigure::CODE_LEADS];
    counted[ReportFigure::CODE_TOUCHES] += story.touches;
    counted[ReportFigure::CODE_CONVERSATIONS] += story.conversations;
    counted[ReportFigure::CODE_LEADS_REACHED] += story.conversations > 0 ? 1 : 0;
    counted[ReportFigure::CODE_CONVERSIONS] += story.state == Lead::STATE_WON ? 1 : 0;
    counted[ReportFigure::CODE_LOSSES] += story.state == Lead::STATE_LOST ? 1 : 0;
  }
  for (const auto& [code, count] : counted) {
    const bool of_follow_up = code == ReportFigure::CODE_TOUCHES;
    const ReportFigure figure =
        FigureOf(of_follow_up ? follow_up.total() : conversion.total(), code);
    if (figure.count() == count) continue;
    centre->books.Broken(absl::StrCat("the report has ", figure.count(), " ",
                                      ReportFigure::Code_Name(code), ", the books ", count));
  }
}

}  // namespace ringback::simulate
