#include "ringback/delivery/touches.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/record_attempt.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/scripts/render.h"

namespace ringback {
namespace {

using v1::Delivery;
using v1::DueContact;
using v1::OutboundAttempt;

// Longer than a delivery is tried. Should it be lost all the same, the contact comes up again.
constexpr absl::Duration kLease = absl::Hours(3 * 24);

// The lines of an envelope; "" when there is no address.
std::string Envelope(const v1::Caller& caller) {
  if (caller.service_address().empty()) return "";
  std::string name = caller.display_name();
  if (!caller.honorific().empty()) name = absl::StrCat(caller.honorific(), " ", name);
  return absl::StrCat(
      name, "\n", absl::StrReplaceAll(caller.service_address(), {{", ", "\n"}, {"\r\n", "\n"}}));
}

std::string RecipientOf(const v1::Caller& caller, v1::Channel channel) {
  if (channel == v1::CHANNEL_LETTER) return Envelope(caller);
  return caller.emails().empty() ? "" : caller.emails(0);
}

// What the script says. One that is gone by now, or cannot be filled in, is replaced by the best
// there is.
absl::StatusOr<Rendered> Render(WriteScope& scope, const DueContact& contact, const v1::Lead& lead,
                                const std::string& agent) {
  const v1::Script::Use use =
      contact.channel() == v1::CHANNEL_LETTER ? v1::Script::USE_LETTER : v1::Script::USE_EMAIL;
  auto rendered = RenderForLead(scope.session, scope.tenant, use, contact.script(), lead, agent,
                                contact.purpose(), scope.context.now);
  if (rendered.ok() || contact.script().empty()) return rendered;
  return RenderForLead(scope.session, scope.tenant, use, "", lead, agent, contact.purpose(),
                       scope.context.now);
}

// An attempt without an agent's doing.
absl::StatusOr<std::string> AddTouch(WriteScope& scope, v1::Channel channel,
                                     const std::string& lead, const std::string& agent,
                                     const std::string& purpose, bool sent) {
  OutboundAttempt attempt;
  attempt.set_channel(channel);
  attempt.set_lead(lead);
  attempt.set_agent(agent);
  attempt.set_purpose(purpose);
  if (!sent) attempt.set_outcome(OutboundAttempt::OUTCOME_FAILED);
  RINGBACK_RETURN_IF_ERROR(AddEndedAttempt(scope, &attempt));
  return attempt.name();
}

absl::Status LeaseForSending(WriteScope& scope, DueContactRecord record) {
  record.contact.set_state(DueContact::STATE_LEASED);
  record.contact.clear_lease_agent();
  *record.contact.mutable_lease_expire_time() =
      FromMicros(scope.now_us() + absl::ToInt64Microseconds(kLease));
  record.contact.set_lease_count(record.contact.lease_count() + 1);
  return WriteLease(scope.session, scope.tenant_id(), record);
}

}  // namespace

std::string_view PlaceOfChannel(v1::Channel channel) {
  switch (channel) {
    case v1::CHANNEL_EMAIL:
      return kPlaceMail;
    case v1::CHANNEL_LETTER:
      return kPlaceLetters;
    default:
      return "";
  }
}

absl::StatusOr<std::vector<PlannedTouch>> DueTouches(store::Session& session,
                                                     std::string_view tenant, v1::Channel channel,
                                                     int64_t until_us, int64_t rows) {
  std::vector<PlannedTouch> touches;
  // The conditions are those of the index due_contacts_touches.
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, due_us FROM due_contacts WHERE tenant = $1 AND state = 1 AND channel > 1 AND "
      "kind > 1 AND channel = $2 AND due_us <= $3 ORDER BY due_us, id LIMIT $4",
      {tenant, static_cast<int64_t>(channel), until_us, rows}, [&](const store::Row& row) {
        touches.push_back({ResourceName(tenant, "dueContacts", row.Int(0)), row.Int(1)});
      }));
  return touches;
}

absl::Status QueueTouch(WriteScope& scope, const std::string& contact_name) {
  RINGBACK_ASSIGN_OR_RETURN(DueContactRecord due, NeedDueContact(scope.session, contact_name));
  const DueContact& contact = due.contact;
  if (contact.state() != DueContact::STATE_WAITING) return absl::OkStatus();
  RINGBACK_ASSIGN_OR_RETURN(const LeadRecord lead, NeedLead(scope.session, contact.lead()));
  RINGBACK_ASSIGN_OR_RETURN(const CallerRecord caller,
                            NeedCaller(scope.session, lead.lead.caller()));
  const std::string agent = lead.lead.owner().empty() ? contact.agent() : lead.lead.owner();
  const std::string recipient = RecipientOf(caller.caller, contact.channel());
  const absl::StatusOr<Rendered> text = Render(scope, contact, lead.lead, agent);
  if (recipient.empty() || !text.ok()) {
    return AddTouch(scope, contact.channel(), contact.lead(), agent, contact.purpose(), false)
        .status();
  }
  DeliveryRecord record{.place = std::string(PlaceOfChannel(contact.channel())),
                        .body = text->text,
                        .caller = caller.id,
                        .lead = lead.id,
                        .agent = std::string(LastSegment(agent)),
                        .due_contact = due.id,
                        .purpose = contact.purpose()};
  record.delivery.set_kind(Delivery::KIND_TOUCH);
  record.delivery.set_channel(contact.channel());
  record.delivery.set_recipient(recipient);
  record.delivery.set_resource(contact.lead());
  record.delivery.set_subject(text->subject.empty() ? contact.purpose() : text->subject);
  RINGBACK_RETURN_IF_ERROR(
      QueueDelivery(scope.session, scope.tenant_id(), scope.now_us(), &record));
  return LeaseForSending(scope, std::move(due));
}

absl::StatusOr<bool> IsTouchWanted(store::Session& session, std::string_view tenant,
                                   const DeliveryRecord& record) {
  const auto due = NeedDueContact(session, ResourceName(tenant, "dueContacts", record.due_contact));
  if (absl::IsNotFound(due.status())) return false;
  if (!due.ok()) return due.status();
  return due->contact.state() == DueContact::STATE_WAITING ||
         due->contact.state() == DueContact::STATE_LEASED;
}

absl::Status RecordTouch(WriteScope& scope, bool sent, DeliveryRecord* record) {
  RINGBACK_ASSIGN_OR_RETURN(
      const std::string attempt,
      AddTouch(
          scope, record->delivery.channel(), record->delivery.resource(),
          record->agent.empty() ? "" : ResourceName(scope.tenant_id(), "agents", record->agent),
          record->purpose, sent));
  record->delivery.set_attempt(attempt);
  return absl::OkStatus();
}

}  // namespace ringback
