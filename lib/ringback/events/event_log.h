// The durable log of what happened, and its newest part in memory for those who watch.
#ifndef RINGBACK_EVENTS_EVENT_LOG_H_
#define RINGBACK_EVENTS_EVENT_LOG_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/event.pb.h"

namespace ringback {

// An event as it goes out, made once for all who watch: serialised, and what it is picked by.
struct SentEvent {
  int64_t seq = 0;
  v1::EventType type = v1::EVENT_TYPE_UNSPECIFIED;
  std::string agent;  // a resource name, or ""
  std::string wire;

  // The event again.
  v1::Event Parse() const;
};

// The log. Safe from any thread.
class EventLog {
 public:
  // Fills the payload of an event that is read from the log: `event` has a type and the name of its
  // resource.
  using Resolver = std::function<absl::Status(store::Session&, v1::Event*)>;

  explicit EventLog(store::Store* store) : store_(store) {}

  // Set once, before anything is read.
  void set_resolver(Resolver resolver) { resolver_ = std::move(resolver); }

  // Writes `event` (type, agent, resource, payload) as the next one of its tenant; it goes out when
  // it is durable.
  absl::Status Append(store::WriteSession& session, std::string_view tenant, v1::Event event,
                      int64_t now_us);

  // What the store has of a tenant's events.
  struct Extent {
    int64_t first = 1;  // the oldest that is kept; the next to come when none is
    int64_t last = 0;   // the newest that there was; 0 when there was none
  };
  absl::StatusOr<Extent> ExtentOf(std::string_view tenant);

  // At most `count` events after `after`, from the store: fewer once they come to `max_bytes`, but
  // one at least if there is one. OUT_OF_RANGE when events between `after` and the oldest that is
  // kept were removed.
  absl::StatusOr<std::vector<std::shared_ptr<const SentEvent>>> Read(
      std::string_view tenant, int64_t after, int64_t count,
      size_t max_bytes = std::numeric_limits<size_t>::max());

  // Somebody who is told that there is something new.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Called when events of the tenant have become durable. Must be quick; must not call the log.
    virtual void OnEvents() = 0;
  };

  // From now on, keeps the newest events of `tenant` in memory and calls `listener`, until
  // StopListening.
  void Listen(std::string_view tenant, Listener* listener);
  // After this returns the listener is not called any more.
  void StopListening(std::string_view tenant, Listener* listener);

  // Forgets the newest events of a tenant, payloads and all; they are read from the store again.
  // Part of erasing.
  void DropTail(std::string_view tenant);

  // What the memory has after `after`.
  struct Tail {
    std::shared_ptr<const SentEvent>
        next;             // the event that follows `after`; nullptr: not in memory
    bool at_end = false;  // there is no newer event that the memory knows of
  };
  Tail Peek(std::string_view tenant, int64_t after) const;

  // The number of the newest event that went out since somebody listens; 0 when none did.
  int64_t LastPublished(std::string_view tenant) const;

 private:
  struct TenantTail {
    std::deque<std::shared_ptr<const SentEvent>> events;
    size_t bytes = 0;  // of all of them
    std::vector<Listener*> listeners;
    int64_t last_seq = 0;
  };

  void Publish(const std::string& tenant, int64_t seq, const v1::Event& event);
  // These two with mutex_ held.
  void Keep(TenantTail* tail, std::shared_ptr<const SentEvent> sent);
  void DropOldest(TenantTail* tail);

  store::Store* const store_;
  Resolver resolver_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, TenantTail> tails_;  // of the tenants that are watched
  size_t bytes_ = 0;                                    // of all tails
};

// The resume token that goes on after event `seq` of a tenant.
std::string MakeResumeToken(std::string_view tenant, int64_t seq);

// The token with which a watch begins at the oldest event that is kept.
inline constexpr std::string_view kStartToken = "start";

// The number in a resume token; INVALID_ARGUMENT when it is not one of this tenant.
absl::StatusOr<int64_t> ReadResumeToken(std::string_view tenant, std::string_view token);

// OUT_OF_RANGE: what came after the token was removed; `first` is the oldest event that is kept.
absl::Status EventsRemoved(std::string_view tenant, int64_t first);

// Removes the oldest events of a tenant, at most `rows`, as far as they are from before `cut_us`.
// Returns whether more of them may be left.
absl::StatusOr<bool> RemoveOldEvents(store::WriteSession& session, std::string_view tenant,
                                     int64_t cut_us, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_EVENTS_EVENT_LOG_H_
