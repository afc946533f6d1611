// What may become of a lead, and what touches and conversations do to it.
#include "ringback/rules/life.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/model/timestamps.h"

namespace ringback {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Lead;

constexpr char kName[] = "tenants/default/leads/0000000000011";
constexpr int64_t kMinute = 60'000'000;

// N: may not be; U, A, C, R, O: may be, and those who watch are told LEAD_UPDATED, ADVANCED,
// CLOSED, RETURNED, REOPENED. To:          NEW WORKING ADVANCED WON LOST RETURNED
constexpr std::string_view kMay[] = {
    /* from NEW      */ "NUACCR",
    /* from WORKING  */ "NNACCR",
    /* from ADVANCED */ "NNACCR",
    /* from WON      */ "NONNNN",
    /* from LOST     */ "NONNNN",
    /* from RETURNED */ "NONNNN",
};

TEST(LifeOfALead, MovesAsTheTableSaysAndNoOtherWay) {
  const std::map<char, v1::EventType> events = {{'U', v1::EVENT_TYPE_LEAD_UPDATED},
                                                {'A', v1::EVENT_TYPE_LEAD_ADVANCED},
                                                {'C', v1::EVENT_TYPE_LEAD_CLOSED},
                                                {'R', v1::EVENT_TYPE_LEAD_RETURNED},
                                                {'O', v1::EVENT_TYPE_LEAD_REOPENED}};
  for (int i = Lead::STATE_NEW; i <= Lead::STATE_RETURNED; ++i) {
    for (int j = Lead::STATE_NEW; j <= Lead::STATE_RETURNED; ++j) {
      const auto from = static_cast<Lead::State>(i);
      const auto to = static_cast<Lead::State>(j);
      const char may = kMay[i - 1][static_cast<size_t>(j - 1)];
      const absl::Status moved = CheckLeadMove(kName, from, to);
      const std::string which = LeadStateText(from) + " to " + LeadStateText(to);
      EXPECT_EQ(moved.ok(), may != 'N') << which;
      if (may != 'N') {
        EXPECT_EQ(EventOfLeadMove(from, to), events.at(may)) << which;
        continue;
      }
      EXPECT_EQ(moved.code(), absl::StatusCode::kFailedPrecondition) << which;
      EXPECT_EQ(ReasonOf(moved), "WRONG_STATE");
      EXPECT_EQ(MetadataOf(moved, "state"), LeadStateText(from));
      EXPECT_EQ(MetadataOf(moved, "resource"), kName);
      EXPECT_THAT(std::string(moved.message()), HasSubstr("is " + LeadStateText(from)));
      EXPECT_THAT(std::string(moved.message()), HasSubstr("become " + LeadStateText(to)));
    }
  }
}

TEST(LifeOfALead, KeepsTheFirstTouchWhateverTheOrderTheyAreToldIn) {
  Lead lead;
  lead.set_state(Lead::STATE_NEW);
  CountTouch(5 * kMinute, &lead);
  EXPECT_EQ(lead.state(), Lead::STATE_WORKING);
  CountTouch(2 * kMinute, &lead);
  CountTouch(9 * kMinute, &lead);
  EXPECT_EQ(lead.touch_count(), 3);
  EXPECT_EQ(ToMicros(lead.first_touch_time()), 2 * kMinute);
}

// Who follows up after a first conversation of `minutes`: the owner, or the team.
std::string WhoFollowsUp(const v1::FollowUpRules& rules, int64_t minutes, Lead lead = {}) {
  if (lead.state() == Lead::STATE_UNSPECIFIED) lead.set_state(Lead::STATE_NEW);
  CountConversation(rules,
                    {.agent = "tenants/default/agents/tracy",
                     .start_us = kMinute,
                     .end_us = kMinute + minutes * kMinute},
                    &lead);
  return lead.owner() + "|" + lead.team();
}

TEST(LifeOfALead, AfterALongFirstConversationTheSameAgentFollowsUpAfterAShortOneTheClosersDo) {
  v1::FollowUpRules rules;
  EXPECT_EQ(WhoFollowsUp(rules, 1), "tenants/default/agents/tracy|") << "there are no closers";
  rules.set_closers_team("closers");
  EXPECT_EQ(WhoFollowsUp(rules, 5), "tenants/default/agents/tracy|");
  EXPECT_EQ(WhoFollowsUp(rules, 4), "|closers");
  rules.mutable_long_conversation()->set_seconds(10 * 60);
  EXPECT_EQ(WhoFollowsUp(rules, 9), "|closers");
  EXPECT_EQ(WhoFollowsUp(rules, 10), "tenants/default/agents/tracy|");
  rules.mutable_long_conversation()->set_seconds(0);
  EXPECT_EQ(WhoFollowsUp(rules, 0), "tenants/default/agents/tracy|");
}

TEST(LifeOfALead, WhoFollowsUpIsNotChangedOnceItIsSettled) {
  v1::FollowUpRules rules;
  rules.set_closers_team("closers");
  Lead owned;
  owned.set_owner("tenants/default/agents/mary");
  EXPECT_EQ(WhoFollowsUp(rules, 1, owned), "tenants/default/agents/mary|");
  Lead spoken;
  spoken.set_conversation_count(1);
  EXPECT_EQ(WhoFollowsUp(rules, 9, spoken), "|");
  Lead closed;
  closed.set_state(Lead::STATE_WON);
  EXPECT_EQ(WhoFollowsUp(rules, 9, closed), "|");
}

TEST(LifeOfALead, WhenItCloses_ItSaysWhenAndFollowsNoCadence) {
  Lead lead;
  lead.set_state(Lead::STATE_LOST);
  lead.mutable_enrolment()->set_state(v1::Enrolment::STATE_ACTIVE);
  *lead.mutable_enrolment()->mutable_next_time() = FromMicros(9 * kMinute);
  SettleLeadState(Lead::STATE_WORKING, 3 * kMinute, &lead);
  EXPECT_EQ(ToMicros(lead.close_time()), 3 * kMinute);
  EXPECT_EQ(lead.enrolment().state(), v1::Enrolment::STATE_STOPPED);
  EXPECT_EQ(lead.enrolment().stop_reason(), "the lead is closed");
  EXPECT_FALSE(lead.enrolment().has_next_time());

  lead.set_state(Lead::STATE_WORKING);
  SettleLeadState(Lead::STATE_LOST, 4 * kMinute, &lead);
  EXPECT_FALSE(lead.has_close_time());
  EXPECT_EQ(lead.enrolment().state(), v1::Enrolment::STATE_STOPPED) << "it does not begin again";
}

TEST(LifeOfALead, RemembersTheFirstAdvanceOnly) {
  Lead lead;
  lead.set_state(Lead::STATE_ADVANCED);
  SettleLeadState(Lead::STATE_NEW, 3 * kMinute, &lead);
  lead.set_state(Lead::STATE_WON);
  SettleLeadState(Lead::STATE_ADVANCED, 4 * kMinute, &lead);
  lead.set_state(Lead::STATE_WORKING);
  SettleLeadState(Lead::STATE_WON, 5 * kMinute, &lead);
  lead.set_state(Lead::STATE_ADVANCED);
  SettleLeadState(Lead::STATE_WORKING, 6 * kMinute, &lead);
  EXPECT_EQ(ToMicros(lead.advance_time()), 3 * kMinute);
}

TEST(LifeOfALead, HasEachMilestoneOnceInOrder) {
  Lead lead;
  lead.add_milestones(v1::MILESTONE_COMMITTED);
  google::protobuf::RepeatedField<int> more;
  more.Add(v1::MILESTONE_LET_US_LEAD);
  more.Add(v1::MILESTONE_COMMITTED);
  more.Add(v1::MILESTONE_LET_US_LEAD);
  EXPECT_TRUE(AddMilestones(more, &lead));
  EXPECT_THAT(lead.milestones(), ElementsAre(v1::MILESTONE_LET_US_LEAD, v1::MILESTONE_COMMITTED));
  EXPECT_FALSE(AddMilestones(more, &lead));
}

}  // namespace
}  // namespace ringback
