#include "ringback/context/details.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ringback/articles/article_search.h"
#include "ringback/base/status_macros.h"
#include "ringback/context/ranking.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/article_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

using v1::OutboundAttempt;

constexpr int64_t kMaxLeads = 5;
constexpr int64_t kMaxNotes = 5;
constexpr int64_t kMaxAppointments = 5;
constexpr size_t kMaxArticles = 3;

// What somebody wants of us: what their newest lead says, or else what we rang about.
std::string InterestOf(const Candidate& candidate) {
  for (const v1::Lead& lead : candidate.match->open_leads()) {
    if (!lead.interest().empty()) return lead.interest();
  }
  return candidate.explaining < 0 ? "" : candidate.match->attempts(candidate.explaining).purpose();
}

std::string LastAgentOf(const v1::Match& match) {
  for (const OutboundAttempt& attempt : match.attempts()) {
    if (!attempt.agent().empty()) return std::string(LastSegment(attempt.agent()));
  }
  return "";
}

// The name of who will pick up, when a script says it.
absl::Status FindAgent(CardReading& reading) {
  const bool said =
      reading.question().scripts != nullptr && reading.question().scripts->CardsNameAgents();
  if (!said || reading.question().agent.empty()) return absl::OkStatus();
  reading.RestsOn(marks::Agent(reading.tenant(), reading.question().agent));
  RINGBACK_ASSIGN_OR_RETURN(
      const v1::Agent agent,
      ReadAgentOrId(reading.session(), reading.tenant(), reading.question().agent));
  reading.findings().SetAgentName(agent.display_name());
  return absl::OkStatus();
}

// What else the card shows of each.
absl::Status FindMatchDetails(CardReading& reading) {
  for (size_t i = 0; i < reading.findings().own_view().size(); ++i) {
    const Candidate& candidate = reading.findings().own_view()[i];
    std::vector<v1::Lead> leads;
    std::vector<v1::CallNote> notes;
    std::vector<v1::Appointment> appointments;
    if (candidate.has.leads) {
      RINGBACK_ASSIGN_OR_RETURN(leads,
                                OpenLeadsOf(reading.session(), reading.tenant(), candidate.caller,
                                            reading.span().until_us, kMaxLeads));
      for (v1::Lead& lead : leads) {
        *lead.mutable_missing_fields() = candidate.match->caller().missing_fields();
        RINGBACK_RETURN_IF_ERROR(reading.SawTime(ToMicros(lead.create_time())));
      }
    }
    if (candidate.has.notes) {
      RINGBACK_ASSIGN_OR_RETURN(notes,
                                RecentNotesOf(reading.session(), reading.tenant(), candidate.caller,
                                              reading.span().until_us, kMaxNotes));
      for (const v1::CallNote& note : notes) {
        RINGBACK_RETURN_IF_ERROR(reading.SawTime(ToMicros(note.note_time())));
      }
    }
    if (candidate.has.appointments) {
      RINGBACK_ASSIGN_OR_RETURN(
          appointments, AppointmentsAhead(reading.session(), reading.tenant(), candidate.caller,
                                          reading.question().at_us, kMaxAppointments));
      for (const v1::Appointment& appointment : appointments) {
        reading.ChangesAt(ToMicros(appointment.slot().end_time()));
      }
    }
    v1::Agent agent;
    if (const std::string id = LastAgentOf(*candidate.match); !id.empty()) {
      reading.RestsOn(marks::Agent(reading.tenant(), id));
      RINGBACK_ASSIGN_OR_RETURN(agent, ReadAgentOrId(reading.session(), reading.tenant(), id));
    }
    reading.findings().Add([&](std::vector<Candidate>& all) {
      for (v1::Lead& lead : leads) *all[i].match->add_open_leads() = std::move(lead);
      for (v1::CallNote& note : notes) *all[i].match->add_recent_notes() = std::move(note);
      for (v1::Appointment& appointment : appointments)
        *all[i].match->add_appointments() = std::move(appointment);
      if (!agent.name().empty()) *all[i].match->mutable_last_agent() = std::move(agent);
    });
  }
  return absl::OkStatus();
}

// The articles that fit what the best match is interested in. Comes last: the agent can do
// without them.
absl::Status FindArticles(CardReading& reading) {
  const auto& found = reading.findings().own_view();
  const bool interested = std::any_of(found.begin(), found.end(), [](const Candidate& candidate) {
    return !candidate.match->open_leads().empty() || !candidate.match->attempts().empty();
  });
  if (!interested) return absl::OkStatus();
  reading.RestsOn(marks::Articles(reading.tenant()));
  RINGBACK_ASSIGN_OR_RETURN(const bool has, HasArticles(reading.session(), reading.tenant()));
  if (!has) return absl::OkStatus();
  std::vector<Candidate> ranked = found;
  Rank(reading.question(), &ranked);
  const std::string interest = InterestOf(ranked.front());
  RINGBACK_ASSIGN_OR_RETURN(
      auto articles, ArticlesAbout(reading.session(), reading.tenant(), interest, kMaxArticles));
  reading.findings().SetArticles(std::move(articles));
  return absl::OkStatus();
}

}  // namespace

absl::Status FindDetails(CardReading& reading) {
  RINGBACK_RETURN_IF_ERROR(FindAgent(reading));
  RINGBACK_RETURN_IF_ERROR(FindMatchDetails(reading));
  return FindArticles(reading);
}

}  // namespace ringback
