#include "ringback/rooms.h"

#include <chrono>
#include <utility>

#include "ringback/articles/article_change.h"
#include "ringback/base/status_macros.h"
#include "ringback/housekeeping.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/article_table.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/bookable_resource_table.h"
#include "ringback/records/cadence_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/question_table.h"
#include "ringback/records/script_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/records/webhook_table.h"
#include "ringback/store/open.h"

namespace ringback {
namespace {

constexpr std::chrono::hours kHousekeepingPeriod{1};

// Puts what `found` holds into the payload; a resource that is gone leaves it absent.
template <typename Found, typename Use>
absl::Status Fill(absl::StatusOr<Found> found, Use&& use) {
  if (absl::IsNotFound(found.status())) return absl::OkStatus();
  if (!found.ok()) return found.status();
  use(*std::move(found));
  return absl::OkStatus();
}

// The card of a call as of its ring.
v1::LookupCallerRequest LookupOf(const v1::Call& call) {
  v1::LookupCallerRequest request;
  request.set_parent(TenantName(TenantOf(call.name())));
  request.set_ani(call.ani());
  request.set_dnis(call.dnis());
  request.set_agent(call.agent());
  request.set_verification(call.verification());
  *request.mutable_at_time() = call.start_time();
  return request;
}

}  // namespace

Rooms::Rooms(std::unique_ptr<store::Store> store, Clock* clock)
    : store_(std::move(store)),
      clock_(*clock),
      events_(store_.get()),
      runner_(store_.get(), &directory_, &events_, clock),
      dispatch_(&runner_, &events_),
      tenants_(&runner_),
      callers_(&runner_),
      leads_(&runner_),
      notes_(&runner_),
      attempts_(&runner_),
      context_(&runner_, &script_directory_),
      calls_(&runner_, &context_),
      cadences_(&runner_),
      due_contacts_(&runner_),
      scripts_(&runner_, &script_directory_),
      articles_(&runner_),
      questions_(&runner_),
      bookable_resources_(&runner_),
      appointments_(&runner_),
      webhooks_(&runner_),
      deliveries_(&runner_),
      handoffs_(&runner_),
      reports_(&runner_),
      promise_clock_(store_.get(), &runner_, clock) {}

absl::StatusOr<std::unique_ptr<Rooms>> Rooms::Open(std::unique_ptr<store::Store> store,
                                                   Clock* clock) {
  auto rooms = std::unique_ptr<Rooms>(new Rooms(std::move(store), clock));
  RINGBACK_RETURN_IF_ERROR(rooms->directory_.Load(*rooms->store_));
  RINGBACK_RETURN_IF_ERROR(rooms->tenants_.AddDefaultTenant());
  RINGBACK_RETURN_IF_ERROR(rooms->script_directory_.Load(*rooms->store_));
  rooms->runner_.set_forget([rooms = rooms.get()](const std::string& tenant) {
    rooms->events_.DropTail(tenant);
    rooms->context_.ForgetCards();
    store::ClearLogSoon(rooms->store_.get());
  });
  rooms->events_.set_resolver([rooms = rooms.get()](store::Session& session, v1::Event* event) {
    return rooms->Resolve(session, event);
  });
  rooms->runner_.set_wake([rooms = rooms.get()](absl::Time time) {
    rooms->promise_clock_.WakeAt(time);
    rooms->dispatch_.bell().Ring();
  });
  // On a store that cannot be written they go on when it can be again.
  rooms->housekeeper_ = std::thread([rooms = rooms.get()] { rooms->RunHousekeeping(); });
  rooms->promise_clock_.Start();
  return rooms;
}

Rooms::~Rooms() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  promise_clock_.Stop();
  if (housekeeper_.joinable()) housekeeper_.join();
}

absl::Status Rooms::Resolve(store::Session& session, v1::Event* event) {
  const std::string& name = event->resource();
  switch (event->type()) {
    case v1::EVENT_TYPE_TENANT_CREATED:
    case v1::EVENT_TYPE_TENANT_UPDATED:
      return Fill(ReadTenant(session, LastSegment(name)), [&](TenantRecord record) {
        *event->mutable_tenant() = std::move(record.tenant);
      });
    case v1::EVENT_TYPE_AGENT_CREATED:
    case v1::EVENT_TYPE_AGENT_UPDATED:
    case v1::EVENT_TYPE_AGENT_DELETED:
      return Fill(ReadAgent(session, TenantOf(name), LastSegment(name)),
                  [&](std::optional<AgentRecord> record) {
                    if (record) *event->mutable_agent_resource() = std::move(record->agent);
                  });
    case v1::EVENT_TYPE_CALLER_CREATED:
    case v1::EVENT_TYPE_CALLER_UPDATED:
    case v1::EVENT_TYPE_CALLER_DELETED:
      return Fill(NeedCaller(session, name), [&](CallerRecord record) {
        *event->mutable_caller() = std::move(record.caller);
      });
    case v1::EVENT_TYPE_LEAD_CREATED:
    case v1::EVENT_TYPE_LEAD_UPDATED:
    case v1::EVENT_TYPE_LEAD_ADVANCED:
    case v1::EVENT_TYPE_LEAD_CLOSED:
    case v1::EVENT_TYPE_LEAD_RETURNED:
    case v1::EVENT_TYPE_LEAD_REOPENED:
    case v1::EVENT_TYPE_LEAD_HANDED_OFF:
    case v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED:
      return Fill(NeedLead(session, name),
                  [&](LeadRecord record) { *event->mutable_lead() = std::move(record.lead); });
    case v1::EVENT_TYPE_CALL_NOTE_CREATED:
      return Fill(NeedNote(session, name),
                  [&](v1::CallNote note) { *event->mutable_call_note() = std::move(note); });
    case v1::EVENT_TYPE_ATTEMPT_STARTED:
    case v1::EVENT_TYPE_ATTEMPT_FINISHED:
    case v1::EVENT_TYPE_ATTEMPT_RETURNED:
      return Fill(NeedAttempt(session, name), [&](v1::OutboundAttempt attempt) {
        *event->mutable_attempt() = std::move(attempt);
      });
    case v1::EVENT_TYPE_APPOINTMENT_BOOKED:
    case v1::EVENT_TYPE_APPOINTMENT_MOVED:
    case v1::EVENT_TYPE_APPOINTMENT_CANCELLED:
      return Fill(NeedAppointment(session, name), [&](v1::Appointment appointment) {
        *event->mutable_appointment() = std::move(appointment);
      });
    case v1::EVENT_TYPE_BOOKABLE_RESOURCE_CHANGED:
      return Fill(NeedBookableResource(session, name), [&](BookableResourceRecord record) {
        *event->mutable_bookable_resource() = std::move(record.resource);
      });
    case v1::EVENT_TYPE_ARTICLE_CHANGED:
      return Fill(NeedArticle(session, name), [&](ArticleRecord record) {
        *event->mutable_article() = WithoutBody(std::move(record.article));
      });
    case v1::EVENT_TYPE_QUESTION_ASKED:
    case v1::EVENT_TYPE_QUESTION_ANSWERED:
      return Fill(NeedQuestion(session, name),
                  [&](v1::Question question) { *event->mutable_question() = std::move(question); });
    case v1::EVENT_TYPE_CALL_STARTED:
    case v1::EVENT_TYPE_CALL_ANSWERED:
    case v1::EVENT_TYPE_CALL_ENDED:
    case v1::EVENT_TYPE_CALLER_IDENTIFIED:
      return Fill(NeedCall(session, name), [&](v1::Call call) {
        if (event->type() == v1::EVENT_TYPE_CALL_STARTED) {
          auto card = context_.LookupCaller(LookupOf(call), RequestContext{});
          if (card.ok()) *event->mutable_context() = *std::move(card);
        }
        *event->mutable_call() = std::move(call);
      });
    case v1::EVENT_TYPE_WEBHOOK_CHANGED:
      return Fill(NeedWebhook(session, name), [&](WebhookRecord record) {
        *event->mutable_webhook() = std::move(record.webhook);
      });
    case v1::EVENT_TYPE_DELIVERY_DEAD:
      return Fill(NeedDelivery(session, name), [&](DeliveryRecord record) {
        *event->mutable_delivery() = std::move(record.delivery);
      });
    case v1::EVENT_TYPE_CONTACT_DUE:
    case v1::EVENT_TYPE_CONTACT_LATE:
    case v1::EVENT_TYPE_CONTACT_LEASED:
    case v1::EVENT_TYPE_CONTACT_COMPLETED:
    case v1::EVENT_TYPE_CONTACT_RELEASED:
      return Fill(
          due_contacts_.ContactAt(session, name, clock_.Now()),
          [&](v1::DueContact contact) { *event->mutable_due_contact() = std::move(contact); });
    case v1::EVENT_TYPE_CADENCE_CHANGED:
      return Fill(NeedCadence(session, name), [&](CadenceRecord record) {
        *event->mutable_cadence() = std::move(record.cadence);
      });
    case v1::EVENT_TYPE_SCRIPT_CHANGED:
      return Fill(NeedScript(session, name), [&](ScriptRecord record) {
        *event->mutable_script() = std::move(record.script);
      });
    default:
      return absl::OkStatus();
  }
}

void Rooms::AwaitIdle() {
  {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return kept_house_ || closing_ || !housekeeper_.joinable(); });
  }
  promise_clock_.AwaitIdle();
}

void Rooms::RunHousekeeping() {
  const auto wait = [this](std::chrono::microseconds span) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, span, [this] { return closing_; });
  };
  do {
    // What fails here is done an hour later; nobody waits for it.
    KeepHouse(*store_, directory_, clock_.Now(), [&](absl::Duration span) {
      return wait(absl::ToChronoMicroseconds(span));
    }).IgnoreError();
    {
      std::lock_guard lock(mutex_);
      kept_house_ = true;
    }
    wake_.notify_all();
  } while (wait(kHousekeepingPeriod));
}

}  // namespace ringback
