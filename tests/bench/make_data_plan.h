// What sample data is asked for, and how it is shared out among tenants.
#ifndef TESTS_BENCH_MAKE_DATA_PLAN_H_
#define TESTS_BENCH_MAKE_DATA_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/bench/make_data_numbers.h"

namespace ringback::bench {

// Everything that the rows depend on: the same plan makes the same rows.
struct DataPlan {
  int64_t callers = 0;
  int64_t attempts = 0;
  int64_t tenants = 100;
  uint64_t seed = 1;
  absl::Time until;  // nothing happens later
};

// A tenant's share.
struct TenantPlan {
  int64_t index = 0;
  std::string id;
  std::string region;
  int64_t callers = 0;
  int64_t attempts = 0;
  std::vector<SampleNumber> caller_ids;
  // Resource names; every other one is entered in the store, the rest are known by name alone.
  std::vector<std::string> agents;
};

// Shares callers and attempts out: the first tenant gets a third, the next ones less and less.
std::vector<TenantPlan> PlanTenants(const DataPlan& plan, const NumberPlan& numbers);

// Makes a store at `path` that has the tenants and their agents, through the engine, and closes it.
absl::Status CreateTenants(const std::string& path, const DataPlan& plan,
                           const std::vector<TenantPlan>& tenants);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_PLAN_H_
