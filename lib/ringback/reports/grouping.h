// Which group of a report a record is in, and which records a filter lets through.
#ifndef RINGBACK_REPORTS_GROUPING_H_
#define RINGBACK_REPORTS_GROUPING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/reports/fact.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// "WEB_FORM:autumn page", "WEB_FORM", ":autumn page"; "" for a source of which nothing is said.
std::string SourceKey(v1::Lead::Source source, std::string_view name);

// Lets the records through that a filter asks for, and passes them on.
class NarrowedFacts : public FactSink {
 public:
  // `filter` and `next` must outlive this.
  NarrowedFacts(const v1::ReportFilter& filter, FactSink* next);

  void Take(const Subject& subject, const Fact& fact) override;

 private:
  const v1::ReportFilter& filter_;
  std::string agent_tenant_;  // "" for any
  std::string agent_;
  FactSink& next_;
};

// The keys of groups. Used by one thread.
class Grouping {
 public:
  explicit Grouping(v1::ReportDimension dimension) : dimension_(dimension) {}

  // The zone in which the weeks of the records to come are.
  void SetZone(const absl::TimeZone& zone);

  // The key of the record's group; valid until the next call. "" without a dimension.
  std::string_view KeyOf(const Subject& subject);

 private:
  std::string_view WeekOf(int64_t time_us);

  const v1::ReportDimension dimension_;
  absl::TimeZone zone_;
  std::string key_;
  // The week that was found last: most records are near the one before.
  int64_t week_begin_us_ = 0;
  int64_t week_end_us_ = 0;
  std::string week_;
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_GROUPING_H_
