#include "ringback/followup/wanted_contact.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/followup/callee.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/cadence_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/cadence_steps.h"
#include "ringback/rules/calling_hours.h"

namespace ringback {
namespace {

using v1::DueContact;
using v1::Lead;

constexpr absl::Duration kDefaultGrace = absl::Minutes(5);
constexpr int64_t kDefaultTouchesPerDay = 3;
// A lead that had its touches has room again on the next day; hours may move that on by a few more.
constexpr int kMostDaysAhead = 20;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(ToMicros(time));
}

// What the contact of a lead is made of.
class Planner {
 public:
  Planner(store::Session& session, const TenantRecord& tenant, const Wish& wish)
      : session_(session), tenant_(tenant), wish_(wish), lead_(wish.lead) {}

  absl::StatusOr<std::optional<DueContactRecord>> Plan() {
    if (lead_.state() >= Lead::STATE_WON) return std::nullopt;
    RINGBACK_ASSIGN_OR_RETURN(const bool wanted, Choose());
    if (!wanted) return std::nullopt;
    RINGBACK_ASSIGN_OR_RETURN(const auto caller,
                              ReadCaller(session_, tenant_.id, IdOf(lead_.caller())));
    if (!caller) return std::nullopt;
    zone_ = ZoneOf(caller->caller, tenant_);
    const v1::Phone* phone = PhoneToRing(caller->caller);
    if (phone == nullptr && !ChooseWithoutNumber()) return std::nullopt;
    if (NeedsNumber(plan_.contact.channel())) {
      plan_.contact.set_number(phone->number());
      plan_.contact.set_extension(phone->extension());
      plan_.zone = zone_.name();
    }
    KeepWhatIsOfTheStanding();
    RINGBACK_ASSIGN_OR_RETURN(const absl::Time due, DueTime());
    if (due == absl::InfiniteFuture()) return std::nullopt;
    *plan_.contact.mutable_due_time() = FromMicros(absl::ToUnixMicros(due));
    return std::move(plan_);
  }

 private:
  // Finds out what is to come; false when nothing is.
  absl::StatusOr<bool> Choose() {
    DueContact& contact = plan_.contact;
    contact.set_state(DueContact::STATE_WAITING);
    contact.set_lead(lead_.name());
    contact.set_caller(lead_.caller());
    contact.set_purpose(lead_.interest());
    contact.set_agent(lead_.owner());
    contact.set_team(lead_.team());
    if (lead_.next_contact().has_contact_time()) {
      RINGBACK_RETURN_IF_ERROR(ChoosePromise());
      return true;
    }
    const bool untouched = lead_.touch_count() == 0 && lead_.conversation_count() == 0;
    if (HasNextStep(lead_.enrolment())) {
      base_ = WhenDue(lead_.enrolment());
      if (base_ == absl::InfiniteFuture()) return false;
      return ChooseStep(untouched);
    }
    if (!untouched) return false;
    ChooseNewLead(v1::CHANNEL_CALL);
    return true;
  }

  absl::Status ChoosePromise() {
    const v1::NextContact& next = lead_.next_contact();
    DueContact& contact = plan_.contact;
    contact.set_kind(DueContact::KIND_PROMISED_CALLBACK);
    contact.set_channel(next.channel() == v1::CHANNEL_UNSPECIFIED ? v1::CHANNEL_CALL
                                                                  : next.channel());
    if (!next.reason().empty()) contact.set_purpose(next.reason());
    *contact.mutable_promise_time() = FromMicros(ToMicros(next.contact_time()));
    base_ = TimeOf(next.contact_time());
    plan_.tell_us = ToMicros(contact.promise_time());
    // Whose it is: the owner's, else who promised it.
    const DueContact* standing = wish_.standing == nullptr ? nullptr : &wish_.standing->contact;
    if (contact.agent().empty() && standing != nullptr && SameWish(*standing, contact))
      contact.set_agent(standing->agent());
    if (contact.agent().empty()) contact.set_agent(std::string(wish_.by));
    if (contact.agent().empty() || !contact.team().empty()) return absl::OkStatus();
    // Once it is late it is their team's, if the lead has none.
    RINGBACK_ASSIGN_OR_RETURN(const auto agent,
                              ReadAgent(session_, tenant_.id, LastSegment(contact.agent())));
    if (agent) contact.set_team(agent->agent.team());
    return absl::OkStatus();
  }

  absl::StatusOr<bool> ChooseStep(bool untouched) {
    RINGBACK_ASSIGN_OR_RETURN(cadence_, ReadCadence(session_, lead_.enrolment().cadence()));
    const v1::CadenceStep* step =
        cadence_ ? NextStep(cadence_->cadence, lead_.enrolment()) : nullptr;
    if (step == nullptr) return false;
    TakeStep(lead_.enrolment().next_step());
    if (untouched && NeedsNumber(ChannelOf(*step))) ChooseNewLead(ChannelOf(*step));
    return true;
  }

  void TakeStep(int32_t index) {
    const v1::CadenceStep& step = cadence_->cadence.steps(index);
    DueContact& contact = plan_.contact;
    contact.set_step(index);
    contact.set_purpose(step.purpose().empty() ? lead_.interest() : step.purpose());
    contact.set_script(step.script());
    contact.set_kind(DueContact::KIND_CADENCE_STEP);
    contact.set_channel(ChannelOf(step));
  }

  // Nobody may be rung. False when nothing else is to come.
  bool ChooseWithoutNumber() {
    if (!NeedsNumber(plan_.contact.channel())) return true;
    if (!cadence_) return false;  // a promise, or a new lead
    const auto step = StepWithoutNumber(cadence_->cadence, lead_.enrolment());
    if (!step) return false;
    TakeStep(*step);
    base_ = WhenDueAt(cadence_->cadence, *step, lead_.enrolment());
    return true;
  }

  void ChooseNewLead(v1::Channel channel) {
    plan_.contact.set_kind(DueContact::KIND_NEW_LEAD);
    plan_.contact.set_channel(channel);
    base_ = std::max(base_, TimeOf(lead_.create_time()));
  }

  // The same wish keeps what an agent or the clock has done to it.
  void KeepWhatIsOfTheStanding() {
    if (wish_.standing == nullptr || !SameWish(wish_.standing->contact, plan_.contact)) return;
    const DueContactRecord& standing = *wish_.standing;
    plan_.not_before_us = standing.not_before_us;
    plan_.tell_us = standing.tell_us;
    plan_.told_due = standing.told_due;
    plan_.contact.set_late(standing.contact.late());
    plan_.contact.set_lease_count(standing.contact.lease_count());
    *plan_.contact.mutable_create_time() = standing.contact.create_time();
  }

  absl::Time Allowed(absl::Time from) const {
    return NextContactTime(tenant_, plan_.contact.kind(), plan_.contact.channel(), zone_, from);
  }

  absl::StatusOr<absl::Time> DueTime() {
    absl::Time due = Allowed(std::max(base_, absl::FromUnixMicros(plan_.not_before_us)));
    if (plan_.contact.kind() == DueContact::KIND_PROMISED_CALLBACK) return due;
    for (int day = 0; day < kMostDaysAhead && due != absl::InfiniteFuture(); ++day) {
      // What is due already would be made today.
      const absl::CivilDay today = absl::ToCivilDay(std::max(due, wish_.now), zone_);
      const absl::Time tomorrow = absl::FromCivil(today + 1, zone_);
      const Span span{absl::ToUnixMicros(absl::FromCivil(today, zone_)),
                      absl::ToUnixMicros(tomorrow) - 1};
      RINGBACK_ASSIGN_OR_RETURN(const int64_t touches,
                                CountTouches(session_, tenant_.id, IdOf(lead_.name()), span));
      if (touches < MaxTouchesPerDay(tenant_)) break;
      due = Allowed(tomorrow);
    }
    return due;
  }

  store::Session& session_;
  const TenantRecord& tenant_;
  const Wish& wish_;
  const Lead& lead_;
  std::optional<CadenceRecord> cadence_;  // when the contact is a step of it
  DueContactRecord plan_;
  absl::Time base_ = absl::UnixEpoch();
  absl::TimeZone zone_;
};

}  // namespace

absl::Duration PromiseGrace(const TenantRecord& tenant) {
  const v1::FollowUpRules& rules = tenant.tenant.follow_up();
  return rules.has_promise_grace() ? absl::Seconds(rules.promise_grace().seconds()) : kDefaultGrace;
}

int64_t MaxTouchesPerDay(const TenantRecord& tenant) {
  const int64_t most = tenant.tenant.follow_up().max_touches_per_day();
  return most > 0 ? most : kDefaultTouchesPerDay;
}

bool MayContact(const TenantRecord& tenant, DueContact::Kind kind, v1::Channel channel,
                const absl::TimeZone& zone, absl::Time at) {
  const auto& hours = tenant.tenant.calling_hours();
  if (!NeedsNumber(channel)) return true;
  if (kind == DueContact::KIND_PROMISED_CALLBACK && hours.empty()) return true;
  return IsAllowed(hours, zone, at);
}

absl::Time NextContactTime(const TenantRecord& tenant, DueContact::Kind kind, v1::Channel channel,
                           const absl::TimeZone& zone, absl::Time from) {
  if (MayContact(tenant, kind, channel, zone, from)) return from;
  return NextAllowed(tenant.tenant.calling_hours(), zone, from);
}

absl::TimeZone ZoneNamed(const TenantRecord& tenant, const std::string& name) {
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone) ? zone : tenant.time_zone;
}

absl::StatusOr<std::optional<DueContactRecord>> WantedContact(store::Session& session,
                                                              const TenantRecord& tenant,
                                                              const Wish& wish) {
  return Planner(session, tenant, wish).Plan();
}

bool SameWish(const DueContact& a, const DueContact& b) {
  return a.kind() == b.kind() && a.step() == b.step() &&
         ToMicros(a.promise_time()) == ToMicros(b.promise_time());
}

}  // namespace ringback
