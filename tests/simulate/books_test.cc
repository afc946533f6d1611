// What the simulation checks as it goes can go wrong, and is seen then.
#include "tests/simulate/books.h"

#include "gtest/gtest.h"
#include "ringback/model/timestamps.h"
#include "tests/simulate/office.h"

namespace ringback::simulate {
namespace {

constexpr char kNumber[] = "+12125550143";

// A Tuesday in New York.
absl::Time At(int hour) {
  absl::TimeZone zone;
  absl::LoadTimeZone(kOfficeZone, &zone);
  return absl::FromCivil(absl::CivilHour(2025, 3, 11, hour), zone);
}

class BooksTest : public ::testing::Test {
 protected:
  BooksTest() {
    Customer customer;
    absl::LoadTimeZone(kOfficeZone, &customer.zone);
    customer.number = kNumber;
    story_ = &books_.Add(customer);
    story_->lead = "tenants/default/leads/sample";
    books_.Opened(story_);
  }

  static v1::DueContact Contact(const char* agent, v1::DueContact::Kind kind) {
    v1::DueContact contact;
    contact.set_name("tenants/default/dueContacts/sample");
    contact.set_kind(kind);
    contact.set_lease_agent(agent);
    *contact.mutable_lease_expire_time() =
        FromMicros(absl::ToUnixMicros(At(10) + absl::Minutes(10)));
    return contact;
  }
  void Lease(const char* agent, absl::Time when,
             v1::DueContact::Kind kind = v1::DueContact::KIND_CADENCE_STEP) {
    books_.Leased(Contact(agent, kind), *story_, when);
  }
  void Ring(absl::Time when) { books_.Touched(kNumber, "your new boiler", when, story_); }
  size_t broken() const { return books_.broken().size(); }

  Books books_;
  Story* story_ = nullptr;
};

TEST_F(BooksTest, WhatIsAllowedIsNotBroken) {
  Lease("tracy", At(10));
  Ring(At(10));
  Lease("sam", At(11));
  Ring(At(11));
  EXPECT_EQ(broken(), 0u);
}

TEST_F(BooksTest, AContactThatTwoAgentsHoldIsSeen) {
  Lease("tracy", At(10));
  Lease("sam", At(10) + absl::Minutes(1));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, RingingOutsideCallingHoursIsSeen) {
  Ring(At(8));
  Ring(At(20));
  Ring(At(24 + 10));
  EXPECT_EQ(broken(), 2u);
}

TEST_F(BooksTest, RingingAfterDoNotCallIsSeen) {
  story_->do_not_call.insert(kNumber);
  Ring(At(10));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, RingingAWrongNumberAgainIsSeen) {
  story_->wrong_numbers.insert(kNumber);
  Ring(At(10));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, RingingSomebodyWithWhomWeSpeakIsSeen) {
  story_->on_phone = true;
  Ring(At(10));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, AFourthTouchOfADayIsSeen) {
  for (int i = 0; i < kTouchesPerDay; ++i) Ring(At(10 + i));
  Lease("tracy", At(15));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, ATenthTouchOfACadenceIsSeen) {
  for (int i = 0; i < kTouchesOfCadence; ++i) Ring(At(10) + absl::Hours(24) * (i % 4));
  Lease("tracy", At(10) + absl::Hours(24 * 8));
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, APromiseThatNobodyMadeIsSeen) {
  Lease("tracy", At(10), v1::DueContact::KIND_PROMISED_CALLBACK);
  EXPECT_EQ(broken(), 1u);
}

TEST_F(BooksTest, AContactOfAClosedLeadIsSeen) {
  story_->state = v1::Lead::STATE_WON;
  Lease("tracy", At(10));
  EXPECT_EQ(broken(), 1u);
}

}  // namespace
}  // namespace ringback::simulate
