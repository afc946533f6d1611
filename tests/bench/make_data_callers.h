// The callers of a tenant, for sample data.
#ifndef TESTS_BENCH_MAKE_DATA_CALLERS_H_
#define TESTS_BENCH_MAKE_DATA_CALLERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "ringback/records/caller_table.h"
#include "tests/bench/make_data_numbers.h"
#include "tests/bench/make_data_plan.h"
#include "tests/bench/make_data_random.h"

namespace ringback::bench {

// Makes ids as the library does: by time, and each greater than the one before. The library's own
// maker takes their low bits from chance, which no seed repeats. For one tenant and one table.
class SampleIds {
 public:
  explicit SampleIds(SampleRandom* random) : random_(*random) {}
  int64_t Next(int64_t now_us);

 private:
  SampleRandom& random_;
  int64_t last_ = 0;
};

// What the rest of the data must know about a caller.
struct CallerDraft {
  int64_t id = 0;
  int64_t create_us = 0;
  std::vector<SampleNumber> numbers;
  std::string family_name;
  std::string service_address;
  std::string household;  // "" for none
  int64_t company = -1;   // -1 for none
  bool do_not_call = false;

  int64_t lead = 0;  // 0 for none
  int64_t lead_us = 0;
  int64_t last_touch_us = 0;
  int32_t touches = 0;  // of the lead
};

// Drafts the callers of one tenant, oldest first.
class CallerDrafter {
 public:
  CallerDrafter(const TenantPlan& tenant, const NumberPlan& numbers, int64_t until_us,
                SampleRandom* random);

  std::vector<CallerDraft> Draft();

  // A number of the tenant's country that no caller has.
  SampleNumber FreshNumber(bool mobile);

 private:
  void DraftHousehold(std::vector<CallerDraft>* drafts, size_t first, size_t members);
  void DraftPerson(CallerDraft* draft);
  SampleNumber CompanyLine(int64_t company);

  const TenantPlan& tenant_;
  const NumberPlan& numbers_;
  const int64_t until_us_;
  SampleRandom& random_;
  std::vector<SampleNumber> switchboards_;  // by company
  absl::flat_hash_set<int64_t> used_;
};

// The caller of `draft`, who is the `number`th of the tenant.
CallerRecord MakeCaller(const TenantPlan& tenant, const CallerDraft& draft, int64_t number,
                        SampleRandom* random);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_CALLERS_H_
