#include "ringback/followup/contact_view.h"

#include "ringback/followup/wanted_contact.h"
#include "ringback/model/timestamps.h"

namespace ringback {

v1::DueContact ShownAt(const TenantRecord& tenant, const DueContactRecord& record, absl::Time now) {
  v1::DueContact contact = record.contact;
  if (contact.state() == v1::DueContact::STATE_LEASED && !record.HeldAt(absl::ToUnixMicros(now))) {
    contact.set_state(v1::DueContact::STATE_WAITING);
    contact.clear_lease_agent();
    contact.clear_lease_expire_time();
  }
  if (contact.state() != v1::DueContact::STATE_WAITING) return contact;
  const absl::Time due =
      NextContactTime(tenant, contact.kind(), contact.channel(), ZoneNamed(tenant, record.zone),
                      absl::FromUnixMicros(ToMicros(contact.due_time())));
  if (due != absl::InfiniteFuture())
    *contact.mutable_due_time() = FromMicros(absl::ToUnixMicros(due));
  return contact;
}

absl::Status EmitContact(WriteScope& scope, v1::EventType type, std::string_view agent,
                         const DueContactRecord& record) {
  return scope.Emit(type, agent, record.contact.name(), [&](v1::Event& event) {
    *event.mutable_due_contact() = ShownAt(scope.tenant, record, scope.context.now);
  });
}

}  // namespace ringback
