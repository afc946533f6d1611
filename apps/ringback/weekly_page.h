// The page that is read once a week: what worked last week, beside the week before.
#ifndef RINGBACK_APPS_RINGBACK_WEEKLY_PAGE_H_
#define RINGBACK_APPS_RINGBACK_WEEKLY_PAGE_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "apps/ringback/terminal.h"
#include "ringback/v1/report.pb.h"

namespace ringback::cli {

// The reports of a week.
struct WeekReports {
  v1::ConversionReport conversion;
  v1::FollowUpReport follow_up;
  v1::CoachingReport coaching;
};

// What the page is made of.
struct WeeklyReview {
  std::string company;
  absl::CivilDay monday;
  bool over = true;  // false: the week is still going on
  WeekReports week;
  WeekReports before;
  v1::ConversionReport by_agent;  // of the week
};

// The page, at most `columns` wide (at least 60 are taken).
std::string WeeklyPage(const WeeklyReview& review, size_t columns, const Ink& ink);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_WEEKLY_PAGE_H_
