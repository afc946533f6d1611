// An engine on a fresh file, a clock that a test sets, and short ways to say what happened.
#ifndef TESTS_SUPPORT_ENGINE_FIXTURE_H_
#define TESTS_SUPPORT_ENGINE_FIXTURE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ringback/base/clock.h"
#include "ringback/engine.h"
#include "ringback/model/request_context.h"

namespace ringback::test {

// The value of `result`. A test that gets an error here fails with its message and goes on with an
// empty value.
template <typename T>
T Must(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  ADD_FAILURE() << result.status().ToString();
  return T{};
}

// Monday, 7 October 2030, 15:00 UTC: when every test begins, unless it says otherwise.
absl::Time TestStart();

// A caller who has these numbers, in any spelling. "Mr. Robert Jones": the last word is the family
// name, a first word that ends with '.' the honorific.
v1::Caller Person(std::string_view name, std::initializer_list<std::string_view> numbers = {});

// An attempt by phone.
v1::OutboundAttempt Ring(const v1::Caller& caller, v1::OutboundAttempt::Outcome outcome,
                         absl::Time start);
v1::OutboundAttempt Ring(std::string_view number, v1::OutboundAttempt::Outcome outcome,
                         absl::Time start);

google::protobuf::Timestamp AtTime(absl::Time time);

// A slot of one hour.
v1::TimeSlot Slot(absl::Time start);

class TestEngine;

// The one clock of an engine under test: requests are handled at this moment, and what comes due by
// itself comes due by it. It stands until the test sets it, and reads as an absl::Time. What comes
// due by setting it has been done when that returns.
class TestTime {
 public:
  explicit TestTime(TestEngine* engine) : engine_(*engine) {}

  TestTime(const TestTime&) = delete;

  operator absl::Time() const;  // NOLINT: reads as a time
  TestTime& operator=(absl::Time time);
  TestTime& operator=(const TestTime& other) { return *this = absl::Time(other); }
  TestTime& operator+=(absl::Duration span) { return *this = *this + span; }
  TestTime& operator-=(absl::Duration span) { return *this = *this - span; }

 private:
  TestEngine& engine_;
};

// An engine on a file of its own, which goes away with it. Several can be open at once. What the
// methods below cannot do fails the test.
class TestEngine {
 public:
  TestEngine();
  ~TestEngine();

  TestEngine(const TestEngine&) = delete;
  TestEngine& operator=(const TestEngine&) = delete;

  Engine* operator->() { return engine_.get(); }
  Engine& operator*() { return *engine_; }

  // The file, and the URI to open it with.
  const std::string& path() const { return path_; }
  std::string uri() const { return "sqlite:" + path_; }

  // Closes the engine and opens the file again.
  void Reopen();

  // What time it is: TestStart() to begin with.
  TestTime now{this};
  void Pass(absl::Duration span) { now += span; }
  // The same, for what is opened beside the engine.
  Clock* clock() { return &clock_; }
  // What a request comes with. What is due by itself has been done before. Not inside a read or a
  // write of the store.
  RequestContext context() const;

  // Creates the tenant; `tenant` may be empty. Use its name as the `parent` below; "" is
  // tenants/default.
  v1::Tenant AddTenant(std::string_view id, const v1::Tenant& tenant);
  // Changes fields of tenants/default: those that `tenant` has set.
  v1::Tenant SetTenant(v1::Tenant tenant);

  v1::Caller Add(const v1::Caller& caller, std::string_view parent = "");
  v1::Lead Add(const v1::Lead& lead, std::string_view parent = "");
  v1::CallNote Add(const v1::CallNote& note, std::string_view parent = "");
  v1::Agent AddAgent(std::string_view id, const v1::Agent& agent = {},
                     std::string_view parent = "");
  // Records an attempt. A start_time that is not set is now; NO_ANSWER when it has no outcome.
  v1::OutboundAttempt Add(v1::OutboundAttempt attempt, std::string_view parent = "");

  // The card for a number, without a side effect.
  v1::CallerContext Lookup(std::string_view ani, std::string_view dnis = "",
                           std::string_view parent = "");
  v1::CallerContext Lookup(const v1::LookupCallerRequest& request);

  // An inbound call that rings now, and what happens to it.
  v1::StartCallResponse Call(std::string_view ani, std::string_view dnis = "",
                             std::string_view agent = "");
  v1::Call Answer(const v1::Call& call, std::string_view agent = "");
  v1::Call Confirm(const v1::Call& call, const v1::Caller& caller, std::string_view agent = "");
  v1::Call Reject(const v1::Call& call, const v1::Caller& caller, std::string_view agent = "");
  v1::Call End(const v1::Call& call, v1::Call::Outcome outcome);

  // Reads a resource again.
  v1::Caller Get(const v1::Caller& caller);
  v1::Lead Get(const v1::Lead& lead);
  v1::OutboundAttempt Get(const v1::OutboundAttempt& attempt);
  v1::Call Get(const v1::Call& call);

 private:
  friend class TestTime;

  void Open();

  ManualClock clock_{TestStart()};
  std::string directory_;
  std::string path_;
  std::unique_ptr<Engine> engine_;
};

// The display names of the matches, best first; the dialed number for one that nobody saved.
std::vector<std::string> NamesOf(const v1::CallerContext& card);

// The match of a caller, or nullptr.
const v1::Match* MatchOf(const v1::CallerContext& card, const v1::Caller& caller);

// The reason with this code, or nullptr.
const v1::Reason* ReasonFor(const v1::Match& match, v1::Reason::Code code);

}  // namespace ringback::test

#endif  // TESTS_SUPPORT_ENGINE_FIXTURE_H_
