// Short ways to say what agents do with the queue of due contacts.
#ifndef TESTS_UNIT_FOLLOWUP_QUEUE_FIXTURE_H_
#define TESTS_UNIT_FOLLOWUP_QUEUE_FIXTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {

// The fixture: an engine, and agents who take from its queue. Agents are known by their ids.
class QueueTest : public ::testing::Test {
 protected:
  using Outcome = v1::OutboundAttempt::Outcome;

  // A caller with a number of their own, and a lead of theirs.
  v1::Caller NewCaller(std::string_view time_zone = "");
  v1::Lead NewLead(const v1::Caller& caller, std::string_view owner = "",
                   std::string_view team = "");
  v1::Lead NewLead() { return NewLead(NewCaller()); }

  // Promises to be in touch then; clears the promise for InfinitePast.
  absl::StatusOr<v1::Lead> TryPromise(const v1::Lead& lead, absl::Time time,
                                      v1::Channel channel = v1::CHANNEL_CALL);
  v1::Lead Promise(const v1::Lead& lead, absl::Time time, v1::Channel channel = v1::CHANNEL_CALL) {
    return Must(TryPromise(lead, time, channel));
  }

  // The contact that an agent gets; "" in its name when there is none.
  v1::DueContact Lease(std::string_view agent, absl::Duration duration = absl::Minutes(10));
  absl::StatusOr<v1::LeaseDueContactResponse> TryLease(const v1::LeaseDueContactRequest& request) {
    return engine->due_contacts().LeaseDueContact(request, engine.context());
  }

  absl::StatusOr<v1::DueContact> TryComplete(const v1::DueContact& contact, std::string_view agent,
                                             Outcome outcome);
  v1::DueContact Complete(const v1::DueContact& contact, std::string_view agent,
                          Outcome outcome = v1::OutboundAttempt::OUTCOME_NO_ANSWER) {
    return Must(TryComplete(contact, agent, outcome));
  }
  absl::StatusOr<v1::DueContact> TryRelease(const v1::DueContact& contact, std::string_view agent,
                                            absl::Time retry = absl::InfinitePast());

  // An attempt for a lead that is not taken from the queue, and is over.
  v1::OutboundAttempt RingFor(const v1::Lead& lead, std::string_view agent, Outcome outcome);

  // What is not over, in the order of the queue.
  std::vector<v1::DueContact> Open();
  // The contact of a lead that is not over; "" in its name when there is none.
  v1::DueContact OpenOf(const v1::Lead& lead);
  v1::DueContact Get(const v1::DueContact& contact);

  void SetHours(int start_minute, int end_minute);

  // A cadence of these steps, in hours after the enrolment, by phone.
  v1::Cadence AddCadence(std::string_view id, const std::vector<int>& hours);
  v1::Lead Enrol(const v1::Lead& lead, const v1::Cadence& cadence);

  TestEngine engine;

 private:
  int numbers_ = 0;
};

// "tenants/default/agents/ID".
std::string AgentNamed(std::string_view id);

absl::Time TimeIn(const google::protobuf::Timestamp& time);

}  // namespace ringback::test

#endif  // TESTS_UNIT_FOLLOWUP_QUEUE_FIXTURE_H_
