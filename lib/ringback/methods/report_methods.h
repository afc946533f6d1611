// The rules of reports.
#ifndef RINGBACK_METHODS_REPORT_METHODS_H_
#define RINGBACK_METHODS_REPORT_METHODS_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/reports/fact_table.h"
#include "ringback/reports/grouping.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// The methods of ringback.v1.ReportService; the proto says what each does and which errors it
// gives. Safe from any thread.
class ReportMethods {
 public:
  explicit ReportMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::ConversionReport> GetConversionReport(
      const v1::GetConversionReportRequest& request, const RequestContext& context);
  absl::StatusOr<v1::FollowUpReport> GetFollowUpReport(const v1::GetFollowUpReportRequest& request,
                                                       const RequestContext& context);
  absl::StatusOr<v1::CoachingReport> GetCoachingReport(const v1::GetCoachingReportRequest& request,
                                                       const RequestContext& context);
  absl::StatusOr<v1::ListReportRecordsResponse> ListReportRecords(
      const v1::ListReportRecordsRequest& request, const RequestContext& context);

 private:
  // What a report is asked of.
  struct Scope {
    store::Session& session;
    std::vector<std::shared_ptr<const TenantRecord>> tenants;
    ReportPeriod period;
  };

  // Checks what the rules beside the fields cannot say, and runs `body(const Scope&)`, which
  // returns a StatusOr<Response>, on a snapshot.
  template <typename Response, typename Request, typename Body>
  absl::StatusOr<Response> Read(const Request& request, const RequestContext& context, Body body);

  // Gives the facts of all tenants of `scope` to `sink`. `grouping` may be nullptr.
  static absl::Status ReadAll(const Scope& scope, const FigureSet& figures, Grouping* grouping,
                              FactSink* sink);

  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_REPORT_METHODS_H_
