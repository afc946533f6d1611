// What ringback.h promises.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/bindings/c/c_fixture.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StrEq;

constexpr rb_client kNone = 0;
constexpr std::chrono::seconds kPatience{20};

// Told how look-ups and calls ended.
class Told {
 public:
  static void Card(void* user, int code, rb_card* card) {
    const std::string line = card == nullptr ? "" : card->opening_line;
    rb_card_free(card);
    static_cast<Told*>(user)->Note(code, line);
  }
  static void Answer(void* user, int code, rb_buffer response) {
    const std::string text = response.data == nullptr ? "" : response.data;
    rb_buffer_free(&response);
    static_cast<Told*>(user)->Note(code, text);
  }

  bool Await(size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return codes_.size() >= count; });
  }
  std::vector<int> codes() {
    std::lock_guard lock(mutex_);
    return codes_;
  }
  std::string text() {
    std::lock_guard lock(mutex_);
    return text_;
  }
  std::thread::id thread() {
    std::lock_guard lock(mutex_);
    return thread_;
  }

 private:
  void Note(int code, const std::string& text) {
    std::lock_guard lock(mutex_);
    codes_.push_back(code);
    text_ = text;
    thread_ = std::this_thread::get_id();
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<int> codes_;
  std::string text_;
  std::thread::id thread_;
};

// A server that takes connections and never says a word.
class HungServer {
 public:
  HungServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 64), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    target_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~HungServer() { close(socket_); }
  const std::string& target() const { return target_; }

 private:
  const int socket_;
  std::string target_;
};

rb_lookup_request RequestFor(const char* ani) {
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  request.ani = ani;
  return request;
}

bool Readable(int fd, int timeout_ms) {
  pollfd poll_fd = {fd, POLLIN, 0};
  return poll(&poll_fd, 1, timeout_ms) == 1;
}

TEST_P(CApiTest, ACardSaysWhoIsCallingAndWhy) {
  api_.MustCall("CallerService.CreateCaller",
                R"({"caller": {"honorific": "Mr.", "familyName": "Jones", "company": "Jones & Sons",
                    "phones": [{"number": "+12025550143", "doNotCall": true}]}})");
  api_.MustCall("TenantService.CreateAgent",
                R"({"agentId": "tracy", "agent": {"displayName": "Tracy"}})");
  api_.RecordAttempt("(202) 555-0143", "the autumn heating check");
  CardPointer card;
  const rb_lookup_request request = RequestFor("<sip:+12025550143@carrier.example>");
  ASSERT_EQ(rb_lookup(api_.client(), &request, card.out()), RB_OK) << rb_last_error()->message;
  EXPECT_STREQ(card->ani, "<sip:+12025550143@carrier.example>");
  EXPECT_STREQ(card->e164, "+12025550143");
  EXPECT_STREQ(card->national, "(202) 555-0143");
  EXPECT_STREQ(card->region, "US");
  EXPECT_STREQ(card->tenant, "tenants/default");
  EXPECT_EQ(card->valid, 1);
  EXPECT_EQ(card->withheld, 0);
  EXPECT_EQ(card->verify_identity, 1);
  EXPECT_EQ(card->partial, 0);
  EXPECT_THAT(card->opening_line, HasSubstr("the autumn heating check"));
  ASSERT_EQ(card->match_count, 1u);
  const rb_match& match = *card->matches[0];
  EXPECT_STREQ(match.family_name, "Jones");
  EXPECT_STREQ(match.company, "Jones & Sons");
  EXPECT_EQ(match.confidence, RB_CONFIDENCE_KNOWN);
  EXPECT_EQ(match.do_not_call, 1);
  EXPECT_STREQ(match.last_agent_name, "Tracy");
  ASSERT_EQ(match.attempt_count, 1u);
  EXPECT_STREQ(match.attempts[0]->purpose, "the autumn heating check");
  EXPECT_EQ(match.attempts[0]->outcome, RB_OUTCOME_NO_ANSWER);
  EXPECT_EQ(match.attempts[0]->channel, RB_CHANNEL_CALL);
  EXPECT_GT(match.attempts[0]->start_time_us, 0);
  ASSERT_GE(match.reason_count, 1u);
  EXPECT_THAT(match.reasons[0]->text, Not(StrEq("")));
  EXPECT_THAT(card->next_steps[0], Not(StrEq("")));
}

TEST_P(CApiTest, WhatTheNetworkSendsIsNeverAnError) {
  for (const char* ani :
       {"", "anonymous", "\xff\xfe not UTF-8 \xc0", "sip:\r\nX: y", "++++", "0"}) {
    CardPointer card;
    const rb_lookup_request request = RequestFor(ani);
    ASSERT_EQ(rb_lookup(api_.client(), &request, card.out()), RB_OK) << rb_last_error()->message;
    EXPECT_EQ(card->match_count, 0u);
  }
  const std::string endless(100000, '\xc3');
  CardPointer card;
  rb_lookup_request request = RequestFor(endless.c_str());
  request.dnis = request.name_hint = endless.c_str();
  EXPECT_EQ(rb_lookup(api_.client(), &request, card.out()), RB_OK) << rb_last_error()->message;
}

TEST_P(CApiTest, AStartedLookupIsToldOnceOnAnotherThread) {
  api_.RecordAttempt("+12025550143", "the autumn heating check");
  const rb_lookup_request request = RequestFor("+12025550143");
  Told told;
  rb_operation operation = 0;
  // The second one is answered from memory.
  for (size_t i = 1; i <= 2; ++i) {
    ASSERT_EQ(rb_lookup_start(api_.client(), &request, Told::Card, &told, &operation), RB_OK);
    EXPECT_NE(operation, 0u);
    ASSERT_TRUE(told.Await(i));
    EXPECT_NE(told.thread(), std::this_thread::get_id());
    EXPECT_THAT(told.text(), HasSubstr("the autumn heating check"));
  }
  EXPECT_EQ(told.codes(), (std::vector<int>{RB_OK, RB_OK}));
  EXPECT_EQ(rb_cancel(operation), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "operation");
}

TEST_P(CApiTest, AStartedCallIsToldItsAnswerOrItsError) {
  Told told;
  ASSERT_EQ(rb_call_start(api_.client(), "TenantService.ListTenants", RB_JSON, nullptr, 0, 0,
                          Told::Answer, &told, nullptr),
            RB_OK);
  ASSERT_TRUE(told.Await(1));
  EXPECT_THAT(told.text(), HasSubstr("tenants/default"));
  const std::string request = R"({"name": "tenants/default/callers/none"})";
  ASSERT_EQ(rb_call_start(api_.client(), "CallerService.GetCaller", RB_JSON, request.data(),
                          request.size(), 0, Told::Answer, &told, nullptr),
            RB_OK);
  ASSERT_TRUE(told.Await(2));
  EXPECT_EQ(told.codes(), (std::vector<int>{RB_OK, RB_NOT_FOUND}));
}

TEST_P(CApiTest, ErrorsNameTheFieldAndTheReason) {
  Buffer response;
  EXPECT_EQ(
      api_.Call("AttemptService.RecordAttempt",
                R"({"attempt": {"dialedNumber": "12", "outcome": "OUTCOME_BUSY"}})", &response),
      RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "attempt.dialed_number");
  EXPECT_STREQ(rb_last_error()->reason, "INVALID_FIELD");
  EXPECT_THAT(rb_last_error()->message, HasSubstr("too short"));
  EXPECT_EQ(response.get().data, nullptr);

  EXPECT_EQ(api_.Call("CallerService.GetCaller", R"({"nam": "x"})", &response),
            RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->reason, "MALFORMED_REQUEST");
  EXPECT_THAT(rb_last_error()->message, HasSubstr("ringback.v1.GetCallerRequest"));

  EXPECT_EQ(
      rb_call(api_.client(), "CallerService.GetCaller", RB_PROTO, "\xff", 1, 0, response.out()),
      RB_INVALID_ARGUMENT);
  EXPECT_EQ(api_.Call("CallerService.NoSuch", "{}", &response), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "method");
  EXPECT_EQ(api_.Call("EventService.WatchEvents", "{}", &response), RB_INVALID_ARGUMENT);
  EXPECT_THAT(rb_last_error()->message, HasSubstr("rb_watch"));
  EXPECT_EQ(rb_call(api_.client(), "TenantService.ListTenants", 7, nullptr, 0, 0, response.out()),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(
      rb_call(api_.client(), "TenantService.ListTenants", RB_JSON, nullptr, 0, -1, response.out()),
      RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "timeout_ms");

  EXPECT_EQ(api_.Call("TenantService.ListTenants", "", &response), RB_OK);
  EXPECT_EQ(rb_last_error()->code, RB_OK);
  EXPECT_STREQ(rb_last_error()->message, "");
}

TEST_P(CApiTest, NullAndForeignHandlesAreErrorsAndNothingElse) {
  const rb_lookup_request request = RequestFor("+12025550143");
  CardPointer card;
  Buffer buffer;
  rb_client client = 1;
  rb_watcher watcher = 1;
  rb_operation operation = 1;
  EXPECT_EQ(rb_open(nullptr, nullptr, &client), RB_INVALID_ARGUMENT);
  EXPECT_EQ(client, kNone);
  EXPECT_EQ(rb_open("sqlite:x", nullptr, nullptr), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_open("", nullptr, &client), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_lookup(api_.client(), nullptr, card.out()), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_lookup(api_.client(), &request, nullptr), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_lookup_start(api_.client(), &request, nullptr, nullptr, nullptr),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_lookup_start(api_.client(), nullptr, Told::Card, nullptr, &operation),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(operation, 0u);
  EXPECT_EQ(rb_call(api_.client(), nullptr, RB_JSON, "{}", 2, 0, buffer.out()),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_call(api_.client(), "CallService.GetCall", RB_JSON, nullptr, 2, 0, buffer.out()),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_call(api_.client(), "CallService.GetCall", RB_JSON, "{}", 2, 0, nullptr),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_call_start(api_.client(), "CallService.GetCall", RB_JSON, "{}", 2, 0, nullptr,
                          nullptr, nullptr),
            RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_watch(api_.client(), RB_JSON, nullptr, 0, 0, nullptr), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_watcher_next(1, 0, nullptr), RB_INVALID_ARGUMENT);
  rb_card_free(nullptr);
  rb_buffer_free(nullptr);

  ASSERT_EQ(rb_watch(api_.client(), RB_JSON, nullptr, 0, 0, &watcher), RB_OK);
  for (const uint64_t wrong : {uint64_t{0}, uint64_t{42}, ~uint64_t{0}, api_.client() + 1000}) {
    EXPECT_EQ(rb_lookup(wrong, &request, card.out()), RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_call(wrong, "CallService.GetCall", RB_JSON, "{}", 2, 0, buffer.out()),
              RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_watch(wrong, RB_JSON, nullptr, 0, 0, &operation), RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_watcher_next(wrong, 0, buffer.out()), RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_watcher_fd(wrong), -1);
    EXPECT_EQ(rb_watcher_close(wrong), RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_cancel(wrong), RB_INVALID_ARGUMENT);
    EXPECT_EQ(rb_close(wrong), RB_INVALID_ARGUMENT);
  }
  // The handle of one kind is none of another.
  EXPECT_EQ(rb_close(watcher), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_watcher_close(api_.client()), RB_INVALID_ARGUMENT);
  EXPECT_EQ(rb_watcher_close(watcher), RB_OK);
  EXPECT_EQ(rb_watcher_close(watcher), RB_INVALID_ARGUMENT);
}

TEST_P(CApiTest, ClosingTwiceIsAnErrorAndNothingElse) {
  rb_client client = api_.client();
  EXPECT_EQ(rb_close(client), RB_OK);
  EXPECT_EQ(rb_close(client), RB_INVALID_ARGUMENT);
  CardPointer card;
  const rb_lookup_request request = RequestFor("+12025550143");
  EXPECT_EQ(rb_lookup(client, &request, card.out()), RB_INVALID_ARGUMENT);
  EXPECT_EQ(card.get(), nullptr);
}

TEST_P(CApiTest, OlderAndNewerProgramsAreUnderstood) {
  struct Newer {
    rb_lookup_request known = RB_LOOKUP_REQUEST_INIT;
    const char* later = nullptr;
  } newer;
  newer.known.struct_size = sizeof(newer);
  newer.known.ani = "+12025550143";
  CardPointer card;
  EXPECT_EQ(rb_lookup(api_.client(), &newer.known, card.out()), RB_OK) << rb_last_error()->message;
  newer.later = "set";
  CardPointer none;
  EXPECT_EQ(rb_lookup(api_.client(), &newer.known, none.out()), RB_INVALID_ARGUMENT);
  EXPECT_THAT(rb_last_error()->message, HasSubstr("does not know"));

  rb_lookup_request unset = {};
  EXPECT_EQ(rb_lookup(api_.client(), &unset, none.out()), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "request.struct_size");
}

TEST_P(CApiTest, AWatcherIsReadableWhileItHasSomethingToSay) {
  rb_watcher watcher = 0;
  ASSERT_EQ(rb_watch(api_.client(), RB_JSON, nullptr, 0, 0, &watcher), RB_OK)
      << rb_last_error()->message;
  const int fd = rb_watcher_fd(watcher);
  EXPECT_FALSE(Readable(fd, 0));
  Buffer none;
  EXPECT_EQ(rb_watcher_next(watcher, 0, none.out()), RB_DEADLINE_EXCEEDED);
  api_.RecordAttempt("+12025550143", "one");
  api_.RecordAttempt("+12025550143", "two");
  for (const char* purpose : {"one", "two"}) {
    ASSERT_TRUE(Readable(fd, 20000));
    Buffer event;
    ASSERT_EQ(rb_watcher_next(watcher, -1, event.out()), RB_OK) << rb_last_error()->message;
    EXPECT_THAT(event.text(), HasSubstr(purpose));
    EXPECT_THAT(event.text(), HasSubstr("resumeToken"));
  }
  EXPECT_FALSE(Readable(fd, 0));
  EXPECT_EQ(rb_watcher_close(watcher), RB_OK);
}

TEST_P(CApiTest, AWatcherWhoRestsMissesNothing) {
  rb_watcher watcher = 0;
  ASSERT_EQ(rb_watch(api_.client(), RB_JSON, nullptr, 0, 0, &watcher), RB_OK);
  constexpr int kEvents = 700;  // more than wait in the library
  for (int i = 0; i < kEvents; ++i) api_.RecordAttempt("+12025550143", std::to_string(i));
  for (int i = 0; i < kEvents; ++i) {
    Buffer event;
    ASSERT_EQ(rb_watcher_next(watcher, 20000, event.out()), RB_OK) << i << rb_last_error()->message;
    ASSERT_THAT(event.text(), HasSubstr("\"purpose\":\"" + std::to_string(i) + "\""));
  }
  EXPECT_EQ(rb_watcher_close(watcher), RB_OK);
}

TEST_P(CApiTest, AWatchThatMayNotBeSaysWhy) {
  rb_watcher watcher = 0;
  const std::string request = R"({"parent": "tenants/nobody"})";
  EXPECT_EQ(rb_watch(api_.client(), RB_JSON, request.data(), request.size(), 0, &watcher),
            RB_NOT_FOUND);
  EXPECT_EQ(watcher, 0u);
}

TEST_P(CApiTest, ClosingEndsWatchersWhoStayUntilTheyAreClosed) {
  rb_watcher watcher = 0;
  ASSERT_EQ(rb_watch(api_.client(), RB_JSON, nullptr, 0, 0, &watcher), RB_OK);
  int code = -1;
  std::thread waiting([&] {
    Buffer event;
    code = rb_watcher_next(watcher, -1, event.out());
  });
  EXPECT_EQ(rb_close(api_.client()), RB_OK);
  waiting.join();
  EXPECT_EQ(code, RB_CANCELLED);
  EXPECT_TRUE(Readable(rb_watcher_fd(watcher), 0));
  Buffer event;
  EXPECT_EQ(rb_watcher_next(watcher, 0, event.out()), RB_CANCELLED);
  EXPECT_EQ(rb_watcher_close(watcher), RB_OK);
}

TEST_P(CApiTest, ACallbackMayWaitForACallAndMayClose) {
  struct Program {
    rb_client client = 0;
    int call = -1;
    int close = -1;
    Told told;
    static void Done(void* user, int code, rb_buffer response) {
      auto* program = static_cast<Program*>(user);
      Buffer answer;
      program->call =
          rb_call(program->client, "TenantService.ListTenants", RB_JSON, "", 0, 0, answer.out());
      program->close = rb_close(program->client);
      Told::Answer(&program->told, code, response);
    }
  } program;
  program.client = api_.client();
  ASSERT_EQ(rb_call_start(api_.client(), "TenantService.ListTenants", RB_JSON, "", 0, 0,
                          Program::Done, &program, nullptr),
            RB_OK);
  ASSERT_TRUE(program.told.Await(1));
  EXPECT_EQ(program.call, RB_OK);
  EXPECT_EQ(program.close, RB_OK);
  EXPECT_EQ(program.told.codes(), std::vector<int>{RB_OK});
}

TEST_P(CApiTest, EveryMethodOfTheContractIsThere) {
  size_t count = 0;
  const char* const* names = rb_method_names(&count);
  EXPECT_EQ(names[count], nullptr);
  EXPECT_TRUE(std::is_sorted(names, names + count,
                             [](const char* a, const char* b) { return std::strcmp(a, b) < 0; }));
  EXPECT_GT(count, 30u);
  for (size_t i = 0; i < count; ++i) {
    Buffer response;
    const int code = rb_call(api_.client(), names[i], RB_PROTO, nullptr, 0, 0, response.out());
    EXPECT_NE(code, RB_UNIMPLEMENTED) << names[i];
    EXPECT_NE(code, RB_INTERNAL) << names[i];
  }
}

INSTANTIATE_TEST_SUITE_P(OnA, CApiTest, ::testing::Values(Kind::kFile, Kind::kServer),
                         [](const auto& info) { return NameOf(info.param); });

TEST(CFileTest, AFileIsClosedWhenCloseReturns) {
  const ScratchFolder folder;
  const std::string target = "sqlite:" + folder.File("calls.db");
  for (int i = 0; i < 3; ++i) {
    rb_client client = 0;
    ASSERT_EQ(rb_open(target.c_str(), nullptr, &client), RB_OK) << rb_last_error()->message;
    rb_client second = 0;
    EXPECT_EQ(rb_open(target.c_str(), nullptr, &second), RB_FAILED_PRECONDITION);
    Told told;
    rb_call_start(client, "TenantService.ListTenants", RB_JSON, "", 0, 0, Told::Answer, &told,
                  nullptr);
    ASSERT_EQ(rb_close(client), RB_OK);
    // Told before the close returned, one way or the other.
    EXPECT_EQ(told.codes().size(), 1u);
  }
}

TEST(CFileTest, NamesAreFoundWithoutTheirAccents) {
  const CApi api(Kind::kFile);
  api.MustCall("CallerService.CreateCaller",
               R"({"caller": {"familyName": "Müller", "company": "ＡＣＭＥ"}})");
  EXPECT_THAT(api.MustCall("CallerService.SearchCallers", R"({"query": "muller"})"),
              HasSubstr("Müller"));
  EXPECT_THAT(api.MustCall("CallerService.SearchCallers", R"({"query": "acme"})"),
              HasSubstr("Müller"));
}

TEST(CServerTest, AServerThatIsNotThereIsUnavailable) {
  rb_client client = 0;
  ASSERT_EQ(rb_open("unix:/nonexistent/ringback.sock", nullptr, &client), RB_OK);
  const rb_lookup_request request = RequestFor("+12025550143");
  CardPointer card;
  EXPECT_EQ(rb_lookup(client, &request, card.out()), RB_UNAVAILABLE);
  rb_watcher watcher = 0;
  EXPECT_EQ(rb_watch(client, RB_JSON, nullptr, 0, 0, &watcher), RB_UNAVAILABLE);
  EXPECT_EQ(rb_close(client), RB_OK);
}

TEST(CServerTest, AServerThatHangsDoesNotHangThePhone) {
  const HungServer server;
  rb_client client = 0;
  ASSERT_EQ(rb_open(server.target().c_str(), nullptr, &client), RB_OK);
  rb_lookup_request request = RequestFor("+12025550143");
  request.timeout_ms = 200;
  CardPointer card;
  EXPECT_EQ(rb_lookup(client, &request, card.out()), RB_DEADLINE_EXCEEDED);
  Told told;
  ASSERT_EQ(rb_lookup_start(client, &request, Told::Card, &told, nullptr), RB_OK);
  ASSERT_TRUE(told.Await(1));
  EXPECT_EQ(told.codes(), std::vector<int>{RB_DEADLINE_EXCEEDED});
  rb_watcher watcher = 0;
  EXPECT_EQ(rb_watch(client, RB_JSON, nullptr, 0, 200, &watcher), RB_DEADLINE_EXCEEDED);
  EXPECT_EQ(rb_close(client), RB_OK);
}

TEST(CServerTest, WhatHangsCanBeCancelledAndClosed) {
  const HungServer server;
  rb_client client = 0;
  ASSERT_EQ(rb_open(server.target().c_str(), nullptr, &client), RB_OK);
  rb_lookup_request request = RequestFor("+12025550143");
  request.timeout_ms = 60000;
  Told told;
  rb_operation operation = 0;
  ASSERT_EQ(rb_lookup_start(client, &request, Told::Card, &told, &operation), RB_OK);
  EXPECT_EQ(rb_cancel(operation), RB_OK);
  ASSERT_TRUE(told.Await(1));
  EXPECT_EQ(rb_cancel(operation), RB_INVALID_ARGUMENT);

  ASSERT_EQ(rb_lookup_start(client, &request, Told::Card, &told, &operation), RB_OK);
  int waited = -1;
  std::thread waiting([&] {
    CardPointer card;
    waited = rb_lookup(client, &request, card.out());
  });
  EXPECT_EQ(rb_close(client), RB_OK);
  waiting.join();
  EXPECT_EQ(told.codes(), (std::vector<int>{RB_CANCELLED, RB_CANCELLED}));
  // Or it came after the close.
  EXPECT_TRUE(waited == RB_CANCELLED || waited == RB_INVALID_ARGUMENT) << waited;
}

TEST(CServerTest, AWatcherIsToldThatTheServerWentAway) {
  CApi api(Kind::kServer);
  rb_watcher watcher = 0;
  ASSERT_EQ(rb_watch(api.client(), RB_JSON, nullptr, 0, 0, &watcher), RB_OK);
  api.StopServer();
  ASSERT_TRUE(Readable(rb_watcher_fd(watcher), 20000));
  Buffer event;
  EXPECT_EQ(rb_watcher_next(watcher, 0, event.out()), RB_UNAVAILABLE);
  EXPECT_EQ(rb_watcher_close(watcher), RB_OK);
}

TEST(COpenTest, OptionsThatCannotBeAreErrorsOfTheirField) {
  rb_client client = 0;
  rb_open_options options = RB_OPEN_OPTIONS_INIT;
  options.tls_ca = "/nonexistent/ca.pem";
  EXPECT_EQ(rb_open("127.0.0.1:1", &options, &client), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "tls_ca");
  EXPECT_EQ(rb_open("sqlite:x.db", &options, &client), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "tls_ca");
  const std::string deep = "unix:/" + std::string(107, 'x');
  EXPECT_EQ(rb_open(deep.c_str(), nullptr, &client), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "target");
  rb_open_options unset = {};
  EXPECT_EQ(rb_open("127.0.0.1:1", &unset, &client), RB_INVALID_ARGUMENT);
  EXPECT_STREQ(rb_last_error()->field, "options.struct_size");
  EXPECT_EQ(client, kNone);
}

TEST(CVersionTest, TheLibraryIsOfTheHeader) { EXPECT_THAT(rb_version(), StrEq(RB_VERSION)); }

}  // namespace
}  // namespace ringback::test
