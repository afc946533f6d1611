// Hands out what is to be sent, and hears how it went. Knows no network.
#ifndef RINGBACK_DELIVERY_DISPATCH_H_
#define RINGBACK_DELIVERY_DISPATCH_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/base/bell.h"
#include "ringback/delivery/back_off.h"
#include "ringback/events/event_log.h"
#include "ringback/records/outbox_table.h"
#include "ringback/request/request_runner.h"
#include "ringback/store/store.h"
#include "ringback/v1/delivery.pb.h"

namespace ringback {

// One delivery to be tried, with all that it takes.
struct Consignment {
  std::string tenant = {};  // id
  std::string place = {};   // see outbox_table.h
  v1::Delivery delivery = {};
  std::string body = {};       // JSON for a webhook, else plain text whose lines end in \n
  std::string event = {};      // for a webhook, what it is: "LEAD_CLOSED", "HANDOFF", "QUESTION"
  std::string url = {};        // of a webhook
  std::string secret = {};     // of a webhook; never to be shown or logged
  std::string from_name = {};  // the tenant's display name
  std::string language = {};   // of a letter: BCP 47
  absl::TimeZone zone = {};    // the tenant's
};

// How a try went wrong.
struct Failure {
  std::string error;                                  // in words, without secrets
  bool for_good = false;                              // trying again is of no use
  absl::Duration retry_after = absl::ZeroDuration();  // the receiver asked to be left alone so long
};

// Whether an error says that nothing can be written now (the disk is full, the file is read-only or
// was taken away), rather than that one record cannot be handled.
bool IsWholeStores(const absl::Status& error);

// The engine's side of sending. What fails of one tenant, webhook, contact or delivery is tried
// again later, at growing intervals, and keeps nothing else waiting. Each delivery is handed out at
// least once; those of one place and resource one after another. Times are given, as everywhere in
// the engine. Used by one sender; safe from any thread.
class Dispatch : private EventLog::Listener {
 public:
  Dispatch(RequestRunner* runner, EventLog* events)
      : runner_(*runner), store_(runner->store()), events_(*events) {}
  ~Dispatch() override;

  Dispatch(const Dispatch&) = delete;
  Dispatch& operator=(const Dispatch&) = delete;

  // Rung when there may be something new to send.
  Bell& bell() { return bell_; }

  // Takes back what was handed out before and never heard of again. Called before the first Claim,
  // until it does not fail for the whole store: a file has one process (ADR 4), so who had it is
  // gone. Returns the first error; every tenant was tried.
  absl::Status Begin(absl::Time now);

  // Queues the events of the log that webhooks want. Returns whether there may be more at once, or
  // the first error; every webhook was tried.
  absl::StatusOr<bool> FeedWebhooks(absl::Time now);

  // How many more deliveries of a place can be tried now; 0 for what is not set up.
  using Room = absl::FunctionRef<int(std::string_view tenant, std::string_view place)>;

  // Queues the e-mails and letters of cadences that are due, of places for which there is room:
  // what nobody would send is left to agents. One that cannot be queued is said to be a dead
  // delivery, with the reason, the first time, and is tried again. Returns the first error; every
  // contact was tried.
  absl::Status QueueTouches(absl::Time now, Room room);

  // What to try now, for no longer than `lease`: then it is handed out again. An error only when
  // there is nothing to try. A delivery that cannot be made ready is put off, with the reason.
  absl::StatusOr<std::vector<Consignment>> Claim(absl::Time now, absl::Duration lease, Room room);

  // When the next of those comes for which there is room, or what failed before `now` is tried
  // again; InfiniteFuture for none.
  absl::StatusOr<absl::Time> NextTurnTime(absl::Time now, Room room);

  // It was accepted.
  absl::Status Accepted(const Consignment& consignment, absl::Time now);
  // It was not: it is tried again `delay` later, or given up, which is an event.
  absl::Status Failed(const Consignment& consignment, const Failure& failure, absl::Duration delay,
                      absl::Time now);
  // It was not tried.
  absl::Status GiveBack(const Consignment& consignment, absl::Time now);

  // The letters of a tenant that went out from `from` to `before`, oldest first.
  absl::StatusOr<std::vector<Consignment>> LettersSent(std::string_view tenant, absl::Time from,
                                                       absl::Time before);

 private:
  void OnEvents() override { bell_.Ring(); }
  // Hears of the events of the tenants whose webhooks want some, and of no others.
  absl::Status Listen();

  using WebhookKey = std::pair<std::string, std::string>;  // tenant, id

  absl::Status ForEachTurn(
      Room room, absl::FunctionRef<absl::Status(const std::string& tenant, const std::string& place,
                                                absl::Time turn)>
                     use);
  // Changes a delivery that was claimed, if it is still queued.
  absl::Status Change(const Consignment& consignment, absl::Time now,
                      absl::FunctionRef<absl::Status(WriteScope&, DeliveryRecord*)> change);
  // Makes the body of an event from the log. False when the log has it no more.
  absl::StatusOr<bool> AddEvent(int64_t seq, Consignment* consignment);
  absl::Status ClaimPlace(const TenantRecord& tenant, const std::string& place, absl::Time now,
                          absl::Duration lease, int rows, std::vector<Consignment>* consignments);
  absl::Status QueueTouchesOf(const std::string& tenant, v1::Channel channel, absl::Time now);
  absl::Status SayNotQueued(const std::string& contact, v1::Channel channel,
                            const absl::Status& why, absl::Time now);
  absl::StatusOr<bool> FeedOne(const std::string& tenant, const std::string& id, int64_t after,
                               absl::Time now);

  RequestRunner& runner_;
  store::Store& store_;
  EventLog& events_;
  std::set<std::string> listening_;  // to these tenants; used by the sender's thread alone
  Bell bell_;
  // How far the log was looked at beyond a webhook's cursor, without finding anything for it: what
  // is not wanted costs no write. Used by the sender's thread alone.
  std::map<WebhookKey, std::pair<int64_t, int64_t>> looked_;  // revision, seq
  BackOff back_off_;  // of contacts and webhooks; used by the sender's thread alone
};

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_DISPATCH_H_
