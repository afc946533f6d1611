// Promised callbacks are told of at their minute, and when they are late; each once, whatever the
// clock does and however often the server starts anew.
#include "ringback/followup/promise_clock.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/base/clock.h"
#include "ringback/events/event_log.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/store/scratch_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/unit/followup/queue_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What is to happen by the machine's clock is waited for as long as a slow machine may take.
constexpr absl::Duration kPatience = absl::Seconds(20);

class Promises : public ::testing::Test {
 protected:
  void SetUp() override { Open(&clock); }

  void Open(Clock* with) {
    rooms.reset();
    time = with;
    auto store = store::Open("sqlite:" + folder.File("calls.db"));
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), with);
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
  }

  // Moves the clock on. What is due by then has been done when this returns.
  void MoveTo(absl::Time then) {
    clock.MoveTo(then);
    rooms->AwaitIdle();
  }

  RequestContext context() const { return {.now = time->Now()}; }

  v1::Lead NewLead(std::string_view owner = "tracy") {
    v1::CreateCallerRequest caller;
    *caller.mutable_caller() =
        Person("Robert Jones", {absl::StrFormat("+12025550%03d", 100 + numbers++ % 100)});
    v1::CreateLeadRequest lead;
    lead.mutable_lead()->set_caller(Must(rooms->callers().CreateCaller(caller, context())).name());
    if (!owner.empty()) lead.mutable_lead()->set_owner(AgentNamed(owner));
    return Must(rooms->leads().CreateLead(lead, context()));
  }

  void Promise(const v1::Lead& lead, absl::Time at) {
    v1::UpdateLeadRequest request;
    request.mutable_lead()->set_name(lead.name());
    if (at != absl::InfinitePast())
      *request.mutable_lead()->mutable_next_contact()->mutable_contact_time() = AtTime(at);
    request.mutable_update_mask()->add_paths("next_contact");
    Must(rooms->leads().UpdateLead(request, context()));
  }

  v1::DueContact Lease(std::string_view agent, absl::Duration duration) {
    v1::LeaseDueContactRequest request;
    request.set_agent(std::string(agent));
    request.mutable_lease_duration()->set_seconds(absl::ToInt64Seconds(duration));
    return Must(rooms->due_contacts().LeaseDueContact(request, context())).due_contact();
  }

  std::vector<v1::Event> EventsOf(v1::EventType type) {
    std::vector<v1::Event> events;
    int64_t after = 0;
    while (true) {
      const auto page = Must(rooms->events().Read("default", after, 1000));
      if (page.empty()) return events;
      for (const auto& sent : page) {
        if (sent->type == type) events.push_back(sent->Parse());
        after = sent->seq;
      }
    }
  }

  // The events once there are `count` of them, by a clock that runs.
  std::vector<v1::Event> Await(v1::EventType type, size_t count) {
    const absl::Time limit = absl::Now() + kPatience;
    while (EventsOf(type).size() < count && absl::Now() < limit)
      absl::SleepFor(absl::Milliseconds(5));
    return EventsOf(type);
  }

  const ScratchFolder folder;
  ManualClock clock{TestStart()};
  Clock* time = &clock;
  std::unique_ptr<Rooms> rooms;
  int numbers = 0;
};

TEST_F(Promises, AreToldOfAtTheirMinuteAndOnceMoreWhenTheyAreLate) {
  v1::UpdateTenantRequest tenant;
  tenant.mutable_tenant()->set_name("tenants/default");
  tenant.mutable_tenant()->mutable_follow_up()->set_supervisor(AgentNamed("pat"));
  tenant.mutable_update_mask()->add_paths("follow_up");
  Must(rooms->tenants().UpdateTenant(tenant, context()));
  const v1::Lead lead = NewLead();
  const absl::Time minute = TestStart() + absl::Hours(1);
  Promise(lead, minute);
  MoveTo(minute - absl::Microseconds(1));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_DUE), IsEmpty());
  MoveTo(minute);
  const auto due = EventsOf(v1::EVENT_TYPE_CONTACT_DUE);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].agent(), AgentNamed("tracy"));
  EXPECT_EQ(due[0].due_contact().lead(), lead.name());
  EXPECT_EQ(TimeIn(due[0].due_contact().promise_time()), minute);
  MoveTo(minute + absl::Minutes(5) - absl::Microseconds(1));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), IsEmpty());
  MoveTo(minute + absl::Minutes(5));
  const auto late = EventsOf(v1::EVENT_TYPE_CONTACT_LATE);
  ASSERT_THAT(late, SizeIs(1));
  EXPECT_EQ(late[0].agent(), AgentNamed("pat"));
  EXPECT_TRUE(late[0].due_contact().late());

  for (int start = 0; start < 3; ++start) {
    Open(&clock);
    MoveTo(clock.Now() + absl::Hours(24 * 365));
  }
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_DUE), SizeIs(1));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), SizeIs(1));
}

TEST_F(Promises, ThatFellDueWhileNobodyServedAreToldOfAtTheStart) {
  Promise(NewLead(), TestStart() + absl::Hours(1));
  rooms.reset();
  clock.MoveTo(TestStart() + absl::Hours(48));
  Open(&clock);
  rooms->AwaitIdle();
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_DUE), SizeIs(1));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), SizeIs(1));
}

TEST_F(Promises, ThatAreNearerThanTheNextOneWakeTheClock) {
  // By the machine's clock, which nobody moves.
  Open(Clock::System());
  Promise(NewLead(), absl::Now() + absl::Hours(1));
  rooms->AwaitIdle();
  const absl::Time soon = absl::Now() + absl::Milliseconds(700);
  Promise(NewLead(), soon);
  const auto due = Await(v1::EVENT_TYPE_CONTACT_DUE, 1);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_GE(TimeIn(due[0].event_time()), absl::FromUnixMicros(absl::ToUnixMicros(soon)));
  EXPECT_LT(TimeIn(due[0].event_time()) - soon, absl::Seconds(5));
}

TEST_F(Promises, ThatSomebodyHasBegunAreNotLateUntilTheyLetGo) {
  const absl::Time minute = TestStart() + absl::Hours(1);
  Promise(NewLead(), minute);
  MoveTo(minute);
  ASSERT_NE(Lease("tracy", absl::Minutes(30)).name(), "");
  MoveTo(minute + absl::Minutes(10));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), IsEmpty());
  MoveTo(minute + absl::Minutes(30));
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), SizeIs(1));
  const auto released = EventsOf(v1::EVENT_TYPE_CONTACT_RELEASED);
  ASSERT_THAT(released, SizeIs(1));
  EXPECT_EQ(released[0].agent(), AgentNamed("tracy"));
}

TEST_F(Promises, ThatWereKeptOrTakenBackAreNotToldOf) {
  const absl::Time minute = TestStart() + absl::Hours(1);
  const v1::Lead moved = NewLead();
  Promise(moved, minute);
  Promise(moved, minute + absl::Hours(1));
  const v1::Lead withdrawn = NewLead();
  Promise(withdrawn, minute);
  Promise(withdrawn, absl::InfinitePast());
  const v1::Lead kept = NewLead();
  Promise(kept, minute);
  MoveTo(minute - absl::Minutes(1));
  v1::RecordAttemptRequest attempt;
  attempt.mutable_attempt()->set_lead(kept.name());
  attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_CONNECTED);
  Must(rooms->attempts().RecordAttempt(attempt, context()));
  MoveTo(minute + absl::Hours(12));
  const auto due = EventsOf(v1::EVENT_TYPE_CONTACT_DUE);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].due_contact().lead(), moved.name());
}

TEST_F(Promises, OfWhichManyFallDueAtOnceAreAllToldOfInTheirOrder) {
  constexpr size_t kMany = 300;
  std::vector<std::string> leads;
  for (size_t i = 0; i < kMany; ++i) {
    const v1::Lead lead = NewLead();
    // From the last to the first, so that the order is not that of the ids.
    Promise(lead, TestStart() + absl::Hours(24) - absl::Seconds(static_cast<int64_t>(i)));
    leads.push_back(lead.name());
  }
  std::reverse(leads.begin(), leads.end());
  MoveTo(TestStart() + absl::Hours(72));
  std::vector<std::string> told;
  for (const v1::Event& event : EventsOf(v1::EVENT_TYPE_CONTACT_DUE))
    told.push_back(event.due_contact().lead());
  EXPECT_EQ(told, leads);
  EXPECT_THAT(EventsOf(v1::EVENT_TYPE_CONTACT_LATE), SizeIs(kMany));
}

}  // namespace
}  // namespace ringback::test
