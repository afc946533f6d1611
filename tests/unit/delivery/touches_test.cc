// The e-mails and letters of cadences: taken from the queue, sent, and attempts in the history.
#include "ringback/delivery/touches.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Delivery;
using v1::DueContact;

class Touches : public ::testing::Test {
 protected:
  // A lead that follows a cadence with one step by this channel, then a call a week later.
  v1::Lead Enrolled(v1::Channel channel, bool with_addresses = true) {
    v1::Caller caller = Person("Mr. Robert Jones", {"+12025550143"});
    if (with_addresses) {
      caller.add_emails("robert@jones.example");
      caller.set_service_address("12 Elm Street, Springfield");
    }
    v1::CreateCadenceRequest cadence;
    cadence.set_cadence_id("mail-first");
    v1::CadenceStep* step = cadence.mutable_cadence()->add_steps();
    step->set_channel(channel);
    step->set_purpose("your autumn heating check");
    step = cadence.mutable_cadence()->add_steps();
    step->mutable_offset()->set_seconds(7 * 24 * 3600);
    Must(engine->cadences().CreateCadence(cadence, engine.context()));
    v1::Lead lead;
    lead.set_caller(engine.Add(caller).name());
    lead.set_owner("tenants/default/agents/tracy");
    lead = engine.Add(lead);
    v1::EnrolLeadRequest enrol;
    enrol.set_name(lead.name());
    enrol.set_cadence("tenants/default/cadences/mail-first");
    return Must(engine->cadences().EnrolLead(enrol, engine.context()));
  }
  std::vector<Consignment> Claim(int room = 10) {
    const auto has_room = [room](std::string_view, std::string_view) { return room; };
    EXPECT_TRUE(engine->dispatch().QueueTouches(engine.now, has_room).ok());
    return Must(engine->dispatch().Claim(engine.now, absl::Minutes(5), has_room));
  }
  std::vector<DueContact> Contacts(DueContact::State state) {
    v1::ListDueContactsRequest request;
    request.set_state(state);
    const auto page = Must(engine->due_contacts().ListDueContacts(request, engine.context()));
    return {page.due_contacts().begin(), page.due_contacts().end()};
  }
  std::vector<v1::OutboundAttempt> Attempts() {
    const auto page = Must(engine->attempts().ListAttempts({}, engine.context()));
    return {page.attempts().begin(), page.attempts().end()};
  }
  Delivery Get(const Consignment& consignment) {
    v1::GetDeliveryRequest request;
    request.set_name(consignment.delivery.name());
    return Must(engine->deliveries().GetDelivery(request, engine.context()));
  }

  TestEngine engine;
};

TEST_F(Touches, AnEmailThatWasSentIsAnAttemptAndTheCadenceGoesOn) {
  const v1::Lead lead = Enrolled(v1::CHANNEL_EMAIL);
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].delivery.kind(), Delivery::KIND_TOUCH);
  EXPECT_EQ(claimed[0].delivery.recipient(), "robert@jones.example");
  EXPECT_EQ(claimed[0].delivery.resource(), lead.name());
  EXPECT_THAT(claimed[0].delivery.subject(), HasSubstr("autumn heating check"));
  EXPECT_THAT(claimed[0].body, AllOf(HasSubstr("Jones"), HasSubstr("your autumn heating check")));
  // It is nobody else's meanwhile, and not queued again.
  EXPECT_THAT(Contacts(DueContact::STATE_WAITING), IsEmpty());
  engine.Pass(absl::Seconds(10));
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_TRUE(engine->dispatch().Accepted(claimed[0], engine.now).ok());
  const auto attempts = Attempts();
  ASSERT_THAT(attempts, SizeIs(1));
  EXPECT_EQ(attempts[0].channel(), v1::CHANNEL_EMAIL);
  EXPECT_EQ(attempts[0].lead(), lead.name());
  EXPECT_EQ(attempts[0].agent(), "tenants/default/agents/tracy");
  EXPECT_EQ(attempts[0].purpose(), "your autumn heating check");
  EXPECT_EQ(Get(claimed[0]).attempt(), attempts[0].name());
  const auto done = Contacts(DueContact::STATE_DONE);
  ASSERT_THAT(done, SizeIs(1));
  EXPECT_EQ(done[0].attempt(), attempts[0].name());
  const v1::Lead after = engine.Get(lead);
  EXPECT_EQ(after.touch_count(), 1);
  EXPECT_EQ(after.enrolment().next_step(), 1);
  ASSERT_THAT(Contacts(DueContact::STATE_WAITING), SizeIs(1));
}

TEST_F(Touches, ALetterGoesToTheLinesOfAnEnvelope) {
  Enrolled(v1::CHANNEL_LETTER);
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].place, kPlaceLetters);
  EXPECT_EQ(claimed[0].delivery.recipient(), "Mr. Robert Jones\n12 Elm Street\nSpringfield");
  EXPECT_TRUE(engine->dispatch().Accepted(claimed[0], engine.now).ok());
  EXPECT_EQ(Attempts()[0].channel(), v1::CHANNEL_LETTER);
  // The day's file is written with it again when another comes.
  const auto printed = Must(engine->dispatch().LettersSent("default", engine.now - absl::Hours(1),
                                                           engine.now + absl::Hours(1)));
  ASSERT_THAT(printed, SizeIs(1));
  EXPECT_EQ(printed[0].body, claimed[0].body);
}

TEST_F(Touches, WithoutAWayToSendTheyAreLeftToAgents) {
  Enrolled(v1::CHANNEL_EMAIL);
  EXPECT_THAT(Claim(/*room=*/0), IsEmpty());
  EXPECT_THAT(Contacts(DueContact::STATE_WAITING), SizeIs(1));
}

TEST_F(Touches, WhoHasNoAddressGetsAnAttemptThatFailed) {
  const v1::Lead lead = Enrolled(v1::CHANNEL_EMAIL, /*with_addresses=*/false);
  EXPECT_THAT(Claim(), IsEmpty());
  const auto attempts = Attempts();
  ASSERT_THAT(attempts, SizeIs(1));
  EXPECT_EQ(attempts[0].outcome(), v1::OutboundAttempt::OUTCOME_FAILED);
  // The rule of the cadence for that comes to an end: it is not tried for ever.
  for (int i = 0; i < 10; ++i) {
    engine.Pass(absl::Hours(4));
    Claim();
  }
  EXPECT_EQ(engine.Get(lead).enrolment().next_step(), 1);
  EXPECT_THAT(Attempts(), SizeIs(testing::Le(3)));
}

TEST_F(Touches, OneThatIsGivenUpIsAnAttemptThatFailed) {
  Enrolled(v1::CHANNEL_EMAIL);
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_TRUE(engine->dispatch()
                  .Failed(claimed[0], {.error = "no such person", .for_good = true},
                          absl::ZeroDuration(), engine.now)
                  .ok());
  ASSERT_THAT(Attempts(), SizeIs(1));
  EXPECT_EQ(Attempts()[0].outcome(), v1::OutboundAttempt::OUTCOME_FAILED);
  EXPECT_EQ(Get(claimed[0]).state(), Delivery::STATE_DEAD);
}

TEST_F(Touches, ALeadThatIsClosedMeanwhileIsNotWrittenTo) {
  const v1::Lead lead = Enrolled(v1::CHANNEL_EMAIL);
  auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_TRUE(
      engine->dispatch().Failed(claimed[0], {.error = "busy"}, absl::Seconds(30), engine.now).ok());
  v1::CloseLeadRequest close;
  close.set_name(lead.name());
  close.set_state(v1::Lead::STATE_WON);
  Must(engine->leads().CloseLead(close, engine.context()));
  engine.Pass(absl::Minutes(1));
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_EQ(Get(claimed[0]).state(), Delivery::STATE_DEAD);
  EXPECT_EQ(Get(claimed[0]).last_error(), "no longer needed");
  EXPECT_THAT(Attempts(), IsEmpty());
}

}  // namespace
}  // namespace ringback::test
