#include "tests/bench/make_data_history.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "tests/bench/make_data_words.h"

namespace ringback::bench {
namespace {

using v1::OutboundAttempt;

constexpr int64_t kSecondMicros = 1'000'000;
constexpr int64_t kDayMicros = 24 * 3600 * kSecondMicros;
constexpr int64_t kAttemptDays = 400;
constexpr int64_t kRecentDays = 14;

// Shares, in percent.
constexpr double kRecent = 35;
constexpr double kUnsaved = 5;
constexpr double kSameUnsavedAgain = 40;
constexpr double kLeads = 30;
constexpr double kAboutLead = 70;
constexpr double kNotes = 20;
constexpr double kCalls = 3;

// A few callers are rung dozens of times as often as the average, half of them a little less.
constexpr double kActivitySkew = 1.4;

struct Chance {
  OutboundAttempt::Outcome outcome;
  double percent;
};
constexpr Chance kOutcomes[] = {
    {OutboundAttempt::OUTCOME_NO_ANSWER, 38},   {OutboundAttempt::OUTCOME_CONNECTED, 26},
    {OutboundAttempt::OUTCOME_VOICEMAIL, 22},   {OutboundAttempt::OUTCOME_BUSY, 6},
    {OutboundAttempt::OUTCOME_REFUSED, 3},      {OutboundAttempt::OUTCOME_FAILED, 2},
    {OutboundAttempt::OUTCOME_WRONG_NUMBER, 2}, {OutboundAttempt::OUTCOME_NOT_IN_SERVICE, 1},
};

constexpr v1::Milestone kMilestones[] = {
    v1::MILESTONE_LET_US_LEAD, v1::MILESTONE_AGREED_TO_DISCOVERY, v1::MILESTONE_REVEALED_NEEDS,
    v1::MILESTONE_EMBRACED_RECOMMENDATION, v1::MILESTONE_COMMITTED};
constexpr v1::Verification kVerifications[] = {v1::VERIFICATION_A, v1::VERIFICATION_A,
                                               v1::VERIFICATION_B, v1::VERIFICATION_NONE};
constexpr v1::Call::Outcome kCallOutcomes[] = {
    v1::Call::OUTCOME_RESOLVED, v1::Call::OUTCOME_APPOINTMENT, v1::Call::OUTCOME_ADVANCED,
    v1::Call::OUTCOME_MESSAGE_TAKEN};
constexpr v1::Lead::State kTouchedStates[] = {v1::Lead::STATE_WORKING,  v1::Lead::STATE_WORKING,
                                              v1::Lead::STATE_ADVANCED, v1::Lead::STATE_WON,
                                              v1::Lead::STATE_LOST,     v1::Lead::STATE_RETURNED};

void SortByTime(std::vector<Moment>* moments) {
  std::sort(moments->begin(), moments->end(), [](const Moment& a, const Moment& b) {
    return a.us != b.us ? a.us < b.us : a.caller < b.caller;
  });
}

bool IsClosed(v1::Lead::State state) { return state >= v1::Lead::STATE_WON; }

// The first milestones, as many as a lead of this state may have reached.
template <typename Message>
void AddMilestones(int64_t count, Message* message) {
  for (int64_t i = 0; i < count; ++i) message->add_milestones(kMilestones[i]);
}

}  // namespace

int64_t HistoryPlanner::SomeTimeAfter(int64_t us) { return us + random_.Below(until_us_ - us); }

int64_t HistoryPlanner::AttemptTime(int64_t create_us) {
  const int64_t days = random_.Percent(kRecent) ? kRecentDays : kAttemptDays;
  const int64_t us = until_us_ - 1 - random_.Below(days * kDayMicros);
  return us > create_us ? us : SomeTimeAfter(create_us);
}

std::vector<Moment> HistoryPlanner::PlanLeads(std::vector<CallerDraft>* drafts) {
  std::vector<Moment> leads;
  for (size_t i = 0; i < drafts->size(); ++i) {
    if (!random_.Percent(kLeads)) continue;
    leads.push_back(
        {.us = SomeTimeAfter((*drafts)[i].create_us), .caller = static_cast<int32_t>(i)});
  }
  SortByTime(&leads);
  SampleIds ids(&random_);
  for (const Moment& moment : leads) {
    CallerDraft& draft = (*drafts)[static_cast<size_t>(moment.caller)];
    draft.lead = ids.Next(moment.us);
    draft.lead_us = moment.us;
    draft.last_touch_us = moment.us;
  }
  return leads;
}

std::vector<Moment> HistoryPlanner::PlanAttempts(std::vector<CallerDraft>* drafts) {
  std::vector<int32_t> by_activity(drafts->size());
  for (size_t i = 0; i < drafts->size(); ++i) by_activity[i] = static_cast<int32_t>(i);
  random_.Shuffle(&by_activity);
  std::vector<Moment> attempts(static_cast<size_t>(tenant_.attempts));
  for (Moment& moment : attempts) {
    if (drafts->empty() || random_.Percent(kUnsaved)) {
      moment = {.us = AttemptTime(0), .caller = -1};
      continue;
    }
    moment.caller = by_activity[static_cast<size_t>(
        random_.Skewed(static_cast<int64_t>(by_activity.size()), kActivitySkew))];
    CallerDraft& draft = (*drafts)[static_cast<size_t>(moment.caller)];
    moment.us = AttemptTime(draft.create_us);
    moment.about_lead = draft.lead != 0 && moment.us > draft.lead_us && random_.Percent(kAboutLead);
    if (!moment.about_lead) continue;
    ++draft.touches;
    draft.last_touch_us = std::max(draft.last_touch_us, moment.us);
  }
  SortByTime(&attempts);
  return attempts;
}

std::vector<Moment> HistoryPlanner::PlanNotes(const std::vector<CallerDraft>& drafts) {
  std::vector<Moment> notes;
  for (size_t i = 0; i < drafts.size(); ++i) {
    if (!random_.Percent(kNotes)) continue;
    for (int64_t count = 1 + random_.Below(3); count > 0; --count) {
      notes.push_back(
          {.us = SomeTimeAfter(drafts[i].create_us), .caller = static_cast<int32_t>(i)});
    }
  }
  SortByTime(&notes);
  return notes;
}

std::vector<Moment> HistoryPlanner::PlanCalls(const std::vector<CallerDraft>& drafts) {
  std::vector<Moment> calls;
  for (size_t i = 0; i < drafts.size(); ++i) {
    if (!random_.Percent(kCalls)) continue;
    calls.push_back({.us = SomeTimeAfter(drafts[i].create_us), .caller = static_cast<int32_t>(i)});
  }
  SortByTime(&calls);
  return calls;
}

const std::string& HistoryMaker::PickAgent() { return random_.Pick(tenant_.agents); }

OutboundAttempt::Outcome HistoryMaker::PickOutcome(const CallerDraft* caller) {
  if (caller != nullptr && caller->do_not_call && random_.Percent(30)) {
    return OutboundAttempt::OUTCOME_DO_NOT_CALL;
  }
  double left = random_.Unit() * 100;
  for (const Chance& chance : kOutcomes) {
    left -= chance.percent;
    if (left < 0) return chance.outcome;
  }
  return OutboundAttempt::OUTCOME_NO_ANSWER;
}

// Sets the number and, for a call, the outcome. A number that turned out to be wrong or dead is one
// that the caller does not have: the library takes it away from them.
void HistoryMaker::Dial(const CallerDraft* caller, OutboundAttempt* attempt) {
  const bool call = attempt->channel() == v1::CHANNEL_CALL;
  if (call) attempt->set_outcome(PickOutcome(caller));
  if (attempt->channel() == v1::CHANNEL_EMAIL || attempt->channel() == v1::CHANNEL_LETTER) return;
  const bool wrong = attempt->outcome() == OutboundAttempt::OUTCOME_WRONG_NUMBER ||
                     attempt->outcome() == OutboundAttempt::OUTCOME_NOT_IN_SERVICE;
  if (caller != nullptr && !wrong) {
    attempt->set_dialed_number(random_.Pick(caller->numbers).number.ToE164());
  } else if (caller != nullptr) {
    attempt->set_dialed_number(drafter_.FreshNumber(false).number.ToE164());
  } else {
    if (unsaved_.area == nullptr || !random_.Percent(kSameUnsavedAgain)) {
      unsaved_ = drafter_.FreshNumber(false);
    }
    attempt->set_dialed_number(unsaved_.number.ToE164());
  }
  attempt->set_caller_id(random_.Pick(tenant_.caller_ids).number.ToE164());
}

void HistoryMaker::Offer(int64_t start_us, OutboundAttempt* attempt) {
  if (!random_.Percent(50)) return;
  attempt->mutable_offer()->set_text(SampleOffer(&random_));
  if (!random_.Percent(30)) return;
  for (int64_t slots = 2; slots > 0; --slots) {
    v1::TimeSlot* slot = attempt->mutable_offer()->add_proposed_slots();
    const int64_t slot_us = start_us + (1 + random_.Below(6)) * kDayMicros;
    *slot->mutable_start_time() = FromMicros(slot_us);
    *slot->mutable_end_time() = FromMicros(slot_us + 3600 * kSecondMicros);
  }
}

void HistoryMaker::MakeAttempt(const Moment& moment, const CallerDraft* caller,
                               OutboundAttempt* attempt) {
  const double channel = caller == nullptr ? 0 : random_.Unit() * 100;
  attempt->set_channel(channel < 90   ? v1::CHANNEL_CALL
                       : channel < 95 ? v1::CHANNEL_SMS
                       : channel < 99 ? v1::CHANNEL_EMAIL
                                      : v1::CHANNEL_LETTER);
  attempt->set_agent(PickAgent());
  if (caller != nullptr) {
    attempt->set_caller(ResourceName(tenant_.id, "callers", caller->id));
    if (moment.about_lead) attempt->set_lead(ResourceName(tenant_.id, "leads", caller->lead));
  }
  Dial(caller, attempt);
  if (random_.Percent(50)) attempt->set_campaign(SampleCampaign(&random_));
  if (random_.Percent(90)) attempt->set_purpose(SamplePurpose(&random_));
  // It is recorded when it has ended.
  const bool call = attempt->channel() == v1::CHANNEL_CALL;
  const int64_t start_us = moment.us - (call ? (5 + random_.Below(180)) * kSecondMicros : 0);
  Offer(start_us, attempt);
  *attempt->mutable_start_time() = FromMicros(start_us);
  *attempt->mutable_end_time() = FromMicros(moment.us);
  *attempt->mutable_create_time() = FromMicros(moment.us);
  if (attempt->outcome() == OutboundAttempt::OUTCOME_VOICEMAIL && random_.Percent(60)) {
    attempt->set_voicemail_text(SampleVoicemail(&random_));
  }
}

LeadRecord HistoryMaker::MakeLead(const CallerDraft& caller) {
  LeadRecord record{.id = caller.lead, .revision = 1 + caller.touches, .lead = {}};
  v1::Lead& lead = record.lead;
  lead.set_caller(ResourceName(tenant_.id, "callers", caller.id));
  lead.set_interest(SampleInterest(&random_));
  lead.set_source(static_cast<v1::Lead::Source>(1 + random_.Below(4)));
  lead.set_state(caller.touches == 0 ? v1::Lead::STATE_NEW : random_.Pick(kTouchedStates));
  lead.set_owner(PickAgent());
  lead.set_team(random_.Percent(30) ? "sample closers" : "");
  lead.set_touch_count(caller.touches);
  if (IsClosed(lead.state())) {
    lead.set_close_reason(SampleCloseReason(&random_));
  } else if (random_.Percent(40)) {
    v1::NextContact* next = lead.mutable_next_contact();
    *next->mutable_contact_time() =
        FromMicros(caller.last_touch_us + (1 + random_.Below(10)) * kDayMicros);
    next->set_channel(v1::CHANNEL_CALL);
    next->set_reason(SamplePurpose(&random_));
  }
  if (random_.Percent(30)) {
    lead.set_value((1 + random_.Below(400)) * 25);
    lead.set_currency(tenant_.region == "US" ? "USD" : tenant_.region == "GB" ? "GBP" : "EUR");
  }
  if (caller.touches > 0) AddMilestones(random_.Below(4), &lead);
  *lead.mutable_create_time() = FromMicros(caller.lead_us);
  *lead.mutable_update_time() = FromMicros(caller.last_touch_us);
  return record;
}

v1::CallNote HistoryMaker::MakeNote(const Moment& moment, const CallerDraft& caller) {
  v1::CallNote note;
  note.set_caller(ResourceName(tenant_.id, "callers", caller.id));
  if (caller.lead != 0 && moment.us > caller.lead_us) {
    note.set_lead(ResourceName(tenant_.id, "leads", caller.lead));
  }
  note.set_agent(PickAgent());
  note.set_text(SampleNote(&random_));
  if (random_.Percent(40)) note.add_stated_needs(SampleNeed(&random_));
  if (random_.Percent(20)) note.add_unstated_needs(SampleNeed(&random_));
  AddMilestones(random_.Below(3), &note);
  *note.mutable_note_time() = FromMicros(moment.us);
  *note.mutable_create_time() = FromMicros(moment.us);
  return note;
}

v1::Call HistoryMaker::MakeCall(const Moment& moment, const CallerDraft& caller, int64_t id) {
  const SampleNumber& ani = random_.Pick(caller.numbers);
  const std::string dnis = random_.Pick(tenant_.caller_ids).number.ToE164();
  v1::Call call;
  call.set_name(ResourceName(tenant_.id, "calls", id));
  call.set_ani(AsTyped(ani, false, &random_));
  call.set_ani_e164(ani.number.ToE164());
  call.set_dnis(dnis);
  call.set_dnis_e164(dnis);
  call.set_agent(PickAgent());
  call.set_verification(random_.Pick(kVerifications));
  *call.mutable_start_time() = FromMicros(moment.us);
  *call.mutable_answer_time() = FromMicros(moment.us + 8 * kSecondMicros);
  *call.mutable_end_time() = FromMicros(moment.us + (30 + random_.Below(400)) * kSecondMicros);
  call.set_caller(ResourceName(tenant_.id, "callers", caller.id));
  call.set_identification(v1::Call::IDENTIFICATION_CONFIRMED);
  call.set_identified_by(call.agent());
  call.set_outcome(random_.Pick(kCallOutcomes));
  *call.mutable_create_time() = call.start_time();
  return call;
}

}  // namespace ringback::bench
