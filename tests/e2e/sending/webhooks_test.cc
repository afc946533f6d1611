// Webhooks of a real ringbackd, to real receivers: signed, in order, at least once, and nowhere
// that they must not go.
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/sending/peer.h"
#include "tests/e2e/sending/sending_server.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using google::protobuf::Struct;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Webhooks : public SendingServer {
 protected:
  // A receiver whose log, secret and path are its own.
  struct Receiver {
    std::unique_ptr<Peer> peer;
    std::string secret_file;
    std::string scheme = "http";
    std::string Url(const std::string& path) const {
      return absl::StrCat(scheme, "://127.0.0.1:", peer->port(), path);
    }
  };

  Receiver Receive(const std::string& name, bool tls = false) {
    Receiver receiver;
    receiver.secret_file = folder_.File(name + ".secret");
    std::vector<std::string> arguments = {Source("http_receiver.py"), getenv("SENDING_MD"),
                                          receiver.secret_file, folder_.File(name + ".log")};
    if (tls) {
      MakeCertificate(folder_.path());
      arguments.push_back(folder_.File("cert.pem"));
      arguments.push_back(folder_.File("key.pem"));
      receiver.scheme = "https";
    }
    receiver.peer = std::make_unique<Peer>(arguments, folder_.File(name + ".log"));
    return receiver;
  }

  // A webhook for new callers and their changes, whose secret its receiver knows.
  v1::Webhook Hook(const std::string& id, const Receiver& receiver, const std::string& path) {
    v1::CreateWebhookRequest request;
    request.set_webhook_id(id);
    request.mutable_webhook()->set_url(receiver.Url(path));
    request.mutable_webhook()->add_event_types("CALLER_CREATED");
    request.mutable_webhook()->add_event_types("CALLER_UPDATED");
    v1::Webhook webhook;
    ExpectOk(
        Call(client().deliveries(), &v1::DeliveryService::Stub::CreateWebhook, request, &webhook));
    secrets_.insert(webhook.secret());
    std::ofstream(receiver.secret_file) << webhook.secret();
    return webhook;
  }

  void TearDown() override {
    for (const std::string& secret : secrets_) {
      EXPECT_THAT(AllLogs(), Not(HasSubstr(secret)));
      EXPECT_THAT(DeliveriesAsText(), Not(HasSubstr(secret)));
    }
    SendingServer::TearDown();
  }

  std::set<std::string> secrets_;
};

bool Answered200(const Struct& line) { return Field(line, "answer") == "200"; }

TEST_F(Webhooks, AReceiverVerifiesThemAsTheDocumentationShowsAndRefusesReplays) {
  const Receiver receiver = Receive("crm", /*tls=*/true);
  Serve({"--allow-private-webhooks", "--send-ca", folder_.File("cert.pem")});
  Hook("crm", receiver, "/answer/200");
  AddCaller("Robert Jones");
  const auto lines = receiver.peer->WaitForLines(1);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(Field(lines[0], "verified"), "true");
  EXPECT_EQ(Field(lines[0], "event"), "CALLER_CREATED");
  EXPECT_EQ(Field(lines[0], "type"), "application/json");
  v1::Event event;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(Field(lines[0], "body"), &event).ok());
  EXPECT_EQ(event.caller().family_name(), "Jones");
  // The same bytes once more, later, or under another body are refused.
  const std::string url = receiver.Url("/answer/200");
  const auto post = [&](const std::string& delivery, const std::string& body) {
    const std::string command =
        absl::StrCat("curl --silent --insecure --output /dev/null --header 'Ringback-Signature: ",
                     Field(lines[0], "signature"), "' --header 'Ringback-Delivery: ", delivery,
                     "' --data-binary @- ", url, " < ", folder_.File("body"));
    std::ofstream(folder_.File("body")) << body;
    EXPECT_EQ(system(command.c_str()), 0);
  };
  post(Field(lines[0], "delivery"), Field(lines[0], "body"));
  post("tenants/default/deliveries/other", Field(lines[0], "body") + " ");
  const auto replayed = receiver.peer->WaitForLines(3);
  ASSERT_THAT(replayed, SizeIs(3));
  EXPECT_EQ(Field(replayed[1], "verified"), "false");
  EXPECT_EQ(Field(replayed[2], "verified"), "false");
}

TEST_F(Webhooks, AreTriedAgainInOrderForEachResourceWhileOthersGoOn) {
  const Receiver receiver = Receive("crm");
  // Long enough for what follows on a slow machine.
  Serve({"--allow-private-webhooks", "--retry-seconds", "8"});
  // The first POST of all is refused for now: what is about the same caller waits.
  Hook("crm", receiver, "/answer/500,200");
  const v1::Caller robert = AddCaller("Robert Jones");
  receiver.peer->WaitForLines(1);
  Rename(robert, "Bob");
  Rename(robert, "Rob");
  const v1::Caller mary = AddCaller("Mary Smith");
  const auto lines = receiver.peer->WaitForLines(4, Answered200, absl::Seconds(60));
  ASSERT_THAT(lines, SizeIs(4));
  std::vector<std::string> of_robert;
  size_t place_of_mary = 99;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (absl::StrContains(Field(lines[i], "body"), robert.name())) {
      of_robert.push_back(Field(lines[i], "event"));
    } else {
      place_of_mary = i;
    }
  }
  EXPECT_THAT(of_robert, ElementsAre("CALLER_CREATED", "CALLER_UPDATED", "CALLER_UPDATED"));
  EXPECT_EQ(place_of_mary, 0u) << "she waited behind him";
}

TEST_F(Webhooks, AReceiverThatHangsKeepsNobodyElseWaiting) {
  const Receiver receiver = Receive("crm");
  Serve({"--allow-private-webhooks"});
  Hook("slow", receiver, "/slow/hang");
  Hook("quick", receiver, "/quick/200");
  for (int i = 0; i < 30; ++i) AddCaller(absl::StrCat("Caller ", i));
  const auto quick = receiver.peer->WaitForLines(30, Answered200, absl::Seconds(45));
  EXPECT_THAT(quick, SizeIs(30));
}

TEST_F(Webhooks, WhatIsRefusedForGoodIsDeadAtOnceAndCanBeTriedAgain) {
  const Receiver receiver = Receive("crm");
  Serve({"--allow-private-webhooks"});
  Hook("gone", receiver, "/answer/410,200");
  Hook("moved", receiver, "/moved/redirect");
  AddCaller("Robert Jones");
  const auto dead = WaitForDeliveries(v1::Delivery::STATE_DEAD, 2);
  ASSERT_THAT(dead, SizeIs(2));
  for (const v1::Delivery& delivery : dead) {
    EXPECT_EQ(delivery.try_count(), 1);
    const bool moved = absl::EndsWith(delivery.webhook(), "moved");
    EXPECT_THAT(delivery.last_error(), HasSubstr(moved ? "answered 302" : "answered 410"));
    if (moved) continue;
    v1::RetryDeliveryRequest retry;
    retry.set_name(delivery.name());
    v1::Delivery again;
    ExpectOk(Call(client().deliveries(), &v1::DeliveryService::Stub::RetryDelivery, retry, &again));
    EXPECT_EQ(again.state(), v1::Delivery::STATE_QUEUED);
  }
  EXPECT_THAT(receiver.peer->WaitForLines(1, Answered200), SizeIs(1));
  EXPECT_THAT(WaitForDeliveries(v1::Delivery::STATE_SENT, 1), SizeIs(1));
  // Nobody followed the redirect.
  for (const Struct& line : receiver.peer->Lines()) EXPECT_NE(Field(line, "path"), "/answer/200");
}

TEST_F(Webhooks, AnAnswerWithoutEndIsCutOff) {
  const Receiver receiver = Receive("crm");
  Serve({"--allow-private-webhooks"});
  Hook("crm", receiver, "/answer/talk");
  AddCaller("Robert Jones");
  EXPECT_THAT(WaitForDeliveries(v1::Delivery::STATE_SENT, 1), SizeIs(1));
}

TEST_F(Webhooks, AStrangerWhomNobodyVouchesForGetsNothing) {
  const Receiver receiver = Receive("crm", /*tls=*/true);
  Serve({"--allow-private-webhooks"});
  Hook("crm", receiver, "/answer/200");
  AddCaller("Robert Jones");
  const auto waiting = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1, [](const auto& delivery) {
    return !delivery.last_error().empty();
  });
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_THAT(waiting[0].last_error(), HasSubstr("certificate"));
  EXPECT_THAT(receiver.peer->Lines(), SizeIs(0));
}

// What was saved while it was allowed is refused when it is not: the address is looked at when the
// connection is made, also that of a name.
TEST_F(Webhooks, PrivateTargetsAreRefusedAlsoBehindAName) {
  const Receiver receiver = Receive("crm", /*tls=*/true);
  Serve({"--allow-private-webhooks", "--send-ca", folder_.File("cert.pem")});
  Hook("literal", receiver, "/literal/200");
  v1::CreateWebhookRequest request;
  request.set_webhook_id("name");
  request.mutable_webhook()->set_url(
      absl::StrCat("https://localhost:", receiver.peer->port(), "/name/200"));
  request.mutable_webhook()->add_event_types("CALLER_CREATED");
  v1::Webhook webhook;
  ExpectOk(
      Call(client().deliveries(), &v1::DeliveryService::Stub::CreateWebhook, request, &webhook));
  Serve({"--send-ca", folder_.File("cert.pem")});
  AddCaller("Robert Jones");
  const auto dead = WaitForDeliveries(v1::Delivery::STATE_DEAD, 2);
  ASSERT_THAT(dead, SizeIs(2));
  for (const v1::Delivery& delivery : dead) {
    EXPECT_THAT(delivery.last_error(), HasSubstr("leads to a loopback address"));
  }
  EXPECT_THAT(receiver.peer->Lines(), SizeIs(0));
  request.set_webhook_id("new");
  const absl::Status refused =
      Call(client().deliveries(), &v1::DeliveryService::Stub::CreateWebhook, request, &webhook);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("webhook.url: \"localhost\" is this machine"));
}

TEST_F(Webhooks, EveryEventArrivesInOrderAlthoughTheServerIsKilledAgainAndAgain) {
  const Receiver receiver = Receive("crm");
  Serve({"--allow-private-webhooks", "--retry-seconds", "0.1"});
  Hook("crm", receiver, "/answer/200,500,200,503,200");
  constexpr int kRounds = 6;
  std::vector<v1::Caller> callers;
  std::map<std::string, int> renamed;
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < 5; ++i)
      callers.push_back(AddCaller(absl::StrCat("Caller ", round, " ", i)));
    for (const v1::Caller& caller : callers) {
      Rename(caller, absl::StrCat("Name ", ++renamed[caller.name()]));
    }
    KillAndServeAgain();
  }
  // The newest word about each caller is the last that is delivered.
  size_t wanted = 0;
  for (const auto& [name, count] : renamed) wanted += 1 + static_cast<size_t>(count);
  std::map<std::string, std::vector<std::string>> arrived;
  const absl::Time until = absl::Now() + absl::Seconds(90);
  size_t distinct = 0;
  while (distinct < wanted && absl::Now() < until) {
    absl::SleepFor(absl::Milliseconds(50));
    arrived.clear();
    distinct = 0;
    for (const Struct& line : receiver.peer->Lines()) {
      if (Field(line, "answer") != "200") continue;
      v1::Event event;
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Field(line, "body"), &event).ok());
      auto& of_caller = arrived[event.resource()];
      // At least once: a second one of the same is no news.
      if (std::find(of_caller.begin(), of_caller.end(), event.name()) != of_caller.end()) continue;
      of_caller.push_back(event.name());
      ++distinct;
    }
  }
  EXPECT_EQ(distinct, wanted);
  for (const auto& [resource, events] : arrived) {
    std::vector<int> numbers;
    for (const std::string& event : events) {
      numbers.push_back(std::stoi(event.substr(event.rfind('/') + 1)));
    }
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end())) << resource;
    EXPECT_EQ(static_cast<int>(numbers.size()), 1 + renamed[resource]) << resource;
  }
}

TEST_F(Webhooks, AStopWaitsForWhatIsUnderWay) {
  const Receiver receiver = Receive("crm");
  Serve({"--allow-private-webhooks", "--grace-seconds", "1"});
  Hook("crm", receiver, "/answer/hang");
  AddCaller("Robert Jones");
  receiver.peer->WaitForLines(1);
  server().Signal(SIGTERM);
  // The receiver says nothing for a minute.
  EXPECT_EQ(server().Wait(absl::Seconds(30)), 0);
  Serve({"--allow-private-webhooks"});
  // It was given back as if it had not been tried, and is tried at once.
  EXPECT_THAT(receiver.peer->WaitForLines(2), SizeIs(2));
  const auto queued = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1);
  ASSERT_THAT(queued, SizeIs(1));
  EXPECT_EQ(queued[0].try_count(), 1);
}

}  // namespace
}  // namespace ringback::test
