// Simulated time: what is to happen, and when.
#ifndef TESTS_SIMULATE_AGENDA_H_
#define TESTS_SIMULATE_AGENDA_H_

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "absl/time/time.h"

namespace ringback::simulate {

// What is to happen, in the order of its time; at the same time, in the order in which it was
// planned. For one thread.
class Agenda {
 public:
  explicit Agenda(absl::Time start) : now_(start) {}

  absl::Time now() const { return now_; }

  // Plans `what` for `time`, or for now when that has passed.
  void At(absl::Time time, std::function<void()> what);
  void After(absl::Duration delay, std::function<void()> what) {
    At(now_ + delay, std::move(what));
  }

  // Lets everything happen that comes before `end`, with what it plans, and moves on to `end`.
  void RunUntil(absl::Time end);

 private:
  absl::Time now_;
  int64_t planned_ = 0;
  std::map<std::pair<absl::Time, int64_t>, std::function<void()>> entries_;
};

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_AGENDA_H_
