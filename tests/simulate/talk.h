// Conversations: what comes of one, and what the agent enters then.
#ifndef TESTS_SIMULATE_TALK_H_
#define TESTS_SIMULATE_TALK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ringback/v1/types.pb.h"
#include "tests/simulate/centre.h"

namespace ringback::simulate {

// What came of a conversation.
struct Talk {
  enum class End {
    kWon,
    kLost,
    kAdvanced,  // a visit, or another next step
    kPromised,  // we ring again at a time
    kVague,     // nothing was agreed
    kRefused,   // they turned the call away
    kDoNotCall  // they asked not to be rung again
  };
  End end = End::kVague;
  absl::Duration length;
  std::vector<v1::Milestone> milestones;
  std::string reason;  // of a loss
};

// Speaks with the customer, who draws what comes of it. `rung`: we rang them.
Talk SpeakWith(bool rung, absl::Time now, Story* story);

// When we promise to ring: a time at which we may, somebody of ours works, and the customer is
// likely to be there.
absl::Time PromiseTime(const Centre& centre, Story* story);

// Enters what was said. `call` is "" when we rang.
void EnterNote(const Talk& talk, const Worker& worker, const std::string& call, Centre* centre,
               Story* story);

// Enters what came of it: closes or advances the lead, with a visit booked where one was agreed, or
// saves when to ring again unless `promise_saved`.
void EnterEnd(const Talk& talk, const Worker& worker, bool promise_saved, Centre* centre,
              Story* story);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_TALK_H_
