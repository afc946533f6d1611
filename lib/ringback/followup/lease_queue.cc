#include "ringback/followup/lease_queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/followup/contact_view.h"
#include "ringback/followup/plan_contact.h"
#include "ringback/followup/wanted_contact.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/lead_table.h"

namespace ringback {
namespace {

using v1::DueContact;

// The most contacts that one request moves on. Who asks is told to ask again at once after so many.
constexpr int kMostMoves = 200;

// Somebody with whom we are speaking is not rung for so long; and a conversation that has lasted
// longer than the other was never ended in the books.
constexpr absl::Duration kBusyPause = absl::Minutes(2);
constexpr absl::Duration kLongestConversation = absl::Hours(2);

// The parts of the queue that an asker may take from.
struct Source {
  Queue queue;
  std::string_view owner;
  absl::Duration after_due;  // how long after it is due it is theirs
};

std::vector<Source> SourcesOf(const TenantRecord& tenant, const Asker& asker) {
  const absl::Duration grace = PromiseGrace(tenant);
  std::vector<Source> sources = {{Queue::kAgent, asker.agent, absl::ZeroDuration()},
                                 {Queue::kTeam, asker.team, absl::ZeroDuration()},
                                 {Queue::kPromised, asker.team, grace}};
  if (!asker.team.empty()) {
    sources.push_back({Queue::kTeam, "", absl::ZeroDuration()});
    sources.push_back({Queue::kPromised, "", grace});
  }
  return sources;
}

// Looks at the first of each kind, channel and time zone in every part of the queue.
class Search {
 public:
  Search(const WriteScope& scope, const Asker& asker)
      : session_(scope.session), tenant_(scope.tenant), now_(scope.context.now), asker_(asker) {}

  absl::Status Run() {
    for (const Source& source : SourcesOf(tenant_, asker_)) RINGBACK_RETURN_IF_ERROR(Look(source));
    return absl::OkStatus();
  }

  const std::optional<QueueHead>& best() const { return best_; }
  absl::Time next() const { return next_; }

 private:
  absl::Status Look(const Source& source) {
    QueueHead place;
    while (true) {
      RINGBACK_ASSIGN_OR_RETURN(auto head,
                                NextHead(session_, tenant_.id, source.queue, source.owner, place));
      // What comes after the kind of the best so far cannot be better.
      if (!head || (best_ && head->kind > best_->kind)) return absl::OkStatus();
      place = *head;
      if (std::find(asker_.channels.begin(), asker_.channels.end(), head->channel) !=
          asker_.channels.end()) {
        Consider(*std::move(head), source.after_due);
      }
    }
  }

  void Consider(QueueHead head, absl::Duration after_due) {
    const absl::Time time =
        NextContactTime(tenant_, head.kind, head.channel, ZoneNamed(tenant_, head.zone),
                        std::max(absl::FromUnixMicros(head.due_us) + after_due, now_));
    if (time > now_) {
      next_ = std::min(next_, time);
    } else if (!best_ || Rank(head) < Rank(*best_)) {
      best_ = std::move(head);
    }
  }

  static std::tuple<int, int64_t, int64_t> Rank(const QueueHead& head) {
    return {head.kind, head.due_us, head.lead};
  }

  store::Session& session_;
  const TenantRecord& tenant_;
  const absl::Time now_;
  const Asker& asker_;
  std::optional<QueueHead> best_;
  absl::Time next_ = absl::InfiniteFuture();
};

// Whether somebody of ours speaks with the customer now, or is ringing them.
absl::StatusOr<bool> IsBusyWithUs(WriteScope& scope, const DueContact& contact) {
  const absl::Time since = scope.context.now - kLongestConversation;
  RINGBACK_ASSIGN_OR_RETURN(const bool ringing,
                            HasAttemptInProgress(scope.session, scope.tenant_id(),
                                                 IdOf(contact.lead()), absl::ToUnixMicros(since)));
  if (ringing) return true;
  return HasCallInProgress(scope.session, scope.tenant_id(), IdOf(contact.caller()),
                           FirstIdAt(since));
}

// Plans the contact of a lead anew. A contact whose lead is gone goes as well.
absl::StatusOr<std::optional<DueContactRecord>> Replan(WriteScope& scope, int64_t contact,
                                                       int64_t lead_id) {
  const auto lead = NeedLead(scope.session, ResourceName(scope.tenant_id(), "leads", lead_id));
  if (lead.ok()) return ReplanContact(scope, lead->lead, "");
  if (!absl::IsNotFound(lead.status())) return lead.status();
  RINGBACK_ASSIGN_OR_RETURN(
      auto record,
      NeedDueContact(scope.session, ResourceName(scope.tenant_id(), "dueContacts", contact)));
  RINGBACK_RETURN_IF_ERROR(CancelContact(scope, std::move(record)));
  return std::nullopt;
}

// Plans the contact of a head anew. nullopt when it is not to be made now.
absl::StatusOr<std::optional<DueContactRecord>> PlanAnew(WriteScope& scope, const Asker& asker,
                                                         const QueueHead& head) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, Replan(scope, head.id, head.lead));
  if (!record || !MayTake(scope, asker, *record)) return std::nullopt;
  RINGBACK_ASSIGN_OR_RETURN(const bool busy, IsBusyWithUs(scope, record->contact));
  if (!busy) return record;
  record->not_before_us = absl::ToUnixMicros(scope.context.now + kBusyPause);
  *record->contact.mutable_due_time() = FromMicros(record->not_before_us);
  RINGBACK_RETURN_IF_ERROR(WriteDueContact(scope.session, scope.tenant_id(), *record));
  return std::nullopt;
}

}  // namespace

absl::StatusOr<NextInQueue> FindNext(WriteScope& scope, const Asker& asker) {
  for (int moves = 0; moves < kMostMoves; ++moves) {
    Search search(scope, asker);
    RINGBACK_RETURN_IF_ERROR(search.Run());
    if (!search.best()) return NextInQueue{std::nullopt, search.next()};
    RINGBACK_ASSIGN_OR_RETURN(auto record, PlanAnew(scope, asker, *search.best()));
    if (record) return NextInQueue{std::move(record)};
  }
  return NextInQueue{std::nullopt, scope.context.now};
}

bool MayTake(const WriteScope& scope, const Asker& asker, const DueContactRecord& record) {
  const DueContact& contact = record.contact;
  const absl::Time due = absl::FromUnixMicros(ToMicros(contact.due_time()));
  const absl::Time now = scope.context.now;
  if (due > now || !MayContact(scope.tenant, contact.kind(), contact.channel(),
                               ZoneNamed(scope.tenant, record.zone), now)) {
    return false;
  }
  const bool of_team = contact.team().empty() || contact.team() == asker.team;
  if (contact.agent().empty()) return of_team;
  if (LastSegment(contact.agent()) == asker.agent) return true;
  return of_team && contact.kind() == DueContact::KIND_PROMISED_CALLBACK &&
         due + PromiseGrace(scope.tenant) <= now;
}

absl::Status EndLeases(WriteScope& scope) {
  RINGBACK_ASSIGN_OR_RETURN(auto over,
                            LeasesOver(scope.session, scope.tenant_id(), scope.now_us()));
  for (DueContactRecord& record : over) {
    const std::string agent = record.contact.lease_agent();
    record.contact.set_state(DueContact::STATE_WAITING);
    record.contact.clear_lease_agent();
    record.contact.clear_lease_expire_time();
    RINGBACK_RETURN_IF_ERROR(WriteLease(scope.session, scope.tenant_id(), record));
    RINGBACK_RETURN_IF_ERROR(EmitContact(scope, v1::EVENT_TYPE_CONTACT_RELEASED, agent, record));
    RINGBACK_RETURN_IF_ERROR(Replan(scope, record.id, IdOf(record.contact.lead())).status());
  }
  return absl::OkStatus();
}

}  // namespace ringback
