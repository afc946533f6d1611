#include "ringback/followup/record_attempt.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/lead_update.h"
#include "ringback/followup/plan_caller.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/do_not_call_table.h"
#include "ringback/rules/cadence_steps.h"

namespace ringback {
namespace {

using v1::OutboundAttempt;

absl::Status CheckTimes(const OutboundAttempt& attempt) {
  if (attempt.has_end_time() && ToMicros(attempt.end_time()) < ToMicros(attempt.start_time())) {
    return InvalidField("attempt.end_time", "must not be before start_time");
  }
  for (int i = 0; i < attempt.offer().proposed_slots_size(); ++i) {
    const v1::TimeSlot& slot = attempt.offer().proposed_slots(i);
    if (slot.has_end_time() && ToMicros(slot.end_time()) < ToMicros(slot.start_time())) {
      return InvalidField(absl::StrCat("attempt.offer.proposed_slots[", i, "].end_time"),
                          "must not be before start_time");
    }
  }
  return absl::OkStatus();
}

// The number that a caller is rung on when nobody says which: the primary one, else the first.
void DialPrimary(const v1::Caller& caller, OutboundAttempt* attempt) {
  const v1::Phone* chosen = nullptr;
  for (const v1::Phone& phone : caller.phones()) {
    if (chosen == nullptr || phone.primary()) chosen = &phone;
    if (phone.primary()) break;
  }
  if (chosen == nullptr) return;
  attempt->set_dialed_number(chosen->number());
  if (attempt->extension().empty()) attempt->set_extension(chosen->extension());
}

// Finds whom the attempt is to and reads its numbers. The lead that it is for, if it is for one, is
// put into `lead`.
absl::Status CompleteSubject(WriteScope& scope, OutboundAttempt* attempt,
                             std::optional<LeadInHand>* lead) {
  if (!attempt->lead().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(*lead, TakeLead(scope.session, attempt->lead()));
    if (attempt->caller().empty()) attempt->set_caller((*lead)->lead().caller());
  }
  const bool dialed = !attempt->dialed_number().empty();
  if (dialed) {
    const auto read = ReadDialable(attempt->dialed_number(), scope.tenant.region());
    if (!read.ok())
      return InvalidField("attempt.dialed_number", std::string(read.status().message()));
    attempt->set_dialed_number(read->number.ToE164());
    if (attempt->extension().empty()) attempt->set_extension(read->extension);
  }
  const bool dial_primary = !dialed && attempt->channel() == v1::CHANNEL_CALL;
  if (!attempt->caller().empty() && dial_primary) {
    RINGBACK_ASSIGN_OR_RETURN(const CallerRecord caller,
                              NeedCaller(scope.session, attempt->caller()));
    DialPrimary(caller.caller, attempt);
  } else if (!attempt->caller().empty() &&
             (!lead->has_value() || (*lead)->lead().caller() != attempt->caller())) {
    RINGBACK_RETURN_IF_ERROR(CheckCaller(scope.session, attempt->caller()));
  }
  if (attempt->dialed_number().empty() &&
      (attempt->caller().empty() || attempt->channel() == v1::CHANNEL_CALL)) {
    return InvalidField("attempt.dialed_number", attempt->caller().empty()
                                                     ? "must be given, or a caller"
                                                     : "must be given: the caller has no number");
  }
  if (!attempt->caller_id().empty()) {
    const auto read = ReadDialable(attempt->caller_id(), scope.tenant.region());
    if (!read.ok()) return InvalidField("attempt.caller_id", std::string(read.status().message()));
    attempt->set_caller_id(read->number.ToE164());
  }
  return absl::OkStatus();
}

// Adds an attempt whose outcome is settled or IN_PROGRESS. The lead that it is for has been touched
// then; it is in `lead`, and not saved yet.
absl::Status AddAttempt(WriteScope& scope, OutboundAttempt* attempt,
                        std::optional<LeadInHand>* lead) {
  if (attempt->channel() == v1::CHANNEL_UNSPECIFIED) attempt->set_channel(v1::CHANNEL_CALL);
  if (!attempt->has_start_time()) *attempt->mutable_start_time() = FromMicros(scope.now_us());
  RINGBACK_RETURN_IF_ERROR(CheckTimes(*attempt));
  RINGBACK_RETURN_IF_ERROR(CompleteSubject(scope, attempt, lead));
  const int64_t id = NewId(scope.context.now);
  attempt->set_name(ResourceName(scope.tenant_id(), "attempts", id));
  attempt->clear_returned_by();
  attempt->clear_return_time();
  *attempt->mutable_create_time() = FromMicros(scope.now_us());
  if (lead->has_value()) BeginTouch(*attempt, &**lead);
  return InsertAttempt(scope.session, scope.tenant_id(), id, *attempt);
}

// The lead that an attempt in the store was for: none when it has been removed meanwhile.
absl::StatusOr<std::optional<LeadInHand>> LeadOf(WriteScope& scope,
                                                 const OutboundAttempt& attempt) {
  if (attempt.lead().empty()) return std::nullopt;
  auto lead = TakeLead(scope.session, attempt.lead());
  if (absl::IsNotFound(lead.status())) return std::nullopt;
  if (!lead.ok()) return lead.status();
  return *std::move(lead);
}

// Saves the lead that an attempt was for, if it was for one.
absl::Status SaveTouched(WriteScope& scope, const OutboundAttempt& attempt,
                         std::optional<LeadInHand>* lead) {
  if (!lead->has_value()) return absl::OkStatus();
  return SaveLead(scope, {.agent = attempt.agent(), .reason = {}}, &**lead);
}

// An attempt has ended: its lead, if it was for one, learns of it and is saved.
absl::Status EndAndSaveTouched(WriteScope& scope, const OutboundAttempt& attempt,
                               std::optional<LeadInHand>* lead) {
  if (!lead->has_value()) return absl::OkStatus();
  RINGBACK_RETURN_IF_ERROR(EndTouch(scope, attempt, &**lead));
  return SaveTouched(scope, attempt, lead);
}

absl::Status EmitAttempt(WriteScope& scope, v1::EventType type, const OutboundAttempt& attempt) {
  return scope.Emit(type, attempt.agent(), attempt.name(),
                    [&](v1::Event& event) { *event.mutable_attempt() = attempt; });
}

// Whom an outcome says something about: the attempt's caller, else who has the number. Of several
// nobody can tell whose number is a wrong one; a wish not to be rung is taken to be everybody's.
absl::StatusOr<std::vector<int64_t>> SubjectsOf(WriteScope& scope, const OutboundAttempt& attempt,
                                                PhoneNumber number) {
  if (!attempt.caller().empty()) return std::vector<int64_t>{IdOf(attempt.caller())};
  RINGBACK_ASSIGN_OR_RETURN(const auto owners, OwnersOf(scope.session, scope.tenant_id(), number));
  std::vector<int64_t> subjects;
  if (owners.size() > 1 && attempt.outcome() != OutboundAttempt::OUTCOME_DO_NOT_CALL)
    return subjects;
  for (const NumberOwner& owner : owners) subjects.push_back(owner.caller);
  return subjects;
}

// Whether an outcome takes a number away from somebody, or marks it.
bool TellsOfTheNumber(OutboundAttempt::Outcome outcome) {
  return outcome == OutboundAttempt::OUTCOME_WRONG_NUMBER ||
         outcome == OutboundAttempt::OUTCOME_NOT_IN_SERVICE ||
         outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL;
}

// Whose numbers an outcome has changed may have other leads, for which they would still be rung.
// Who wants no calls follows no cadence any more, whatever the call was about.
absl::Status FollowSubjects(WriteScope& scope, const OutboundAttempt& attempt) {
  const PhoneNumber number = PhoneNumber::FromE164(attempt.dialed_number());
  if (number.empty() || !TellsOfTheNumber(attempt.outcome())) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const auto callers, SubjectsOf(scope, attempt, number));
  for (const int64_t caller : callers) {
    if (attempt.outcome() == OutboundAttempt::OUTCOME_DO_NOT_CALL) {
      RINGBACK_RETURN_IF_ERROR(
          StopCadencesOf(scope, caller, StopReasonOf(attempt.outcome()), attempt.agent()));
    }
    RINGBACK_RETURN_IF_ERROR(PlanContactsOf(scope, caller));
  }
  return absl::OkStatus();
}

// What an outcome teaches about the number: a wrong one is taken away from the caller, one that
// must not be rung is marked so (rules 6 and 7 of docs/lookup_rules.md), also for those who will
// have it one day.
absl::Status ApplyOutcome(WriteScope& scope, const OutboundAttempt& attempt) {
  const PhoneNumber number = PhoneNumber::FromE164(attempt.dialed_number());
  const auto outcome = attempt.outcome();
  const bool wrong = outcome != OutboundAttempt::OUTCOME_DO_NOT_CALL;
  if (number.empty() || !TellsOfTheNumber(outcome)) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const auto callers, SubjectsOf(scope, attempt, number));
  const std::string_view tenant = scope.tenant_id();
  if (!wrong) RINGBACK_RETURN_IF_ERROR(AddDoNotCall(scope.session, tenant, number, scope.now_us()));
  for (const int64_t caller : callers) {
    RINGBACK_ASSIGN_OR_RETURN(
        const bool changed,
        wrong ? TakeNumberAway(scope.session, tenant, caller, number, attempt.extension(),
                               scope.now_us())
              : MarkDoNotCall(scope.session, tenant, caller, number, scope.now_us()));
    if (!changed) continue;
    RINGBACK_ASSIGN_OR_RETURN(const auto record, ReadCaller(scope.session, tenant, caller));
    if (!record) continue;
    RINGBACK_RETURN_IF_ERROR(
        scope.Emit(v1::EVENT_TYPE_CALLER_UPDATED, attempt.agent(), record->caller.name(),
                   [&](v1::Event& event) { *event.mutable_caller() = record->caller; }));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddBegunAttempt(WriteScope& scope, OutboundAttempt* attempt) {
  std::optional<LeadInHand> lead;
  RINGBACK_RETURN_IF_ERROR(AddAttempt(scope, attempt, &lead));
  RINGBACK_RETURN_IF_ERROR(SaveTouched(scope, *attempt, &lead));
  return EmitAttempt(scope, v1::EVENT_TYPE_ATTEMPT_STARTED, *attempt);
}

absl::Status EndAttempt(WriteScope& scope, const OutboundAttempt& attempt) {
  RINGBACK_RETURN_IF_ERROR(WriteOutcome(scope.session, attempt));
  RINGBACK_RETURN_IF_ERROR(ApplyOutcome(scope, attempt));
  RINGBACK_ASSIGN_OR_RETURN(auto lead, LeadOf(scope, attempt));
  RINGBACK_RETURN_IF_ERROR(EndAndSaveTouched(scope, attempt, &lead));
  RINGBACK_RETURN_IF_ERROR(FollowSubjects(scope, attempt));
  return EmitAttempt(scope, v1::EVENT_TYPE_ATTEMPT_FINISHED, attempt);
}

absl::Status AddEndedAttempt(WriteScope& scope, OutboundAttempt* attempt) {
  const bool is_call =
      attempt->channel() == v1::CHANNEL_UNSPECIFIED || attempt->channel() == v1::CHANNEL_CALL;
  if (attempt->outcome() == OutboundAttempt::OUTCOME_IN_PROGRESS ||
      (is_call && attempt->outcome() == OutboundAttempt::OUTCOME_UNSPECIFIED)) {
    return InvalidField("attempt.outcome",
                        "must say how the attempt ended; StartAttempt saves one that begins");
  }
  if (!attempt->has_end_time()) {
    *attempt->mutable_end_time() =
        attempt->has_start_time() ? attempt->start_time() : FromMicros(scope.now_us());
  }
  std::optional<LeadInHand> lead;
  RINGBACK_RETURN_IF_ERROR(AddAttempt(scope, attempt, &lead));
  RINGBACK_RETURN_IF_ERROR(ApplyOutcome(scope, *attempt));
  RINGBACK_RETURN_IF_ERROR(EndAndSaveTouched(scope, *attempt, &lead));
  RINGBACK_RETURN_IF_ERROR(FollowSubjects(scope, *attempt));
  return EmitAttempt(scope, v1::EVENT_TYPE_ATTEMPT_FINISHED, *attempt);
}

}  // namespace ringback
