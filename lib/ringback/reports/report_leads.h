// The leads that a report names: what was won and lost, what nobody has touched.
#ifndef RINGBACK_REPORTS_REPORT_LEADS_H_
#define RINGBACK_REPORTS_REPORT_LEADS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ringback/reports/fact.h"
#include "ringback/store/store.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// Keeps the first leads of a figure.
class FirstLeads : public FactSink {
 public:
  enum class Order {
    kOldestFirst,
    kLargestValueFirst,  // of one value, the oldest first
  };

  FirstLeads(FigureCode code, Order order, size_t most) : code_(code), order_(order), most_(most) {}

  void Take(const Subject& subject, const Fact& fact) override;

  // Reads the leads that were kept, in their order. `at_us` is when those have their age that are
  // not closed.
  absl::Status Read(store::Session& session, int64_t at_us,
                    google::protobuf::RepeatedPtrField<v1::ReportLead>* leads) const;

 private:
  // -value or 0, time, id, tenant.
  using Place = std::tuple<int64_t, int64_t, int64_t, std::string>;

  const FigureCode code_;
  const Order order_;
  const size_t most_;
  std::set<Place> leads_;
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_REPORT_LEADS_H_
