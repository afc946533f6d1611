// Which contact a lead wants next: whom, on which number or by what else, and at what hour.
#include "ringback/followup/wanted_contact.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/followup/cadences.h"
#include "tests/unit/followup/queue_fixture.h"

namespace ringback::test {
namespace {

using ::testing::IsEmpty;
using v1::DueContact;
using v1::Lead;
using v1::OutboundAttempt;

class WantedContacts : public QueueTest {};

TEST_F(WantedContacts, NobodyIsRungOutsideCallingHoursWhereTheyLive) {
  const Lead german = NewLead(NewCaller("Europe/Berlin"));
  const Lead honolulu = NewLead(NewCaller("Pacific/Honolulu"));
  // 15:00 UTC is 17:00 in Berlin and 05:00 in Honolulu.
  EXPECT_EQ(TimeIn(OpenOf(honolulu).due_time()), engine.now + absl::Hours(3));
  const DueContact first = Lease("tracy");
  EXPECT_EQ(first.lead(), german.name());
  EXPECT_EQ(Lease("tracy").name(), "");
  Complete(first, "tracy");
  engine.Pass(absl::Hours(3));
  const DueContact second = Lease("tracy");
  EXPECT_EQ(second.lead(), honolulu.name());
  Complete(second, "tracy");

  // What was not reached before the evening waits for the morning.
  const Lead evening = NewLead(NewCaller("Europe/Berlin"));
  engine.now = engine.now + absl::Hours(1);  // 21:00 in Berlin
  v1::LeaseDueContactRequest request;
  request.set_agent("sam");
  const auto nothing = Must(TryLease(request));
  EXPECT_FALSE(nothing.has_due_contact());
  EXPECT_EQ(TimeIn(nothing.next_due_time()), engine.now + absl::Hours(11));
  engine.Pass(absl::Hours(11));
  EXPECT_EQ(Lease("sam").lead(), evening.name());
}

TEST_F(WantedContacts, TheNumberSaysWhereSomebodyIsWhenNobodyDid) {
  v1::Tenant tenant;
  tenant.set_time_zone("Pacific/Honolulu");
  engine.SetTenant(tenant);
  const v1::Caller hans = engine.Add(Person("Hans Beispiel", {"+493012345678"}));
  EXPECT_EQ(TimeIn(OpenOf(NewLead(hans)).due_time()), engine.now) << "17:00 in Germany";
  EXPECT_EQ(TimeIn(OpenOf(NewLead()).due_time()), engine.now + absl::Hours(3))
      << "the United States have several zones: the tenant's";
}

TEST_F(WantedContacts, ANumberThatMustNotBeRungIsNotRung) {
  v1::Caller robert = NewCaller();
  const Lead lead = NewLead(robert);
  v1::UpdateCallerRequest request;
  *request.mutable_caller() = robert;
  request.mutable_caller()->mutable_phones(0)->set_do_not_call(true);
  request.mutable_caller()->clear_etag();
  Must(engine->callers().UpdateCaller(request, engine.context()));
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_EQ(Lease("tracy").name(), "");
  Promise(lead, engine.now + absl::Hours(1));
  EXPECT_THAT(Open(), IsEmpty());

  // Another number of theirs may be.
  v1::Phone& mobile = *request.mutable_caller()->add_phones();
  mobile.set_number("+12025550199");
  Must(engine->callers().UpdateCaller(request, engine.context()));
  Promise(lead, engine.now + absl::Hours(2));
  EXPECT_EQ(OpenOf(lead).number(), "+12025550199");
}

TEST_F(WantedContacts, WhoHasNoNumberIsWrittenToWhenTheirEMailIsDue) {
  v1::CreateCadenceRequest create;
  create.set_cadence_id("web");
  *create.mutable_cadence() = WebLeads();
  const v1::Cadence web = Must(engine->cadences().CreateCadence(create, engine.context()));
  v1::UpdateCallerRequest request;
  *request.mutable_caller() = engine.Add(Person("Mary Smith", {}));
  const Lead lead = Enrol(NewLead(request.caller()), web);
  const DueContact mail = OpenOf(lead);
  EXPECT_EQ(mail.kind(), DueContact::KIND_CADENCE_STEP);
  EXPECT_EQ(mail.channel(), v1::CHANNEL_EMAIL);
  EXPECT_EQ(mail.step(), 2) << "two calls were before it";
  EXPECT_EQ(TimeIn(mail.due_time()), engine.now + absl::Hours(24));
  EXPECT_EQ(mail.number(), "");
  EXPECT_EQ(Lease("tracy").name(), "") << "nobody is to ring";

  // A number that is known before that is rung.
  request.mutable_caller()->add_phones()->set_number("+12025550199");
  Must(engine->callers().UpdateCaller(request, engine.context()));
  EXPECT_EQ(OpenOf(lead).channel(), v1::CHANNEL_CALL);
  EXPECT_EQ(OpenOf(lead).number(), "+12025550199");
  EXPECT_EQ(OpenOf(lead).step(), 0);
}

TEST_F(WantedContacts, WhoHasNoNumberWaitsForOneWhenOnlyCallsAreToCome) {
  const Lead lead =
      Enrol(NewLead(engine.Add(Person("Mary Smith", {}))), AddCadence("two", {0, 48}));
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_EQ(engine.Get(lead).enrolment().next_step(), 0);
}

TEST_F(WantedContacts, WhoAsksNotToBeRungIsNotRungForAnotherLeadEither) {
  const v1::Caller robert = NewCaller();
  NewLead(robert);
  NewLead(robert);
  const DueContact held = Lease("tracy");
  const DueContact done = Complete(held, "tracy", OutboundAttempt::OUTCOME_DO_NOT_CALL);
  EXPECT_EQ(done.state(), DueContact::STATE_DONE);
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(WantedContacts, ALeadWithoutANumberIsNotPlanned) {
  NewLead(engine.Add(Person("Mary Smith")));
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(WantedContacts, ALeadIsNotTouchedMoreOftenThanTheDayAllows) {
  const Lead lead = NewLead();
  Enrol(lead, AddCadence("often", {0, 0, 0, 0, 0, 0}));
  for (int touch = 0; touch < 3; ++touch) {
    const DueContact held = Lease("tracy");
    ASSERT_EQ(held.lead(), lead.name()) << touch;
    // Tried again after 15 minutes.
    Complete(held, "tracy", OutboundAttempt::OUTCOME_BUSY);
    engine.Pass(absl::Minutes(20));
  }
  EXPECT_EQ(Lease("tracy").name(), "");
  EXPECT_EQ(TimeIn(OpenOf(lead).due_time()),
            absl::FromCivil(absl::CivilHour(2030, 10, 8, 8), absl::UTCTimeZone()));
  Promise(lead, engine.now + absl::Minutes(1));
  engine.Pass(absl::Minutes(1));
  EXPECT_EQ(Lease("tracy").lead(), lead.name()) << "a promise is not held back";
}

}  // namespace
}  // namespace ringback::test
