// What the card shows of a caller beside the attempts: open leads, notes, appointments.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kHome[] = "+12024561414";

class DetailsOfACard : public ::testing::Test {
 protected:
  v1::Lead AddLead() {
    v1::Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest("a new boiler");
    return engine.Add(lead);
  }

  v1::CallNote AddNote() {
    v1::CallNote note;
    note.set_caller(robert.name());
    note.set_text("rings at noon");
    return engine.Add(note);
  }

  v1::Appointment Book() {
    v1::CreateBookableResourceRequest van;
    van.set_bookable_resource_id("van");
    van.mutable_bookable_resource()->set_display_name("The van");
    Must(engine->bookable_resources().CreateBookableResource(van, engine.context()));
    v1::BookAppointmentRequest book;
    v1::Appointment& appointment = *book.mutable_appointment();
    appointment.set_caller(robert.name());
    appointment.set_bookable_resource("tenants/default/bookableResources/van");
    *appointment.mutable_slot()->mutable_start_time() = AtTime(engine.now + absl::Hours(18));
    *appointment.mutable_slot()->mutable_end_time() = AtTime(engine.now + absl::Hours(19));
    return Must(engine->appointments().BookAppointment(book, engine.context()));
  }

  v1::Match Card() { return engine.Lookup(kHome).matches(0); }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Robert Jones", {kHome}));
};

TEST_F(DetailsOfACard, ShowTheFirstOfEachKindAtOnce) {
  EXPECT_THAT(Card().open_leads(), IsEmpty());
  AddLead();
  EXPECT_THAT(Card().open_leads(), SizeIs(1));
  EXPECT_THAT(Card().recent_notes(), IsEmpty());
  AddNote();
  EXPECT_THAT(Card().recent_notes(), SizeIs(1));
  EXPECT_THAT(Card().appointments(), IsEmpty());
  Book();
  EXPECT_THAT(Card().appointments(), SizeIs(1));
}

// A caller's row says what they have; it is written anew with each change of the caller.
TEST_F(DetailsOfACard, StayWhenTheCallerIsChanged) {
  AddLead();
  AddNote();
  Book();
  robert.set_display_name("Mr. Robert Jones");
  robert.clear_etag();
  v1::UpdateCallerRequest update;
  *update.mutable_caller() = robert;
  Must(engine->callers().UpdateCaller(update, engine.context()));
  const v1::Match match = Card();
  EXPECT_EQ(match.caller().display_name(), "Mr. Robert Jones");
  EXPECT_THAT(match.open_leads(), SizeIs(1));
  EXPECT_THAT(match.recent_notes(), SizeIs(1));
  EXPECT_THAT(match.appointments(), SizeIs(1));
}

}  // namespace
}  // namespace ringback::test
