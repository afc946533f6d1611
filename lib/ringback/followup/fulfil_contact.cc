#include "ringback/followup/fulfil_contact.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/contact_view.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/followup/wanted_contact.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/due_contact_table.h"

namespace ringback {
namespace {

using v1::DueContact;
using v1::Lead;
using v1::OutboundAttempt;

bool IsPromise(const DueContactRecord& record) {
  return record.contact.kind() == DueContact::KIND_PROMISED_CALLBACK;
}

// Whether the attempt was the contact. A call that was recorded just after a promise was made for
// soon must not be taken for the promised one, so that half of the time in between is the limit.
bool WasMade(const WriteScope& scope, const DueContactRecord& record,
             const OutboundAttempt& attempt) {
  const DueContact& contact = record.contact;
  if (record.HeldAt(scope.now_us()) && contact.lease_agent() == attempt.agent()) return true;
  if (!IsPromise(record)) {
    return contact.channel() == attempt.channel() ||
           attempt.outcome() == OutboundAttempt::OUTCOME_CONNECTED;
  }
  const int64_t promise_us = ToMicros(contact.promise_time());
  const int64_t ahead_us = std::max<int64_t>(promise_us - ToMicros(contact.create_time()), 0);
  const int64_t early_us =
      std::min(absl::ToInt64Microseconds(PromiseGrace(scope.tenant)), ahead_us / 2);
  return ToMicros(attempt.start_time()) >= promise_us - early_us;
}

// The promise of the lead is over, unless it is another one by now.
void ClearPromise(const DueContactRecord& record, Lead* lead) {
  if (ToMicros(lead->next_contact().contact_time()) == ToMicros(record.contact.promise_time()))
    lead->clear_next_contact();
}

}  // namespace

absl::Status FulfilContact(WriteScope& scope, const OutboundAttempt& attempt, Lead* lead) {
  RINGBACK_ASSIGN_OR_RETURN(auto record,
                            OpenContactOf(scope.session, scope.tenant_id(), IdOf(lead->name())));
  if (!record || !WasMade(scope, *record, attempt)) return absl::OkStatus();
  DueContact& contact = record->contact;
  contact.set_state(DueContact::STATE_DONE);
  contact.set_attempt(attempt.name());
  *contact.mutable_end_time() = FromMicros(scope.now_us());
  record->tell_us = 0;
  if (IsPromise(*record)) {
    const int64_t late_us =
        ToMicros(contact.promise_time()) + absl::ToInt64Microseconds(PromiseGrace(scope.tenant));
    if (ToMicros(attempt.start_time()) > late_us) contact.set_late(true);
    ClearPromise(*record, lead);
  }
  RINGBACK_RETURN_IF_ERROR(WriteDueContact(scope.session, scope.tenant_id(), *record));
  return EmitContact(scope, v1::EVENT_TYPE_CONTACT_COMPLETED, attempt.agent(), *record);
}

absl::Status FulfilPromise(WriteScope& scope, int64_t call_start_us, Lead* lead) {
  if (!lead->next_contact().has_contact_time()) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(auto record,
                            OpenContactOf(scope.session, scope.tenant_id(), IdOf(lead->name())));
  if (!record || !IsPromise(*record)) {
    // Nobody could have been rung for it; when it was promised is not known any better than this.
    if (ToMicros(lead->update_time()) < call_start_us) lead->clear_next_contact();
    return absl::OkStatus();
  }
  if (ToMicros(record->contact.create_time()) >= call_start_us) return absl::OkStatus();
  ClearPromise(*record, lead);
  return CancelContact(scope, *std::move(record));
}

}  // namespace ringback
