#include "ringback/followup/plan_contact.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "google/protobuf/util/message_differencer.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/callee.h"
#include "ringback/followup/wanted_contact.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/rules/calling_hours.h"

namespace ringback {
namespace {

using v1::DueContact;
using v1::Lead;

using Planned = std::optional<DueContactRecord>;

// Whether what an agent holds is still wanted. That they have begun (a touch), or have agreed on
// what comes after it (another promise), does not take it away from them.
absl::StatusOr<bool> StaysWithAgent(WriteScope& scope, const Lead& lead,
                                    const DueContactRecord& held) {
  Lead as_leased = lead;
  if (held.contact.kind() == DueContact::KIND_PROMISED_CALLBACK) {
    *as_leased.mutable_next_contact()->mutable_contact_time() = held.contact.promise_time();
  } else {
    as_leased.clear_next_contact();
  }
  if (held.contact.kind() == DueContact::KIND_NEW_LEAD) as_leased.set_touch_count(0);
  const Wish wish{.lead = as_leased, .standing = &held, .now = scope.context.now};
  RINGBACK_ASSIGN_OR_RETURN(const Planned wanted, WantedContact(scope.session, scope.tenant, wish));
  return wanted && SameWish(held.contact, wanted->contact);
}

bool Equal(const DueContactRecord& a, const DueContactRecord& b) {
  return a.zone == b.zone && a.not_before_us == b.not_before_us && a.tell_us == b.tell_us &&
         google::protobuf::util::MessageDifferencer::Equals(a.contact, b.contact);
}

absl::Status Insert(WriteScope& scope, DueContactRecord* record) {
  record->id = NewId(scope.context.now);
  record->contact.set_name(ResourceName(scope.tenant_id(), "dueContacts", record->id));
  *record->contact.mutable_create_time() = FromMicros(scope.now_us());
  if (record->tell_us != 0) scope.WakeAt(absl::FromUnixMicros(record->tell_us));
  return WriteDueContact(scope.session, scope.tenant_id(), *record);
}

// "Monday to Friday"-like lists are for people who set them; an error shows them one by one.
std::string HoursText(const CallingHoursList& hours) {
  static constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu",
                                                            "Fri", "Sat", "Sun"};
  std::string text;
  for (const v1::CallingHours& span : hours) {
    const int day = std::clamp(span.iso_weekday(), 1, 7);
    absl::StrAppend(
        &text, text.empty() ? "" : ", ", std::string(kDays[static_cast<size_t>(day - 1)]),
        absl::StrFormat(" %02d:%02d-%02d:%02d", span.start_minute() / 60, span.start_minute() % 60,
                        span.end_minute() / 60, span.end_minute() % 60));
  }
  return text;
}

}  // namespace

absl::Status CancelContact(WriteScope& scope, DueContactRecord record) {
  record.contact.set_state(DueContact::STATE_CANCELLED);
  *record.contact.mutable_end_time() = FromMicros(scope.now_us());
  record.tell_us = 0;
  return WriteDueContact(scope.session, scope.tenant_id(), record);
}

absl::StatusOr<Planned> ReplanContact(WriteScope& scope, const Lead& lead, std::string_view by) {
  RINGBACK_ASSIGN_OR_RETURN(Planned standing,
                            OpenContactOf(scope.session, scope.tenant_id(), IdOf(lead.name())));
  if (standing && standing->HeldAt(scope.now_us())) {
    RINGBACK_ASSIGN_OR_RETURN(const bool stays, StaysWithAgent(scope, lead, *standing));
    if (stays) return standing;
  }
  const Wish wish{.lead = lead,
                  .standing = standing ? &*standing : nullptr,
                  .by = by,
                  .now = scope.context.now};
  RINGBACK_ASSIGN_OR_RETURN(Planned wanted, WantedContact(scope.session, scope.tenant, wish));
  if (standing && wanted && SameWish(standing->contact, wanted->contact)) {
    wanted->id = standing->id;
    wanted->contact.set_name(standing->contact.name());
    if (!Equal(*standing, *wanted))
      RINGBACK_RETURN_IF_ERROR(WriteDueContact(scope.session, scope.tenant_id(), *wanted));
    return wanted;
  }
  if (standing) RINGBACK_RETURN_IF_ERROR(CancelContact(scope, *std::move(standing)));
  if (wanted) RINGBACK_RETURN_IF_ERROR(Insert(scope, &*wanted));
  return wanted;
}

absl::Status PlanContact(WriteScope& scope, const Lead& lead, std::string_view by) {
  return ReplanContact(scope, lead, by).status();
}

absl::Status CheckPromise(WriteScope& scope, std::string_view field, const Lead& lead) {
  const v1::NextContact& next = lead.next_contact();
  const auto& hours = scope.tenant.tenant.calling_hours();
  const bool is_call =
      next.channel() == v1::CHANNEL_UNSPECIFIED || next.channel() == v1::CHANNEL_CALL;
  if (!next.has_contact_time() || !is_call || hours.empty()) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const auto caller,
                            ReadCaller(scope.session, scope.tenant_id(), IdOf(lead.caller())));
  if (!caller) return absl::OkStatus();
  const absl::TimeZone zone = ZoneOf(caller->caller, scope.tenant);
  const absl::Time time = absl::FromUnixMicros(ToMicros(next.contact_time()));
  if (IsAllowed(hours, zone, time)) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat(absl::FormatTime("%a %Y-%m-%d %H:%M", time, zone), " in ", zone.name(),
                          " is outside the calling hours: ", HoursText(hours)));
}

}  // namespace ringback
