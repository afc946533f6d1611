// One record that cannot be handled keeps nothing else from going out: not of its tenant, and not
// of others; it is tried again, and there is something to see of it meanwhile.
#include <sqlite3.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/delivery/dispatch.h"
#include "ringback/model/resource_name.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Delivery;

int Room(std::string_view, std::string_view) { return 1000; }

class BadRecord : public ::testing::Test {
 protected:
  void SetUp() override {
    // Before "default" in the order of ids.
    engine.AddTenant("acme", {});
    for (const std::string parent : {"tenants/acme", "tenants/default"}) {
      v1::CreateCadenceRequest cadence;
      cadence.set_parent(parent);
      cadence.set_cadence_id("letter");
      cadence.mutable_cadence()->add_steps()->set_channel(v1::CHANNEL_LETTER);
      Must(engine->cadences().CreateCadence(cadence, engine.context()));
    }
  }

  v1::Lead WriteTo(const std::string& parent, const std::string& name) {
    v1::CreateCallerRequest caller;
    caller.set_parent(parent);
    caller.mutable_caller()->set_display_name(name);
    caller.mutable_caller()->set_service_address("12 Elm Street, Springfield");
    v1::CreateLeadRequest lead;
    lead.set_parent(parent);
    lead.mutable_lead()->set_caller(
        Must(engine->callers().CreateCaller(caller, engine.context())).name());
    v1::EnrolLeadRequest enrol;
    enrol.set_name(Must(engine->leads().CreateLead(lead, engine.context())).name());
    enrol.set_cadence(parent + "/cadences/letter");
    engine.Pass(absl::Seconds(1));
    return Must(engine->cadences().EnrolLead(enrol, engine.context()));
  }

  // Damages the file behind the engine's back, or mends it.
  void RunSql(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(engine.path().c_str(), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_close(db);
  }

  std::vector<std::string> Names(const std::vector<Consignment>& consignments) {
    std::vector<std::string> names;
    for (const Consignment& consignment : consignments) {
      names.push_back(
          consignment.delivery.recipient().substr(0, consignment.delivery.recipient().find('\n')));
    }
    return names;
  }
  std::vector<std::string> Claim() {
    return Names(Must(engine->dispatch().Claim(engine.now, absl::Minutes(5), Room)));
  }
  std::vector<Delivery> Dead(const std::string& parent) {
    v1::ListDeliveriesRequest request;
    request.set_parent(parent);
    request.set_state(Delivery::STATE_DEAD);
    const auto page = Must(engine->deliveries().ListDeliveries(request, engine.context()));
    return {page.deliveries().begin(), page.deliveries().end()};
  }

  TestEngine engine;
};

TEST_F(BadRecord, AContactThatCannotBeQueuedKeepsNobodyElseWaiting) {
  const v1::Lead bad = WriteTo("tenants/acme", "Bad Record");
  WriteTo("tenants/acme", "Same Tenant");
  WriteTo("tenants/default", "Other Tenant");
  const std::string damage =
      absl::StrCat("UPDATE leads SET caller = -caller WHERE id = ", IdOf(bad.name()));
  RunSql(damage);
  const absl::Status status = engine->dispatch().QueueTouches(engine.now, Room);
  EXPECT_FALSE(status.ok()) << "it is not said in the log";
  EXPECT_THAT(Claim(), ElementsAre("Same Tenant", "Other Tenant"));

  // There is something to see, once.
  const auto dead = Dead("tenants/acme");
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].kind(), Delivery::KIND_TOUCH);
  EXPECT_THAT(dead[0].last_error(), HasSubstr("cannot be queued"));
  EXPECT_THAT(dead[0].resource(), HasSubstr("tenants/acme/dueContacts/"));
  EXPECT_THAT(Dead("tenants/default"), IsEmpty());

  // It waits: nothing is done at once, and the sender may sleep until its time.
  EXPECT_TRUE(engine->dispatch().QueueTouches(engine.now, Room).ok());
  const absl::Time again = Must(engine->dispatch().NextTurnTime(engine.now, Room));
  EXPECT_GT(again, engine.now);
  EXPECT_LE(again, engine.now + absl::Seconds(5));
  engine.Pass(absl::Seconds(6));
  EXPECT_FALSE(engine->dispatch().QueueTouches(engine.now, Room).ok());
  EXPECT_GT(Must(engine->dispatch().NextTurnTime(engine.now, Room)), engine.now + absl::Seconds(5));
  EXPECT_THAT(Dead("tenants/acme"), SizeIs(1));

  RunSql(damage);
  engine.Pass(absl::Seconds(11));
  EXPECT_TRUE(engine->dispatch().QueueTouches(engine.now, Room).ok());
  EXPECT_THAT(Claim(), ElementsAre("Bad Record"));
}

TEST_F(BadRecord, MoreBadContactsThanAreReadAtOnceKeepNobodyWaiting) {
  std::string damage;
  for (int i = 0; i < 120; ++i) {
    const v1::Lead bad = WriteTo("tenants/acme", absl::StrCat("Bad ", i));
    absl::StrAppend(&damage, "UPDATE leads SET caller = -caller WHERE id = ", IdOf(bad.name()),
                    ";");
  }
  WriteTo("tenants/acme", "Same Tenant");
  RunSql(damage);
  for (int round = 0; round < 3; ++round) {
    engine->dispatch().QueueTouches(engine.now, Room).IgnoreError();
  }
  EXPECT_THAT(Claim(), ElementsAre("Same Tenant"));
}

TEST_F(BadRecord, ATenantWhoseDeliveriesCannotBeClaimedKeepsNobodyElseWaiting) {
  WriteTo("tenants/acme", "Bad Record");
  WriteTo("tenants/default", "Other Tenant");
  ASSERT_TRUE(engine->dispatch().QueueTouches(engine.now, Room).ok());
  RunSql(
      "CREATE TRIGGER bad BEFORE UPDATE ON deliveries WHEN NEW.tenant = 'acme' BEGIN SELECT "
      "RAISE(ABORT, 'damaged'); END");
  EXPECT_THAT(Claim(), ElementsAre("Other Tenant"));
  EXPECT_THAT(
      std::string(engine->dispatch().Claim(engine.now, absl::Minutes(5), Room).status().message()),
      HasSubstr("tenants/acme"));
  // Nor does it keep a new sender from beginning.
  EXPECT_FALSE(IsWholeStores(engine->dispatch().Begin(engine.now)));
  EXPECT_THAT(Claim(), ElementsAre("Other Tenant"));
  RunSql("DROP TRIGGER bad");
  EXPECT_THAT(Claim(), ElementsAre("Bad Record"));
}

TEST_F(BadRecord, AWebhookThatCannotBeFedKeepsNoOtherWaiting) {
  for (const std::string parent : {"tenants/acme", "tenants/default"}) {
    v1::CreateWebhookRequest request;
    request.set_parent(parent);
    request.set_webhook_id("crm");
    request.mutable_webhook()->set_url("https://crm.example/hooks");
    request.mutable_webhook()->add_event_types("CALLER_CREATED");
    Must(engine->webhooks().CreateWebhook(request, engine.context()));
  }
  WriteTo("tenants/acme", "Bad Record");
  WriteTo("tenants/default", "Other Tenant");
  RunSql(
      "CREATE TRIGGER bad BEFORE INSERT ON deliveries WHEN NEW.tenant = 'acme' BEGIN SELECT "
      "RAISE(ABORT, 'damaged'); END");
  const auto failed = engine->dispatch().FeedWebhooks(engine.now);
  EXPECT_THAT(std::string(failed.status().message()), HasSubstr("tenants/acme/webhooks/crm"));
  const auto claimed = Must(engine->dispatch().Claim(engine.now, absl::Minutes(5), Room));
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].tenant, "default");
  // It waits for its time, and says nothing meanwhile.
  EXPECT_TRUE(engine->dispatch().FeedWebhooks(engine.now).ok());
  RunSql("DROP TRIGGER bad");
  engine.Pass(absl::Seconds(6));
  EXPECT_TRUE(engine->dispatch().FeedWebhooks(engine.now).ok());
  EXPECT_THAT(Must(engine->dispatch().Claim(engine.now, absl::Minutes(5), Room)), SizeIs(1));
}

}  // namespace
}  // namespace ringback::test
