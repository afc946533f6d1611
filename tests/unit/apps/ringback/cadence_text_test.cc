#include "apps/ringback/cadence_text.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kNow = 1'800'000'000;  // Friday, 15 January 2027, 08:00 UTC

Clock Morning() { return {absl::FromUnixSeconds(kNow), absl::UTCTimeZone()}; }

TEST(ParseStep, TakesAnOffsetAChannelAndAPurposeWithColons) {
  const auto step = ParseStep("2d:call:your heating check: Tuesday?");
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_EQ(step->offset().seconds(), 2 * 86400);
  EXPECT_EQ(step->channel(), v1::CHANNEL_CALL);
  EXPECT_EQ(step->purpose(), "your heating check: Tuesday?");
  const auto bare = ParseStep("0d:letter");
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_EQ(bare->offset().seconds(), 0);
  EXPECT_EQ(bare->channel(), v1::CHANNEL_LETTER);
  EXPECT_EQ(bare->purpose(), "");
}

TEST(ParseStep, SaysWhatIsWrong) {
  EXPECT_THAT(std::string(ParseStep("2d").status().message()), HasSubstr("OFFSET:CHANNEL"));
  EXPECT_THAT(std::string(ParseStep("").status().message()), HasSubstr("OFFSET:CHANNEL"));
  EXPECT_THAT(std::string(ParseStep("soon:call").status().message()), HasSubstr("\"soon\""));
  EXPECT_THAT(std::string(ParseStep("1d:fax").status().message()), HasSubstr("\"fax\""));
}

TEST(ParseRule, TakesWhatToDoHowLongToWaitAndHowOften) {
  const auto rule = ParseRule("no-answer:retry:90m:2");
  ASSERT_TRUE(rule.ok()) << rule.status();
  EXPECT_EQ(rule->outcome(), v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  EXPECT_EQ(rule->action(), v1::DispositionRule::ACTION_RETRY);
  EXPECT_EQ(rule->delay().seconds(), 5400);
  EXPECT_EQ(rule->max_retries(), 2);
  const auto stop = ParseRule("voicemail:stop");
  ASSERT_TRUE(stop.ok()) << stop.status();
  EXPECT_EQ(stop->action(), v1::DispositionRule::ACTION_STOP);
  EXPECT_FALSE(stop->has_delay());
}

TEST(ParseRule, SaysWhatIsWrong) {
  EXPECT_THAT(std::string(ParseRule("busy").status().message()), HasSubstr("OUTCOME:ACTION"));
  EXPECT_FALSE(ParseRule("maybe:stop").ok());
  EXPECT_FALSE(ParseRule("busy:wait").ok());
  EXPECT_FALSE(ParseRule("busy:retry:soon").ok());
  EXPECT_THAT(std::string(ParseRule("busy:retry:5m:often").status().message()),
              HasSubstr("\"often\" is not a whole number"));
}

TEST(CadenceText, ReadsAsItIsSpoken) {
  EXPECT_EQ(StepText(*ParseStep("0d:call:your quote")), "at once: call, about your quote");
  EXPECT_EQ(StepText(*ParseStep("2d:email")), "after 2 days: email");
  EXPECT_EQ(RuleText(*ParseRule("busy:retry:15m:3")),
            "busy: retry after 15 minutes, at most 3 times");
  EXPECT_EQ(RuleText(*ParseRule("voicemail:next-step:1d")), "voicemail: next step after 1 day");
}

TEST(CadenceText, SaysHowFarALeadIs) {
  v1::Enrolment enrolment;
  enrolment.set_state(v1::Enrolment::STATE_ACTIVE);
  enrolment.set_next_step(1);
  enrolment.set_touch_count(1);
  enrolment.mutable_next_time()->set_seconds(kNow + 2 * 86400);
  EXPECT_THAT(EnrolmentText(enrolment, Morning()), HasSubstr("active, step 2 on Sun 17 Jan"));
  EXPECT_THAT(EnrolmentText(enrolment, Morning()), HasSubstr("(in 2 days), 1 touch"));
  enrolment.clear_next_time();
  enrolment.set_state(v1::Enrolment::STATE_STOPPED);
  enrolment.set_stop_reason("do not call");
  EXPECT_EQ(EnrolmentText(enrolment, Morning()), "stopped (do not call), 1 touch");
}

}  // namespace
}  // namespace ringback::cli
