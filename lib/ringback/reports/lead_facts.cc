#include "ringback/reports/lead_facts.h"

#include <algorithm>

namespace ringback {
namespace {

using store::Row;
using v1::Lead;
using v1::ReportFigure;

constexpr char kLeads[] =
    "SELECT id, state, owner, team, source, source_name, campaign, create_us, close_us, "
    "first_touch_us, first_conversation_us, conversation_count, touch_count, value, currency "
    "FROM leads WHERE tenant = $1 AND ((create_us >= $2 AND create_us < $3) OR "
    "(close_us >= $2 AND close_us < $3))";

// The clustered table in its order: leads of any age may be untouched.
constexpr char kUntouchedLeads[] =
    "SELECT id, owner, team, source, source_name, campaign, create_us FROM leads WHERE tenant = $1 "
    "AND state <> $3 AND create_us < $2 AND (close_us = 0 OR close_us >= $2) AND "
    "(first_touch_us = 0 OR first_touch_us >= $2) AND "
    "(first_conversation_us = 0 OR first_conversation_us >= $2)";

constexpr char kAdvances[] =
    "SELECT c.id, c.change_us, c.lead, c.agent, c.team, " RINGBACK_LEAD_PART
    " FROM lead_changes c JOIN leads l ON l.tenant = c.tenant AND l.id = c.lead WHERE c.tenant = "
    "$1 AND c.change_us >= $2 AND c.change_us < $3 AND c.to_state = $4 ORDER BY c.change_us, c.id";

void TakeClosedLead(const FactPass& pass, const Row& row, Subject subject) {
  const int64_t state = row.Int(1);
  const int64_t value = row.Int(13);
  if (state == Lead::STATE_RETURNED) return pass.Take(subject, {.code = ReportFigure::CODE_DUDS});
  if (state != Lead::STATE_WON && state != Lead::STATE_LOST) return;
  const bool won = state == Lead::STATE_WON;
  pass.Take(subject, {.code = ReportFigure::CODE_CONVERSION_RATE, .counted = won});
  if (!won) return pass.Take(subject, {.code = ReportFigure::CODE_LOSSES, .value = value});
  pass.Take(subject, {.code = ReportFigure::CODE_CONVERSIONS, .value = value});
  pass.Take(subject,
            {.code = ReportFigure::CODE_VALUE_WON, .value = value, .currency = row.Text(14)});
  pass.Take(subject,
            {.code = ReportFigure::CODE_FIRST_CALL_CLOSE_RATE, .counted = row.Int(11) == 1});
  pass.Take(subject, {.code = ReportFigure::CODE_TOUCHES_TO_CLOSE, .value = row.Int(12)});
}

void TakeLead(const FactPass& pass, const Row& row) {
  const int64_t create_us = row.Int(7);
  const int64_t close_us = row.Int(8);
  const int64_t first_touch_us = row.Int(9);
  const int64_t first_conversation_us = row.Int(10);
  Subject subject = pass.NewSubject("leads", row.Int(0), create_us);
  pass.SetOwner(row, 2, &subject);
  // A dud counts as nothing else.
  if (pass.period().Has(create_us) && row.Int(1) != Lead::STATE_RETURNED) {
    pass.Take(subject, {.code = ReportFigure::CODE_LEADS});
    pass.Take(subject,
              {.code = ReportFigure::CODE_LEADS_REACHED, .counted = first_conversation_us != 0});
    int64_t first_us = first_touch_us;
    if (first_us == 0 || (first_conversation_us != 0 && first_conversation_us < first_us))
      first_us = first_conversation_us;
    if (first_us != 0) {
      const int64_t speed_us = std::max<int64_t>(first_us - create_us, 0);
      pass.Take(subject, {.code = ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN, .value = speed_us});
      pass.Take(subject, {.code = ReportFigure::CODE_SPEED_TO_LEAD_P90, .value = speed_us});
    }
  }
  if (close_us != 0 && pass.period().Has(close_us)) {
    subject.time_us = close_us;
    TakeClosedLead(pass, row, subject);
  }
}

}  // namespace

absl::Status ReadLeads(const FactPass& pass) {
  return pass.session().Query(kLeads,
                              {pass.tenant().id, pass.period().start_us, pass.period().end_us},
                              [&](const Row& row) { TakeLead(pass, row); });
}

absl::Status ReadUntouchedLeads(const FactPass& pass) {
  // What is planned for later has not happened yet.
  const int64_t end_us = std::min(pass.period().end_us, pass.period().now_us + 1);
  return pass.session().Query(
      kUntouchedLeads, {pass.tenant().id, end_us, static_cast<int64_t>(Lead::STATE_RETURNED)},
      [&](const Row& row) {
        Subject subject = pass.NewSubject("leads", row.Int(0), row.Int(6));
        pass.SetOwner(row, 1, &subject);
        const int64_t age_us =
            std::min(pass.period().end_us, pass.period().now_us) - subject.time_us;
        pass.Take(subject, {.code = ReportFigure::CODE_UNTOUCHED_LEADS, .value = age_us});
      });
}

absl::Status ReadAdvances(const FactPass& pass) {
  return pass.session().Query(kAdvances,
                              {pass.tenant().id, pass.period().start_us, pass.period().end_us,
                               static_cast<int64_t>(Lead::STATE_ADVANCED)},
                              [&](const Row& row) {
                                Subject subject = pass.NewSubject("leads", row.Int(2), row.Int(1));
                                subject.row = row.Int(0);
                                subject.agent = row.Text(3);
                                subject.team = row.Text(4);
                                if (!FactPass::SetLead(row, 5, &subject))
                                  pass.Take(subject, {.code = ReportFigure::CODE_ADVANCES});
                              });
}

}  // namespace ringback
