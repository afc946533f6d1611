#include "ringback/methods/report_methods.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/tenant_table.h"
#include "ringback/reports/figures.h"
#include "ringback/reports/group_names.h"
#include "ringback/reports/record_page.h"
#include "ringback/reports/report_leads.h"

namespace ringback {
namespace {

using v1::ReportFigure;

// Ten years of which three have a 29 February.
constexpr int64_t kLongestUs = int64_t{3653} * 24 * 3600 * 1'000'000;
constexpr size_t kMostClosedLeads = 20;
constexpr size_t kMostUntouchedLeads = 50;
constexpr FigureCode kDudFigures[] = {ReportFigure::CODE_LEADS, ReportFigure::CODE_DUDS};
// The shortest and the longest part of a period that is read for a page of records.
constexpr int64_t kShortestPartUs = int64_t{3600} * 1'000'000;
constexpr int64_t kLongestPartUs = int64_t{14} * 24 * 3600 * 1'000'000;

// Gives facts to several sinks.
class ToEach : public FactSink {
 public:
  explicit ToEach(std::vector<FactSink*> sinks) : sinks_(std::move(sinks)) {}
  void Take(const Subject& subject, const Fact& fact) override {
    for (FactSink* sink : sinks_) sink->Take(subject, fact);
  }

 private:
  const std::vector<FactSink*> sinks_;
};

absl::StatusOr<ReportPeriod> PeriodOf(const google::protobuf::Timestamp& start,
                                      const google::protobuf::Timestamp& end,
                                      const RequestContext& context) {
  const ReportPeriod period{ToMicros(start), ToMicros(end), context.now_micros()};
  if (period.end_us <= period.start_us) return InvalidField("end_time", "must be after start_time");
  if (period.end_us - period.start_us > kLongestUs)
    return InvalidField("end_time", "must be at most 10 years after start_time");
  return period;
}

// Puts the sums into a report: all together, and the groups with their names.
template <typename Report>
absl::Status Fill(store::Session& session, v1::ReportDimension dimension, FigureSums* sums,
                  Report* report) {
  *report->mutable_total() = sums->Total();
  report->mutable_total()->set_display_name("all");
  std::vector<v1::ReportGroup> groups = sums->Groups();
  RINGBACK_RETURN_IF_ERROR(NameGroups(session, dimension, &groups));
  for (v1::ReportGroup& group : groups) *report->add_groups() = std::move(group);
  return absl::OkStatus();
}

int64_t CountOf(const v1::ReportGroup& group, FigureCode code) {
  for (const ReportFigure& figure : group.figures()) {
    if (figure.code() == code) return figure.count();
  }
  return 0;
}

// The sources that had duds, most duds first.
absl::Status FillDudSources(store::Session& session, FigureSums* sums,
                            v1::ConversionReport* report) {
  std::vector<v1::ReportGroup> sources = sums->Groups();
  std::erase_if(sources, [](const v1::ReportGroup& source) {
    return CountOf(source, ReportFigure::CODE_DUDS) == 0;
  });
  std::stable_sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
    return CountOf(a, ReportFigure::CODE_DUDS) > CountOf(b, ReportFigure::CODE_DUDS);
  });
  RINGBACK_RETURN_IF_ERROR(NameGroups(session, v1::REPORT_DIMENSION_SOURCE, &sources));
  for (v1::ReportGroup& source : sources) *report->add_dud_sources() = std::move(source);
  return absl::OkStatus();
}

// Everything that makes a list of records what it is, for its tokens.
std::string ListOf(const v1::ListReportRecordsRequest& request) {
  v1::ListReportRecordsRequest list = request;
  list.clear_page_size();
  list.clear_page_token();
  return "records of " + list.SerializeAsString();
}

}  // namespace

template <typename Response, typename Request, typename Body>
absl::StatusOr<Response> ReportMethods::Read(const Request& request, const RequestContext& context,
                                             Body body) {
  return runner_.Read<Response>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<Response> {
        RINGBACK_ASSIGN_OR_RETURN(
            const ReportPeriod period,
            PeriodOf(request.start_time(), request.end_time(), scope.context));
        Scope all{scope.session, {}, period};
        std::vector<std::string> ids = {scope.tenant.id};
        if (request.parent() == kEveryTenant) {
          RINGBACK_ASSIGN_OR_RETURN(
              ids, ListTenantIds(scope.session, "", std::numeric_limits<int32_t>::max()));
        }
        for (const std::string& id : ids) {
          if (auto tenant = runner_.tenants().Find(id)) all.tenants.push_back(std::move(tenant));
        }
        return body(all);
      });
}

absl::Status ReportMethods::ReadAll(const Scope& scope, const FigureSet& figures,
                                    Grouping* grouping, FactSink* sink) {
  for (const auto& tenant : scope.tenants) {
    if (grouping != nullptr) grouping->SetZone(tenant->time_zone);
    RINGBACK_RETURN_IF_ERROR(ReadFacts(scope.session, *tenant, scope.period, figures, sink));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ConversionReport> ReportMethods::GetConversionReport(
    const v1::GetConversionReportRequest& request, const RequestContext& context) {
  return Read<v1::ConversionReport>(
      request, context, [&](const Scope& scope) -> absl::StatusOr<v1::ConversionReport> {
        Grouping grouping(request.group_by());
        Grouping by_source(v1::REPORT_DIMENSION_SOURCE);
        FigureSums sums(ConversionFigures(), request.group_by() == 0 ? nullptr : &grouping);
        FigureSums duds(kDudFigures, &by_source);
        FirstLeads wins(ReportFigure::CODE_CONVERSIONS, FirstLeads::Order::kLargestValueFirst,
                        kMostClosedLeads);
        FirstLeads losses(ReportFigure::CODE_LOSSES, FirstLeads::Order::kLargestValueFirst,
                          kMostClosedLeads);
        ToEach each({&sums, &duds, &wins, &losses});
        NarrowedFacts narrowed(request.filter(), &each);
        RINGBACK_RETURN_IF_ERROR(
            ReadAll(scope, FigureSet::Of(ConversionFigures()), &grouping, &narrowed));
        v1::ConversionReport report;
        RINGBACK_RETURN_IF_ERROR(Fill(scope.session, request.group_by(), &sums, &report));
        RINGBACK_RETURN_IF_ERROR(FillDudSources(scope.session, &duds, &report));
        const int64_t now_us = scope.period.now_us;
        RINGBACK_RETURN_IF_ERROR(wins.Read(scope.session, now_us, report.mutable_wins()));
        RINGBACK_RETURN_IF_ERROR(losses.Read(scope.session, now_us, report.mutable_losses()));
        return report;
      });
}

absl::StatusOr<v1::FollowUpReport> ReportMethods::GetFollowUpReport(
    const v1::GetFollowUpReportRequest& request, const RequestContext& context) {
  return Read<v1::FollowUpReport>(
      request, context, [&](const Scope& scope) -> absl::StatusOr<v1::FollowUpReport> {
        Grouping grouping(request.group_by());
        FigureSums sums(FollowUpFigures(), request.group_by() == 0 ? nullptr : &grouping);
        FirstLeads untouched(ReportFigure::CODE_UNTOUCHED_LEADS, FirstLeads::Order::kOldestFirst,
                             kMostUntouchedLeads);
        ToEach each({&sums, &untouched});
        NarrowedFacts narrowed(request.filter(), &each);
        RINGBACK_RETURN_IF_ERROR(
            ReadAll(scope, FigureSet::Of(FollowUpFigures()), &grouping, &narrowed));
        v1::FollowUpReport report;
        RINGBACK_RETURN_IF_ERROR(Fill(scope.session, request.group_by(), &sums, &report));
        RINGBACK_RETURN_IF_ERROR(untouched.Read(scope.session,
                                                std::min(scope.period.now_us, scope.period.end_us),
                                                report.mutable_untouched_leads()));
        return report;
      });
}

absl::StatusOr<v1::CoachingReport> ReportMethods::GetCoachingReport(
    const v1::GetCoachingReportRequest& request, const RequestContext& context) {
  return Read<v1::CoachingReport>(
      request, context, [&](const Scope& scope) -> absl::StatusOr<v1::CoachingReport> {
        Grouping grouping(request.group_by());
        FigureSums sums(CoachingFigures(), request.group_by() == 0 ? nullptr : &grouping);
        NarrowedFacts narrowed(request.filter(), &sums);
        RINGBACK_RETURN_IF_ERROR(
            ReadAll(scope, FigureSet::Of(CoachingFigures()), &grouping, &narrowed));
        v1::CoachingReport report;
        RINGBACK_RETURN_IF_ERROR(Fill(scope.session, request.group_by(), &sums, &report));
        return report;
      });
}

absl::StatusOr<v1::ListReportRecordsResponse> ReportMethods::ListReportRecords(
    const v1::ListReportRecordsRequest& request, const RequestContext& context) {
  return Read<v1::ListReportRecordsResponse>(
      request, context, [&](Scope scope) -> absl::StatusOr<v1::ListReportRecordsResponse> {
        const std::string list = ListOf(request);
        RINGBACK_ASSIGN_OR_RETURN(const std::string token,
                                  ReadPageToken(list, request.page_token()));
        Grouping grouping(request.group_by());
        RecordQuery query{.code = request.code(),
                          .grouping = request.group_by() == 0 ? nullptr : &grouping,
                          .group_key = request.group_key(),
                          .show_total = request.show_total(),
                          .after = {},
                          .rows = static_cast<size_t>(RowsOfPage(request.page_size()))};
        const bool in_parts = CanBeReadInParts(request.code());
        if (!token.empty()) {
          RINGBACK_ASSIGN_OR_RETURN(query.after, RecordPlace::FromText(token));
          if (in_parts)
            scope.period.start_us = std::max(scope.period.start_us, query.after.time_us);
        }
        RecordPage page(query);
        NarrowedFacts narrowed(request.filter(), &page);
        // A page is mostly a small part of the period: parts are read, each twice as long as the
        // one before, until it is full.
        const int64_t end_us = scope.period.end_us;
        int64_t part_us = kShortestPartUs;
        do {
          if (in_parts) scope.period.end_us = std::min(end_us, scope.period.start_us + part_us);
          RINGBACK_RETURN_IF_ERROR(ReadAll(scope, {request.code()}, &grouping, &narrowed));
          scope.period.start_us = scope.period.end_us;
          part_us = std::min(2 * part_us, kLongestPartUs);
        } while (!page.full() && scope.period.start_us < end_us);
        std::string last;
        v1::ListReportRecordsResponse response = page.TakePage(&last);
        if (!last.empty()) response.set_next_page_token(MakePageToken(list, last));
        return response;
      });
}

}  // namespace ringback
