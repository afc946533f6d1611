// The queue of due contacts: whose turn it is.
#ifndef RINGBACK_FOLLOWUP_LEASE_QUEUE_H_
#define RINGBACK_FOLLOWUP_LEASE_QUEUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/types.pb.h"

namespace ringback {

// Who asks for a contact, and how they can make it.
struct Asker {
  std::string agent;                  // id
  std::string team;                   // "" is no team
  std::vector<v1::Channel> channels;  // at least one
};

// What is next for an asker.
struct NextInQueue {
  // The contact whose turn it is. nullopt when nothing is due.
  std::optional<DueContactRecord> contact;
  // When nothing is due: when something will be. InfiniteFuture when nothing is planned.
  absl::Time next = absl::InfiniteFuture();
};

// Finds whose turn it is: promised callbacks first, then new leads, then steps of cadences, each by
// the time they are due, and then by the age of the lead. Each candidate is planned anew before it
// is given: what may not be made now after all is moved on or cancelled, in this write.
absl::StatusOr<NextInQueue> FindNext(WriteScope& scope, const Asker& asker);

// Whether the asker may take this contact, which waits and was planned anew, now: it is due, it is
// theirs, or their team's or nobody's, or a late promise of their team.
bool MayTake(const WriteScope& scope, const Asker& asker, const DueContactRecord& record);

// Gives back every contact whose lease has run out, and plans it anew.
absl::Status EndLeases(WriteScope& scope);

}  // namespace ringback

#endif  // RINGBACK_FOLLOWUP_LEASE_QUEUE_H_
