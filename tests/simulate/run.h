// One run of the simulation, and what is printed of it.
#ifndef TESTS_SIMULATE_RUN_H_
#define TESTS_SIMULATE_RUN_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ringback/v1/report.pb.h"
#include "tests/simulate/centre.h"

namespace ringback::simulate {

// What came of a run.
struct RunResult {
  Plan plan;
  v1::ReportGroup conversion;  // of the whole run, from the server's reports
  v1::ReportGroup follow_up;
  std::array<Recognised, kLines> recognised{};
  int64_t abandoned = 0;
  int64_t records = 0;  // that the server has and the books know
  int64_t rings = 0;    // each checked as it was made
  int64_t leases = 0;
  int64_t vanished = 0;
  int64_t requests = 0;
  std::vector<std::string> broken;  // what did not hold
};

// Runs the plan against the server at `address`, whose clock is simulated and whose store is empty.
RunResult Run(const Plan& plan, const std::string& address);

// The figures, a column a run; with what was checked and what did not hold.
std::string ResultText(const std::vector<RunResult>& results);

// The last whole week of a run, "2025-W10"; its first one when it has no whole week.
std::string LastWeek(const Plan& plan);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_RUN_H_
