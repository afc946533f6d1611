// Everything behind the door: the store and one room a resource.
#ifndef RINGBACK_ROOMS_H_
#define RINGBACK_ROOMS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "absl/status/statusor.h"
#include "ringback/base/clock.h"
#include "ringback/context/context_room.h"
#include "ringback/delivery/dispatch.h"
#include "ringback/events/event_log.h"
#include "ringback/followup/promise_clock.h"
#include "ringback/methods/appointment_methods.h"
#include "ringback/methods/article_methods.h"
#include "ringback/methods/attempt_methods.h"
#include "ringback/methods/bookable_resource_methods.h"
#include "ringback/methods/cadence_methods.h"
#include "ringback/methods/call_methods.h"
#include "ringback/methods/caller_methods.h"
#include "ringback/methods/delivery_methods.h"
#include "ringback/methods/due_contact_methods.h"
#include "ringback/methods/handoff_methods.h"
#include "ringback/methods/lead_methods.h"
#include "ringback/methods/note_methods.h"
#include "ringback/methods/question_methods.h"
#include "ringback/methods/report_methods.h"
#include "ringback/methods/script_methods.h"
#include "ringback/methods/tenant_methods.h"
#include "ringback/methods/webhook_methods.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/request/request_runner.h"
#include "ringback/scripts/script_book.h"
#include "ringback/store/store.h"

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

  TenantMethods& tenants() { return tenants_; }
  CallerMethods& callers() { return callers_; }
  LeadMethods& leads() { return leads_; }
  NoteMethods& notes() { return notes_; }
  AttemptMethods& attempts() { return attempts_; }
  CallMethods& calls() { return calls_; }
  ContextRoom& context() { return context_; }
  CadenceMethods& cadences() { return cadences_; }
  DueContactMethods& due_contacts() { return due_contacts_; }
  ScriptMethods& scripts() { return scripts_; }
  ArticleMethods& articles() { return articles_; }
  QuestionMethods& questions() { return questions_; }
  BookableResourceMethods& bookable_resources() { return bookable_resources_; }
  AppointmentMethods& appointments() { return appointments_; }
  WebhookMethods& webhooks() { return webhooks_; }
  DeliveryMethods& deliveries() { return deliveries_; }
  HandoffMethods& handoffs() { return handoffs_; }
  Dispatch& dispatch() { return dispatch_; }
  ReportMethods& reports() { return reports_; }
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
  TenantMethods tenants_;
  CallerMethods callers_;
  LeadMethods leads_;
  NoteMethods notes_;
  AttemptMethods attempts_;
  ContextRoom context_;
  CallMethods calls_;
  CadenceMethods cadences_;
  DueContactMethods due_contacts_;
  ScriptMethods scripts_;
  ArticleMethods articles_;
  QuestionMethods questions_;
  BookableResourceMethods bookable_resources_;
  AppointmentMethods appointments_;
  WebhookMethods webhooks_;
  DeliveryMethods deliveries_;
  HandoffMethods handoffs_;
  ReportMethods reports_;
  PromiseClock promise_clock_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool closing_ = false;
  bool kept_house_ = false;  // once at least
  std::thread housekeeper_;
};

}  // namespace ringback

#endif  // RINGBACK_ROOMS_H_
