#include "ringback/rules/life.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"
#include "ringback/rules/cadence_steps.h"

namespace ringback {
namespace {

using v1::Lead;

constexpr int64_t kLongConversationSeconds = 5 * 60;

// What may become of a lead, and what those who watch are told. What is not here may not be.
struct Move {
  Lead::State from;
  Lead::State to;
  v1::EventType event;
};
constexpr Move kMoves[] = {
    {Lead::STATE_NEW, Lead::STATE_WORKING, v1::EVENT_TYPE_LEAD_UPDATED},
    {Lead::STATE_NEW, Lead::STATE_ADVANCED, v1::EVENT_TYPE_LEAD_ADVANCED},
    {Lead::STATE_NEW, Lead::STATE_WON, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_NEW, Lead::STATE_LOST, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_NEW, Lead::STATE_RETURNED, v1::EVENT_TYPE_LEAD_RETURNED},
    {Lead::STATE_WORKING, Lead::STATE_ADVANCED, v1::EVENT_TYPE_LEAD_ADVANCED},
    {Lead::STATE_WORKING, Lead::STATE_WON, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_WORKING, Lead::STATE_LOST, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_WORKING, Lead::STATE_RETURNED, v1::EVENT_TYPE_LEAD_RETURNED},
    // Another next step after the one that was agreed.
    {Lead::STATE_ADVANCED, Lead::STATE_ADVANCED, v1::EVENT_TYPE_LEAD_ADVANCED},
    {Lead::STATE_ADVANCED, Lead::STATE_WON, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_ADVANCED, Lead::STATE_LOST, v1::EVENT_TYPE_LEAD_CLOSED},
    {Lead::STATE_ADVANCED, Lead::STATE_RETURNED, v1::EVENT_TYPE_LEAD_RETURNED},
    {Lead::STATE_WON, Lead::STATE_WORKING, v1::EVENT_TYPE_LEAD_REOPENED},
    {Lead::STATE_LOST, Lead::STATE_WORKING, v1::EVENT_TYPE_LEAD_REOPENED},
    {Lead::STATE_RETURNED, Lead::STATE_WORKING, v1::EVENT_TYPE_LEAD_REOPENED},
};

const Move* FindMove(Lead::State from, Lead::State to) {
  const auto* found = std::find_if(std::begin(kMoves), std::end(kMoves), [&](const Move& move) {
    return move.from == from && move.to == to;
  });
  return found == std::end(kMoves) ? nullptr : found;
}

// Whether something at `us` was before `time`, which may not be set.
bool IsFirst(int64_t us, bool is_set, const google::protobuf::Timestamp& time) {
  return !is_set || us < ToMicros(time);
}

}  // namespace

std::string LeadStateText(Lead::State state) {
  constexpr std::string_view kPrefix = "STATE_";
  return Lead::State_Name(state).substr(kPrefix.size());
}

bool IsClosed(Lead::State state) { return state >= Lead::STATE_WON; }

absl::Status CheckLeadMove(std::string_view name, Lead::State from, Lead::State to) {
  if (FindMove(from, to) != nullptr) return absl::OkStatus();
  std::string_view rule = "a lead goes NEW, WORKING, ADVANCED, then WON, LOST or RETURNED";
  if (IsClosed(from)) rule = "a closed lead can only go back to WORKING";
  if (!IsClosed(from) && from == to) rule = "it is so already";
  return WrongState(name, LeadStateText(from),
                    absl::StrCat("it cannot become ", LeadStateText(to), "; ", std::string(rule)));
}

v1::EventType EventOfLeadMove(Lead::State from, Lead::State to) {
  const Move* move = FindMove(from, to);
  return move == nullptr ? v1::EVENT_TYPE_LEAD_UPDATED : move->event;
}

std::string_view ReturnReasonText(Lead::ReturnReason reason) {
  switch (reason) {
    case Lead::RETURN_REASON_NO_NUMBER:
      return "no number";
    case Lead::RETURN_REASON_WRONG_NUMBER:
      return "wrong number";
    case Lead::RETURN_REASON_NOT_IN_SERVICE:
      return "not in service";
    case Lead::RETURN_REASON_DUPLICATE:
      return "duplicate";
    case Lead::RETURN_REASON_NOT_A_CUSTOMER:
      return "not a customer";
    case Lead::RETURN_REASON_OTHER:
      return "another reason";
    default:
      return "";
  }
}

void SettleLeadState(Lead::State before, int64_t now_us, Lead* lead) {
  if (lead->state() == before) return;
  if (lead->state() == Lead::STATE_ADVANCED && !lead->has_advance_time())
    *lead->mutable_advance_time() = FromMicros(now_us);
  if (!IsClosed(lead->state())) {
    lead->clear_close_time();
    lead->clear_return_reason();
    return;
  }
  if (!lead->has_close_time()) *lead->mutable_close_time() = FromMicros(now_us);
  if (lead->state() != Lead::STATE_RETURNED) {
    lead->clear_return_reason();
  } else if (lead->return_reason() == Lead::RETURN_REASON_UNSPECIFIED) {
    // UpdateLead can say no more than that.
    lead->set_return_reason(Lead::RETURN_REASON_OTHER);
  }
  if (lead->has_enrolment()) StopEnrolment("the lead is closed", lead->mutable_enrolment());
}

void CountTouch(int64_t start_us, Lead* lead) {
  lead->set_touch_count(lead->touch_count() + 1);
  if (IsFirst(start_us, lead->has_first_touch_time(), lead->first_touch_time()))
    *lead->mutable_first_touch_time() = FromMicros(start_us);
  if (lead->state() == Lead::STATE_NEW) lead->set_state(Lead::STATE_WORKING);
}

void CountConversation(const v1::FollowUpRules& rules, const Conversation& conversation,
                       Lead* lead) {
  const bool first = lead->conversation_count() == 0;
  lead->set_conversation_count(lead->conversation_count() + 1);
  if (lead->state() == Lead::STATE_NEW) lead->set_state(Lead::STATE_WORKING);
  if (IsFirst(conversation.start_us, lead->has_first_conversation_time(),
              lead->first_conversation_time())) {
    *lead->mutable_first_conversation_time() = FromMicros(conversation.start_us);
  }
  if (!first || !lead->owner().empty() || IsClosed(lead->state())) return;
  const int64_t long_seconds = rules.has_long_conversation() ? rules.long_conversation().seconds()
                                                             : kLongConversationSeconds;
  const bool was_long = conversation.end_us - conversation.start_us >= long_seconds * 1'000'000;
  if (was_long || rules.closers_team().empty()) {
    lead->set_owner(std::string(conversation.agent));
  } else {
    lead->set_team(rules.closers_team());
  }
}

void UncountConversation(int64_t first_us, Lead* lead) {
  lead->set_conversation_count(std::max(0, lead->conversation_count() - 1));
  lead->clear_first_conversation_time();
  if (first_us != 0) *lead->mutable_first_conversation_time() = FromMicros(first_us);
}

bool AddMilestones(const google::protobuf::RepeatedField<int>& milestones, Lead* lead) {
  const int before = lead->milestones_size();
  for (const int milestone : milestones) {
    const auto& there = lead->milestones();
    if (std::find(there.begin(), there.end(), milestone) == there.end())
      lead->add_milestones(static_cast<v1::Milestone>(milestone));
  }
  // As they are read from the store.
  std::sort(lead->mutable_milestones()->begin(), lead->mutable_milestones()->end());
  return lead->milestones_size() != before;
}

}  // namespace ringback
