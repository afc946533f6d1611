#include "apps/ringback/cadence_text.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

// At most `most` parts; the last has what is left, colons and all.
std::vector<std::string> Parts(std::string_view text, int most) {
  return absl::StrSplit(std::string(text), absl::MaxSplits(':', most - 1));
}

absl::Status Bad(std::string_view text, const char* form) {
  return absl::InvalidArgumentError(absl::StrCat(Quote(text), " is not of the form ", form));
}

}  // namespace

absl::StatusOr<v1::CadenceStep> ParseStep(std::string_view text) {
  const std::vector<std::string> parts = Parts(text, 3);
  if (parts.size() < 2)
    return Bad(text, "OFFSET:CHANNEL[:PURPOSE], such as 2d:call:\"your quote\"");
  const absl::StatusOr<absl::Duration> offset = ParseLength(parts[0]);
  if (!offset.ok()) return offset.status();
  const absl::StatusOr<int> channel = ParseEnum(*v1::Channel_descriptor(), parts[1]);
  if (!channel.ok()) return channel.status();
  v1::CadenceStep step;
  step.mutable_offset()->set_seconds(absl::ToInt64Seconds(*offset));
  step.set_channel(static_cast<v1::Channel>(*channel));
  if (parts.size() > 2) step.set_purpose(parts[2]);
  return step;
}

absl::StatusOr<v1::DispositionRule> ParseRule(std::string_view text) {
  const std::vector<std::string> parts = Parts(text, 4);
  if (parts.size() < 2)
    return Bad(text, "OUTCOME:ACTION[:DELAY[:RETRIES]], such as busy:retry:15m:3");
  const absl::StatusOr<int> outcome =
      ParseEnum(*v1::OutboundAttempt::Outcome_descriptor(), parts[0]);
  if (!outcome.ok()) return outcome.status();
  const absl::StatusOr<int> action = ParseEnum(*v1::DispositionRule::Action_descriptor(), parts[1]);
  if (!action.ok()) return action.status();
  v1::DispositionRule rule;
  rule.set_outcome(static_cast<v1::OutboundAttempt::Outcome>(*outcome));
  rule.set_action(static_cast<v1::DispositionRule::Action>(*action));
  if (parts.size() > 2) {
    const absl::StatusOr<absl::Duration> delay = ParseLength(parts[2]);
    if (!delay.ok()) return delay.status();
    rule.mutable_delay()->set_seconds(absl::ToInt64Seconds(*delay));
  }
  int32_t retries = 0;
  if (parts.size() > 3 && !absl::SimpleAtoi(parts[3], &retries))
    return absl::InvalidArgumentError(Quote(parts[3]) + " is not a whole number");
  rule.set_max_retries(retries);
  return rule;
}

std::string StepText(const v1::CadenceStep& step) {
  const absl::Duration offset = absl::Seconds(step.offset().seconds());
  std::string text =
      absl::StrCat(offset == absl::ZeroDuration() ? "at once" : "after " + SpokenLength(offset),
                   ": ", Words(step.channel()));
  if (!step.purpose().empty()) absl::StrAppend(&text, ", about ", step.purpose());
  if (!step.script().empty()) absl::StrAppend(&text, " (", step.script(), ")");
  return text;
}

std::string RuleText(const v1::DispositionRule& rule) {
  std::string text = absl::StrCat(Words(rule.outcome()), ": ", Words(rule.action()));
  if (rule.delay().seconds() > 0)
    absl::StrAppend(&text, " after ", SpokenLength(absl::Seconds(rule.delay().seconds())));
  if (rule.action() == v1::DispositionRule::ACTION_RETRY) {
    absl::StrAppend(&text, ", at most ", rule.max_retries(),
                    rule.max_retries() == 1 ? " time" : " times");
  }
  return text;
}

std::string EnrolmentText(const v1::Enrolment& enrolment, const Clock& clock) {
  const auto when = [&](const google::protobuf::Timestamp& time) {
    return absl::StrCat(SpokenTime(FromProto(time), clock), " (", Ago(FromProto(time), clock), ")");
  };
  std::string text = Words(enrolment.state());
  if (enrolment.has_resume_time()) absl::StrAppend(&text, " until ", when(enrolment.resume_time()));
  if (!enrolment.stop_reason().empty()) absl::StrAppend(&text, " (", enrolment.stop_reason(), ")");
  if (enrolment.has_next_time()) {
    absl::StrAppend(&text, ", step ", enrolment.next_step() + 1, " on ",
                    when(enrolment.next_time()));
  }
  absl::StrAppend(&text, ", ", enrolment.touch_count(),
                  enrolment.touch_count() == 1 ? " touch" : " touches");
  return text;
}

}  // namespace ringback::cli
