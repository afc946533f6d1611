#include "ringback/followup/promise_clock.h"

#include <algorithm>
#include <chrono>
#include <climits>
#include <string>
#include <utility>
#include <vector>

#include "ringback/base/status_macros.h"
#include "ringback/followup/contact_view.h"
#include "ringback/followup/lease_queue.h"
#include "ringback/followup/wanted_contact.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

// What one write tells, so that it keeps nobody waiting.
constexpr int64_t kBatch = 50;
// The system's clock may be set without a word; it is looked at this often.
constexpr absl::Duration kLongestSleep = absl::Seconds(10);
// After a write that failed.
constexpr absl::Duration kRetry = absl::Seconds(5);

// Tells what there is to tell of a promise: first that it is due, then that it is late. An agent
// who has it in hand has begun; it is looked at again when their lease ends.
absl::Status Tell(WriteScope& scope, DueContactRecord record) {
  const v1::DueContact& contact = record.contact;
  const int64_t late_us =
      ToMicros(contact.promise_time()) + absl::ToInt64Microseconds(PromiseGrace(scope.tenant));
  const bool is_due = !record.told_due;
  const bool is_late = !is_due && scope.now_us() >= late_us && !record.HeldAt(scope.now_us());
  if (is_due) {
    record.told_due = true;
    record.tell_us = late_us;
  } else if (is_late) {
    record.contact.set_late(true);
    record.tell_us = 0;
  } else {
    record.tell_us = std::max(late_us, ToMicros(contact.lease_expire_time()));
  }
  RINGBACK_RETURN_IF_ERROR(WriteDueContact(scope.session, scope.tenant_id(), record));
  if (is_due) return EmitContact(scope, v1::EVENT_TYPE_CONTACT_DUE, contact.agent(), record);
  if (!is_late) return absl::OkStatus();
  return EmitContact(scope, v1::EVENT_TYPE_CONTACT_LATE,
                     scope.tenant.tenant.follow_up().supervisor(), record);
}

// One write for a tenant.
absl::Status TellSome(WriteScope& scope) {
  RINGBACK_RETURN_IF_ERROR(EndLeases(scope));
  RINGBACK_ASSIGN_OR_RETURN(
      const auto records, ContactsToTell(scope.session, scope.tenant_id(), scope.now_us(), kBatch));
  for (const DueContactRecord& record : records) RINGBACK_RETURN_IF_ERROR(Tell(scope, record));
  return absl::OkStatus();
}

// The same, each promise in a write of its own: one that cannot be told keeps no other waiting.
absl::Status TellSingly(store::Store& store, RequestRunner& runner, const std::string& tenant,
                        const RequestContext& context) {
  absl::Status status = runner.WriteUnasked(tenant, context, EndLeases);
  std::vector<DueContactRecord> records;
  status.Update(store.Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(records,
                              ContactsToTell(session, tenant, context.now_micros(), kBatch));
    return absl::OkStatus();
  }));
  for (const DueContactRecord& record : records) {
    status.Update(runner.WriteUnasked(tenant, context, [&](WriteScope& scope) -> absl::Status {
      RINGBACK_ASSIGN_OR_RETURN(DueContactRecord now,
                                NeedDueContact(scope.session, record.contact.name()));
      // Told meanwhile.
      if (now.tell_us != record.tell_us) return absl::OkStatus();
      return Tell(scope, std::move(now));
    }));
  }
  return status;
}

// What there is to do for a tenant next.
struct Appointment {
  std::string tenant;
  absl::Time time;
};

absl::StatusOr<std::vector<Appointment>> ReadAppointments(store::Store& store) {
  std::vector<Appointment> appointments;
  RINGBACK_RETURN_IF_ERROR(
      store.Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
        RINGBACK_ASSIGN_OR_RETURN(const auto ids, ListTenantIds(session, "", INT_MAX));
        for (const std::string& id : ids) {
          RINGBACK_ASSIGN_OR_RETURN(const int64_t tell_us, NextToTell(session, id));
          RINGBACK_ASSIGN_OR_RETURN(const int64_t lease_us, NextLeaseEnd(session, id));
          for (const int64_t time_us : {tell_us, lease_us}) {
            if (time_us != 0) appointments.push_back({id, absl::FromUnixMicros(time_us)});
          }
        }
        return absl::OkStatus();
      }));
  return appointments;
}

}  // namespace

PromiseClock::PromiseClock(store::Store* store, RequestRunner* runner, Clock* clock)
    : store_(*store), runner_(*runner), clock_(*clock) {}

PromiseClock::~PromiseClock() { Stop(); }

void PromiseClock::Start() {
  jumps_ = clock_.TellOfJumps([this] {
    {
      std::lock_guard lock(mutex_);
      jumped_ = true;
    }
    changed_.notify_all();
  });
  thread_ = std::thread([this] { Loop(); });
}

void PromiseClock::Stop() {
  if (!thread_.joinable()) return;
  clock_.StopTelling(jumps_);
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  idle_.notify_all();
  thread_.join();
}

void PromiseClock::WakeAt(absl::Time time) {
  {
    std::lock_guard lock(mutex_);
    if (time >= next_) return;
    next_ = time;
  }
  changed_.notify_all();
}

void PromiseClock::AwaitIdle() {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return;
  idle_.wait(lock, [&] { return closing_ || (sleeping_ && !jumped_ && clock_.Now() < next_); });
}

absl::StatusOr<absl::Time> PromiseClock::Run() {
  while (true) {
    RINGBACK_ASSIGN_OR_RETURN(const auto appointments, ReadAppointments(store_));
    absl::Time next = absl::InfiniteFuture();
    bool wrote = false;
    absl::Status failed;
    const RequestContext context{.now = clock_.Now()};
    for (const Appointment& appointment : appointments) {
      if (appointment.time > context.now) {
        next = std::min(next, appointment.time);
        continue;
      }
      absl::Status told = runner_.WriteUnasked(appointment.tenant, context, TellSome);
      if (!told.ok()) told = TellSingly(store_, runner_, appointment.tenant, context);
      failed.Update(told);
      wrote = true;
    }
    RINGBACK_RETURN_IF_ERROR(failed);
    std::lock_guard lock(mutex_);
    if (!wrote || closing_) return next;
  }
}

void PromiseClock::Loop() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    // What is written from here on is not in what Run() reads.
    next_ = absl::InfiniteFuture();
    jumped_ = false;
    lock.unlock();
    const absl::StatusOr<absl::Time> next = Run();
    lock.lock();
    // What fails is tried again; nobody waits for it.
    next_ = std::min(next_, next.ok() ? *next : clock_.Now() + kRetry);
    sleeping_ = true;
    idle_.notify_all();
    while (!closing_ && !jumped_ && clock_.Now() < next_) {
      if (next_ == absl::InfiniteFuture()) {
        changed_.wait(lock);
      } else {
        changed_.wait_for(
            lock, absl::ToChronoMicroseconds(std::min(next_ - clock_.Now(), kLongestSleep)));
      }
    }
    sleeping_ = false;
  }
}

}  // namespace ringback
