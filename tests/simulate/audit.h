// The end of a run: what the server has against what the books say.
#ifndef TESTS_SIMULATE_AUDIT_H_
#define TESTS_SIMULATE_AUDIT_H_

#include "ringback/v1/report.pb.h"
#include "tests/simulate/centre.h"

namespace ringback::simulate {

// Lists everything that the server has. Nothing that it acknowledged may be missing or changed,
// nothing may be there twice, and whom we promised a call, or who is to get the next step of a
// cadence, must be in the queue. What is not so is written into the books as broken.
void CheckRecords(Centre* centre);

// A figure of a group; one that is not there is all zero.
v1::ReportFigure FigureOf(const v1::ReportGroup& group, v1::ReportFigure::Code code);

// The same for the figures of the reports on the whole run.
void CheckReports(const v1::ConversionReport& conversion, const v1::FollowUpReport& follow_up,
                  Centre* centre);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_AUDIT_H_
