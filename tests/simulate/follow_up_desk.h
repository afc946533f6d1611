// The agents at the queue of due contacts: lease, ring or write, say how it ended.
#ifndef TESTS_SIMULATE_FOLLOW_UP_DESK_H_
#define TESTS_SIMULATE_FOLLOW_UP_DESK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "tests/simulate/centre.h"
#include "tests/simulate/talk.h"

namespace ringback::simulate {

// What agents do when nobody rings. One a centre; it must outlive the centre's run.
class FollowUpDesk {
 public:
  explicit FollowUpDesk(Centre* centre);

  // From now on everybody looks at what is due, in their shifts.
  void Open();

 private:
  // A ring that is under way.
  struct Ring {
    Worker* worker = nullptr;
    Story* story = nullptr;
    std::optional<v1::DueContact> contact;  // none: outside of the queue
    std::string attempt;
    std::string number;
    v1::OutboundAttempt::Outcome outcome = v1::OutboundAttempt::OUTCOME_UNSPECIFIED;
    Talk talk;
  };

  void PlanLook(Worker* worker, absl::Time time);
  void Look(Worker* worker);
  void Take(Worker* worker, const v1::DueContact& contact);
  bool Drop(Worker* worker, const v1::DueContact& contact);

  void StartRing(Worker* worker, Story* story, std::optional<v1::DueContact> contact);
  v1::OutboundAttempt::Outcome Answer(const Ring& ring) const;
  void EndRing(Ring ring);
  bool PromiseAgain(const Ring& ring);
  void CompleteContact(const Ring& ring, bool promised);
  void HandleWrongNumber(const Ring& ring);
  void HandleDoNotCall(const Ring& ring);
  void AfterMissed(const Ring& ring);
  void TryAgain(Story* story, int waits);

  void Write(Worker* worker, Story* story, const v1::DueContact& contact);

  Centre& centre_;
};

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_FOLLOW_UP_DESK_H_
