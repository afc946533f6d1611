#include "ringback/reports/conversation_facts.h"

#include <string>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/types.pb.h"

namespace ringback {
namespace {

using store::Row;
using v1::Lead;
using v1::ReportFigure;

constexpr char kCalls[] =
    "SELECT c.id, c.start_us, c.agent, c.answer_us, c.outcome, r.campaign, "
    "CASE WHEN k.given_name <> '' AND k.family_name <> '' AND k.phone_count > 0 AND k.email_count "
    "> 0 AND k.service_address <> '' THEN 1 ELSE 0 END, " RINGBACK_LEAD_PART
    " FROM calls c LEFT JOIN leads l ON l.tenant = c.tenant AND l.id = c.lead "
    "LEFT JOIN attempts r ON r.tenant = c.tenant AND r.id = c.returned_attempt "
    "LEFT JOIN callers k ON k.tenant = c.tenant AND k.id = c.caller "
    "WHERE c.tenant = $1 AND c.start_us >= $2 AND c.start_us < $3 ORDER BY c.start_us, c.id";

#define RINGBACK_NOTE_PART                                                                  \
  "n.id, n.agent, m.milestone, CASE WHEN n.need_count > 0 AND EXISTS (SELECT 1 FROM "       \
  "call_note_needs w WHERE w.tenant = n.tenant AND w.note = n.id AND w.stated = 0) THEN 1 " \
  "ELSE 0 END"

// A row a milestone, of calls in their order.
constexpr char kAssessedCalls[] =
    "SELECT c.id, c.start_us, c.agent, c.answer_us, c.outcome, r.campaign, " RINGBACK_NOTE_PART
    ", " RINGBACK_LEAD_PART
    " FROM calls c JOIN call_notes n ON n.tenant = c.tenant AND n.call = c.id AND n.call <> 0 "
    "JOIN call_note_milestones m ON m.tenant = n.tenant AND m.note = n.id "
    "LEFT JOIN leads l ON l.tenant = c.tenant AND l.id = CASE WHEN c.lead <> 0 THEN c.lead ELSE "
    "n.lead END LEFT JOIN attempts r ON r.tenant = c.tenant AND r.id = c.returned_attempt "
    "WHERE c.tenant = $1 AND c.start_us >= $2 AND c.start_us < $3 "
    "ORDER BY c.start_us, c.id, n.id, m.milestone";

constexpr char kAssessedNotes[] =
    "SELECT n.id, n.note_us, " RINGBACK_NOTE_PART ", " RINGBACK_LEAD_PART
    " FROM call_notes n JOIN call_note_milestones m ON m.tenant = n.tenant AND m.note = n.id "
    "LEFT JOIN leads l ON l.tenant = n.tenant AND l.id = n.lead WHERE n.tenant = $1 AND n.note_us "
    ">= $2 AND n.note_us < $3 AND n.call = 0 AND n.milestone_count > 0 "
    "ORDER BY n.note_us, n.id, m.milestone";

// Whether an inbound call was a conversation.
bool WasAnswered(int64_t answer_us, int64_t outcome) {
  switch (outcome) {
    case v1::Call::OUTCOME_ABANDONED:
    case v1::Call::OUTCOME_WRONG_NUMBER:
    case v1::Call::OUTCOME_SPAM:
      return false;
    case v1::Call::OUTCOME_UNSPECIFIED:
      return answer_us != 0;
    default:
      return true;
  }
}

// A conversation of which notes tell, and what its customer did.
struct Assessment {
  int64_t id = 0;
  int64_t time_us = 0;
  bool answered = true;
  bool dud = false;
  bool unstated_need = false;
  uint32_t milestones = 0;  // a bit each
  std::string agent;
  Lead::Source source = Lead::SOURCE_UNSPECIFIED;
  std::string source_name;
  std::string campaign;
};

// Reads what the columns from `column` on (RINGBACK_NOTE_PART, RINGBACK_LEAD_PART) add.
void AddNote(const Row& row, int column, Assessment* assessment) {
  constexpr int kNotePartSize = 4;
  if (assessment->milestones == 0) {
    // The first note: what the call does not name is its.
    Subject lead;
    assessment->dud = FactPass::SetLead(row, column + kNotePartSize, &lead);
    assessment->source = lead.source;
    assessment->source_name = lead.source_name;
    if (!lead.campaign.empty()) assessment->campaign = lead.campaign;
    if (assessment->agent.empty()) assessment->agent = row.Text(column + 1);
  }
  assessment->milestones |= 1u << row.Int(column + 2);
  if (row.Int(column + 3) != 0) assessment->unstated_need = true;
}

void TakeAssessment(const FactPass& pass, std::string_view collection,
                    const Assessment& assessment) {
  if (!assessment.answered || assessment.dud || assessment.milestones == 0) return;
  Subject subject = pass.NewSubject(collection, assessment.id, assessment.time_us);
  pass.SetAgent(assessment.agent, &subject);
  subject.source = assessment.source;
  subject.source_name = assessment.source_name;
  subject.campaign = assessment.campaign;
  pass.Take(subject, {.code = ReportFigure::CODE_CALLS_ASSESSED});
  constexpr std::pair<FigureCode, v1::Milestone> kFunnel[] = {
      {ReportFigure::CODE_LET_US_LEAD, v1::MILESTONE_LET_US_LEAD},
      {ReportFigure::CODE_AGREED_TO_DISCOVERY, v1::MILESTONE_AGREED_TO_DISCOVERY},
      {ReportFigure::CODE_REVEALED_NEEDS, v1::MILESTONE_REVEALED_NEEDS},
      {ReportFigure::CODE_EMBRACED_RECOMMENDATION, v1::MILESTONE_EMBRACED_RECOMMENDATION},
      {ReportFigure::CODE_VOICED_CONCERNS, v1::MILESTONE_VOICED_CONCERNS},
      {ReportFigure::CODE_COMMITTED, v1::MILESTONE_COMMITTED}};
  for (const auto& [code, milestone] : kFunnel) {
    pass.Take(subject, {.code = code, .counted = (assessment.milestones & (1u << milestone)) != 0});
  }
  pass.Take(subject,
            {.code = ReportFigure::CODE_UNSTATED_NEEDS_FOUND, .counted = assessment.unstated_need});
}

absl::Status ReadAssessedCalls(const FactPass& pass) {
  Assessment call;
  RINGBACK_RETURN_IF_ERROR(pass.session().Query(
      kAssessedCalls, {pass.tenant().id, pass.period().start_us, pass.period().end_us},
      [&](const Row& row) {
        if (row.Int(0) != call.id) {
          TakeAssessment(pass, "calls", call);
          call = {.id = row.Int(0),
                  .time_us = row.Int(1),
                  .answered = WasAnswered(row.Int(3), row.Int(4)),
                  .agent = std::string(row.Text(2)),
                  .source_name = {},
                  .campaign = std::string(row.Text(5))};
        }
        AddNote(row, 6, &call);
      }));
  TakeAssessment(pass, "calls", call);
  return absl::OkStatus();
}

absl::Status ReadAssessedNotes(const FactPass& pass) {
  Assessment note;
  RINGBACK_RETURN_IF_ERROR(pass.session().Query(
      kAssessedNotes, {pass.tenant().id, pass.period().start_us, pass.period().end_us},
      [&](const Row& row) {
        if (row.Int(0) != note.id) {
          TakeAssessment(pass, "callNotes", note);
          note = {.id = row.Int(0),
                  .time_us = row.Int(1),
                  .agent = {},
                  .source_name = {},
                  .campaign = {}};
        }
        AddNote(row, 2, &note);
      }));
  TakeAssessment(pass, "callNotes", note);
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadCalls(const FactPass& pass, const FigureSet& figures) {
  const bool talks = figures.Has(ReportFigure::CODE_CONVERSATIONS);
  const bool intake = figures.Has(ReportFigure::CODE_INTAKE_COMPLETE);
  return pass.session().Query(
      kCalls, {pass.tenant().id, pass.period().start_us, pass.period().end_us},
      [&](const Row& row) {
        if (!WasAnswered(row.Int(3), row.Int(4))) return;
        Subject subject = pass.NewSubject("calls", row.Int(0), row.Int(1));
        pass.SetAgent(row.Text(2), &subject);
        const bool dud = FactPass::SetLead(row, 7, &subject);
        if (dud) return;
        // An attempt of a campaign brought this call in.
        if (subject.campaign.empty()) subject.campaign = row.Text(5);
        if (talks) pass.Take(subject, {.code = ReportFigure::CODE_CONVERSATIONS});
        if (intake)
          pass.Take(subject,
                    {.code = ReportFigure::CODE_INTAKE_COMPLETE, .counted = row.Int(6) != 0});
      });
}

absl::Status ReadAssessments(const FactPass& pass) {
  RINGBACK_RETURN_IF_ERROR(ReadAssessedCalls(pass));
  return ReadAssessedNotes(pass);
}

}  // namespace ringback
