#include "ringback/context/card_reading.h"

#include <algorithm>

#include "ringback/base/status_macros.h"
#include "ringback/context/age.h"
#include "ringback/model/marks.h"
#include "ringback/model/timestamps.h"

namespace ringback {

using v1::OutboundAttempt;

CardReading::CardReading(store::Session& session, const LookupQuestion& question, int64_t until_us,
                         Findings* findings)
    : session_(session),
      question_(question),
      findings_(*findings),
      span_{std::max<int64_t>(0, question.at_us - question.tenant->callback_window_micros()),
            until_us} {
  CardBasis& basis = findings_.basis();
  basis.from_us = question.at_us;
  // Midnight, which changes what "today" is, is a quarter of an hour in every time zone.
  constexpr int64_t kQuarter = 15 * kMinuteMicros;
  basis.until_us = std::min(question.at_us + kMinuteMicros,
                            question.at_us - question.at_us % kQuarter + kQuarter);
  basis.marks.push_back(marks::Tenant(tenant()));
}

absl::Status CardReading::SawTime(int64_t time_us) {
  if (time_us > question_.at_us) return absl::AbortedError("something is about to begin");
  findings_.basis().until_us =
      std::min(findings_.basis().until_us, NextAgeChange(time_us, question_.at_us));
  return absl::OkStatus();
}

void CardReading::ChangesAt(int64_t time_us) {
  if (time_us > question_.at_us)
    findings_.basis().until_us = std::min(findings_.basis().until_us, time_us);
}

absl::Status CardReading::SawAttempts(const AttemptList& attempts) {
  for (const OutboundAttempt& attempt : attempts) {
    const int64_t start_us = ToMicros(attempt.start_time());
    RINGBACK_RETURN_IF_ERROR(SawTime(start_us));
    ChangesAt(start_us + question_.tenant->callback_window_micros() + 1);
    if (attempt.has_return_time()) ChangesAt(ToMicros(attempt.return_time()) + 1);
    for (const v1::TimeSlot& slot : attempt.offer().proposed_slots()) {
      ChangesAt(ToMicros(slot.start_time()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<AttemptList*> CardReading::AttemptsTo(int64_t caller, int64_t rows) {
  RestsOn(marks::Caller(tenant(), caller));
  auto* attempts = findings_.New<AttemptList>();
  RINGBACK_RETURN_IF_ERROR(AttemptsToCaller(session_, tenant(), caller, span_, rows, attempts));
  RINGBACK_RETURN_IF_ERROR(SawAttempts(*attempts));
  return attempts;
}

}  // namespace ringback
