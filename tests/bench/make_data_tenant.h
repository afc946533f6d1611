// Writes everything that one tenant has, for sample data.
#ifndef TESTS_BENCH_MAKE_DATA_TENANT_H_
#define TESTS_BENCH_MAKE_DATA_TENANT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "ringback/store/store.h"
#include "tests/bench/make_data_plan.h"

namespace ringback::bench {

// What is told about the rows to other programs.
struct SideData {
  // A caller as another system would hold them.
  struct Contact {
    std::string name;
    std::string company;
    std::string phone;  // as a person types it
    std::string e164;
  };
  // A number that a look-up explains: its newest attempt of the last days.
  struct Explained {
    std::string tenant;
    int64_t ani = 0;
    int64_t dnis = 0;
    int64_t caller = 0;
  };
  bool wants_contacts = false;
  bool wants_numbers = false;
  std::vector<Contact> contacts;
  std::vector<Explained> numbers;             // each once, in all tenants
  absl::flat_hash_map<int64_t, size_t> seen;  // number -> place in `numbers`
};

// Writes the rows of `tenant` through the library's own functions and adds to `side`.
absl::Status WriteTenantData(const DataPlan& plan, const TenantPlan& tenant,
                             const NumberPlan& numbers, store::WriteSession& session,
                             SideData* side);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_TENANT_H_
