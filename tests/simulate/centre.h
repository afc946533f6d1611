// The call centre: what its parts share.
#ifndef TESTS_SIMULATE_CENTRE_H_
#define TESTS_SIMULATE_CENTRE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "tests/simulate/agenda.h"
#include "tests/simulate/books.h"
#include "tests/simulate/office.h"
#include "tests/simulate/server_line.h"

namespace ringback::simulate {

// How a run is to be.
struct Plan {
  uint64_t seed = 1;
  int days = 28;
  int agents = 6;
  int leads_per_day = 40;
  bool cadences = true;
};

// What every part of a run works with. For one thread.
struct Centre {
  Centre(const Plan& made, const std::string& address, absl::Time start)
      : plan(made), agenda(start), line(address, &agenda), office(made.agents) {}
  Centre(const Centre&) = delete;
  Centre& operator=(const Centre&) = delete;

  // Whoever has nothing to do looks at once what is due. Set by FollowUpDesk.
  std::function<void()> wake_somebody = [] {};
  // A touch has reached the customer, who may ring back: with `percent` of 100. Set by FrontDesk.
  std::function<void(Story*, int percent)> reached = [](Story*, int) {};
  // An agent has something in hand, or has nothing any more. Set by FollowUpDesk.
  std::function<void(Worker*)> begin = [](Worker*) {};
  std::function<void(Worker*)> end = [](Worker*) {};

  const Plan plan;
  Agenda agenda;
  ServerLine line;
  Office office;
  Books books;
};

// Monday, 2025-03-03, in the office's time zone: clocks change in the first week.
absl::Time StartOfRun();
absl::Time EndOfRun(const Plan& plan);

// Makes the tenant what the run needs: its agents, what can be booked, and the cadence. Ends the
// program when the store has callers already.
void SetUp(Centre* centre);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_CENTRE_H_
