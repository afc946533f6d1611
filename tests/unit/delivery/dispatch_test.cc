// The outbox: what is queued, in which order it is handed out, and what becomes of it.
#include "ringback/delivery/dispatch.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "ringback/delivery/retry.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Delivery;

class Outbox : public ::testing::Test {
 protected:
  v1::Webhook Hook(const std::string& id, const std::vector<std::string>& types) {
    v1::CreateWebhookRequest request;
    request.set_webhook_id(id);
    request.mutable_webhook()->set_url("https://crm.example/hooks");
    for (const std::string& type : types) request.mutable_webhook()->add_event_types(type);
    return Must(engine->webhooks().CreateWebhook(request, engine.context()));
  }
  v1::Webhook Change(v1::Webhook webhook, const std::string& path) {
    v1::UpdateWebhookRequest request;
    webhook.clear_etag();
    *request.mutable_webhook() = std::move(webhook);
    request.mutable_update_mask()->add_paths(path);
    return Must(engine->webhooks().UpdateWebhook(request, engine.context()));
  }
  void Feed() {
    while (Must(engine->dispatch().FeedWebhooks(engine.now))) {
    }
  }
  std::vector<Consignment> Claim(int room = 1000) {
    Feed();
    return Must(engine->dispatch().Claim(
        engine.now, absl::Minutes(5), [room](std::string_view, std::string_view) { return room; }));
  }
  void Accept(const Consignment& consignment) {
    EXPECT_TRUE(engine->dispatch().Accepted(consignment, engine.now).ok());
  }
  void Fail(const Consignment& consignment, bool for_good = false,
            absl::Duration delay = absl::Seconds(30)) {
    EXPECT_TRUE(
        engine->dispatch()
            .Failed(consignment, {.error = "it broke", .for_good = for_good}, delay, engine.now)
            .ok());
  }
  std::vector<Delivery> List(Delivery::State state = Delivery::STATE_UNSPECIFIED) {
    v1::ListDeliveriesRequest request;
    request.set_page_size(1000);
    request.set_state(state);
    const auto page = Must(engine->deliveries().ListDeliveries(request, engine.context()));
    return {page.deliveries().begin(), page.deliveries().end()};
  }
  absl::StatusOr<Delivery> Retry(const Delivery& delivery) {
    v1::RetryDeliveryRequest request;
    request.set_name(delivery.name());
    return engine->deliveries().RetryDelivery(request, engine.context());
  }
  void Rename(const v1::Caller& caller, const std::string& given_name) {
    v1::UpdateCallerRequest request;
    request.mutable_caller()->set_name(caller.name());
    request.mutable_caller()->set_given_name(given_name);
    request.mutable_update_mask()->add_paths("given_name");
    Must(engine->callers().UpdateCaller(request, engine.context()));
  }
  static std::vector<std::string> Events(const std::vector<Consignment>& consignments) {
    std::vector<std::string> events;
    for (const Consignment& consignment : consignments) events.push_back(consignment.event);
    return events;
  }

  TestEngine engine;
};

TEST_F(Outbox, AWebhookGetsTheTypesThatItWantsFromItsCreationOn) {
  engine.Add(Person("Too Early"));
  Hook("crm", {"CALLER_CREATED"});
  const v1::Caller robert = engine.Add(Person("Robert Jones"));
  Rename(robert, "Bob");
  const auto claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("CALLER_CREATED"));
  v1::Event event;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(claimed[0].body, &event).ok());
  EXPECT_EQ(event.resource(), robert.name());
  // As it is when it is sent.
  EXPECT_EQ(event.caller().given_name(), "Bob");
  EXPECT_EQ(claimed[0].url, "https://crm.example/hooks");
  EXPECT_EQ(claimed[0].delivery.try_count(), 1);
  Accept(claimed[0]);
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_THAT(List(Delivery::STATE_SENT), SizeIs(1));
}

TEST_F(Outbox, EachEventIsQueuedOnceAlsoAcrossRestarts) {
  Hook("crm", {"CALLER_CREATED"});
  std::set<std::string> wanted;
  for (int i = 0; i < 40; ++i) {
    wanted.insert(engine.Add(Person(absl::StrCat("Caller ", i))).name());
    // What nobody wants lies in between.
    Rename(engine.Add(Person("Nobody Special"), "tenants/default"), "Somebody");
    if (i % 3 == 0) Feed();
    if (i % 7 == 0) engine.Reopen();
  }
  Feed();
  Feed();
  std::multiset<std::string> queued;
  for (const Delivery& delivery : List()) queued.insert(delivery.resource());
  EXPECT_EQ(queued.size(), 80u);
  for (const std::string& name : wanted) EXPECT_EQ(queued.count(name), 1u);
}

TEST_F(Outbox, OfOneResourceTheNextComesWhenTheOneBeforeHasEnded) {
  Hook("crm", {"CALLER_CREATED", "CALLER_UPDATED"});
  const v1::Caller robert = engine.Add(Person("Robert Jones"));
  Rename(robert, "Bob");
  engine.Add(Person("Mary Smith"));
  auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(2));
  EXPECT_EQ(claimed[0].delivery.resource(), robert.name());
  Fail(claimed[0]);
  Accept(claimed[1]);
  EXPECT_THAT(Claim(), IsEmpty());
  engine.Pass(absl::Seconds(30));
  claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("CALLER_CREATED"));
  EXPECT_EQ(claimed[0].delivery.try_count(), 2);
  EXPECT_EQ(claimed[0].delivery.last_error(), "it broke");
  Accept(claimed[0]);
  EXPECT_THAT(Events(Claim()), ElementsAre("CALLER_UPDATED"));
}

TEST_F(Outbox, OneThatIsGivenUpHoldsNobodyBack) {
  Hook("crm", {"CALLER_CREATED", "CALLER_UPDATED"});
  Rename(engine.Add(Person("Robert Jones")), "Bob");
  const auto claimed = Claim();
  Fail(claimed[0], /*for_good=*/true);
  EXPECT_THAT(Events(Claim()), ElementsAre("CALLER_UPDATED"));
  const auto dead = List(Delivery::STATE_DEAD);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].last_error(), "it broke");
  EXPECT_FALSE(dead[0].has_next_try_time());
  EXPECT_TRUE(dead[0].has_end_time());
}

TEST_F(Outbox, IsGivenUpAfterTheTenthTryAndSaysSoOnce) {
  Hook("crm", {"CALLER_CREATED", "DELIVERY_DEAD"});
  engine.Add(Person("Robert Jones"));
  for (int i = 1; i <= kMaxTries; ++i) {
    const auto claimed = Claim();
    ASSERT_THAT(Events(claimed), ElementsAre("CALLER_CREATED")) << i;
    Fail(claimed[0]);
    engine.Pass(absl::Seconds(30));
  }
  auto claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("DELIVERY_DEAD"));
  v1::Event event;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(claimed[0].body, &event).ok());
  EXPECT_EQ(event.delivery().try_count(), kMaxTries);
  // That this word is lost too is not said: it would go round for ever.
  Fail(claimed[0], /*for_good=*/true);
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_THAT(List(Delivery::STATE_DEAD), SizeIs(2));
}

TEST_F(Outbox, ADeadOneIsTriedAgainInItsPlaceInTheOrder) {
  Hook("crm", {"CALLER_CREATED", "CALLER_UPDATED"});
  const v1::Caller robert = engine.Add(Person("Robert Jones"));
  Rename(robert, "Bob");
  Delivery nobodys;
  nobodys.set_name("tenants/default/deliveries/0000000000001");
  EXPECT_EQ(Retry(nobodys).status().code(), absl::StatusCode::kNotFound);
  Fail(Claim()[0], /*for_good=*/true);
  const Delivery dead = List(Delivery::STATE_DEAD)[0];
  Delivery again = Must(Retry(dead));
  EXPECT_EQ(again.state(), Delivery::STATE_QUEUED);
  EXPECT_EQ(again.try_count(), 0);
  EXPECT_EQ(Retry(dead).status().code(), absl::StatusCode::kFailedPrecondition);
  auto claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("CALLER_CREATED"));
  Accept(claimed[0]);
  EXPECT_THAT(Events(Claim()), ElementsAre("CALLER_UPDATED"));
}

TEST_F(Outbox, WhatWasClaimedByAProcessThatDiedIsHandedOutAgain) {
  Hook("crm", {"CALLER_CREATED"});
  engine.Add(Person("Robert Jones"));
  EXPECT_THAT(Claim(), SizeIs(1));
  EXPECT_THAT(Claim(), IsEmpty());
  engine.Reopen();
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_TRUE(engine->dispatch().Begin(engine.now).ok());
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].delivery.try_count(), 2);
}

TEST_F(Outbox, AClaimThatIsNotHeardOfComesBackAfterItsLease) {
  Hook("crm", {"CALLER_CREATED"});
  engine.Add(Person("Robert Jones"));
  EXPECT_THAT(Claim(), SizeIs(1));
  engine.Pass(absl::Minutes(5));
  EXPECT_THAT(Claim(), SizeIs(1));
}

TEST_F(Outbox, WhatWasGivenBackWasNotTried) {
  Hook("crm", {"CALLER_CREATED"});
  engine.Add(Person("Robert Jones"));
  const auto claimed = Claim();
  EXPECT_TRUE(engine->dispatch().GiveBack(claimed[0], engine.now).ok());
  EXPECT_EQ(List()[0].try_count(), 0);
  EXPECT_THAT(Claim(), SizeIs(1));
}

TEST_F(Outbox, ADisabledWebhookGetsNothingAndLaterNothingOfWhatItMissed) {
  v1::Webhook webhook = Hook("crm", {"CALLER_CREATED"});
  engine.Add(Person("Robert Jones"));
  Feed();
  webhook.set_disabled(true);
  Change(webhook, "disabled");
  ASSERT_THAT(List(Delivery::STATE_DEAD), SizeIs(1));
  EXPECT_EQ(Retry(List()[0]).status().code(), absl::StatusCode::kFailedPrecondition);
  engine.Add(Person("Mary Smith"));
  EXPECT_THAT(Claim(), IsEmpty());
  webhook.set_disabled(false);
  Change(webhook, "disabled");
  EXPECT_THAT(Claim(), IsEmpty());
  const v1::Caller late = engine.Add(Person("Late Comer"));
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].delivery.resource(), late.name());
}

TEST_F(Outbox, NewTypesAreWantedFromNowOnAndOldOnesUntilNow) {
  v1::Webhook webhook = Hook("crm", {"CALLER_CREATED"});
  const v1::Caller robert = engine.Add(Person("Robert Jones"));
  Rename(robert, "Bob");
  webhook.set_event_types(0, "CALLER_UPDATED");
  Change(webhook, "event_types");
  Rename(robert, "Rob");
  engine.Add(Person("Mary Smith"));
  auto claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("CALLER_CREATED"));
  Accept(claimed[0]);
  claimed = Claim();
  ASSERT_THAT(Events(claimed), ElementsAre("CALLER_UPDATED"));
  Accept(claimed[0]);
  engine.Reopen();
  EXPECT_THAT(Claim(), IsEmpty());
}

TEST_F(Outbox, ARemovedWebhookGivesUpWhatIsQueued) {
  const v1::Webhook webhook = Hook("crm", {"CALLER_CREATED"});
  engine.Add(Person("Robert Jones"));
  Feed();
  v1::DeleteWebhookRequest request;
  request.set_name(webhook.name());
  Must(engine->webhooks().DeleteWebhook(request, engine.context()));
  EXPECT_THAT(Claim(), IsEmpty());
  ASSERT_THAT(List(Delivery::STATE_DEAD), SizeIs(1));
  EXPECT_EQ(List()[0].last_error(), "the webhook was removed");
  EXPECT_EQ(Retry(List()[0]).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Outbox, OneReceiverGetsNoMoreAtOnceThanThereIsRoomFor) {
  Hook("a", {"CALLER_CREATED"});
  Hook("b", {"CALLER_CREATED"});
  for (int i = 0; i < 5; ++i) engine.Add(Person(absl::StrCat("Caller ", i)));
  std::map<std::string, int> claimed;
  for (const Consignment& consignment : Claim(2)) ++claimed[consignment.place];
  EXPECT_EQ(claimed["webhooks/a"], 2);
  EXPECT_EQ(claimed["webhooks/b"], 2);
}

TEST_F(Outbox, TheListIsNewestFirstPageByPageAndOfOneWebhook) {
  Hook("a", {"CALLER_CREATED"});
  Hook("b", {"CALLER_CREATED"});
  for (int i = 0; i < 4; ++i) engine.Add(Person(absl::StrCat("Caller ", i)));
  Feed();
  v1::ListDeliveriesRequest request;
  request.set_page_size(3);
  request.set_webhook("tenants/default/webhooks/b");
  const auto first = Must(engine->deliveries().ListDeliveries(request, engine.context()));
  ASSERT_THAT(first.deliveries(), SizeIs(3));
  EXPECT_GT(first.deliveries(0).name(), first.deliveries(2).name());
  request.set_page_token(first.next_page_token());
  const auto second = Must(engine->deliveries().ListDeliveries(request, engine.context()));
  ASSERT_THAT(second.deliveries(), SizeIs(1));
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.deliveries(0).webhook(), "tenants/default/webhooks/b");
  v1::GetDeliveryRequest get;
  get.set_name(second.deliveries(0).name());
  EXPECT_EQ(Must(engine->deliveries().GetDelivery(get, engine.context())).DebugString(),
            second.deliveries(0).DebugString());
}

// Whatever happens in between, of each resource the deliveries are accepted in order, each once.
TEST_F(Outbox, TheOrderHoldsThroughRandomFailuresRestartsAndClockJumps) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto chance = [&](int in) { return random() % static_cast<uint32_t>(in) == 0; };
    const std::string id = absl::StrCat("hook", seed);
    Hook(id, {"CALLER_CREATED", "CALLER_UPDATED"});
    std::vector<v1::Caller> callers;
    size_t events = 0;
    std::map<std::string, std::vector<std::string>> accepted;
    size_t accepted_count = 0;
    for (int step = 0; step < 400 || accepted_count < events; ++step) {
      ASSERT_LT(step, 5000) << accepted_count << " of " << events;
      if (step < 300 && (callers.empty() || chance(6))) {
        callers.push_back(engine.Add(Person(absl::StrCat("Caller ", step))));
        ++events;
      } else if (step < 300 && chance(2)) {
        Rename(callers[random() % callers.size()], absl::StrCat("Name ", step));
        ++events;
      }
      if (chance(40)) engine.Pass(-absl::Minutes(3));
      engine.Pass(absl::Seconds(random() % 40));
      if (chance(50)) {
        engine.Reopen();
        EXPECT_TRUE(engine->dispatch().Begin(engine.now).ok());
      }
      for (const Consignment& consignment : Claim(1 + static_cast<int>(random() % 4))) {
        if (consignment.place != "webhooks/" + id || chance(12)) continue;  // never heard of
        if (chance(4)) {
          EXPECT_TRUE(engine->dispatch()
                          .Failed(consignment, {.error = "it broke"}, absl::Seconds(1), engine.now)
                          .ok());
          if (consignment.delivery.try_count() < kMaxTries) continue;
        } else {
          Accept(consignment);
        }
        v1::Event event;
        ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(consignment.body, &event).ok());
        accepted[event.resource()].push_back(consignment.delivery.name());
        ++accepted_count;
      }
      if (accepted_count < events && step >= 300) engine.Pass(absl::Minutes(5));
    }
    for (const auto& [resource, names] : accepted) {
      EXPECT_TRUE(std::is_sorted(names.begin(), names.end())) << resource;
      EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    }
    v1::DeleteWebhookRequest request;
    request.set_name("tenants/default/webhooks/" + id);
    Must(engine->webhooks().DeleteWebhook(request, engine.context()));
  }
}

}  // namespace
}  // namespace ringback::test
