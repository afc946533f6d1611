// Handoffs: the complete record to the one channel of the tenant's own team.
#include "ringback/methods/handoff_methods.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "ringback/delivery/handoff_text.h"
#include "ringback/model/errors.h"
#include "ringback/v1/handoff.pb.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Delivery;

class Handoffs : public ::testing::Test {
 protected:
  void ToEmail(const std::string& email = "team@heating.example") {
    v1::Tenant tenant;
    tenant.set_display_name("Sample Heating");
    tenant.set_time_zone("America/New_York");
    tenant.mutable_handoff()->set_email(email);
    engine.SetTenant(tenant);
  }
  v1::Webhook ToWebhook() {
    v1::CreateWebhookRequest request;
    request.set_webhook_id("crm");
    request.mutable_webhook()->set_url("https://crm.example/hooks");
    const v1::Webhook webhook = Must(engine->webhooks().CreateWebhook(request, engine.context()));
    v1::Tenant tenant;
    tenant.mutable_handoff()->set_webhook(webhook.name());
    engine.SetTenant(tenant);
    return webhook;
  }
  v1::Lead AddLead() {
    v1::Lead lead;
    lead.set_caller(robert.name());
    lead.set_interest("a new boiler");
    lead.set_owner("tenants/default/agents/tracy");
    lead.set_value(450050);
    lead.set_currency("USD");
    *lead.mutable_next_contact()->mutable_contact_time() = AtTime(engine.now + absl::Hours(20));
    lead.mutable_next_contact()->set_channel(v1::CHANNEL_CALL);
    return engine.Add(lead);
  }
  void AddNote(const v1::Lead& lead, const std::string& text) {
    v1::CallNote note;
    note.set_lead(lead.name());
    note.set_text(text);
    note.set_agent("tenants/default/agents/tracy");
    note.add_stated_needs("warm by October");
    note.add_unstated_needs("a quiet one");
    note.add_milestones(v1::MILESTONE_REVEALED_NEEDS);
    engine.Add(note);
  }
  absl::StatusOr<v1::HandOffLeadResponse> HandOff(const v1::Lead& lead,
                                                  const std::string& request_id = "") {
    v1::HandOffLeadRequest request;
    request.set_name(lead.name());
    request.set_agent("tracy");
    request.set_note("Wants it before the winter.\nRing in the evening.");
    request.set_request_id(request_id);
    return engine->handoffs().HandOffLead(request, engine.context());
  }
  std::vector<Consignment> Claim() {
    Must(engine->dispatch().FeedWebhooks(engine.now));
    return Must(engine->dispatch().Claim(engine.now, absl::Minutes(5),
                                         [](std::string_view, std::string_view) { return 100; }));
  }
  size_t Queued() {
    return Must(engine->deliveries().ListDeliveries({}, engine.context())).deliveries().size();
  }

  TestEngine engine;
  v1::Caller robert = engine.Add(Person("Mr. Robert Jones", {"+12025550143"}));
};

TEST_F(Handoffs, AnEmailHasEverythingAndSaysWhatIsMissing) {
  ToEmail();
  const v1::Lead lead = AddLead();
  AddNote(lead, "He has a house from 1950.\nThe old boiler leaks.");
  engine.Pass(absl::Minutes(5));
  AddNote(lead, "Asked for the price.");
  const auto answer = Must(HandOff(lead));
  EXPECT_THAT(answer.missing_fields(),
              ElementsAre(v1::INTAKE_FIELD_EMAIL, v1::INTAKE_FIELD_SERVICE_ADDRESS));
  EXPECT_EQ(answer.delivery().kind(), Delivery::KIND_HANDOFF);
  EXPECT_EQ(answer.delivery().channel(), v1::CHANNEL_EMAIL);
  EXPECT_EQ(answer.delivery().recipient(), "team@heating.example");
  EXPECT_EQ(answer.lead().handoff_time().seconds(), absl::ToUnixSeconds(engine.now));
  EXPECT_EQ(engine.Get(lead).DebugString(), answer.lead().DebugString());
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].delivery.subject(), "Lead: Robert Jones, a new boiler");
  EXPECT_EQ(claimed[0].body,
            "A lead for Sample Heating: Robert Jones\n"
            "Missing: e-mail address and service address. Please ask for them.\n"
            "\nFROM TRACY\n"
            "  Wants it before the winter.\n"
            "  Ring in the evening.\n"
            "\nINTAKE\n"
            "  Full name         Mr. Robert Jones\n"
            "  Callback number   +12025550143\n"
            "  E-mail address    missing\n"
            "  Service address   missing\n"
            "\nLEAD\n"
            "  Interest          a new boiler\n"
            "  State             new\n"
            "  Worth             4500.50 USD\n"
            "  Worked on by      tracy\n"
            "  First heard of    Monday, 7 October 2030, 11:00 (EDT)\n"
            "  Next contact      Tuesday, 8 October 2030, 07:00 (EDT), by call\n"
            "\nAPPOINTMENT\n"
            "  None is booked.\n"
            "\nNEEDS THAT THEY NAMED\n"
            "  - warm by October\n"
            "\nNEEDS THAT SHOWED\n"
            "  - a quiet one\n"
            "\nWHAT THE CUSTOMER DID\n"
            "  - told us what they need\n"
            "\nNOTES\n"
            "  Monday, 7 October 2030, 11:05 (EDT), tracy:\n"
            "    Asked for the price.\n"
            "\n"
            "  Monday, 7 October 2030, 11:00 (EDT), tracy:\n"
            "    He has a house from 1950.\n"
            "    The old boiler leaks.\n"
            "\n"
            "Handed off Monday, 7 October 2030, 11:05 (EDT) by Tracy, " +
                lead.name() + "\n");
}

TEST_F(Handoffs, AWebhookGetsTheRecordAsJson) {
  ToWebhook();
  const v1::Lead lead = AddLead();
  AddNote(lead, "Asked for the price.");
  const auto answer = Must(HandOff(lead));
  EXPECT_EQ(answer.delivery().webhook(), "tenants/default/webhooks/crm");
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].event, "HANDOFF");
  v1::Handoff handoff;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(claimed[0].body, &handoff).ok());
  EXPECT_EQ(handoff.lead().DebugString(), answer.lead().DebugString());
  EXPECT_EQ(handoff.caller().DebugString(), engine.Get(robert).DebugString());
  EXPECT_THAT(handoff.call_notes(), SizeIs(1));
  EXPECT_THAT(handoff.stated_needs(), ElementsAre("warm by October"));
  EXPECT_EQ(handoff.agent().display_name(), "Tracy");
  EXPECT_EQ(handoff.tenant(), "tenants/default");
}

TEST_F(Handoffs, TheAppointmentGoesWithIt) {
  ToEmail();
  v1::CreateBookableResourceRequest van;
  van.set_bookable_resource_id("van-2");
  van.mutable_bookable_resource()->set_time_zone("America/New_York");
  Must(engine->bookable_resources().CreateBookableResource(van, engine.context()));
  const v1::Lead lead = AddLead();
  v1::BookAppointmentRequest book;
  v1::Appointment& appointment = *book.mutable_appointment();
  appointment.set_lead(lead.name());
  appointment.set_kind(v1::Appointment::KIND_SITE_SURVEY);
  appointment.set_bookable_resource("tenants/default/bookableResources/van-2");
  *appointment.mutable_slot()->mutable_start_time() = AtTime(engine.now + absl::Hours(23));
  appointment.set_address("12 Elm Street, Springfield");
  Must(engine->appointments().BookAppointment(book, engine.context()));
  Must(HandOff(lead));
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_THAT(claimed[0].body,
              AllOf(HasSubstr("  site survey       Tuesday, 8 October 2030, 10:00 (EDT)\n"),
                    HasSubstr("  Where             12 Elm Street, Springfield\n"),
                    HasSubstr("  With              van-2\n")));
}

TEST_F(Handoffs, TheRepeatedRequestSendsOneMessage) {
  ToEmail();
  const v1::Lead lead = AddLead();
  const auto first = Must(HandOff(lead, "once"));
  EXPECT_EQ(Must(HandOff(lead, "once")).DebugString(), first.DebugString());
  EXPECT_EQ(Queued(), 1u);
}

TEST_F(Handoffs, WithoutAChannelNothingIsHandedOff) {
  const v1::Lead lead = AddLead();
  const absl::Status refused = HandOff(lead).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "NOT_SET_UP");
  EXPECT_EQ(MetadataOf(refused, "field"), "handoff");
  EXPECT_FALSE(engine.Get(lead).has_handoff_time());
  v1::Webhook webhook = ToWebhook();
  webhook.set_disabled(true);
  v1::UpdateWebhookRequest disable;
  *disable.mutable_webhook() = webhook;
  disable.mutable_update_mask()->add_paths("disabled");
  Must(engine->webhooks().UpdateWebhook(disable, engine.context()));
  EXPECT_EQ(MetadataOf(HandOff(lead).status(), "field"), "handoff.webhook");
  EXPECT_EQ(Queued(), 0u);
}

TEST_F(Handoffs, ErasingACallerErasesWhatWasToBeSentAboutThem) {
  ToEmail();
  const v1::Lead lead = AddLead();
  Must(HandOff(lead));
  EXPECT_EQ(Queued(), 1u);
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  EXPECT_EQ(Queued(), 0u);
  EXPECT_THAT(Claim(), IsEmpty());
}

TEST_F(Handoffs, AnErasedCallerHoldsNobodyBack) {
  // Two things about one lead wait for the same webhook; what stays goes on.
  ToWebhook();
  const v1::Lead lead = AddLead();
  Must(HandOff(lead));
  v1::Webhook wanting;
  wanting.set_name("tenants/default/webhooks/crm");
  wanting.add_event_types("LEAD_UPDATED");
  v1::UpdateWebhookRequest update;
  *update.mutable_webhook() = wanting;
  update.mutable_update_mask()->add_paths("event_types");
  Must(engine->webhooks().UpdateWebhook(update, engine.context()));
  v1::UpdateLeadRequest change;
  change.mutable_lead()->set_name(lead.name());
  change.mutable_lead()->set_interest("a stove");
  change.mutable_update_mask()->add_paths("interest");
  Must(engine->leads().UpdateLead(change, engine.context()));
  Must(engine->dispatch().FeedWebhooks(engine.now));
  v1::DeleteCallerRequest request;
  request.set_name(robert.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  const auto claimed = Claim();
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].event, "LEAD_UPDATED");
  EXPECT_THAT(claimed[0].body, Not(HasSubstr("stove")));
}

TEST_F(Handoffs, TextOfOthersMakesNoHeadingAndNoSecondLine) {
  v1::Handoff handoff;
  handoff.mutable_caller()->set_display_name("Robert\r\nBcc: x\n\nNOTES\n");
  handoff.mutable_lead()->set_interest("boiler\nMISSING");
  const std::string text = HandoffText(handoff, absl::UTCTimeZone());
  EXPECT_THAT(text, HasSubstr("A lead: Robert Bcc: x NOTES\n"));
  EXPECT_THAT(text, HasSubstr("Interest          boiler MISSING\n"));
  EXPECT_EQ(HandoffSubject(handoff), "Lead: Robert Bcc: x NOTES, boiler MISSING");
}

}  // namespace
}  // namespace ringback::test
