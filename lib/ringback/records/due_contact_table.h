// Due contacts in the store.
#ifndef RINGBACK_RECORDS_DUE_CONTACT_TABLE_H_
#define RINGBACK_RECORDS_DUE_CONTACT_TABLE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// A due contact as it is stored: a lease that has run out is LEASED until somebody writes.
struct DueContactRecord {
  int64_t id = 0;
  v1::DueContact contact;
  // The callee's time zone; "" when calling hours do not count for its channel.
  std::string zone = {};
  // Not due before this time, whatever the lead says. Microseconds since 1970; 0: none.
  int64_t not_before_us = 0;
  // When the clock has to tell of a promise next; 0: nothing is left to tell.
  int64_t tell_us = 0;
  // Whether it was told that the promise is due.
  bool told_due = false;

  // Whether an agent holds it at `now_us`.
  bool HeldAt(int64_t now_us) const;
};

// The due contact of a resource name. NOT_FOUND when there is none.
absl::StatusOr<DueContactRecord> NeedDueContact(store::Session& session, std::string_view name);

// The contact of a lead that is not over, or nullopt.
absl::StatusOr<std::optional<DueContactRecord>> OpenContactOf(store::Session& session,
                                                              std::string_view tenant,
                                                              int64_t lead);

// Adds a contact; of one that is there it writes every field but lead, caller and create_time.
absl::Status WriteDueContact(store::WriteSession& session, std::string_view tenant,
                             const DueContactRecord& record);

// Writes that an agent has leased it, or that it waits again; nothing else of it has changed.
absl::Status WriteLease(store::WriteSession& session, std::string_view tenant,
                        const DueContactRecord& record);

// Which contacts an agent may take.
enum class Queue {
  kAgent,     // those of an agent, by id
  kTeam,      // those that nobody owns, of a team; "" is no team
  kPromised,  // a team's promises, by whom they were made; theirs once they are late
};

// What is due first of one kind and channel in one time zone.
struct QueueHead {
  v1::DueContact::Kind kind = v1::DueContact::KIND_UNSPECIFIED;
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  std::string zone = {};
  int64_t due_us = 0;
  int64_t lead = 0;
  int64_t id = 0;
};

// The head that follows that of the kind, channel and time zone of `after` (none of them set: the
// first), or nullopt. One short look into an index, however many wait.
absl::StatusOr<std::optional<QueueHead>> NextHead(store::Session& session, std::string_view tenant,
                                                  Queue queue, std::string_view owner,
                                                  const QueueHead& after);

// The contacts whose lease is over at `now_us`, the longest over first.
absl::StatusOr<std::vector<DueContactRecord>> LeasesOver(store::Session& session,
                                                         std::string_view tenant, int64_t now_us);

// The contacts of which the clock has something to tell by `now_us`, in that order, at most `rows`.
absl::StatusOr<std::vector<DueContactRecord>> ContactsToTell(store::Session& session,
                                                             std::string_view tenant,
                                                             int64_t now_us, int64_t rows);

// When the clock has something to tell of a tenant next; 0: of nothing.
absl::StatusOr<int64_t> NextToTell(store::Session& session, std::string_view tenant);

// When the first lease of a tenant ends; 0: nothing is leased.
absl::StatusOr<int64_t> NextLeaseEnd(store::Session& session, std::string_view tenant);

// What a list is narrowed to; 0 and "" do not narrow.
struct DueContactFilter {
  v1::DueContact::State state = v1::DueContact::STATE_UNSPECIFIED;  // as it is at now_us
  v1::DueContact::Kind kind = v1::DueContact::KIND_UNSPECIFIED;
  std::string_view agent;  // id: theirs, and those that nobody owns
  std::string_view team;
  int64_t lead = 0;
  int64_t due_until_us = std::numeric_limits<int64_t>::max();
  int64_t now_us = 0;
};

// Where a page of contacts that are not over begins: behind this one.
struct ContactPlace {
  int64_t kind = 0;
  int64_t due_us = 0;
  int64_t lead = 0;
};

// At most `rows` contacts that are not over, behind `after`, in the order of kind, due time and
// age of the lead.
absl::StatusOr<std::vector<DueContactRecord>> ListOpenContacts(store::Session& session,
                                                               std::string_view tenant,
                                                               const DueContactFilter& filter,
                                                               const ContactPlace& after,
                                                               int64_t rows);

// At most `rows` contacts that are DONE or CANCELLED, as `filter` says, before id `before`, newest
// first.
absl::StatusOr<std::vector<DueContactRecord>> ListPastContacts(store::Session& session,
                                                               std::string_view tenant,
                                                               const DueContactFilter& filter,
                                                               int64_t before, int64_t rows);

// Removes the contacts of a caller's leads; part of erasing the caller.
absl::Status EraseDueContactsOf(store::WriteSession& session, std::string_view tenant,
                                int64_t caller);

// Removes the contacts that were over before `cut_us`, oldest first: looks at the next `rows` of
// those planned before it, after id `after`. Returns the id of the last one, to go on after, or 0
// when none was left.
absl::StatusOr<int64_t> RemoveOldDueContacts(store::WriteSession& session, std::string_view tenant,
                                             int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_DUE_CONTACT_TABLE_H_
