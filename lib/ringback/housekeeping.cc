#include "ringback/housekeeping.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/events/event_log.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/question_table.h"
#include "ringback/records/request_log.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

using store::WriteSession;

// That an event was sent to a webhook is known for so long.
constexpr absl::Duration kSentEventLifetime = absl::Hours(7 * 24);

// Removes what is old among the next rows of a table. Returns the id to go on after, 0 at the end.
using RemoveOld = absl::StatusOr<int64_t> (*)(WriteSession&, std::string_view tenant,
                                              int64_t cut_us, int64_t after, int64_t rows);

// The log is cut from its beginning alone, so that there is no id to go on after.
absl::StatusOr<int64_t> RemoveEvents(WriteSession& session, std::string_view tenant, int64_t cut_us,
                                     int64_t, int64_t rows) {
  RINGBACK_ASSIGN_OR_RETURN(const bool more, RemoveOldEvents(session, tenant, cut_us, rows));
  return more ? 1 : 0;
}

// What is removed of a tenant, in this order.
constexpr RemoveOld kRemovers[] = {
    &RemoveOldAttempts,      //
    &RemoveOldCalls,         //
    &RemoveOldNotes,         //
    &RemoveOldDueContacts,   //
    &RemoveOldLeads,         //
    &RemoveOldAppointments,  //
    &RemoveOldQuestions,     //
    &RemoveOldDeliveries,    //
    &RemoveEvents,           //
};

class Round {
 public:
  Round(store::Store& store, const TenantDirectory& tenants, absl::Time now,
        absl::FunctionRef<bool(absl::Duration)> pause)
      : store_(store), tenants_(tenants), now_(now), pause_(pause) {}

  absl::Status Run() {
    std::vector<std::string> ids;
    RINGBACK_RETURN_IF_ERROR(
        store_.Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
          RINGBACK_ASSIGN_OR_RETURN(ids, ListTenantIds(session, "", INT32_MAX));
          return absl::OkStatus();
        }));
    for (const std::string& id : ids) {
      if (ended_) break;
      status_.Update(store_.Write(absl::InfiniteFuture(), [&](WriteSession& session) {
        return ForgetOldAnswers(session, id, absl::ToUnixMicros(now_));
      }));
      Empty(&RemoveSentEvents, id, absl::ToUnixMicros(now_ - kSentEventLifetime));
      const std::shared_ptr<const TenantRecord> tenant = tenants_.Find(id);
      if (tenant != nullptr && tenant->tenant.retention().seconds() > 0) RemoveHistory(*tenant);
    }
    return status_;
  }

 private:
  void RemoveHistory(const TenantRecord& tenant) {
    const absl::Time cut = now_ - absl::Seconds(tenant.tenant.retention().seconds());
    for (const RemoveOld remove : kRemovers) {
      Empty(remove, tenant.id, absl::ToUnixMicros(cut));
    }
  }

  // Goes through a table in small writes.
  void Empty(RemoveOld remove, const std::string& tenant, int64_t cut_us) {
    int64_t after = 0;
    while (!ended_) {
      int64_t last = 0;
      const absl::Time begin = absl::Now();
      const absl::Status status =
          store_.Write(absl::InfiniteFuture(), [&](WriteSession& session) -> absl::Status {
            RINGBACK_ASSIGN_OR_RETURN(last,
                                      remove(session, tenant, cut_us, after, kHousekeepingRows));
            return absl::OkStatus();
          });
      status_.Update(status);
      if (!status.ok() || last == 0) return;
      after = last;
      ended_ = !pause_(absl::Now() - begin);
    }
  }

  store::Store& store_;
  const TenantDirectory& tenants_;
  const absl::Time now_;
  const absl::FunctionRef<bool(absl::Duration)> pause_;
  absl::Status status_;
  bool ended_ = false;
};

}  // namespace

absl::Status KeepHouse(store::Store& store, const TenantDirectory& tenants, absl::Time now,
                       absl::FunctionRef<bool(absl::Duration)> pause) {
  return Round(store, tenants, now, pause).Run();
}

}  // namespace ringback
