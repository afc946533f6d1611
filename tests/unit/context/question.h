// Questions and candidates for tests of what is pure: ranking and wording.
#ifndef TESTS_UNIT_CONTEXT_QUESTION_H_
#define TESTS_UNIT_CONTEXT_QUESTION_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include "ringback/context/candidate.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {

inline constexpr char kShown[] = "+12025550100";
inline constexpr char kOtherShown[] = "+12025550101";
inline constexpr char kHome[] = "+12024561414";

// Who rings from kHome to kShown at TestStart()? Of a tenant "Sample Heating" in `region`, UTC.
inline LookupQuestion Question(std::string_view region = "US") {
  auto tenant = std::make_shared<TenantRecord>();
  tenant->id = "default";
  tenant->tenant.set_display_name("Sample Heating");
  tenant->tenant.set_default_region(std::string(region));
  tenant->tenant.mutable_callback_window()->set_seconds(14 * 24 * 3600);
  tenant->time_zone = absl::UTCTimeZone();
  LookupQuestion question;
  question.tenant = std::move(tenant);
  question.ani = {
      .kind = ReadNumber::Kind::kNumber, .number = PhoneNumber::FromE164(kHome), .extension = {}};
  question.dnis = PhoneNumber::FromE164(kShown);
  question.at_us = absl::ToUnixMicros(TestStart());
  return question;
}

// A match that lives until the end: ranking and wording own none.
inline v1::Match* NewMatch() {
  static auto& arena = *new google::protobuf::Arena;
  return google::protobuf::Arena::CreateMessage<v1::Match>(&arena);
}

// A candidate with this name.
inline Candidate Who(std::string_view name, v1::Confidence confidence = v1::CONFIDENCE_KNOWN) {
  static int64_t last_id = 0;
  Candidate candidate;
  candidate.caller = ++last_id;
  candidate.match = NewMatch();
  *candidate.match->mutable_caller() = Person(name, {kHome});
  candidate.match->mutable_caller()->set_display_name(std::string(name));
  candidate.match->set_confidence(confidence);
  return candidate;
}

// The same, rung once.
inline Candidate Rung(std::string_view name, v1::OutboundAttempt::Outcome outcome,
                      absl::Duration ago, v1::Confidence confidence = v1::CONFIDENCE_KNOWN) {
  Candidate candidate = Who(name, confidence);
  *candidate.match->add_attempts() = Ring(kHome, outcome, TestStart() - ago);
  return candidate;
}

}  // namespace ringback::test

#endif  // TESTS_UNIT_CONTEXT_QUESTION_H_
