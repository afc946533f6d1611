#include "ringback/reports/report_room.h"

namespace ringback {

absl::StatusOr<v1::ConversionReport> ReportRoom::GetConversionReport(
    const v1::GetConversionReportRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ConversionReport>(
      request, request.parent(), context, [&](ReadScope&) -> absl::StatusOr<v1::ConversionReport> {
        return absl::UnimplementedError("GetConversionReport");
      });
}

absl::StatusOr<v1::FollowUpReport> ReportRoom::GetFollowUpReport(
    const v1::GetFollowUpReportRequest& request, const RequestContext& context) {
  return runner_.Read<v1::FollowUpReport>(request, request.parent(), context,
                                          [&](ReadScope&) -> absl::StatusOr<v1::FollowUpReport> {
                                            return absl::UnimplementedError("GetFollowUpReport");
                                          });
}

absl::StatusOr<v1::CoachingReport> ReportRoom::GetCoachingReport(
    const v1::GetCoachingReportRequest& request, const RequestContext& context) {
  return runner_.Read<v1::CoachingReport>(request, request.parent(), context,
                                          [&](ReadScope&) -> absl::StatusOr<v1::CoachingReport> {
                                            return absl::UnimplementedError("GetCoachingReport");
                                          });
}

absl::StatusOr<v1::ListReportRecordsResponse> ReportRoom::ListReportRecords(
    const v1::ListReportRecordsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListReportRecordsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListReportRecordsResponse> {
        return absl::UnimplementedError("ListReportRecords");
      });
}

}  // namespace ringback
