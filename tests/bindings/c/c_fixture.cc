#include "tests/bindings/c/c_fixture.h"

namespace ringback::test {

CApi::CApi(Kind kind) {
  target_ = "sqlite:" + folder_.File("calls.db");
  if (kind == Kind::kServer) {
    auto engine = Engine::Open(target_);
    EXPECT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto server = engine_->Serve({.listen = {"127.0.0.1:0"}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    target_ = server_->addresses().front();
  }
  EXPECT_EQ(rb_open(target_.c_str(), nullptr, &client_), RB_OK) << rb_last_error()->message;
}

CApi::~CApi() {
  rb_close(client_);
  server_.reset();
}

int CApi::Call(std::string_view method, std::string_view request, Buffer* response) const {
  return rb_call(client_, std::string(method).c_str(), RB_JSON, request.data(), request.size(), 0,
                 response->out());
}

std::string CApi::MustCall(std::string_view method, std::string_view request) const {
  Buffer response;
  EXPECT_EQ(Call(method, request, &response), RB_OK) << method << rb_last_error()->message;
  return response.text();
}

void CApi::RecordAttempt(std::string_view number, std::string_view purpose) const {
  MustCall("AttemptService.RecordAttempt",
           R"({"attempt": {"agent": "tenants/default/agents/tracy", "outcome": "OUTCOME_NO_ANSWER",
                "dialedNumber": ")" +
               std::string(number) + R"(", "purpose": ")" + std::string(purpose) + "\"}}");
}

}  // namespace ringback::test
