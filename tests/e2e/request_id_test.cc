// A repeated request_id gives the first answer again and writes once, also when both arrive at once
// and when the server was restarted between them (AIP-155).
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "tests/e2e/served_engine.h"

namespace ringback::test {
namespace {

class RequestIdTest : public ServedEngineTest {
 protected:
  // A write of some method under `request_id`; its answer as text, whose maps have an order.
  using Send = std::function<absl::StatusOr<std::string>(const std::string& request_id)>;

  template <typename Stub, typename Request, typename Response>
  Send Sender(Stub& (Client::*stub)() const,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              Request request) {
    return [this, stub, method, request](const std::string& id) -> absl::StatusOr<std::string> {
      Request mine = request;
      mine.set_request_id(id);
      Response response;
      grpc::ClientContext context;
      const grpc::Status status = ((client().*stub)().*method)(&context, mine, &response);
      if (!status.ok()) return FromGrpcStatus(status);
      return response.DebugString();
    };
  }

  // One of each kind of write, on resources that are there.
  std::vector<std::pair<std::string, Send>> Writes() {
    const v1::Caller caller = AddCaller("Sample Jones");
    v1::RecordAttemptRequest attempt;
    attempt.mutable_attempt()->set_dialed_number("+12024561414");
    attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
    v1::StartAttemptRequest start;
    start.mutable_attempt()->set_dialed_number("+12024561414");
    v1::CreateCallerRequest create;
    create.mutable_caller()->set_display_name("Sample Smith");
    (*create.mutable_caller()->mutable_annotations())["b"] = "2";
    (*create.mutable_caller()->mutable_annotations())["a"] = "1";
    v1::UpdateCallerRequest update;
    *update.mutable_caller() = caller;
    update.mutable_caller()->set_company("Sample Heating");
    v1::CreateLeadRequest lead;
    lead.mutable_lead()->set_caller(caller.name());
    v1::CreateCallNoteRequest note;
    note.mutable_call_note()->set_caller(caller.name());
    note.mutable_call_note()->set_text("wants a boiler");
    v1::StartCallRequest call;
    call.set_ani("+12024561414");
    v1::CreateAgentRequest agent;
    agent.set_agent_id("tracy");
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id("sample");
    return {
        {"RecordAttempt",
         Sender(&Client::attempts, &v1::AttemptService::Stub::RecordAttempt, attempt)},
        {"StartAttempt", Sender(&Client::attempts, &v1::AttemptService::Stub::StartAttempt, start)},
        {"CreateCaller", Sender(&Client::callers, &v1::CallerService::Stub::CreateCaller, create)},
        {"UpdateCaller", Sender(&Client::callers, &v1::CallerService::Stub::UpdateCaller, update)},
        {"CreateLead", Sender(&Client::leads, &v1::LeadService::Stub::CreateLead, lead)},
        {"CreateCallNote", Sender(&Client::notes, &v1::NoteService::Stub::CreateCallNote, note)},
        {"StartCall", Sender(&Client::calls, &v1::CallService::Stub::StartCall, call)},
        {"CreateAgent", Sender(&Client::tenants, &v1::TenantService::Stub::CreateAgent, agent)},
        {"CreateTenant", Sender(&Client::tenants, &v1::TenantService::Stub::CreateTenant, tenant)},
    };
  }
};

TEST_F(RequestIdTest, SixteenAtOnceGetOneAnswerOfOneWrite) {
  for (const auto& [name, send] : Writes()) {
    const int64_t events = RowsOf("events");
    std::vector<absl::StatusOr<std::string>> answers(16);
    std::vector<std::thread> threads;
    for (auto& answer : answers) {
      threads.emplace_back(
          [&answer, &send = send, &name = name] { answer = send("at once " + name); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.ok()) << name << ": " << answer.status();
      EXPECT_EQ(*answer, *answers.front()) << name;
    }
    EXPECT_EQ(RowsOf("events"), events + 1) << name;
  }
}

TEST_F(RequestIdTest, RepeatAfterARestartGetsTheFirstAnswer) {
  const auto writes = Writes();
  std::vector<std::string> answers;
  for (const auto& [name, send] : writes) {
    const auto answer = send("once " + name);
    ASSERT_TRUE(answer.ok()) << name << ": " << answer.status();
    answers.push_back(*answer);
  }
  const std::string before = Dump();
  Restart();
  for (size_t i = 0; i < writes.size(); ++i) {
    const auto answer = writes[i].second("once " + writes[i].first);
    ASSERT_TRUE(answer.ok()) << writes[i].first << ": " << answer.status();
    EXPECT_EQ(*answer, answers[i]) << writes[i].first;
  }
  EXPECT_EQ(Dump(), before);
}

TEST_F(RequestIdTest, WithoutAnIdEachIsAWriteOfItsOwn) {
  v1::RecordAttemptRequest request;
  request.mutable_attempt()->set_dialed_number("+12024561414");
  request.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
  const Send send = Sender(&Client::attempts, &v1::AttemptService::Stub::RecordAttempt, request);
  EXPECT_NE(*send(""), *send(""));
  EXPECT_NE(*send("a"), *send("b"));
  EXPECT_EQ(RowsOf("attempts"), 4);
}

TEST_F(RequestIdTest, IdOfAnotherRequestIsRefusedAndNothingIsWritten) {
  const auto writes = Writes();
  ASSERT_TRUE(writes.front().second("taken").ok());
  const std::string before = Dump();
  for (size_t i = 1; i < writes.size(); ++i) {
    const absl::Status status = writes[i].second("taken").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << writes[i].first;
    EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED") << writes[i].first;
    EXPECT_EQ(MetadataOf(status, "request_id"), "taken");
  }
  // The same method with other contents.
  v1::RecordAttemptRequest other;
  other.mutable_attempt()->set_dialed_number("+12024561415");
  other.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
  EXPECT_EQ(
      ReasonOf(Sender(&Client::attempts, &v1::AttemptService::Stub::RecordAttempt, other)("taken")
                   .status()),
      "REQUEST_ID_REUSED");
  EXPECT_EQ(Dump(), before);
}

TEST_F(RequestIdTest, RequestThatFailedLeavesItsIdFree) {
  v1::CreateLeadRequest bad;
  bad.mutable_lead()->set_caller("tenants/default/callers/nobody");
  EXPECT_EQ(Sender(&Client::leads, &v1::LeadService::Stub::CreateLead, bad)("mine").status().code(),
            absl::StatusCode::kNotFound);
  v1::CreateLeadRequest good;
  good.mutable_lead()->set_caller(AddCaller("Sample Jones").name());
  EXPECT_TRUE(Sender(&Client::leads, &v1::LeadService::Stub::CreateLead, good)("mine").ok());
}

TEST_F(RequestIdTest, TenantsHaveIdsOfTheirOwn) {
  v1::CreateTenantRequest tenant;
  tenant.set_tenant_id("other");
  ASSERT_TRUE(Sender(&Client::tenants, &v1::TenantService::Stub::CreateTenant, tenant)("t").ok());
  std::set<std::string> answers;
  for (const char* parent : {"tenants/default", "tenants/other"}) {
    v1::CreateCallerRequest create;
    create.set_parent(parent);
    create.mutable_caller()->set_display_name("Sample Jones");
    const auto answer =
        Sender(&Client::callers, &v1::CallerService::Stub::CreateCaller, create)("same");
    ASSERT_TRUE(answer.ok()) << answer.status();
    answers.insert(*answer);
  }
  EXPECT_EQ(answers.size(), 2u);
  EXPECT_EQ(RowsOf("callers"), 2);
}

}  // namespace
}  // namespace ringback::test
