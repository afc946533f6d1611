// Report figures equal a plain recount of the records.
#include "tests/unit/reports/recount.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/methods/report_methods.h"
#include "ringback/model/timestamps.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/reports/random_history.h"

namespace ringback::test {
namespace {

using Figure = v1::ReportFigure;

constexpr int kHistories = 50;
constexpr int kSteps = 120;
constexpr Figure::Code kFirstFollowUp = Figure::CODE_SPEED_TO_LEAD_MEDIAN;
constexpr Figure::Code kFirstCoaching = Figure::CODE_CALLS_ASSESSED;

// A question to all reports.
struct Asked {
  std::string parent;
  absl::Time start;
  absl::Time end;
  v1::ReportDimension group_by = v1::REPORT_DIMENSION_UNSPECIFIED;
  v1::ReportFilter filter;

  template <typename Request>
  Request As() const {
    Request request;
    request.set_parent(parent);
    *request.mutable_start_time() = AtTime(start);
    *request.mutable_end_time() = AtTime(end);
    request.set_group_by(group_by);
    *request.mutable_filter() = filter;
    return request;
  }
  std::string Text() const { return As<v1::GetConversionReportRequest>().ShortDebugString(); }
};

// Whether the filter lets a record through, said once more.
bool Passes(const v1::ReportFilter& filter, const Counted& record) {
  const std::string& agent = record.keys.at(v1::REPORT_DIMENSION_AGENT);
  const std::string& wanted = filter.agent();
  if (!wanted.empty() && agent != wanted && !agent.ends_with("/agents/" + wanted)) return false;
  return (filter.team().empty() || record.keys.at(v1::REPORT_DIMENSION_TEAM) == filter.team()) &&
         (filter.source() == 0 || record.source == filter.source()) &&
         (filter.source_name().empty() || record.source_name == filter.source_name()) &&
         (filter.campaign().empty() ||
          record.keys.at(v1::REPORT_DIMENSION_CAMPAIGN) == filter.campaign());
}

// The records of all figures, by group: the total is under "*".
using Expected = std::map<std::string, CountedBy>;

class Reports {
 public:
  explicit Reports(uint32_t seed) {
    RandomHistory history(&engine_, seed);
    history.Make(kSteps);
    taken_ = history.taken();
    for (const std::string parent : {"tenants/default", "tenants/berlin"})
      all_[parent] = ReadEverything(engine_, parent);
  }

  Expected Expect(const Asked& asked) const {
    Expected expected;
    for (const auto& [parent, everything] : all_) {
      if (asked.parent != "tenants/-" && asked.parent != parent) continue;
      for (const auto& [code, records] : Recount(everything, asked.start, asked.end, engine_.now)) {
        for (const Counted& record : records) {
          if (!Passes(asked.filter, record)) continue;
          expected["*"][code].push_back(record);
          if (asked.group_by != v1::REPORT_DIMENSION_UNSPECIFIED)
            expected[" " + record.keys.at(asked.group_by)][code].push_back(record);
        }
      }
    }
    return expected;
  }

  void Check(const Asked& asked) {
    const Expected expected = Expect(asked);
    const auto conversion = Must(engine_->reports().GetConversionReport(
        asked.As<v1::GetConversionReportRequest>(), engine_.context()));
    CheckReport(conversion, expected, Figure::CODE_CONVERSATIONS, kFirstFollowUp);
    const auto follow_up = Must(engine_->reports().GetFollowUpReport(
        asked.As<v1::GetFollowUpReportRequest>(), engine_.context()));
    CheckReport(follow_up, expected, kFirstFollowUp, kFirstCoaching);
    const auto coaching = Must(engine_->reports().GetCoachingReport(
        asked.As<v1::GetCoachingReportRequest>(), engine_.context()));
    CheckReport(coaching, expected, kFirstCoaching, Figure::Code_ARRAYSIZE);
    CheckLeads(conversion.wins(), expected, Figure::CODE_CONVERSIONS, 20);
    CheckLeads(conversion.losses(), expected, Figure::CODE_LOSSES, 20);
    CheckLeads(follow_up.untouched_leads(), expected, Figure::CODE_UNTOUCHED_LEADS, 50);
    CheckDuds(conversion, asked);
  }

  // Lists the records of a figure page by page.
  void CheckRecords(const Asked& asked, Figure::Code code, const std::string& group,
                    bool show_total, int page_size) {
    auto request = asked.As<v1::ListReportRecordsRequest>();
    request.set_code(code);
    request.set_group_key(group);
    request.set_show_total(show_total);
    request.set_page_size(page_size);
    Expected expected = Expect(asked);
    auto& records =
        expected[asked.group_by == v1::REPORT_DIMENSION_UNSPECIFIED ? "*" : " " + group][code];
    if (!show_total) std::erase_if(records, [](const Counted& each) { return !each.counted; });
    std::multiset<std::string> wanted;
    for (const Counted& each : records) wanted.insert(LineOf(each.time_us, each));
    std::multiset<std::string> listed;
    int64_t last_us = 0;
    do {
      const auto page = Must(engine_->reports().ListReportRecords(request, engine_.context()));
      ASSERT_LE(page.records_size(), page_size);
      for (const v1::ReportRecord& record : page.records()) {
        const int64_t time_us = ToMicros(record.record_time());
        EXPECT_GE(time_us, last_us) << "not the oldest first";
        last_us = time_us;
        listed.insert(LineOf(time_us, Counted{.resource = record.resource(),
                                              .counted = record.counted(),
                                              .value = record.value(),
                                              .currency = {},
                                              .keys = {},
                                              .source_name = {}}));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && listed.size() <= wanted.size());
    EXPECT_EQ(listed, wanted) << Figure::Code_Name(code) << " of \"" << group << "\"";
  }

  absl::Time now() const { return engine_.now; }
  const std::map<std::string, int>& taken() const { return taken_; }

 private:
  static std::string LineOf(int64_t time_us, const Counted& record) {
    return std::to_string(time_us) + " " + record.resource +
           (record.counted ? " counted " : " - ") + std::to_string(record.value);
  }

  static std::vector<Counted> RecordsOf(const Expected& expected, const std::string& group,
                                        Figure::Code code) {
    const auto found = expected.find(group);
    if (found == expected.end() || !found->second.contains(code)) return {};
    return found->second.at(code);
  }

  static void CheckGroup(const v1::ReportGroup& group, const Expected& expected,
                         const std::string& name, Figure::Code from, int until) {
    ASSERT_EQ(group.figures_size(), until - from);
    for (int i = 0; i < group.figures_size(); ++i) {
      const Figure& figure = group.figures(i);
      const auto code = static_cast<Figure::Code>(from + i);
      ASSERT_EQ(figure.code(), code);
      EXPECT_EQ(figure.ShortDebugString(),
                MakeFigure(code, figure.unit(), RecordsOf(expected, name, code)).ShortDebugString())
          << "of " << name;
    }
  }

  template <typename Report>
  static void CheckReport(const Report& report, const Expected& expected, Figure::Code from,
                          int until) {
    CheckGroup(report.total(), expected, "*", from, until);
    std::vector<std::string> keys;
    for (const auto& [key, by_code] : expected) {
      const auto first = by_code.lower_bound(from);
      if (key != "*" && first != by_code.end() && first->first < until)
        keys.push_back(key.substr(1));
    }
    std::vector<std::string> found;
    for (const v1::ReportGroup& group : report.groups()) {
      found.push_back(group.key());
      CheckGroup(group, expected, " " + group.key(), from, until);
    }
    EXPECT_EQ(found, keys) << "groups";
  }

  static void CheckLeads(const google::protobuf::RepeatedPtrField<v1::ReportLead>& leads,
                         const Expected& expected, Figure::Code code, size_t most) {
    auto records = RecordsOf(expected, "*", code);
    const bool by_value = code != Figure::CODE_UNTOUCHED_LEADS;
    std::stable_sort(records.begin(), records.end(), [&](const Counted& a, const Counted& b) {
      if (by_value && a.value != b.value) return a.value > b.value;
      return std::tie(a.time_us, a.resource) < std::tie(b.time_us, b.resource);
    });
    records.resize(std::min(records.size(), most));
    ASSERT_EQ(static_cast<size_t>(leads.size()), records.size());
    for (size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(leads[static_cast<int>(i)].lead().name(), records[i].resource);
      EXPECT_FALSE(leads[static_cast<int>(i)].caller_display_name().empty());
    }
  }

  void CheckDuds(const v1::ConversionReport& report, Asked asked) const {
    asked.group_by = v1::REPORT_DIMENSION_SOURCE;
    const Expected expected = Expect(asked);
    size_t sources = 0;
    for (const auto& [key, by_code] : expected)
      sources += key != "*" && by_code.contains(Figure::CODE_DUDS) ? 1 : 0;
    EXPECT_EQ(static_cast<size_t>(report.dud_sources_size()), sources);
    int64_t before = INT64_MAX;
    for (const v1::ReportGroup& source : report.dud_sources()) {
      ASSERT_EQ(source.figures_size(), 2);
      for (const Figure& figure : source.figures()) {
        EXPECT_EQ(static_cast<size_t>(figure.count()),
                  RecordsOf(expected, " " + source.key(), figure.code()).size());
      }
      EXPECT_LE(source.figures(1).count(), before);
      before = source.figures(1).count();
    }
  }

  TestEngine engine_;
  std::map<std::string, Everything> all_;
  std::map<std::string, int> taken_;
};

std::vector<v1::ReportFilter> Filters() {
  std::vector<v1::ReportFilter> filters(7);
  filters[1].set_agent("tracy");
  filters[2].set_agent("tenants/default/agents/james");
  filters[3].set_team("closers");
  filters[4].set_source(v1::Lead::SOURCE_WEB_FORM);
  filters[5].set_source_name("autumn page");
  filters[5].set_campaign("spring");
  filters[6].set_campaign("autumn check");
  filters[6].set_team("openers");
  return filters;
}

TEST(ReportFigures, EqualAPlainRecountOfTheRecordsOnFiftyRandomHistories) {
  std::map<std::string, int> taken;
  for (uint32_t seed = 1; seed <= kHistories; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Reports reports(seed);
    for (const auto& [step, times] : reports.taken()) taken[step] += times;
    const absl::Time begin = RandomHistory::Begin();
    // All of it; a part that begins within a day of Berlin's change; one that has not ended.
    const std::vector<std::pair<absl::Time, absl::Time>> periods = {
        {begin - absl::Hours(240), begin + absl::Hours(24 * 60)},
        {begin + absl::Hours(24 * 12 + 19), begin + absl::Hours(24 * 21 + 3)},
        {reports.now() - absl::Hours(70), reports.now() + absl::Hours(7)}};
    const auto filters = Filters();
    for (int dimension = 0; dimension <= v1::REPORT_DIMENSION_WEEK; ++dimension) {
      // Each history asks other questions of each dimension.
      const size_t turn = seed + static_cast<size_t>(dimension);
      const auto& [start, end] = periods[turn % periods.size()];
      const std::string parent = turn % 4 == 0   ? "tenants/berlin"
                                 : turn % 4 == 1 ? "tenants/-"
                                                 : "tenants/default";
      Asked asked{parent, start, end, static_cast<v1::ReportDimension>(dimension), {}};
      SCOPED_TRACE(asked.Text());
      reports.Check(asked);
      asked.filter = filters[turn % filters.size()];
      if (parent == "tenants/berlin") asked.filter.clear_agent();
      SCOPED_TRACE(asked.Text());
      reports.Check(asked);
    }
    if (testing::Test::HasFailure()) return;
  }
  for (const char* step : {"touch", "ring", "note", "lead", "advance", "close", "return", "reopen",
                           "promise", "keep a promise", "forget a caller"}) {
    EXPECT_GE(taken[step], kHistories / 2) << "too seldom: " << step;
  }
}

TEST(ReportFigures, ListTheRecordsThatTheyAreMadeOf) {
  for (uint32_t seed = 101; seed <= 106; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Reports reports(seed);
    const absl::Time begin = RandomHistory::Begin();
    Asked asked{"tenants/-",
                begin - absl::Hours(24),
                begin + absl::Hours(24 * 60),
                v1::REPORT_DIMENSION_UNSPECIFIED,
                {}};
    Asked teams = asked;
    teams.parent = "tenants/default";
    teams.group_by = v1::REPORT_DIMENSION_TEAM;
    Asked weeks = teams;
    weeks.group_by = v1::REPORT_DIMENSION_WEEK;
    weeks.filter.set_agent("tracy");
    for (int code = 1; code < Figure::Code_ARRAYSIZE; ++code) {
      const auto figure = static_cast<Figure::Code>(code);
      reports.CheckRecords(asked, figure, "", true, 7);
      reports.CheckRecords(asked, figure, "", false, 1000);
      reports.CheckRecords(teams, figure, "closers", true, 3);
      reports.CheckRecords(teams, figure, "", false, 2);
      reports.CheckRecords(weeks, figure, "2030-W44", true, 1);
    }
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace ringback::test
