// Everything behind the door: the store and one room a resource.
#ifndef RINGBACK_ROOMS_H_
#define RINGBACK_ROOMS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "absl/status/statusor.h"
#include "ringback/appointments/appointment_room.h"
#include "ringback/appointments/bookable_resource_room.h"
#include "ringback/articles/article_room.h"
#include "ringback/articles/question_room.h"
#include "ringback/attempts/attempt_room.h"
#include "ringback/base/clock.h"
#include "ringback/callers/caller_room.h"
#include "ringback/calls/call_room.h"
#include "ringback/context/context_room.h"
#include "ringback/delivery/delivery_room.h"
#include "ringback/delivery/dispatch.h"
#include "ringback/delivery/handoff_room.h"
#include "ringback/delivery/webhook_room.h"
#include "ringback/events/event_log.h"
#include "ringback/followup/cadence_room.h"
#include "ringback/followup/due_contact_room.h"
#include "ringback/followup/promise_clock.h"
#include "ringback/leads/lead_room.h"
#include "ringback/notes/note_room.h"
#include "ringback/reports/report_room.h"
#include "ringback/request/request_runner.h"
#include "ringback/scripts/script_book.h"
#include "ringback/scripts/script_room.h"
#include "ringback/store/store.h"
#include "ringback/tenants/tenant_directory.h"
#include "ringback/tenants/tenant_room.h"

namespace ringback {

// The rooms over one store. Owns the store. Safe from any thread, but for destruction, which waits
// for no caller.
class Rooms {
 public:
  // Opens the rooms over `store`: reads the tenants and adds `tenants/default` when it is not
  // there. `clock`, which must outlive the rooms, says when things that nobody asks for are due.
  static absl::StatusOr<std::unique_ptr<Rooms>> Open(std::unique_ptr<store::Store> store,
                                                     Clock* clock = Clock::System());
  ~Rooms();

  Rooms(const Rooms&) = delete;
  Rooms& operator=(const Rooms&) = delete;

  TenantRoom& tenants() { return tenants_; }
  CallerRoom& callers() { return callers_; }
  LeadRoom& leads() { return leads_; }
  NoteRoom& notes() { return notes_; }
  AttemptRoom& attempts() { return attempts_; }
  CallRoom& calls() { return calls_; }
  ContextRoom& context() { return context_; }
  CadenceRoom& cadences() { return cadences_; }
  DueContactRoom& due_contacts() { return due_contacts_; }
  ScriptRoom& scripts() { return scripts_; }
  ArticleRoom& articles() { return articles_; }
  QuestionRoom& questions() { return questions_; }
  BookableResourceRoom& bookable_resources() { return bookable_resources_; }
  AppointmentRoom& appointments() { return appointments_; }
  WebhookRoom& webhooks() { return webhooks_; }
  DeliveryRoom& deliveries() { return deliveries_; }
  HandoffRoom& handoffs() { return handoffs_; }
  Dispatch& dispatch() { return dispatch_; }
  ReportRoom& reports() { return reports_; }
  Clock& clock() { return clock_; }
  EventLog& events() { return events_; }
  RequestRunner& runner() { return runner_; }

  // Waits until what is done by itself has been done, as far as it is due by the clock: for those
  // whose clock stands, and who look at what it has come to. Not inside a read or a write.
  void AwaitIdle();

 private:
  Rooms(std::unique_ptr<store::Store> store, Clock* clock);

  // Fills the payload of an event that is read from the log.
  absl::Status Resolve(store::Session& session, v1::Event* event);
  void RunHousekeeping();

  const std::unique_ptr<store::Store> store_;
  Clock& clock_;
  TenantDirectory directory_;
  ScriptDirectory script_directory_;
  EventLog events_;
  RequestRunner runner_;
  Dispatch dispatch_;
  TenantRoom tenants_;
  CallerRoom callers_;
  LeadRoom leads_;
  NoteRoom notes_;
  AttemptRoom attempts_;
  ContextRoom context_;
  CallRoom calls_;
  CadenceRoom cadences_;
  DueContactRoom due_contacts_;
  ScriptRoom scripts_;
  ArticleRoom articles_;
  QuestionRoom questions_;
  BookableResourceRoom bookable_resources_;
  AppointmentRoom appointments_;
  WebhookRoom webhooks_;
  DeliveryRoom deliveries_;
  HandoffRoom handoffs_;
  ReportRoom reports_;
  PromiseClock promise_clock_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool closing_ = false;
  bool kept_house_ = false;  // once at least
  std::thread housekeeper_;
};

}  // namespace ringback

#endif  // RINGBACK_ROOMS_H_
