// What happened between a tenant and its callers, for sample data.
#ifndef TESTS_BENCH_MAKE_DATA_HISTORY_H_
#define TESTS_BENCH_MAKE_DATA_HISTORY_H_

#include <cstdint>
#include <vector>

#include "ringback/records/lead_table.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/call_note.pb.h"
#include "tests/bench/make_data_callers.h"
#include "tests/bench/make_data_plan.h"
#include "tests/bench/make_data_random.h"

namespace ringback::bench {

// Something that is recorded about a caller at a moment.
struct Moment {
  int64_t us = 0;
  int32_t caller = 0;       // place among the drafts; -1: a number that nobody saved
  bool about_lead = false;  // an attempt for the caller's lead
};

// Decides when something happens, and to whom. Each list is in the order of time. PlanLeads comes
// before PlanAttempts, which counts the touches of the leads.
class HistoryPlanner {
 public:
  HistoryPlanner(const TenantPlan& tenant, int64_t until_us, SampleRandom* random)
      : tenant_(tenant), until_us_(until_us), random_(*random) {}

  std::vector<Moment> PlanLeads(std::vector<CallerDraft>* drafts);
  std::vector<Moment> PlanAttempts(std::vector<CallerDraft>* drafts);
  std::vector<Moment> PlanNotes(const std::vector<CallerDraft>& drafts);
  // Inbound calls whose caller was identified.
  std::vector<Moment> PlanCalls(const std::vector<CallerDraft>& drafts);

 private:
  int64_t SomeTimeAfter(int64_t us);
  int64_t AttemptTime(int64_t create_us);

  const TenantPlan& tenant_;
  const int64_t until_us_;
  SampleRandom& random_;
};

// Makes what is stored.
class HistoryMaker {
 public:
  // `drafter` gives numbers that nobody has.
  HistoryMaker(const TenantPlan& tenant, CallerDrafter* drafter, SampleRandom* random)
      : tenant_(tenant), drafter_(*drafter), random_(*random) {}

  // Fills `attempt`, which is empty. `caller` is nullptr for a number that nobody saved.
  void MakeAttempt(const Moment& moment, const CallerDraft* caller, v1::OutboundAttempt* attempt);
  LeadRecord MakeLead(const CallerDraft& caller);
  v1::CallNote MakeNote(const Moment& moment, const CallerDraft& caller);
  v1::Call MakeCall(const Moment& moment, const CallerDraft& caller, int64_t id);

 private:
  void Dial(const CallerDraft* caller, v1::OutboundAttempt* attempt);
  void Offer(int64_t start_us, v1::OutboundAttempt* attempt);
  v1::OutboundAttempt::Outcome PickOutcome(const CallerDraft* caller);
  const std::string& PickAgent();

  const TenantPlan& tenant_;
  CallerDrafter& drafter_;
  SampleRandom& random_;
  SampleNumber unsaved_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_HISTORY_H_
