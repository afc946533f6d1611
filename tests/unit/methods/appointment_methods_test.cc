// Appointments: offered, booked once, moved, cancelled, on the card, in the calendar.
#include "ringback/methods/appointment_methods.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Appointment;

constexpr char kHome[] = "+12024561414";
constexpr char kVan[] = "tenants/default/bookableResources/van";

// The tests begin on a Monday at 15:00; 9:00 of the day after is 18 hours away.
class Appointments : public ::testing::Test {
 protected:
  Appointments() { AddResource("van", {}); }

  v1::BookableResource AddResource(const std::string& id, const v1::BookableResource& resource) {
    v1::CreateBookableResourceRequest request;
    request.set_bookable_resource_id(id);
    *request.mutable_bookable_resource() = resource;
    return Must(engine->bookable_resources().CreateBookableResource(request, engine.context()));
  }

  v1::BookAppointmentRequest Ask(absl::Duration from_now,
                                 absl::Duration length = absl::Hours(1)) const {
    v1::BookAppointmentRequest request;
    Appointment& appointment = *request.mutable_appointment();
    appointment.set_caller(robert.name());
    appointment.set_bookable_resource(kVan);
    *appointment.mutable_slot()->mutable_start_time() = AtTime(engine.now + from_now);
    *appointment.mutable_slot()->mutable_end_time() = AtTime(engine.now + from_now + length);
    return request;
  }

  absl::StatusOr<Appointment> Book(const v1::BookAppointmentRequest& request) {
    return engine->appointments().BookAppointment(request, engine.context());
  }

  absl::StatusOr<Appointment> Move(const Appointment& appointment, absl::Duration from_now) {
    v1::MoveAppointmentRequest request;
    request.set_name(appointment.name());
    *request.mutable_slot()->mutable_start_time() = AtTime(engine.now + from_now);
    return engine->appointments().MoveAppointment(request, engine.context());
  }

  absl::StatusOr<Appointment> Cancel(const Appointment& appointment) {
    v1::CancelAppointmentRequest request;
    request.set_name(appointment.name());
    request.set_reason("the customer is away");
    return engine->appointments().CancelAppointment(request, engine.context());
  }

  v1::ListAppointmentsResponse List(const v1::ListAppointmentsRequest& request) {
    return Must(engine->appointments().ListAppointments(request, engine.context()));
  }

  // When slots begin, in hours from now.
  std::vector<double> Offers(const v1::OfferSlotsRequest& request) {
    std::vector<double> hours;
    const auto offer = Must(engine->appointments().OfferSlots(request, engine.context()));
    for (const v1::FreeSlot& slot : offer.slots()) {
      hours.push_back(static_cast<double>(slot.slot().start_time().seconds() -
                                          absl::ToUnixSeconds(engine.now)) /
                      3600);
    }
    return hours;
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {kHome}));
};

constexpr absl::Duration kTomorrowAt9 = absl::Hours(18);

TEST_F(Appointments, AreReadAsTheyWereBooked) {
  v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
  request.mutable_appointment()->set_kind(Appointment::KIND_SITE_SURVEY);
  request.mutable_appointment()->set_address("1 Sample Street");
  request.mutable_appointment()->set_description("bring the long ladder");
  request.mutable_appointment()->set_agent("tracy");
  const Appointment booked = Must(Book(request));
  EXPECT_EQ(booked.state(), Appointment::STATE_BOOKED);
  EXPECT_EQ(booked.agent(), "tenants/default/agents/tracy");
  v1::GetAppointmentRequest get;
  get.set_name(booked.name());
  EXPECT_EQ(Must(engine->appointments().GetAppointment(get, engine.context())).SerializeAsString(),
            booked.SerializeAsString());
  EXPECT_EQ(List({}).appointments(0).SerializeAsString(), booked.SerializeAsString());
}

TEST_F(Appointments, AreOfTheLeadsCallerAtTheirAddressForASlot) {
  robert = engine.Add([] {
    v1::Caller caller = Person("Ada Sample", {"+12024561415"});
    caller.set_service_address("2 Sample Street");
    return caller;
  }());
  v1::Lead lead;
  lead.set_caller(robert.name());
  v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
  request.mutable_appointment()->clear_caller();
  request.mutable_appointment()->set_lead(engine.Add(lead).name());
  request.mutable_appointment()->mutable_slot()->clear_end_time();
  const Appointment booked = Must(Book(request));
  EXPECT_EQ(booked.caller(), robert.name());
  EXPECT_EQ(booked.address(), "2 Sample Street");
  EXPECT_EQ(booked.kind(), Appointment::KIND_VISIT);
  EXPECT_EQ(booked.slot().end_time().seconds() - booked.slot().start_time().seconds(), 3600);
}

TEST_F(Appointments, TakeTheirTimeOnceAndSayWhoHasIt) {
  const Appointment first = Must(Book(Ask(kTomorrowAt9)));
  for (const absl::Duration shift : {absl::Minutes(-59), absl::Minutes(0), absl::Minutes(59)}) {
    const absl::Status refused = Book(Ask(kTomorrowAt9 + shift)).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << refused;
    EXPECT_EQ(ReasonOf(refused), "TIME_TAKEN");
    EXPECT_EQ(MetadataOf(refused, "resource"), first.name());
  }
  Must(Book(Ask(kTomorrowAt9 + absl::Hours(1))));
  Must(Book(Ask(kTomorrowAt9 - absl::Hours(1))));
  EXPECT_EQ(List({}).appointments_size(), 3);
}

TEST_F(Appointments, LeaveTimeForTheWay) {
  v1::BookableResource resource;
  resource.mutable_travel_time()->set_seconds(1800);
  AddResource("truck", resource);
  const auto with_truck = [&](absl::Duration from_now) {
    v1::BookAppointmentRequest request = Ask(from_now);
    request.mutable_appointment()->set_bookable_resource("tenants/default/bookableResources/truck");
    return request;
  };
  Must(Book(with_truck(kTomorrowAt9)));
  EXPECT_EQ(ReasonOf(Book(with_truck(kTomorrowAt9 + absl::Minutes(89))).status()), "TIME_TAKEN");
  Must(Book(with_truck(kTomorrowAt9 + absl::Minutes(90))));
  Must(Book(Ask(kTomorrowAt9)));  // the van's time is the van's
}

TEST_F(Appointments, OfManyWhoAskAtOnceOneGetsEachSlot) {
  constexpr int kThreads = 16;
  constexpr int kSlots = 8;
  std::atomic<int> won{0};
  std::atomic<int> other{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int slot = 0; slot < kSlots; ++slot) {
        const auto booked = Book(Ask(kTomorrowAt9 + absl::Hours(slot)));
        if (booked.ok()) {
          ++won;
        } else if (ReasonOf(booked.status()) != "TIME_TAKEN") {
          ++other;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, kSlots);
  EXPECT_EQ(other, 0);
}

TEST_F(Appointments, ThatAreMovedFreeTheirTimeAndCountAsOne) {
  const Appointment first = Must(Book(Ask(kTomorrowAt9)));
  const Appointment half_an_hour_later = Must(Move(first, kTomorrowAt9 + absl::Minutes(30)));
  EXPECT_EQ(half_an_hour_later.name(), first.name());
  EXPECT_EQ(half_an_hour_later.sequence(), 1);
  EXPECT_EQ(half_an_hour_later.slot().end_time().seconds(),
            first.slot().end_time().seconds() + 1800);
  const Appointment moved = Must(Move(first, kTomorrowAt9 + absl::Hours(5)));
  EXPECT_EQ(moved.sequence(), 2);
  const Appointment second = Must(Book(Ask(kTomorrowAt9)));
  EXPECT_EQ(ReasonOf(Move(moved, kTomorrowAt9).status()), "TIME_TAKEN");
  EXPECT_EQ(List({}).appointments_size(), 2);
}

TEST_F(Appointments, ThatAreCancelledFreeTheirTimeAndStayCancelled) {
  const Appointment first = Must(Book(Ask(kTomorrowAt9)));
  const Appointment cancelled = Must(Cancel(first));
  EXPECT_EQ(cancelled.state(), Appointment::STATE_CANCELLED);
  EXPECT_EQ(cancelled.cancel_reason(), "the customer is away");
  EXPECT_EQ(Must(Cancel(first)).SerializeAsString(), cancelled.SerializeAsString());
  const absl::Status refused = Move(first, kTomorrowAt9).status();
  EXPECT_EQ(ReasonOf(refused), "WRONG_STATE");
  EXPECT_EQ(MetadataOf(refused, "state"), "CANCELLED");
  Must(Book(Ask(kTomorrowAt9)));
  EXPECT_EQ(List({}).appointments_size(), 1);
  v1::ListAppointmentsRequest all;
  all.set_show_cancelled(true);
  EXPECT_EQ(List(all).appointments_size(), 2);
}

TEST_F(Appointments, ThatAreOverCannotBeCancelled) {
  const Appointment first = Must(Book(Ask(kTomorrowAt9)));
  engine.Pass(absl::Hours(20));
  EXPECT_EQ(MetadataOf(Cancel(first).status(), "state"), "OVER");
}

TEST_F(Appointments, BadOnesAreRefusedByField) {
  const auto field = [&](auto change) {
    v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
    change(*request.mutable_appointment());
    const absl::Status refused = Book(request).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Appointment& a) { a.clear_caller(); }), "appointment.caller");
  EXPECT_EQ(field([](Appointment& a) { a.clear_slot(); }), "appointment.slot");
  EXPECT_EQ(field([](Appointment& a) { a.clear_bookable_resource(); }),
            "appointment.bookable_resource");
  EXPECT_EQ(field([&](Appointment& a) {
              *a.mutable_slot()->mutable_start_time() = AtTime(engine.now - absl::Seconds(1));
            }),
            "appointment.slot.start_time");
  EXPECT_EQ(
      field([](Appointment& a) { *a.mutable_slot()->mutable_end_time() = a.slot().start_time(); }),
      "appointment.slot.end_time");
  EXPECT_EQ(
      field([](Appointment& a) {
        a.mutable_slot()->mutable_end_time()->set_seconds(a.slot().start_time().seconds() + 86401);
      }),
      "appointment.slot.end_time");
  EXPECT_EQ(field([](Appointment& a) { a.set_agent("tenants/other/agents/sam"); }),
            "appointment.agent");
  EXPECT_EQ(field([](Appointment& a) { a.set_caller("tenants/other/callers/0000000000001"); }),
            "appointment.caller");
  EXPECT_THAT(List({}).appointments(), IsEmpty());
}

TEST_F(Appointments, OutsideTheHoursAreRefusedUnlessThatIsWanted) {
  v1::BookAppointmentRequest request = Ask(absl::Hours(6));  // 21:00
  EXPECT_EQ(MetadataOf(Book(request).status(), "field"), "appointment.slot");
  request.set_outside_hours(true);
  Must(Book(request));
}

TEST_F(Appointments, AreOfferedSoonestFirstAndNotWhereTheyAreTaken) {
  EXPECT_THAT(Offers({}), Contains(0));  // 15:00 today
  Must(Book(Ask(absl::Hours(0))));
  v1::OfferSlotsRequest request;
  request.set_page_size(3);
  EXPECT_THAT(Offers(request), ElementsAre(1, 17, 18));
  AddResource("truck", {});
  EXPECT_THAT(Offers(request), ElementsAre(0, 1, 1));
  request.set_bookable_resource(kVan);
  request.mutable_duration()->set_seconds(9 * 3600);
  EXPECT_THAT(Offers(request), ElementsAre(17, 17 + 24, 17 + 48));
  *request.mutable_end_time() = AtTime(engine.now + absl::Hours(63 * 24));
  EXPECT_EQ(
      MetadataOf(engine->appointments().OfferSlots(request, engine.context()).status(), "field"),
      "end_time");
}

TEST_F(Appointments, OfAResourceKeepItFromBeingRemovedUntilTheyAreOver) {
  const Appointment booked = Must(Book(Ask(kTomorrowAt9)));
  v1::DeleteBookableResourceRequest request;
  request.set_name(kVan);
  const absl::Status refused =
      engine->bookable_resources().DeleteBookableResource(request, engine.context()).status();
  EXPECT_EQ(ReasonOf(refused), "IN_USE");
  EXPECT_EQ(MetadataOf(refused, "resource"), booked.name());
  engine.Pass(absl::Hours(20));
  Must(engine->bookable_resources().DeleteBookableResource(request, engine.context()));
  EXPECT_EQ(List({}).appointments_size(), 1);
}

TEST_F(Appointments, AreListedByStartPageByPage) {
  for (const int hours : {5, 1, 3, 2, 4}) Must(Book(Ask(kTomorrowAt9 + absl::Hours(hours - 1))));
  v1::ListAppointmentsRequest request;
  request.set_page_size(2);
  std::vector<int64_t> starts;
  do {
    const auto page = List(request);
    for (const Appointment& a : page.appointments())
      starts.push_back(a.slot().start_time().seconds());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(starts.size(), 5u);
  EXPECT_TRUE(std::is_sorted(starts.begin(), starts.end()));
  request.set_page_token("");
  *request.mutable_start_time() = AtTime(engine.now + kTomorrowAt9 + absl::Hours(1));
  *request.mutable_end_time() = AtTime(engine.now + kTomorrowAt9 + absl::Hours(2));
  EXPECT_EQ(List(request).appointments_size(), 1);
}

TEST_F(Appointments, AreOnTheCardUntilTheyAreOver) {
  EXPECT_THAT(engine.Lookup(kHome).matches(0).appointments(), IsEmpty());
  v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
  request.mutable_appointment()->set_kind(Appointment::KIND_SITE_SURVEY);
  const Appointment booked = Must(Book(request));
  const v1::CallerContext card = engine.Lookup(kHome);
  ASSERT_EQ(card.matches(0).appointments_size(), 1);
  EXPECT_EQ(card.matches(0).appointments(0).name(), booked.name());
  EXPECT_THAT(card.next_steps(), Contains(HasSubstr("site survey on Tuesday at 9 AM")));
  Must(Move(booked, kTomorrowAt9 + absl::Hours(2)));
  EXPECT_THAT(engine.Lookup(kHome).next_steps(),
              Contains(HasSubstr("site survey on Tuesday at 11 AM")));
  engine.Pass(absl::Hours(21));
  EXPECT_THAT(engine.Lookup(kHome).matches(0).appointments(), IsEmpty());
}

TEST_F(Appointments, GoWithTheirCallerWhenThatIsErased) {
  Must(Book(Ask(kTomorrowAt9)));
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  EXPECT_EQ(ReasonOf(engine->callers().DeleteCaller(request, engine.context()).status()),
            "CALLER_HAS_HISTORY");
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  EXPECT_THAT(List({}).appointments(), IsEmpty());
}

TEST_F(Appointments, StayAsTheyAreWhenARequestIsRepeated) {
  v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
  request.set_request_id("once");
  const Appointment first = Must(Book(request));
  EXPECT_EQ(Must(Book(request)).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(List({}).appointments_size(), 1);
}

TEST_F(Appointments, AreWrittenAsACalendar) {
  v1::BookAppointmentRequest request = Ask(kTomorrowAt9);
  request.mutable_appointment()->set_description("line\r\nBEGIN:VEVENT;x,y\\\x01");
  const Appointment booked = Must(Book(request));
  Must(Cancel(Must(Book(Ask(kTomorrowAt9 + absl::Hours(2))))));
  const auto answer = Must(engine->appointments().ExportCalendar({}, engine.context()));
  EXPECT_EQ(answer.count(), 2);
  EXPECT_THAT(answer.icalendar(), HasSubstr("DTSTART:20301008T090000Z\r\n"));
  EXPECT_THAT(answer.icalendar(), HasSubstr("STATUS:CANCELLED\r\n"));
  EXPECT_THAT(answer.icalendar(), HasSubstr("SUMMARY:Visit: Robert Jones\r\n"));
  EXPECT_THAT(answer.icalendar(),
              HasSubstr("DESCRIPTION:line\\nBEGIN:VEVENT\\;x\\,y\\\\ \\n+12024561414\r\n"));
  v1::ExportCalendarRequest one;
  one.set_appointment(booked.name());
  EXPECT_EQ(Must(engine->appointments().ExportCalendar(one, engine.context())).count(), 1);
}

}  // namespace
}  // namespace ringback::test
