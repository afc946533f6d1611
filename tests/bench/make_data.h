// Makes a store of sample data.
#ifndef TESTS_BENCH_MAKE_DATA_H_
#define TESTS_BENCH_MAKE_DATA_H_

#include <string>

#include "absl/status/status.h"
#include "tests/bench/make_data_plan.h"

namespace ringback::bench {

// Where the data goes; what is empty is not written.
struct DataFiles {
  std::string store;    // must not be there yet
  std::string numbers;  // tenant, ani, dnis, caller's resource name; tabs between them, shuffled
  std::string csv;      // a folder, for callers.csv: id, name, company, phone, e164
};

// Makes the files. The same plan makes the same rows; only when the store's own schema and its
// default tenant were made differs. INVALID_ARGUMENT when the plan has no callers or no tenants,
// ALREADY_EXISTS when the store is there.
absl::Status MakeData(const DataPlan& plan, const DataFiles& files);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_H_
