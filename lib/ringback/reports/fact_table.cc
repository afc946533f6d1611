#include "ringback/reports/fact_table.h"

#include "ringback/base/status_macros.h"
#include "ringback/reports/conversation_facts.h"
#include "ringback/reports/lead_facts.h"
#include "ringback/reports/touch_facts.h"

namespace ringback {
namespace {

using v1::ReportFigure;

// Which passes are made: those of whose figures one is wanted.
constexpr FigureSet kOfLeads = {ReportFigure::CODE_CONVERSIONS,
                                ReportFigure::CODE_VALUE_WON,
                                ReportFigure::CODE_LOSSES,
                                ReportFigure::CODE_LEADS,
                                ReportFigure::CODE_DUDS,
                                ReportFigure::CODE_CONVERSION_RATE,
                                ReportFigure::CODE_FIRST_CALL_CLOSE_RATE,
                                ReportFigure::CODE_LEADS_REACHED,
                                ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN,
                                ReportFigure::CODE_SPEED_TO_LEAD_P90,
                                ReportFigure::CODE_TOUCHES_TO_CLOSE};
constexpr FigureSet kOfUntouchedLeads = {ReportFigure::CODE_UNTOUCHED_LEADS};
constexpr FigureSet kOfAdvances = {ReportFigure::CODE_ADVANCES};
constexpr FigureSet kOfAttempts = {ReportFigure::CODE_CONVERSATIONS, ReportFigure::CODE_TOUCHES,
                                   ReportFigure::CODE_CALLBACKS_EARNED,
                                   ReportFigure::CODE_CALLBACK_CONVERSION};
constexpr FigureSet kOfCalls = {ReportFigure::CODE_CONVERSATIONS,
                                ReportFigure::CODE_INTAKE_COMPLETE};
constexpr FigureSet kOfAssessments = {ReportFigure::CODE_CALLS_ASSESSED,
                                      ReportFigure::CODE_LET_US_LEAD,
                                      ReportFigure::CODE_AGREED_TO_DISCOVERY,
                                      ReportFigure::CODE_REVEALED_NEEDS,
                                      ReportFigure::CODE_EMBRACED_RECOMMENDATION,
                                      ReportFigure::CODE_VOICED_CONCERNS,
                                      ReportFigure::CODE_COMMITTED,
                                      ReportFigure::CODE_UNSTATED_NEEDS_FOUND};
constexpr FigureSet kOfPromises = {ReportFigure::CODE_PROMISES_KEPT,
                                   ReportFigure::CODE_PROMISES_LATE};

}  // namespace

absl::Status ReadFacts(store::Session& session, const TenantRecord& tenant,
                       const ReportPeriod& period, const FigureSet& figures, FactSink* sink) {
  FactPass pass(session, tenant, period, *sink);
  RINGBACK_RETURN_IF_ERROR(pass.ReadTeams());
  if (figures.HasAnyOf(kOfLeads)) RINGBACK_RETURN_IF_ERROR(ReadLeads(pass));
  if (figures.HasAnyOf(kOfUntouchedLeads)) RINGBACK_RETURN_IF_ERROR(ReadUntouchedLeads(pass));
  if (figures.HasAnyOf(kOfAdvances)) RINGBACK_RETURN_IF_ERROR(ReadAdvances(pass));
  if (figures.HasAnyOf(kOfAttempts)) RINGBACK_RETURN_IF_ERROR(ReadAttempts(pass, figures));
  if (figures.HasAnyOf(kOfCalls)) RINGBACK_RETURN_IF_ERROR(ReadCalls(pass, figures));
  if (figures.HasAnyOf(kOfAssessments)) RINGBACK_RETURN_IF_ERROR(ReadAssessments(pass));
  if (figures.HasAnyOf(kOfPromises)) RINGBACK_RETURN_IF_ERROR(ReadPromises(pass));
  return absl::OkStatus();
}

bool CanBeReadInParts(FigureCode code) {
  const FigureSet figure = {code};
  return code != ReportFigure::CODE_CALLBACK_CONVERSION && !figure.HasAnyOf(kOfLeads) &&
         !figure.HasAnyOf(kOfUntouchedLeads);
}

}  // namespace ringback
