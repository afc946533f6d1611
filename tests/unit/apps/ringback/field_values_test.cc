#include "apps/ringback/field_values.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Surroundings Here() {
  return {"acme", []() -> absl::StatusOr<Clock> {
            return Clock{absl::FromUnixSeconds(1'800'000'000), absl::UTCTimeZone()};
          }};
}

TEST(SetField, IdsBecomeNamesOfTheTenant) {
  v1::StartAttemptRequest request;
  ASSERT_TRUE(SetField(&request, "attempt.agent", {"tracy"}, Here()).ok());
  ASSERT_TRUE(SetField(&request, "attempt.caller", {"tenants/b/callers/1"}, Here()).ok());
  EXPECT_EQ(request.attempt().agent(), "tenants/acme/agents/tracy");
  EXPECT_EQ(request.attempt().caller(), "tenants/b/callers/1");
  EXPECT_EQ(ExpandName("acme", "tenants/*", "x"), "tenants/acme");
  EXPECT_EQ(ExpandName("-", "tenants/*,tenants/-", "x"), "tenants/-");
  EXPECT_EQ(ExpandName("n1", "tenants/*/callNotes/*", "x"), "tenants/x/callNotes/n1");
}

TEST(SetField, EnumsTakeTheirShortWords) {
  for (const char* word : {"no-answer", "NO_ANSWER", "OUTCOME_NO_ANSWER", "No answer"}) {
    v1::FinishAttemptRequest request;
    ASSERT_TRUE(SetField(&request, "outcome", {word}, Here()).ok()) << word;
    EXPECT_EQ(request.outcome(), v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  }
  v1::FinishAttemptRequest request;
  const absl::Status status = SetField(&request, "outcome", {"maybe"}, Here());
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("\"maybe\" is none of: in-progress, no-answer, busy"));
  v1::WatchEventsRequest watch;
  ASSERT_TRUE(SetField(&watch, "types", {"call-started", "call-ended"}, Here()).ok());
  EXPECT_THAT(watch.types(), ElementsAre(v1::EVENT_TYPE_CALL_STARTED, v1::EVENT_TYPE_CALL_ENDED));
}

TEST(SetField, PhonesHaveLabels) {
  v1::CreateCallerRequest request;
  ASSERT_TRUE(SetField(&request, "caller.phones",
                       {"mobile=+12025550143", "(202) 555-0123", "tel:+1202;ext=5"}, Here())
                  .ok());
  ASSERT_EQ(request.caller().phones_size(), 3);
  EXPECT_EQ(request.caller().phones(0).label(), "mobile");
  EXPECT_EQ(request.caller().phones(0).number(), "+12025550143");
  EXPECT_EQ(request.caller().phones(1).number(), "(202) 555-0123");
  EXPECT_EQ(request.caller().phones(2).number(), "tel:+1202;ext=5");
}

TEST(SetField, EmptyValueOfARepeatedFieldAddsNothing) {
  v1::UpdateCallerRequest request;
  ASSERT_TRUE(SetField(&request, "caller.emails", {""}, Here()).ok());
  EXPECT_EQ(request.caller().emails_size(), 0);
}

TEST(SetField, PairsNeedTheirSeparator) {
  v1::CreateCallerRequest request;
  ASSERT_TRUE(SetField(&request, "caller.external_ids", {"crm:a:b"}, Here()).ok());
  EXPECT_EQ(request.caller().external_ids(0).system(), "crm");
  EXPECT_EQ(request.caller().external_ids(0).id(), "a:b");
  EXPECT_FALSE(SetField(&request, "caller.external_ids", {"crm"}, Here()).ok());
  ASSERT_TRUE(SetField(&request, "caller.annotations", {"k=v=w"}, Here()).ok());
  EXPECT_EQ(request.caller().annotations().at("k"), "v=w");
  EXPECT_FALSE(SetField(&request, "caller.annotations", {"k"}, Here()).ok());
}

TEST(SetField, ReadsTimesLengthsAndHours) {
  v1::RecordAttemptRequest attempt;
  ASSERT_TRUE(SetField(&attempt, "attempt.start_time", {"-10s"}, Here()).ok());
  EXPECT_EQ(attempt.attempt().start_time().seconds(), 1'799'999'990);
  v1::UpdateTenantRequest tenant;
  ASSERT_TRUE(SetField(&tenant, "tenant.callback_window", {"2d"}, Here()).ok());
  EXPECT_EQ(tenant.tenant().callback_window().seconds(), 172'800);
  ASSERT_TRUE(
      SetField(&tenant, "tenant.calling_hours", {"mon-fri 08:00-18:30", "sat 09:00-12:00"}, Here())
          .ok());
  ASSERT_EQ(tenant.tenant().calling_hours_size(), 6);
  EXPECT_EQ(tenant.tenant().calling_hours(4).iso_weekday(), 5);
  EXPECT_EQ(tenant.tenant().calling_hours(4).end_minute(), 18 * 60 + 30);
  EXPECT_FALSE(SetField(&tenant, "tenant.calling_hours", {"fri-mon 08:00-18:00"}, Here()).ok());
}

}  // namespace
}  // namespace ringback::cli
