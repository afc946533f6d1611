#include "ringback/methods/due_contact_methods.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/contact_view.h"
#include "ringback/followup/fulfil_contact.h"
#include "ringback/followup/lead_update.h"
#include "ringback/followup/lease_queue.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/followup/record_attempt.h"
#include "ringback/followup/wanted_contact.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

using v1::DueContact;
using v1::OutboundAttempt;

constexpr absl::Duration kDefaultLease = absl::Minutes(10);

std::string StateText(DueContact::State state) {
  constexpr std::string_view kPrefix = "STATE_";
  return DueContact::State_Name(state).substr(kPrefix.size());
}

absl::Status LeaseLost(const std::string& name, std::string_view why) {
  return MakeError(absl::StatusCode::kAborted, v1::ERROR_REASON_LEASE_LOST,
                   absl::StrCat(name, " ", std::string(why), "; lease again"),
                   {{"resource", name}});
}

// OK when `agent` holds the contact now.
absl::Status CheckLease(const WriteScope& scope, const DueContactRecord& record,
                        const std::string& agent) {
  const DueContact& contact = record.contact;
  if (contact.state() == DueContact::STATE_DONE)
    return LeaseLost(contact.name(), absl::StrCat("was made already, with ", contact.attempt()));
  if (contact.state() == DueContact::STATE_CANCELLED)
    return LeaseLost(contact.name(), "is no longer needed");
  if (!record.HeldAt(scope.now_us())) return LeaseLost(contact.name(), "is not leased any more");
  if (contact.lease_agent() != agent)
    return LeaseLost(contact.name(), absl::StrCat("is leased by ", contact.lease_agent()));
  return absl::OkStatus();
}

absl::StatusOr<Asker> AskerOf(WriteScope& scope, const v1::LeaseDueContactRequest& request,
                              const std::string& agent) {
  Asker asker{.agent = std::string(LastSegment(agent)), .team = request.team(), .channels = {}};
  if (asker.team.empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const auto record,
                              ReadAgent(scope.session, scope.tenant_id(), asker.agent));
    if (record) asker.team = record->agent.team();
  }
  for (int i = 0; i < request.channels_size(); ++i) {
    if (request.channels(i) == v1::CHANNEL_UNSPECIFIED)
      return InvalidField(absl::StrCat("channels[", i, "]"), "must be a channel");
    asker.channels.push_back(request.channels(i));
  }
  if (asker.channels.empty()) asker.channels = {v1::CHANNEL_CALL, v1::CHANNEL_SMS};
  return asker;
}

// The contact that was asked for by name, when the asker may have it.
absl::StatusOr<DueContactRecord> TakeNamed(WriteScope& scope, const Asker& asker,
                                           const std::string& agent, const std::string& name) {
  RINGBACK_ASSIGN_OR_RETURN(DueContactRecord record, NeedDueContact(scope.session, name));
  if (record.HeldAt(scope.now_us())) {
    if (record.contact.lease_agent() == agent) return record;
    return WrongState(name, "LEASED", absl::StrCat(record.contact.lease_agent(), " has it"));
  }
  if (record.contact.state() >= DueContact::STATE_DONE)
    return WrongState(name, StateText(record.contact.state()), "it is over");
  RINGBACK_ASSIGN_OR_RETURN(const LeadInHand held, TakeLead(scope.session, record.contact.lead()));
  RINGBACK_ASSIGN_OR_RETURN(auto planned, ReplanContact(scope, held.lead(), ""));
  if (!planned || planned->id != record.id)
    return WrongState(name, "CANCELLED", "it is no longer needed");
  if (!MayTake(scope, asker, *planned)) {
    const auto shown = ShownAt(scope.tenant, *planned, scope.context.now);
    const bool due = ToMicros(shown.due_time()) <= scope.now_us();
    return WrongState(
        name, "WAITING",
        due ? absl::StrCat("it is not for ", agent, " now")
            : absl::StrCat("it is not due before ",
                           absl::FormatTime(absl::FromUnixMicros(ToMicros(shown.due_time())),
                                            absl::UTCTimeZone())));
  }
  return *std::move(planned);
}

absl::Status Lease(WriteScope& scope, const std::string& agent, absl::Duration duration,
                   DueContactRecord* record) {
  DueContact& contact = record->contact;
  if (contact.state() != DueContact::STATE_LEASED)
    contact.set_lease_count(contact.lease_count() + 1);
  contact.set_state(DueContact::STATE_LEASED);
  contact.set_lease_agent(agent);
  const absl::Time end = scope.context.now + duration;
  *contact.mutable_lease_expire_time() = FromMicros(absl::ToUnixMicros(end));
  RINGBACK_RETURN_IF_ERROR(WriteLease(scope.session, scope.tenant_id(), *record));
  scope.WakeAt(end);
  return EmitContact(scope, v1::EVENT_TYPE_CONTACT_LEASED, agent, *record);
}

// An error of the room of attempts, with the field as this request calls it.
absl::Status AsNewAttempt(const absl::Status& status) {
  constexpr std::string_view kTheirs = "attempt.";
  const std::string field = MetadataOf(status, "field");
  if (!absl::IsInvalidArgument(status) || field.rfind(kTheirs, 0) != 0) return status;
  const std::string message(status.message());
  return InvalidField(absl::StrCat("new_", field), message.substr(field.size() + 2));
}

// What the agent recorded, with what the contact knows filled in.
absl::StatusOr<OutboundAttempt> NewAttempt(const DueContact& contact, const std::string& agent,
                                           const v1::CompleteDueContactRequest& request) {
  OutboundAttempt attempt = request.new_attempt();
  if (!attempt.agent().empty() && attempt.agent() != agent)
    return InvalidField("new_attempt.agent", "must be unset, or the agent who leased the contact");
  if (!attempt.caller().empty() && attempt.caller() != contact.caller())
    return InvalidField("new_attempt.caller", "must be unset, or the contact's");
  if (!attempt.lead().empty() && attempt.lead() != contact.lead())
    return InvalidField("new_attempt.lead", "must be unset, or the contact's");
  attempt.set_agent(agent);
  attempt.set_caller(contact.caller());
  attempt.set_lead(contact.lead());
  if (attempt.channel() == v1::CHANNEL_UNSPECIFIED) attempt.set_channel(contact.channel());
  if (attempt.dialed_number().empty() && attempt.channel() == contact.channel()) {
    attempt.set_dialed_number(contact.number());
    if (attempt.extension().empty()) attempt.set_extension(contact.extension());
  }
  if (attempt.purpose().empty()) attempt.set_purpose(contact.purpose());
  return attempt;
}

// The attempt that was saved before must be the lead's, and over.
absl::Status CheckSavedAttempt(const OutboundAttempt& attempt, const DueContact& contact) {
  if (attempt.lead() != contact.lead())
    return InvalidField("attempt", absl::StrCat("must be an attempt for ", contact.lead()));
  if (attempt.outcome() == OutboundAttempt::OUTCOME_IN_PROGRESS)
    return WrongState(attempt.name(), "IN_PROGRESS", "it is not over; FinishAttempt ends it");
  return absl::OkStatus();
}

// Makes the contact done with an attempt that was saved while nobody saw that it was this contact.
absl::Status FulfilWith(WriteScope& scope, const OutboundAttempt& attempt,
                        const std::string& agent) {
  RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, attempt.lead()));
  RINGBACK_RETURN_IF_ERROR(FulfilContact(scope, attempt, &held.lead()));
  return SaveLead(scope, {.agent = agent, .reason = {}}, &held);
}

absl::Status SetNextContact(WriteScope& scope, const std::string& lead_name,
                            const std::string& agent, const v1::NextContact& next) {
  RINGBACK_ASSIGN_OR_RETURN(LeadInHand held, TakeLead(scope.session, lead_name));
  *held.lead().mutable_next_contact() = next;
  RINGBACK_RETURN_IF_ERROR(CheckPromise(scope, "next_contact.contact_time", held.lead()));
  return SaveLead(scope, {.agent = agent, .reason = {}}, &held);
}

// Where a page of the queue goes on: "kind.due.lead".
absl::StatusOr<ContactPlace> PlaceAfter(const std::string& key) {
  ContactPlace place;
  if (key.empty()) return place;
  const std::vector<std::string> parts = absl::StrSplit(key, '.');
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &place.kind) ||
      !absl::SimpleAtoi(parts[1], &place.due_us) || !absl::SimpleAtoi(parts[2], &place.lead)) {
    return InvalidField("page_token", "is not a token of this list");
  }
  return place;
}

std::string KeyOf(const DueContactRecord& record) {
  return absl::StrCat(record.contact.kind(), ".", ToMicros(record.contact.due_time()), ".",
                      IdOf(record.contact.lead()));
}

}  // namespace

absl::StatusOr<DueContact> DueContactMethods::ContactAt(store::Session& session,
                                                        std::string_view name, absl::Time now) {
  RINGBACK_ASSIGN_OR_RETURN(const auto tenant, runner_.TenantFor(name));
  RINGBACK_ASSIGN_OR_RETURN(const auto record, NeedDueContact(session, name));
  return ShownAt(*tenant, record, now);
}

absl::StatusOr<DueContact> DueContactMethods::GetDueContact(const v1::GetDueContactRequest& request,
                                                            const RequestContext& context) {
  return runner_.Read<DueContact>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<DueContact> {
        RINGBACK_ASSIGN_OR_RETURN(const auto record, NeedDueContact(scope.session, request.name()));
        return ShownAt(scope.tenant, record, scope.context.now);
      });
}

absl::StatusOr<v1::ListDueContactsResponse> DueContactMethods::ListDueContacts(
    const v1::ListDueContactsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListDueContactsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListDueContactsResponse> {
        DueContactFilter filter{.state = request.state(),
                                .kind = request.kind(),
                                .agent = LastSegment(request.agent()),
                                .team = request.team(),
                                .lead = FilterIdOf(request.lead()),
                                .now_us = scope.context.now_micros()};
        if (request.has_due_before()) filter.due_until_us = ToMicros(request.due_before());
        const std::string list = absl::StrCat(
            "due contacts of ", scope.tenant.id, " ", request.state(), " ", request.kind(), " ",
            request.agent(), " ", request.team(), " ", request.lead(), " ", filter.due_until_us);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const bool past = filter.state >= DueContact::STATE_DONE;
        std::vector<DueContactRecord> records;
        if (past) {
          const int64_t before = ParseId(after).value_or(std::numeric_limits<int64_t>::max());
          RINGBACK_ASSIGN_OR_RETURN(records, ListPastContacts(scope.session, scope.tenant_id(),
                                                              filter, before, rows + 1));
        } else {
          RINGBACK_ASSIGN_OR_RETURN(const ContactPlace place, PlaceAfter(after));
          RINGBACK_ASSIGN_OR_RETURN(
              records, ListOpenContacts(scope.session, scope.tenant_id(), filter, place, rows + 1));
        }
        v1::ListDueContactsResponse response;
        if (static_cast<int64_t>(records.size()) > rows) {
          records.resize(static_cast<size_t>(rows));
          response.set_next_page_token(
              MakePageToken(list, past ? FormatId(records.back().id) : KeyOf(records.back())));
        }
        for (const DueContactRecord& record : records)
          *response.add_due_contacts() = ShownAt(scope.tenant, record, scope.context.now);
        return response;
      });
}

absl::StatusOr<v1::LeaseDueContactResponse> DueContactMethods::LeaseDueContact(
    const v1::LeaseDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<v1::LeaseDueContactResponse>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::LeaseDueContactResponse> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(const Asker asker, AskerOf(scope, request, agent));
        RINGBACK_RETURN_IF_ERROR(EndLeases(scope));
        NextInQueue found;
        if (request.due_contact().empty()) {
          RINGBACK_ASSIGN_OR_RETURN(found, FindNext(scope, asker));
        } else {
          RINGBACK_ASSIGN_OR_RETURN(found.contact,
                                    TakeNamed(scope, asker, agent, request.due_contact()));
        }
        v1::LeaseDueContactResponse response;
        if (!found.contact) {
          if (found.next != absl::InfiniteFuture())
            *response.mutable_next_due_time() = FromMicros(absl::ToUnixMicros(found.next));
          return response;
        }
        const absl::Duration duration = request.has_lease_duration()
                                            ? absl::Seconds(request.lease_duration().seconds())
                                            : kDefaultLease;
        RINGBACK_RETURN_IF_ERROR(Lease(scope, agent, duration, &*found.contact));
        *response.mutable_due_contact() = ShownAt(scope.tenant, *found.contact, scope.context.now);
        return response;
      });
}

absl::StatusOr<DueContact> DueContactMethods::CompleteDueContact(
    const v1::CompleteDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<DueContact>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<DueContact> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(const DueContactRecord record,
                                  NeedDueContact(scope.session, request.name()));
        if (request.attempt().empty() != request.has_new_attempt()) {
          return InvalidField("new_attempt", request.attempt().empty()
                                                 ? "must be given, or attempt"
                                                 : "must not be given beside attempt");
        }
        const DueContact& contact = record.contact;
        // An attempt that was recorded for the lead has made it done already.
        const bool done = contact.state() == DueContact::STATE_DONE && !request.attempt().empty() &&
                          contact.attempt() == request.attempt();
        if (!done) RINGBACK_RETURN_IF_ERROR(CheckLease(scope, record, agent));
        if (request.has_new_attempt()) {
          RINGBACK_ASSIGN_OR_RETURN(OutboundAttempt attempt, NewAttempt(contact, agent, request));
          if (const auto saved = AddEndedAttempt(scope, &attempt); !saved.ok())
            return AsNewAttempt(saved);
        } else if (!done) {
          RINGBACK_ASSIGN_OR_RETURN(const OutboundAttempt attempt,
                                    NeedAttempt(scope.session, request.attempt()));
          RINGBACK_RETURN_IF_ERROR(CheckSavedAttempt(attempt, contact));
          RINGBACK_RETURN_IF_ERROR(FulfilWith(scope, attempt, agent));
        }
        if (request.has_next_contact()) {
          RINGBACK_RETURN_IF_ERROR(
              SetNextContact(scope, contact.lead(), agent, request.next_contact()));
        }
        RINGBACK_ASSIGN_OR_RETURN(const auto after, NeedDueContact(scope.session, request.name()));
        return ShownAt(scope.tenant, after, scope.context.now);
      });
}

absl::StatusOr<DueContact> DueContactMethods::ReleaseDueContact(
    const v1::ReleaseDueContactRequest& request, const RequestContext& context) {
  return runner_.Write<DueContact>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<DueContact> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(DueContactRecord record,
                                  NeedDueContact(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(CheckLease(scope, record, agent));
        record.contact.set_state(DueContact::STATE_WAITING);
        record.contact.clear_lease_agent();
        record.contact.clear_lease_expire_time();
        if (request.has_retry_time()) record.not_before_us = ToMicros(request.retry_time());
        RINGBACK_RETURN_IF_ERROR(WriteDueContact(scope.session, scope.tenant_id(), record));
        RINGBACK_ASSIGN_OR_RETURN(const LeadInHand held,
                                  TakeLead(scope.session, record.contact.lead()));
        RINGBACK_RETURN_IF_ERROR(PlanContact(scope, held.lead()));
        RINGBACK_ASSIGN_OR_RETURN(const auto after, NeedDueContact(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(EmitContact(scope, v1::EVENT_TYPE_CONTACT_RELEASED, agent, after));
        return ShownAt(scope.tenant, after, scope.context.now);
      });
}

}  // namespace ringback
