// What comes in: leads from web forms, referrals and lists, and the customers' calls.
#ifndef TESTS_SIMULATE_FRONT_DESK_H_
#define TESTS_SIMULATE_FRONT_DESK_H_

#include <string>

#include "ringback/v1/call.pb.h"
#include "ringback/v1/caller_context.pb.h"
#include "tests/simulate/centre.h"
#include "tests/simulate/talk.h"

namespace ringback::simulate {

// Opens leads, and answers the telephone. One a centre; it must outlive the centre's run.
class FrontDesk {
 public:
  explicit FrontDesk(Centre* centre);

  // Plans everybody who turns to us in the run.
  void PlanArrivals();

 private:
  // A call that comes in.
  struct Incoming {
    Story* story = nullptr;
    Worker* worker = nullptr;
    Line line = Line::kOwn;
    bool returns = false;  // they ring back
    int tries = 0;         // that nobody answered
    v1::Call call;
    v1::CallerContext card;
    Talk talk;
  };

  void PlanDay(absl::CivilDay day);
  void Arrive(Story* story);
  void OpenCaller(Story* story);
  void OpenLead(Story* story);
  void ReturnWithoutNumber(Story* story);

  void PlanReturn(Story* story, int percent);
  void RingBack(Story* story, int tries);
  void StartCall(Story* story, bool returns, int tries);
  void GiveUp(const Incoming& incoming);
  void PickUp(Incoming incoming);
  void NoteRecognised(const Incoming& incoming);
  void HangUp(const Incoming& incoming);

  Centre& centre_;
  int64_t customers_ = 0;
};

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_FRONT_DESK_H_
