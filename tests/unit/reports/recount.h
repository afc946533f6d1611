// Reports counted again, plainly and apart from the library: from what the rooms list.
#ifndef TESTS_UNIT_REPORTS_RECOUNT_H_
#define TESTS_UNIT_REPORTS_RECOUNT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/engine_fixture.h"

namespace ringback::test {

// A record of a figure.
struct Counted {
  std::string resource;
  int64_t time_us = 0;
  bool counted = true;
  double value = 0;
  std::string currency;
  std::map<v1::ReportDimension, std::string> keys;
  v1::Lead::Source source = v1::Lead::SOURCE_UNSPECIFIED;
  std::string source_name;
};

using CountedBy = std::map<v1::ReportFigure::Code, std::vector<Counted>>;

// Everything that a tenant has, read page by page through its lists.
struct Everything {
  v1::Tenant tenant;
  std::vector<v1::Agent> agents;
  std::vector<v1::Caller> callers;
  std::vector<v1::Lead> leads;
  std::vector<v1::LeadChange> changes;
  std::vector<v1::OutboundAttempt> attempts;
  std::vector<v1::Call> calls;
  std::vector<v1::CallNote> notes;
  std::vector<v1::DueContact> due;
};
Everything ReadEverything(TestEngine& engine, const std::string& parent);

// What counts from `start` up to `end`, by figure; of all groups, not narrowed.
CountedBy Recount(const Everything& all, absl::Time start, absl::Time end, absl::Time now);

// The figure that the records make.
v1::ReportFigure MakeFigure(v1::ReportFigure::Code code, v1::ReportFigure::Unit unit,
                            const std::vector<Counted>& records);

}  // namespace ringback::test

#endif  // TESTS_UNIT_REPORTS_RECOUNT_H_
