// Cadences as people write and read them.
#ifndef RINGBACK_APPS_RINGBACK_CADENCE_TEXT_H_
#define RINGBACK_APPS_RINGBACK_CADENCE_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "apps/ringback/times.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback::cli {

// A step: "2d:call:your heating check", that is when after the enrolment, by what channel, and what
// about; the last may be left out. INVALID_ARGUMENT for anything else.
absl::StatusOr<v1::CadenceStep> ParseStep(std::string_view text);

// What a disposition does: "busy:retry:15m:3", that is which one, what to do, how long to wait, how
// often to try again; the last two may be left out. INVALID_ARGUMENT for anything else.
absl::StatusOr<v1::DispositionRule> ParseRule(std::string_view text);

// "after 2 days: call, about your heating check".
std::string StepText(const v1::CadenceStep& step);

// "busy: retry after 15 minutes, at most 3 times".
std::string RuleText(const v1::DispositionRule& rule);

// "active, step 2 on Tue 24 Nov, 09:00 (in 2 days), 1 touch".
std::string EnrolmentText(const v1::Enrolment& enrolment, const Clock& clock);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CADENCE_TEXT_H_
