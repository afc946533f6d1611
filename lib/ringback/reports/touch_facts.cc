#include "ringback/reports/touch_facts.h"

#include <map>
#include <optional>

#include "ringback/base/status_macros.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {
namespace {

using store::Row;
using v1::Lead;
using v1::ReportFigure;

constexpr char kAttempts[] =
    "SELECT a.id, a.start_us, a.agent, a.outcome, a.returned_by, a.campaign, "
    "a.lead, " RINGBACK_LEAD_PART
    " FROM attempts a LEFT JOIN leads l ON l.tenant = a.tenant AND l.id = a.lead WHERE a.tenant = "
    "$1 AND a.start_us >= $2 AND a.start_us < $3 ORDER BY a.start_us, a.id";

constexpr char kReturnedLead[] =
    "SELECT state, owner, team, source, source_name, campaign FROM leads WHERE tenant = $1 AND id "
    "= $2";

constexpr char kPromises[] =
    "SELECT d.id, d.promise_us, d.agent, d.team, d.state, d.late, d.end_us, "
    "a.start_us, " RINGBACK_LEAD_PART
    " FROM due_contacts d LEFT JOIN leads l ON l.tenant = d.tenant AND l.id = d.lead "
    "LEFT JOIN attempts a ON a.tenant = d.tenant AND a.id = d.attempt WHERE d.tenant = $1 AND "
    "d.promise_us >= $2 AND d.promise_us < $3 AND d.promise_us <> 0 ORDER BY d.promise_us, d.id";

constexpr int64_t kDefaultGraceUs = 5LL * 60 * 1'000'000;

absl::Status TakeReturnedLeads(const FactPass& pass, const std::map<int64_t, int64_t>& returned) {
  for (const auto& entry : returned) {
    const int64_t lead = entry.first;
    const int64_t time_us = entry.second;
    RINGBACK_RETURN_IF_ERROR(
        pass.session().Query(kReturnedLead, {pass.tenant().id, lead}, [&](const Row& row) {
          Subject subject = pass.NewSubject("leads", lead, time_us);
          pass.SetOwner(row, 1, &subject);
          pass.Take(subject, {.code = ReportFigure::CODE_CALLBACK_CONVERSION,
                              .counted = row.Int(0) == Lead::STATE_WON});
        }));
  }
  return absl::OkStatus();
}

// Whether a promise was kept, or is late; nullopt when it is neither.
std::optional<bool> Kept(const FactPass& pass, const Row& row) {
  const auto& rules = pass.tenant().tenant.follow_up();
  const int64_t grace_us =
      rules.has_promise_grace() ? rules.promise_grace().seconds() * 1'000'000 : kDefaultGraceUs;
  const int64_t limit_us = row.Int(1) + grace_us;
  const int64_t state = row.Int(4);
  if (state == v1::DueContact::STATE_CANCELLED)
    return row.Int(5) != 0 ? std::optional(false) : std::nullopt;
  if (state == v1::DueContact::STATE_DONE) {
    // Without an attempt the customer rang first.
    const int64_t begun_us = row.Int(7) != 0 ? row.Int(7) : row.Int(6);
    return begun_us <= limit_us;
  }
  return pass.period().now_us > limit_us ? std::optional(false) : std::nullopt;
}

}  // namespace

absl::Status ReadAttempts(const FactPass& pass, const FigureSet& figures) {
  const bool follow_leads = figures.Has(ReportFigure::CODE_CALLBACK_CONVERSION);
  std::map<int64_t, int64_t> returned;  // the first touch in the period that was, by lead
  RINGBACK_RETURN_IF_ERROR(pass.session().Query(
      kAttempts, {pass.tenant().id, pass.period().start_us, pass.period().end_us},
      [&](const Row& row) {
        Subject subject = pass.NewSubject("attempts", row.Int(0), row.Int(1));
        pass.SetAgent(row.Text(2), &subject);
        subject.campaign = row.Text(5);
        if (FactPass::SetLead(row, 7, &subject)) return;
        const bool was_returned = row.Int(4) != 0;
        pass.Take(subject, {.code = ReportFigure::CODE_TOUCHES});
        pass.Take(subject, {.code = ReportFigure::CODE_CALLBACKS_EARNED, .counted = was_returned});
        if (row.Int(3) == v1::OutboundAttempt::OUTCOME_CONNECTED)
          pass.Take(subject, {.code = ReportFigure::CODE_CONVERSATIONS});
        if (was_returned && follow_leads && row.Int(6) != 0)
          returned.try_emplace(row.Int(6), subject.time_us);
      }));
  return TakeReturnedLeads(pass, returned);
}

absl::Status ReadPromises(const FactPass& pass) {
  return pass.session().Query(
      kPromises, {pass.tenant().id, pass.period().start_us, pass.period().end_us},
      [&](const Row& row) {
        const std::optional<bool> kept = Kept(pass, row);
        if (!kept) return;
        Subject subject = pass.NewSubject("dueContacts", row.Int(0), row.Int(1));
        pass.SetAgent(row.Text(2), &subject);
        if (!row.Text(3).empty()) subject.team = row.Text(3);
        if (FactPass::SetLead(row, 8, &subject)) return;
        pass.Take(subject, {.code = ReportFigure::CODE_PROMISES_KEPT, .counted = *kept});
        if (!*kept) pass.Take(subject, {.code = ReportFigure::CODE_PROMISES_LATE});
      });
}

}  // namespace ringback
