#include "tests/bench/make_data_tenant.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/events/event_log.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/identity_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "tests/bench/make_data_callers.h"
#include "tests/bench/make_data_history.h"

namespace ringback::bench {
namespace {

// A day less than a tenant's callback window, so that a look-up within a day still explains them.
constexpr absl::Duration kExplained = absl::Hours(24 * 13);
// The log has what happened lately.
constexpr absl::Duration kLogged = absl::Hours(48);

class TenantWriter {
 public:
  TenantWriter(const DataPlan& plan, const TenantPlan& tenant, const NumberPlan& numbers,
               store::WriteSession& session, SideData* side)
      : tenant_(tenant),
        until_us_(absl::ToUnixMicros(plan.until)),
        session_(session),
        side_(*side),
        random_(plan.seed * 1'000'003 + static_cast<uint64_t>(tenant.index) + 1),
        drafter_(tenant, numbers, until_us_, &random_),
        maker_(tenant, &drafter_, &random_),
        log_(nullptr) {}

  absl::Status Write() {
    drafts_ = drafter_.Draft();
    HistoryPlanner planner(tenant_, until_us_, &random_);
    const std::vector<Moment> leads = planner.PlanLeads(&drafts_);
    const std::vector<Moment> attempts = planner.PlanAttempts(&drafts_);
    RINGBACK_RETURN_IF_ERROR(WriteCallers());
    for (const Moment& moment : leads) {
      RINGBACK_RETURN_IF_ERROR(WriteLead(session_, tenant_.id, maker_.MakeLead(CallerOf(moment))));
    }
    RINGBACK_RETURN_IF_ERROR(WriteNotes(planner.PlanNotes(drafts_)));
    RINGBACK_RETURN_IF_ERROR(WriteCalls(planner.PlanCalls(drafts_)));
    return WriteAttempts(attempts);
  }

 private:
  const CallerDraft& CallerOf(const Moment& moment) const {
    return drafts_[static_cast<size_t>(moment.caller)];
  }

  absl::Status WriteCallers() {
    int64_t number = 0;
    for (const CallerDraft& draft : drafts_) {
      const CallerRecord record = MakeCaller(tenant_, draft, ++number, &random_);
      RINGBACK_RETURN_IF_ERROR(InsertCaller(session_, tenant_.id, record));
      if (!side_.wants_contacts) continue;
      const v1::Phone& phone = record.caller.phones(0);
      side_.contacts.push_back({.name = record.caller.display_name(),
                                .company = record.caller.company(),
                                .phone = phone.raw_input(),
                                .e164 = phone.number()});
    }
    return absl::OkStatus();
  }

  absl::Status WriteNotes(const std::vector<Moment>& notes) {
    SampleIds ids(&random_);
    for (const Moment& moment : notes) {
      RINGBACK_RETURN_IF_ERROR(InsertNote(session_, tenant_.id, ids.Next(moment.us),
                                          maker_.MakeNote(moment, CallerOf(moment))));
    }
    return absl::OkStatus();
  }

  // The calls, and what the agents who took them said about the numbers.
  absl::Status WriteCalls(const std::vector<Moment>& calls) {
    SampleIds ids(&random_);
    for (const Moment& moment : calls) {
      const CallerDraft& caller = CallerOf(moment);
      const int64_t id = ids.Next(moment.us);
      const v1::Call call = maker_.MakeCall(moment, caller, id);
      RINGBACK_RETURN_IF_ERROR(WriteCall(session_, call));
      RINGBACK_RETURN_IF_ERROR(WriteVerdict(session_, tenant_.id,
                                            PhoneNumber::FromE164(call.ani_e164()),
                                            {.caller = caller.id,
                                             .confirmed = true,
                                             .agent = std::string(LastSegment(call.agent())),
                                             .call = id,
                                             .verdict_us = moment.us}));
    }
    return absl::OkStatus();
  }

  absl::Status WriteAttempts(const std::vector<Moment>& attempts) {
    SampleIds ids(&random_);
    v1::OutboundAttempt attempt;
    for (const Moment& moment : attempts) {
      const CallerDraft* caller = moment.caller < 0 ? nullptr : &CallerOf(moment);
      attempt.Clear();
      maker_.MakeAttempt(moment, caller, &attempt);
      const int64_t id = ids.Next(moment.us);
      RINGBACK_RETURN_IF_ERROR(InsertAttempt(session_, tenant_.id, id, attempt));
      if (moment.us >= until_us_ - absl::ToInt64Microseconds(kLogged)) {
        RINGBACK_RETURN_IF_ERROR(Log(id, moment.us, attempt));
      }
      if (side_.wants_numbers && caller != nullptr) NoteNumber(moment, *caller, attempt);
    }
    return absl::OkStatus();
  }

  absl::Status Log(int64_t id, int64_t now_us, const v1::OutboundAttempt& attempt) {
    v1::Event event;
    event.set_type(v1::EVENT_TYPE_ATTEMPT_FINISHED);
    event.set_agent(attempt.agent());
    event.set_resource(ResourceName(tenant_.id, "attempts", id));
    return log_.Append(session_, tenant_.id, std::move(event), now_us);
  }

  void NoteNumber(const Moment& moment, const CallerDraft& caller,
                  const v1::OutboundAttempt& attempt) {
    const int64_t ani = PhoneNumber::FromE164(attempt.dialed_number()).digits();
    const bool owned = std::any_of(caller.numbers.begin(), caller.numbers.end(),
                                   [&](const SampleNumber& n) { return n.number.digits() == ani; });
    if (!owned || moment.us < until_us_ - absl::ToInt64Microseconds(kExplained)) return;
    const auto [place, fresh] = side_.seen.emplace(ani, side_.numbers.size());
    if (fresh) side_.numbers.emplace_back();
    side_.numbers[place->second] = {.tenant = tenant_.id,
                                    .ani = ani,
                                    .dnis = PhoneNumber::FromE164(attempt.caller_id()).digits(),
                                    .caller = caller.id};
  }

  const TenantPlan& tenant_;
  const int64_t until_us_;
  store::WriteSession& session_;
  SideData& side_;
  SampleRandom random_;
  CallerDrafter drafter_;
  HistoryMaker maker_;
  EventLog log_;  // to append alone, for which it needs no store
  std::vector<CallerDraft> drafts_;
};

}  // namespace

absl::Status WriteTenantData(const DataPlan& plan, const TenantPlan& tenant,
                             const NumberPlan& numbers, store::WriteSession& session,
                             SideData* side) {
  return TenantWriter(plan, tenant, numbers, session, side).Write();
}

}  // namespace ringback::bench
