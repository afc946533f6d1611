// Webhooks: saved, changed, listed, removed; their secrets.
#include "ringback/methods/webhook_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Webhook;

class WebhookTest : public ::testing::Test {
 protected:
  static Webhook Draft() {
    Webhook webhook;
    webhook.set_url("https://crm.example/hooks");
    webhook.add_event_types("LEAD_CLOSED");
    return webhook;
  }
  absl::StatusOr<Webhook> Create(const std::string& id, const Webhook& webhook,
                                 const std::string& request_id = "") {
    v1::CreateWebhookRequest request;
    request.set_webhook_id(id);
    request.set_request_id(request_id);
    *request.mutable_webhook() = webhook;
    return engine->webhooks().CreateWebhook(request, engine.context());
  }
  absl::StatusOr<Webhook> Update(const Webhook& webhook, std::vector<std::string> paths = {}) {
    v1::UpdateWebhookRequest request;
    *request.mutable_webhook() = webhook;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->webhooks().UpdateWebhook(request, engine.context());
  }
  absl::StatusOr<Webhook> Get(const std::string& name) {
    v1::GetWebhookRequest request;
    request.set_name(name);
    return engine->webhooks().GetWebhook(request, engine.context());
  }
  absl::StatusOr<Webhook> Delete(const std::string& name) {
    v1::DeleteWebhookRequest request;
    request.set_name(name);
    return engine->webhooks().DeleteWebhook(request, engine.context());
  }
  // What the signature is made with, by way of a claim.
  std::string SecretInUse() {
    engine.Add(Person("Robert Jones"));
    Must(engine->dispatch().FeedWebhooks(engine.now));
    const auto claimed = Must(engine->dispatch().Claim(
        engine.now, absl::Minutes(5), [](std::string_view, std::string_view) { return 1; }));
    if (claimed.empty()) return "";
    EXPECT_TRUE(engine->dispatch().Accepted(claimed[0], engine.now).ok());
    return claimed[0].secret;
  }
  // The events that a webhook gets, as JSON.
  std::string EventsAsText() {
    Must(engine->dispatch().FeedWebhooks(engine.now));
    const auto claimed = Must(engine->dispatch().Claim(
        engine.now, absl::Minutes(5), [](std::string_view, std::string_view) { return 1000; }));
    std::string text;
    for (const Consignment& consignment : claimed) text += consignment.body;
    return text;
  }

  TestEngine engine;
};

TEST_F(WebhookTest, ASecretIsMadeAndShownOnce) {
  Webhook watching = Draft();
  watching.set_event_types(0, "WEBHOOK_CHANGED");
  Must(Create("watching", watching));
  const Webhook created = Must(Create("crm", Draft()));
  EXPECT_EQ(created.name(), "tenants/default/webhooks/crm");
  EXPECT_THAT(created.secret(), SizeIs(64));
  EXPECT_NE(Must(Create("other", Draft())).secret(), created.secret());
  const Webhook read = Must(Get(created.name()));
  EXPECT_EQ(read.secret(), "");
  EXPECT_THAT(read.event_types(), ElementsAre("LEAD_CLOSED"));
  const auto page = Must(engine->webhooks().ListWebhooks({}, engine.context()));
  ASSERT_THAT(page.webhooks(), SizeIs(3));
  EXPECT_EQ(page.webhooks(0).DebugString(), read.DebugString());
  engine.Reopen();
  EXPECT_EQ(Must(Get(created.name())).DebugString(), read.DebugString());
  const std::string events = EventsAsText();
  EXPECT_THAT(events, HasSubstr("tenants/default/webhooks/crm"));
  EXPECT_THAT(events, Not(HasSubstr(created.secret())));
  EXPECT_THAT(events, Not(HasSubstr("secret")));
}

TEST_F(WebhookTest, ARepeatedCreationGivesTheSameSecretAgain) {
  const Webhook first = Must(Create("crm", Draft(), "once"));
  EXPECT_EQ(Must(Create("crm", Draft(), "once")).secret(), first.secret());
  EXPECT_EQ(Create("crm", Draft()).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(WebhookTest, TheSecretThatIsGivenOrMadeLastIsTheOneInUse) {
  Webhook draft = Draft();
  draft.set_event_types(0, "CALLER_CREATED");
  draft.set_secret("0123456789abcdef");
  Webhook webhook = Must(Create("crm", draft));
  EXPECT_EQ(webhook.secret(), "");
  EXPECT_EQ(SecretInUse(), "0123456789abcdef");
  // Sent back as it was read, a webhook keeps its secret.
  webhook = Must(Update(Must(Get(webhook.name()))));
  EXPECT_EQ(SecretInUse(), "0123456789abcdef");
  webhook = Must(Update(webhook, {"secret"}));
  EXPECT_THAT(webhook.secret(), SizeIs(64));
  EXPECT_EQ(SecretInUse(), webhook.secret());
  webhook.set_secret("fedcba9876543210");
  EXPECT_EQ(Must(Update(webhook, {"secret"})).secret(), "");
  EXPECT_EQ(SecretInUse(), "fedcba9876543210");
}

TEST_F(WebhookTest, BadOnesAreRefusedWithoutSayingTheSecret) {
  const auto refused = [&](const auto& change) {
    Webhook draft = Draft();
    change(draft);
    const absl::Status status = Create("bad", draft).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << draft.DebugString();
    EXPECT_EQ(Get("tenants/default/webhooks/bad").status().code(), absl::StatusCode::kNotFound);
    return std::string(status.message());
  };
  EXPECT_THAT(refused([](Webhook& w) { w.set_url("http://crm.example"); }), HasSubstr("https://"));
  EXPECT_THAT(refused([](Webhook& w) { w.set_url("https://127.0.0.1/"); }), HasSubstr("loopback"));
  EXPECT_THAT(refused([](Webhook& w) { w.add_event_types("lead closed"); }),
              HasSubstr("webhook.event_types[1]: \"lead closed\" is not a type of event"));
  EXPECT_THAT(refused([](Webhook& w) { w.add_event_types("UNSPECIFIED"); }),
              HasSubstr("webhook.event_types[1]"));
  const std::string short_secret = refused([](Webhook& w) { w.set_secret("tooshort"); });
  EXPECT_THAT(short_secret, HasSubstr("webhook.secret: is 8 bytes long"));
  EXPECT_THAT(short_secret, Not(HasSubstr("tooshort")));
  const std::string secret = "s3cr3t" + std::string(300, 'x');
  EXPECT_THAT(refused([&](Webhook& w) { w.set_secret(secret); }), Not(HasSubstr("s3cr3t")));
}

TEST_F(WebhookTest, AnUpdateChangesWhatItNamesAndKnowsItsEtag) {
  Webhook webhook = Must(Create("crm", Draft()));
  webhook.set_url("https://crm.example/new");
  webhook.set_disabled(true);
  const Webhook changed = Must(Update(webhook, {"url"}));
  EXPECT_EQ(changed.url(), "https://crm.example/new");
  EXPECT_FALSE(changed.disabled());
  EXPECT_EQ(Update(webhook, {"url"}).status().code(), absl::StatusCode::kAborted);
  webhook.clear_etag();
  webhook.set_url("https://10.0.0.1/");
  EXPECT_EQ(Update(webhook, {"url"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Must(Get(webhook.name())).url(), "https://crm.example/new");
}

TEST_F(WebhookTest, TheHandoffsWebhookCannotBeRemoved) {
  const Webhook webhook = Must(Create("crm", Draft()));
  v1::Tenant tenant;
  tenant.mutable_handoff()->set_webhook(webhook.name());
  engine.SetTenant(tenant);
  const absl::Status refused = Delete(webhook.name()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "IN_USE");
  tenant.mutable_handoff()->clear_webhook();
  tenant.mutable_handoff()->set_email("team@heating.example");
  engine.SetTenant(tenant);
  EXPECT_TRUE(Delete(webhook.name()).ok());
  EXPECT_EQ(Get(webhook.name()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(WebhookTest, AnotherTenantSeesNothingOfThem) {
  engine.AddTenant("other", {});
  Must(Create("crm", Draft()));
  v1::ListWebhooksRequest list;
  list.set_parent("tenants/other");
  EXPECT_THAT(Must(engine->webhooks().ListWebhooks(list, engine.context())).webhooks(), IsEmpty());
  EXPECT_EQ(Get("tenants/other/webhooks/crm").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(WebhookTest, AreListedPageByPage) {
  for (const char* id : {"c", "a", "d", "b"}) Must(Create(id, Draft()));
  v1::ListWebhooksRequest list;
  list.set_page_size(3);
  auto page = Must(engine->webhooks().ListWebhooks(list, engine.context()));
  EXPECT_THAT(page.webhooks(), SizeIs(3));
  list.set_page_token(page.next_page_token());
  page = Must(engine->webhooks().ListWebhooks(list, engine.context()));
  ASSERT_THAT(page.webhooks(), SizeIs(1));
  EXPECT_EQ(page.webhooks(0).name(), "tenants/default/webhooks/d");
  EXPECT_EQ(page.next_page_token(), "");
}

}  // namespace
}  // namespace ringback::test
