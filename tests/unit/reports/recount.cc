#include "tests/unit/reports/recount.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ringback/model/timestamps.h"

namespace ringback::test {
namespace {

using v1::Lead;
using Figure = v1::ReportFigure;

// All pages of a list.
template <typename Request, typename Room, typename Response, typename Items>
auto ListAll(TestEngine& engine, Request request, Room& room,
             absl::StatusOr<Response> (Room::*list)(const Request&, const RequestContext&),
             Items items) {
  std::vector<typename std::decay_t<decltype(items(Response()))>::value_type> all;
  request.set_page_size(17);
  do {
    const Response page = Must((room.*list)(request, engine.context()));
    for (const auto& item : items(page)) all.push_back(item);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

template <typename Request>
Request Of(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  return request;
}

// Counts one tenant, a record at a time.
class Counter {
 public:
  Counter(const Everything& all, absl::Time start, absl::Time end, absl::Time now)
      : all_(all),
        start_us_(absl::ToUnixMicros(start)),
        end_us_(absl::ToUnixMicros(end)),
        now_us_(absl::ToUnixMicros(now)) {
    EXPECT_TRUE(absl::LoadTimeZone(all.tenant.time_zone(), &zone_));
  }

  CountedBy Count() {
    for (const Lead& lead : all_.leads) CountLead(lead);
    for (const v1::LeadChange& change : all_.changes) CountChange(change);
    for (const v1::OutboundAttempt& attempt : all_.attempts) CountAttempt(attempt);
    CountReturnedLeads();
    for (const v1::Call& call : all_.calls) CountCall(call);
    for (const v1::CallNote& note : all_.notes) {
      if (note.call().empty()) CountAssessed(note.name(), ToMicros(note.note_time()), "", {&note});
    }
    for (const v1::DueContact& due : all_.due) CountPromise(due);
    return std::move(counted_);
  }

 private:
  const Lead* LeadOf(const std::string& name) const {
    for (const Lead& lead : all_.leads) {
      if (lead.name() == name) return &lead;
    }
    return nullptr;
  }
  std::string TeamOf(const std::string& agent) const {
    for (const v1::Agent& each : all_.agents) {
      if (each.name() == agent) return each.team();
    }
    return "";
  }
  bool Within(int64_t us) const { return us >= start_us_ && us < end_us_; }
  static bool Talked(const v1::Call& call) {
    if (call.outcome() == v1::Call::OUTCOME_ABANDONED || call.outcome() == v1::Call::OUTCOME_SPAM ||
        call.outcome() == v1::Call::OUTCOME_WRONG_NUMBER) {
      return false;
    }
    return call.has_answer_time() || call.outcome() != v1::Call::OUTCOME_UNSPECIFIED;
  }

  // A record; its campaign is that of its lead unless it is given.
  Counted Record(const std::string& resource, int64_t time_us, const std::string& agent,
                 const std::string& team, const Lead* lead, const std::string& campaign) const {
    Counted record{
        .resource = resource, .time_us = time_us, .currency = {}, .keys = {}, .source_name = {}};
    record.keys[v1::REPORT_DIMENSION_TENANT] = all_.tenant.name();
    record.keys[v1::REPORT_DIMENSION_AGENT] = agent;
    record.keys[v1::REPORT_DIMENSION_TEAM] = team;
    record.keys[v1::REPORT_DIMENSION_CAMPAIGN] =
        campaign.empty() && lead != nullptr ? lead->campaign() : campaign;
    record.keys[v1::REPORT_DIMENSION_WEEK] =
        absl::FormatTime("%G-W%V", absl::FromUnixMicros(time_us), zone_);
    std::string source;
    if (lead != nullptr) {
      record.source = lead->source();
      record.source_name = lead->source_name();
      if (lead->source() != Lead::SOURCE_UNSPECIFIED)
        source = Lead::Source_Name(lead->source()).substr(std::string("SOURCE_").size());
      if (!lead->source_name().empty()) source += ":" + lead->source_name();
    }
    record.keys[v1::REPORT_DIMENSION_SOURCE] = source;
    return record;
  }
  Counted LeadRecord(const Lead& lead, const google::protobuf::Timestamp& time) const {
    return Record(lead.name(), ToMicros(time), lead.owner(),
                  lead.team().empty() ? TeamOf(lead.owner()) : lead.team(), &lead, "");
  }
  void Add(Figure::Code code, Counted record, bool counted = true, double value = 0) {
    record.counted = counted;
    record.value = value;
    counted_[code].push_back(std::move(record));
  }

  void CountLead(const Lead& lead) {
    const int64_t came_us = ToMicros(lead.create_time());
    if (lead.state() == Lead::STATE_RETURNED) {
      if (Within(ToMicros(lead.close_time())))
        Add(Figure::CODE_DUDS, LeadRecord(lead, lead.close_time()));
      return;
    }
    std::vector<int64_t> contacts;
    if (lead.has_first_touch_time()) contacts.push_back(ToMicros(lead.first_touch_time()));
    if (lead.has_first_conversation_time())
      contacts.push_back(ToMicros(lead.first_conversation_time()));
    std::sort(contacts.begin(), contacts.end());
    if (Within(came_us)) {
      const Counted record = LeadRecord(lead, lead.create_time());
      Add(Figure::CODE_LEADS, record);
      Add(Figure::CODE_LEADS_REACHED, record, lead.has_first_conversation_time());
      if (!contacts.empty()) {
        const double seconds =
            contacts[0] < came_us ? 0 : static_cast<double>(contacts[0] - came_us) / 1e6;
        Add(Figure::CODE_SPEED_TO_LEAD_MEDIAN, record, true, seconds);
        Add(Figure::CODE_SPEED_TO_LEAD_P90, record, true, seconds);
      }
    }
    // What has its very microsecond now has happened.
    const int64_t limit_us = end_us_ > now_us_ ? now_us_ + 1 : end_us_;
    if (came_us < limit_us && (contacts.empty() || contacts[0] >= limit_us) &&
        (!lead.has_close_time() || ToMicros(lead.close_time()) >= limit_us)) {
      Add(Figure::CODE_UNTOUCHED_LEADS, LeadRecord(lead, lead.create_time()), true,
          static_cast<double>(std::min(end_us_, now_us_) - came_us) / 1e6);
    }
    if (!lead.has_close_time() || !Within(ToMicros(lead.close_time()))) return;
    const Counted record = LeadRecord(lead, lead.close_time());
    const auto value = static_cast<double>(lead.value());
    Add(Figure::CODE_CONVERSION_RATE, record, lead.state() == Lead::STATE_WON);
    if (lead.state() == Lead::STATE_LOST) return Add(Figure::CODE_LOSSES, record, true, value);
    Add(Figure::CODE_CONVERSIONS, record, true, value);
    Counted sold = record;
    sold.currency = lead.currency();
    Add(Figure::CODE_VALUE_WON, sold, true, value);
    Add(Figure::CODE_FIRST_CALL_CLOSE_RATE, record, lead.conversation_count() == 1);
    Add(Figure::CODE_TOUCHES_TO_CLOSE, record, true, lead.touch_count());
  }

  void CountChange(const v1::LeadChange& change) {
    const Lead* lead = LeadOf(change.lead());
    if (change.to_state() != Lead::STATE_ADVANCED || lead == nullptr ||
        lead->state() == Lead::STATE_RETURNED || !Within(ToMicros(change.change_time()))) {
      return;
    }
    Add(Figure::CODE_ADVANCES, Record(change.lead(), ToMicros(change.change_time()), change.agent(),
                                      change.team(), lead, ""));
  }

  void CountAttempt(const v1::OutboundAttempt& attempt) {
    const Lead* lead = LeadOf(attempt.lead());
    if (!Within(ToMicros(attempt.start_time()))) return;
    if (lead != nullptr && lead->state() == Lead::STATE_RETURNED) return;
    const Counted record = Record(attempt.name(), ToMicros(attempt.start_time()), attempt.agent(),
                                  TeamOf(attempt.agent()), lead, attempt.campaign());
    Add(Figure::CODE_TOUCHES, record);
    Add(Figure::CODE_CALLBACKS_EARNED, record, !attempt.returned_by().empty());
    if (attempt.outcome() == v1::OutboundAttempt::OUTCOME_CONNECTED)
      Add(Figure::CODE_CONVERSATIONS, record);
  }

  void CountReturnedLeads() {
    for (const Lead& lead : all_.leads) {
      if (lead.state() == Lead::STATE_RETURNED) continue;
      std::set<int64_t> times;
      for (const v1::OutboundAttempt& attempt : all_.attempts) {
        const int64_t us = ToMicros(attempt.start_time());
        if (attempt.lead() == lead.name() && !attempt.returned_by().empty() && Within(us))
          times.insert(us);
      }
      if (times.empty()) continue;
      Add(Figure::CODE_CALLBACK_CONVERSION, LeadRecord(lead, FromMicros(*times.begin())),
          lead.state() == Lead::STATE_WON);
    }
  }

  void CountCall(const v1::Call& call) {
    const int64_t time_us = ToMicros(call.start_time());
    if (!Talked(call) || !Within(time_us)) return;
    std::string campaign;
    for (const v1::OutboundAttempt& attempt : all_.attempts) {
      if (attempt.name() == call.returned_attempt()) campaign = attempt.campaign();
    }
    const Lead* lead = LeadOf(call.lead());
    if (lead == nullptr || lead->state() != Lead::STATE_RETURNED) {
      const Counted record =
          Record(call.name(), time_us, call.agent(), TeamOf(call.agent()), lead,
                 lead != nullptr && !lead->campaign().empty() ? lead->campaign() : campaign);
      Add(Figure::CODE_CONVERSATIONS, record);
      bool complete = false;
      for (const v1::Caller& caller : all_.callers) {
        if (caller.name() == call.caller()) complete = caller.missing_fields().empty();
      }
      Add(Figure::CODE_INTAKE_COMPLETE, record, complete);
    }
    std::vector<const v1::CallNote*> notes;
    // Listed newest first.
    for (auto note = all_.notes.rbegin(); note != all_.notes.rend(); ++note) {
      if (note->call() == call.name()) notes.push_back(&*note);
    }
    CountAssessed(call.name(), time_us, campaign, notes, &call);
  }

  void CountAssessed(const std::string& name, int64_t time_us, const std::string& campaign,
                     std::vector<const v1::CallNote*> notes, const v1::Call* call = nullptr) {
    std::erase_if(notes, [](const v1::CallNote* note) { return note->milestones().empty(); });
    if (notes.empty() || !Within(time_us)) return;
    const Lead* lead =
        LeadOf(call != nullptr && !call->lead().empty() ? call->lead() : notes[0]->lead());
    if (lead != nullptr && lead->state() == Lead::STATE_RETURNED) return;
    const std::string agent =
        call != nullptr && !call->agent().empty() ? call->agent() : notes[0]->agent();
    std::set<int> reached;
    bool unstated = false;
    for (const v1::CallNote* note : notes) {
      reached.insert(note->milestones().begin(), note->milestones().end());
      unstated |= !note->unstated_needs().empty();
    }
    const Counted record =
        Record(name, time_us, agent, TeamOf(agent), lead,
               lead != nullptr && !lead->campaign().empty() ? lead->campaign() : campaign);
    Add(Figure::CODE_CALLS_ASSESSED, record);
    for (int i = 0; i < 6; ++i) {
      Add(static_cast<Figure::Code>(Figure::CODE_LET_US_LEAD + i), record,
          reached.contains(v1::MILESTONE_LET_US_LEAD + i));
    }
    Add(Figure::CODE_UNSTATED_NEEDS_FOUND, record, unstated);
  }

  void CountPromise(const v1::DueContact& due) {
    if (!due.has_promise_time() || !Within(ToMicros(due.promise_time()))) return;
    const Lead* lead = LeadOf(due.lead());
    if (lead != nullptr && lead->state() == Lead::STATE_RETURNED) return;
    const int64_t grace_us = all_.tenant.follow_up().has_promise_grace()
                                 ? all_.tenant.follow_up().promise_grace().seconds() * 1'000'000
                                 : 300'000'000;
    const int64_t limit_us = ToMicros(due.promise_time()) + grace_us;
    bool kept = false;
    if (due.state() == v1::DueContact::STATE_DONE) {
      int64_t begun_us = ToMicros(due.end_time());
      for (const v1::OutboundAttempt& attempt : all_.attempts) {
        if (attempt.name() == due.attempt()) begun_us = ToMicros(attempt.start_time());
      }
      kept = begun_us <= limit_us;
    } else if (due.state() == v1::DueContact::STATE_CANCELLED ? !due.late() : now_us_ <= limit_us) {
      return;
    }
    const Counted record = Record(due.name(), ToMicros(due.promise_time()), due.agent(),
                                  due.team().empty() ? TeamOf(due.agent()) : due.team(), lead, "");
    Add(Figure::CODE_PROMISES_KEPT, record, kept);
    if (!kept) Add(Figure::CODE_PROMISES_LATE, record);
  }

  const Everything& all_;
  const int64_t start_us_;
  const int64_t end_us_;
  const int64_t now_us_;
  absl::TimeZone zone_;
  CountedBy counted_;
};

// The smallest value that at least `share` of the values do not exceed.
double Percentile(const std::vector<Counted>& records, double share) {
  double best = 0;
  bool found = false;
  for (const Counted& candidate : records) {
    const auto below = std::count_if(records.begin(), records.end(), [&](const Counted& each) {
      return each.value <= candidate.value;
    });
    const bool enough =
        static_cast<double>(below) + 1e-9 >= share * static_cast<double>(records.size());
    if (enough && (!found || candidate.value < best)) best = candidate.value;
    found |= enough;
  }
  return best;
}

}  // namespace

Everything ReadEverything(TestEngine& engine, const std::string& parent) {
  Everything all;
  v1::GetTenantRequest request;
  request.set_name(parent);
  all.tenant = Must(engine->tenants().GetTenant(request, engine.context()));
  all.agents = ListAll(engine, Of<v1::ListAgentsRequest>(parent), engine->tenants(),
                       &TenantMethods::ListAgents, [](const auto& page) { return page.agents(); });
  all.callers =
      ListAll(engine, Of<v1::ListCallersRequest>(parent), engine->callers(),
              &CallerMethods::ListCallers, [](const auto& page) { return page.callers(); });
  all.leads = ListAll(engine, Of<v1::ListLeadsRequest>(parent), engine->leads(),
                      &LeadMethods::ListLeads, [](const auto& page) { return page.leads(); });
  all.changes =
      ListAll(engine, Of<v1::ListLeadChangesRequest>(parent), engine->leads(),
              &LeadMethods::ListLeadChanges, [](const auto& page) { return page.lead_changes(); });
  all.attempts =
      ListAll(engine, Of<v1::ListAttemptsRequest>(parent), engine->attempts(),
              &AttemptMethods::ListAttempts, [](const auto& page) { return page.attempts(); });
  all.calls = ListAll(engine, Of<v1::ListCallsRequest>(parent), engine->calls(),
                      &CallMethods::ListCalls, [](const auto& page) { return page.calls(); });
  all.notes =
      ListAll(engine, Of<v1::ListCallNotesRequest>(parent), engine->notes(),
              &NoteMethods::ListCallNotes, [](const auto& page) { return page.call_notes(); });
  for (const auto state : {v1::DueContact::STATE_UNSPECIFIED, v1::DueContact::STATE_DONE,
                           v1::DueContact::STATE_CANCELLED}) {
    auto of_state = Of<v1::ListDueContactsRequest>(parent);
    of_state.set_state(state);
    for (v1::DueContact& due :
         ListAll(engine, of_state, engine->due_contacts(), &DueContactMethods::ListDueContacts,
                 [](const auto& page) { return page.due_contacts(); })) {
      all.due.push_back(std::move(due));
    }
  }
  return all;
}

CountedBy Recount(const Everything& all, absl::Time start, absl::Time end, absl::Time now) {
  return Counter(all, start, end, now).Count();
}

Figure MakeFigure(Figure::Code code, Figure::Unit unit, const std::vector<Counted>& records) {
  Figure figure;
  figure.set_code(code);
  figure.set_unit(unit);
  double sum = 0;
  std::set<std::string> currencies;
  for (const Counted& record : records) {
    figure.set_count(figure.count() + (record.counted ? 1 : 0));
    sum += record.value;
    currencies.insert(record.currency);
  }
  const auto count = static_cast<double>(figure.count());
  switch (unit) {
    case Figure::UNIT_SHARE:
      figure.set_total(static_cast<int64_t>(records.size()));
      if (!records.empty()) figure.set_value(count / static_cast<double>(records.size()));
      break;
    case Figure::UNIT_SECONDS:
      figure.set_value(Percentile(records, code == Figure::CODE_SPEED_TO_LEAD_MEDIAN ? 0.5 : 0.9));
      break;
    case Figure::UNIT_MEAN:
      if (!records.empty()) figure.set_value(sum / count);
      break;
    case Figure::UNIT_MONEY:
      figure.set_value(sum);
      if (currencies.size() == 1) figure.set_currency(*currencies.begin());
      break;
    default:
      figure.set_value(count);
  }
  return figure;
}

}  // namespace ringback::test
