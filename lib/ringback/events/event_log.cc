#include "ringback/events/event_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"

namespace ringback {
namespace {

// A watcher that falls further behind than this reads from the store. An event is up to the size of
// a card, which can be a megabyte, so that their number alone bounds nothing.
constexpr size_t kTailEvents = 4096;
constexpr size_t kTailBytes = 8 << 20;
// The same for all tenants together.
constexpr size_t kAllTailBytes = 32 << 20;

// What an event takes in memory, with what surrounds it, roughly.
size_t BytesOf(const SentEvent& sent) {
  constexpr size_t kAround = 64;
  return sizeof(SentEvent) + kAround + sent.wire.capacity() + sent.agent.capacity();
}

std::shared_ptr<const SentEvent> Serialise(int64_t seq, const v1::Event& event) {
  auto sent = std::make_shared<SentEvent>();
  sent->seq = seq;
  sent->type = event.type();
  sent->agent = event.agent();
  sent->wire = event.SerializeAsString();
  return sent;
}

void Complete(std::string_view tenant, int64_t seq, int64_t event_us, v1::Event* event) {
  event->set_name(ResourceName(tenant, "events", absl::StrCat(seq)));
  *event->mutable_event_time() = FromMicros(event_us);
  event->set_resume_token(MakeResumeToken(tenant, seq));
}

absl::Status ReadExtent(store::Session& session, std::string_view tenant,
                        EventLog::Extent* extent) {
  *extent = {};
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT last_seq FROM event_counters WHERE tenant = $1", {tenant},
                    [&](const store::Row& row) { extent->last = row.Int(0); }));
  extent->first = extent->last + 1;
  return session.Query("SELECT seq FROM events WHERE tenant = $1 ORDER BY seq LIMIT 1", {tenant},
                       [&](const store::Row& row) { extent->first = row.Int(0); });
}

// Whether the events after `after` begin with the next one; `next` is the first that was found, 0
// for none.
absl::Status CheckNoGap(store::Session& session, std::string_view tenant, int64_t after,
                        int64_t next) {
  if (next == after + 1) return absl::OkStatus();
  EventLog::Extent extent;
  RINGBACK_RETURN_IF_ERROR(ReadExtent(session, tenant, &extent));
  return after + 1 < extent.first ? EventsRemoved(tenant, extent.first) : absl::OkStatus();
}

std::string TokenList(std::string_view tenant) {
  return absl::StrCat("events of ", std::string(tenant));
}

}  // namespace

v1::Event SentEvent::Parse() const {
  v1::Event event;
  event.ParseFromString(wire);
  return event;
}

absl::Status EventLog::Append(store::WriteSession& session, std::string_view tenant,
                              v1::Event event, int64_t now_us) {
  int64_t seq = 0;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("INSERT INTO event_counters (tenant, last_seq) VALUES ($1, 1) ON CONFLICT "
                    "(tenant) DO UPDATE SET "
                    "last_seq = event_counters.last_seq + 1 RETURNING last_seq",
                    {tenant}, [&](const store::Row& row) { seq = row.Int(0); }));
  RINGBACK_RETURN_IF_ERROR(session
                               .Execute("INSERT INTO events (tenant, seq, type, event_us, agent, "
                                        "resource) VALUES ($1, $2, $3, $4, $5, $6)",
                                        {tenant, seq, static_cast<int64_t>(event.type()), now_us,
                                         LastSegment(event.agent()), event.resource()})
                               .status());
  // Those of a request that did not come through ParseRequest(): they have no bounds.
  event.DiscardUnknownFields();
  Complete(tenant, seq, now_us, &event);
  session.OnCommit([this, tenant = std::string(tenant), seq, event = std::move(event)] {
    Publish(tenant, seq, event);
  });
  return absl::OkStatus();
}

void EventLog::Publish(const std::string& tenant, int64_t seq, const v1::Event& event) {
  std::lock_guard lock(mutex_);
  const auto found = tails_.find(tenant);
  if (found == tails_.end()) return;
  TenantTail& tail = found->second;
  tail.last_seq = std::max(tail.last_seq, seq);
  Keep(&tail, Serialise(seq, event));
  for (Listener* listener : tail.listeners) listener->OnEvents();
}

void EventLog::Keep(TenantTail* tail, std::shared_ptr<const SentEvent> sent) {
  const size_t bytes = BytesOf(*sent);
  tail->bytes += bytes;
  bytes_ += bytes;
  tail->events.push_back(std::move(sent));
  while (tail->events.size() > kTailEvents || tail->bytes > kTailBytes) DropOldest(tail);
  while (bytes_ > kAllTailBytes) {
    // Half of the longest, so that the search for it is seldom needed.
    TenantTail& longest =
        std::max_element(tails_.begin(), tails_.end(), [](const auto& a, const auto& b) {
          return a.second.bytes < b.second.bytes;
        })->second;
    const size_t half = longest.bytes / 2;
    while (longest.bytes > half) DropOldest(&longest);
  }
}

void EventLog::DropOldest(TenantTail* tail) {
  const size_t bytes = BytesOf(*tail->events.front());
  tail->bytes -= bytes;
  bytes_ -= bytes;
  tail->events.pop_front();
}

absl::StatusOr<EventLog::Extent> EventLog::ExtentOf(std::string_view tenant) {
  Extent extent;
  RINGBACK_RETURN_IF_ERROR(store_->Read(absl::InfiniteFuture(), [&](store::Session& session) {
    return ReadExtent(session, tenant, &extent);
  }));
  std::lock_guard lock(mutex_);
  const auto tail = tails_.find(absl::string_view(tenant.data(), tenant.size()));
  if (tail != tails_.end()) tail->second.last_seq = std::max(tail->second.last_seq, extent.last);
  return extent;
}

absl::StatusOr<std::vector<std::shared_ptr<const SentEvent>>> EventLog::Read(
    std::string_view tenant, int64_t after, int64_t count, size_t max_bytes) {
  std::vector<std::shared_ptr<const SentEvent>> page;
  RINGBACK_RETURN_IF_ERROR(
      store_->Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
        std::vector<std::pair<int64_t, v1::Event>> events;
        page.clear();
        RINGBACK_RETURN_IF_ERROR(session.Query(
            "SELECT seq, type, event_us, agent, resource FROM events WHERE tenant = $1 AND seq > "
            "$2 ORDER BY seq LIMIT $3",
            {tenant, after, count}, [&](const store::Row& row) {
              v1::Event& event = events.emplace_back(row.Int(0), v1::Event()).second;
              event.set_type(static_cast<v1::EventType>(row.Int(1)));
              if (!row.Text(3).empty())
                event.set_agent(ResourceName(tenant, "agents", row.Text(3)));
              event.set_resource(std::string(row.Text(4)));
              Complete(tenant, row.Int(0), row.Int(2), &event);
            }));
        RINGBACK_RETURN_IF_ERROR(
            CheckNoGap(session, tenant, after, events.empty() ? 0 : events.front().first));
        size_t bytes = 0;
        for (auto& [seq, event] : events) {
          if (bytes >= max_bytes && !page.empty()) break;
          RINGBACK_RETURN_IF_ERROR(resolver_(session, &event));
          page.push_back(Serialise(seq, event));
          bytes += page.back()->wire.size();
        }
        return absl::OkStatus();
      }));
  return page;
}

void EventLog::Listen(std::string_view tenant, Listener* listener) {
  std::lock_guard lock(mutex_);
  tails_[std::string(tenant)].listeners.push_back(listener);
}

void EventLog::StopListening(std::string_view tenant, Listener* listener) {
  std::lock_guard lock(mutex_);
  const auto tail = tails_.find(absl::string_view(tenant.data(), tenant.size()));
  if (tail == tails_.end()) return;
  auto& listeners = tail->second.listeners;
  listeners.erase(std::remove(listeners.begin(), listeners.end(), listener), listeners.end());
  if (!listeners.empty()) return;
  bytes_ -= tail->second.bytes;
  tails_.erase(tail);
}

void EventLog::DropTail(std::string_view tenant) {
  std::lock_guard lock(mutex_);
  const auto tail = tails_.find(absl::string_view(tenant.data(), tenant.size()));
  if (tail == tails_.end()) return;
  bytes_ -= std::exchange(tail->second.bytes, 0);
  tail->second.events.clear();
}

EventLog::Tail EventLog::Peek(std::string_view tenant, int64_t after) const {
  std::lock_guard lock(mutex_);
  const auto tail = tails_.find(absl::string_view(tenant.data(), tenant.size()));
  if (tail == tails_.end() || tail->second.last_seq == 0) return {};
  if (after >= tail->second.last_seq) return {.next = nullptr, .at_end = true};
  const auto& events = tail->second.events;
  if (events.empty()) return {};
  const int64_t offset = after + 1 - events.front()->seq;
  // Older than what is kept, or durable and not published yet: the store has it.
  if (offset < 0 || offset >= static_cast<int64_t>(events.size())) return {};
  return {.next = events[static_cast<size_t>(offset)], .at_end = false};
}

int64_t EventLog::LastPublished(std::string_view tenant) const {
  std::lock_guard lock(mutex_);
  const auto tail = tails_.find(absl::string_view(tenant.data(), tenant.size()));
  return tail == tails_.end() ? 0 : tail->second.last_seq;
}

std::string MakeResumeToken(std::string_view tenant, int64_t seq) {
  return MakePageToken(TokenList(tenant), absl::StrCat(seq));
}

absl::StatusOr<int64_t> ReadResumeToken(std::string_view tenant, std::string_view token) {
  if (token == kStartToken) return 0;
  const auto plain = ReadPageToken(TokenList(tenant), token);
  int64_t seq = 0;
  if (!plain.ok() || !absl::SimpleAtoi(*plain, &seq) || seq < 0) {
    return InvalidField("resume_token",
                        "not a resume token of this tenant; send the last one received, or none");
  }
  return seq;
}

absl::Status EventsRemoved(std::string_view tenant, int64_t first) {
  return MakeError(
      absl::StatusCode::kOutOfRange, v1::ERROR_REASON_EVENTS_REMOVED,
      "resume_token: the events that follow it are older than the tenant's retention and were "
      "removed; read again what you keep of them, and go on with the oldest event that is kept",
      {{"resume_token", MakeResumeToken(tenant, first - 1)}});
}

absl::StatusOr<bool> RemoveOldEvents(store::WriteSession& session, std::string_view tenant,
                                     int64_t cut_us, int64_t rows) {
  int64_t seen = 0;
  int64_t last_old = 0;
  bool reached = false;  // one that stays, and with it all that follow
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT seq, event_us FROM events WHERE tenant = $1 ORDER BY seq LIMIT $2",
                    {tenant, rows}, [&](const store::Row& row) {
                      ++seen;
                      reached = reached || row.Int(1) >= cut_us;
                      if (!reached) last_old = row.Int(0);
                    }));
  if (last_old == 0) return false;
  RINGBACK_RETURN_IF_ERROR(
      session.Execute("DELETE FROM events WHERE tenant = $1 AND seq <= $2", {tenant, last_old})
          .status());
  return !reached && seen == rows;
}

}  // namespace ringback
