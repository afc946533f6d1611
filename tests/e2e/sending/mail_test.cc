// Handoffs of a real ringbackd by e-mail, to a real mail server.
#include <signal.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "tests/e2e/sending/peer.h"
#include "tests/e2e/sending/sending_server.h"

namespace ringback::test {
namespace {

using google::protobuf::Struct;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kPassword[] = "correct horse battery staple";

class Mail : public SendingServer {
 protected:
  // A mail server in the clear, which knows nobody.
  std::unique_ptr<Peer> PlainPeer() {
    return std::make_unique<Peer>(
        std::vector<std::string>{Source("smtp_peer.py"), folder_.File("mail.log")},
        folder_.File("mail.log"));
  }
  // One that wants STARTTLS and a password.
  std::unique_ptr<Peer> SafePeer(const std::string& password = kPassword) {
    MakeCertificate(folder_.path());
    return std::make_unique<Peer>(
        std::vector<std::string>{Source("smtp_peer.py"), folder_.File("mail.log"),
                                 folder_.File("cert.pem"), folder_.File("key.pem"), "office",
                                 password},
        folder_.File("mail.log"));
  }
  std::vector<std::string> Flags(const Peer& peer, std::vector<std::string> more) {
    std::vector<std::string> flags = {
        "--smtp",          absl::StrCat("smtp://127.0.0.1:", peer.port()),
        "--smtp-from",     "office@heating.example",
        "--retry-seconds", "0.3"};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }
  std::vector<std::string> WithPassword() {
    std::ofstream(folder_.File("password")) << kPassword << "\n";
    return {"--smtp-user",
            "office",
            "--smtp-password-file",
            folder_.File("password"),
            "--send-ca",
            folder_.File("cert.pem")};
  }

  void HandOffTo(const std::string& email) {
    v1::UpdateTenantRequest request;
    request.mutable_tenant()->set_name("tenants/default");
    request.mutable_tenant()->set_display_name("Müller Heating");
    request.mutable_tenant()->mutable_handoff()->set_email(email);
    request.mutable_update_mask()->add_paths("display_name");
    request.mutable_update_mask()->add_paths("handoff");
    v1::Tenant tenant;
    ExpectOk(Call(client().tenants(), &v1::TenantService::Stub::UpdateTenant, request, &tenant));
  }

  v1::Lead AddLead(const std::string& interest) {
    v1::CreateLeadRequest request;
    request.mutable_lead()->set_caller(AddCaller("Robert Jones").name());
    request.mutable_lead()->set_interest(interest);
    v1::Lead lead;
    ExpectOk(Call(client().leads(), &v1::LeadService::Stub::CreateLead, request, &lead));
    return lead;
  }

  v1::HandOffLeadResponse HandOff(const v1::Lead& lead, const std::string& note = "") {
    v1::HandOffLeadRequest request;
    request.set_name(lead.name());
    request.set_agent("tracy");
    request.set_note(note);
    v1::HandOffLeadResponse response;
    ExpectOk(Call(client().leads(), &v1::LeadService::Stub::HandOffLead, request, &response));
    return response;
  }

  static std::string Header(const Struct& mail, const std::string& name) {
    for (const auto& pair : mail.fields().at("headers").list_value().values()) {
      const auto& values = pair.list_value().values();
      if (values[0].string_value() == name) return values[1].string_value();
    }
    return "";
  }

  void TearDown() override {
    EXPECT_THAT(AllLogs(), Not(HasSubstr(kPassword)));
    EXPECT_THAT(AllLogs(), Not(HasSubstr("heating.example")));
    EXPECT_THAT(DeliveriesAsText(), Not(HasSubstr(kPassword)));
    SendingServer::TearDown();
  }
};

bool IsMail(const Struct& line) { return Field(line, "kind") == "mail"; }

TEST_F(Mail, AHandoffArrivesWholeOverStarttlsWithAPassword) {
  const auto peer = SafePeer();
  Serve(Flags(*peer, WithPassword()));
  HandOffTo("team@heating.example");
  const v1::HandOffLeadResponse handed =
      HandOff(AddLead("a new boiler – größer"), "Wants it before the winter.\n.\nSecond line");
  EXPECT_THAT(handed.missing_fields(), SizeIs(3));
  const auto mails = peer->WaitForLines(1, IsMail);
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(Field(mails[0], "tls"), "true");
  EXPECT_EQ(Field(mails[0], "user"), "office");
  EXPECT_EQ(Field(mails[0], "mail_from"), "office@heating.example");
  EXPECT_EQ(Header(mails[0], "To"), "team@heating.example");
  EXPECT_EQ(Header(mails[0], "From"), "Müller Heating <office@heating.example>");
  EXPECT_EQ(Header(mails[0], "Subject"), "Lead: Robert Jones, a new boiler – größer");
  EXPECT_NE(Header(mails[0], "Date"), "");
  EXPECT_THAT(Header(mails[0], "Message-ID"), HasSubstr("@heating.example>"));
  EXPECT_THAT(Field(mails[0], "text"),
              AllOf(HasSubstr("A lead for Müller Heating: Robert Jones\n"),
                    HasSubstr("Missing: callback number, e-mail address and service address."),
                    HasSubstr("\n  Wants it before the winter.\n  .\n  Second line\n"),
                    HasSubstr("a new boiler – größer")));
  const auto sent = WaitForDeliveries(v1::Delivery::STATE_SENT, 1);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].name(), handed.delivery().name());
}

TEST_F(Mail, NothingInAHeaderMakesAnotherHeaderOrLine) {
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {"--smtp-allow-cleartext"}));
  HandOffTo("team@heating.example");
  HandOff(AddLead("a boiler\r\nBcc: everybody@example.com\r\n\r\nDear customer"));
  const auto mails = peer->WaitForLines(1, IsMail);
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(Header(mails[0], "Bcc"), "");
  EXPECT_EQ(Header(mails[0], "Subject"),
            "Lead: Robert Jones, a boiler Bcc: everybody@example.com Dear customer");
}

TEST_F(Mail, LongSubjectsAreFoldedAndReadAsTheyWereWritten) {
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {"--smtp-allow-cleartext"}));
  HandOffTo("team@heating.example");
  std::string interest;
  for (int i = 0; i < 20; ++i) absl::StrAppend(&interest, i == 0 ? "" : " ", "größer");
  HandOff(AddLead(interest));
  const auto mails = peer->WaitForLines(1, IsMail);
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_TRUE(absl::StartsWith("Lead: Robert Jones, " + interest, Header(mails[0], "Subject")));
  EXPECT_GT(Header(mails[0], "Subject").size(), 180u);
  EXPECT_LE(mails[0].fields().at("longest_line").number_value(), 80);
}

TEST_F(Mail, APasswordIsNotSentInTheClear) {
  const auto peer = PlainPeer();
  MakeCertificate(folder_.path());
  auto flags = Flags(*peer, WithPassword());
  flags.emplace_back("--smtp-allow-cleartext");
  Serve(flags);
  HandOffTo("team@heating.example");
  HandOff(AddLead("a boiler"));
  const auto waiting = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1, [](const auto& delivery) {
    return !delivery.last_error().empty();
  });
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].last_error(), "the mail server offers no STARTTLS");
  EXPECT_THAT(peer->Lines(), SizeIs(0));
}

TEST_F(Mail, NothingGoesToAServerWithoutTlsUnlessItIsAllowed) {
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {}));
  HandOffTo("team@heating.example");
  HandOff(AddLead("a boiler"));
  const auto waiting = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1, [](const auto& delivery) {
    return delivery.last_error() == "the mail server offers no STARTTLS";
  });
  EXPECT_THAT(waiting, SizeIs(1));
  EXPECT_THAT(peer->Lines(), SizeIs(0));
}

TEST_F(Mail, AWrongPasswordWaitsForTheRightOne) {
  const auto peer = SafePeer("another one");
  Serve(Flags(*peer, WithPassword()));
  HandOffTo("team@heating.example");
  HandOff(AddLead("a boiler"));
  const auto waiting = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1, [](const auto& delivery) {
    return absl::StrContains(delivery.last_error(), "user and password");
  });
  EXPECT_THAT(waiting, SizeIs(1));
}

TEST_F(Mail, ABusyServerIsAskedAgainAndARefusalIsForGood) {
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {"--smtp-allow-cleartext"}));
  HandOffTo("busy-once@heating.example");
  const std::string first = HandOff(AddLead("a boiler")).delivery().name();
  EXPECT_THAT(peer->WaitForLines(1, IsMail), SizeIs(1));
  const auto sent = WaitForDeliveries(v1::Delivery::STATE_SENT, 1);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].try_count(), 2);
  HandOffTo("gone@heating.example");
  HandOff(AddLead("a stove"));
  const auto dead = WaitForDeliveries(v1::Delivery::STATE_DEAD, 1);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].last_error(), "the mail server answered 550");
  EXPECT_EQ(dead[0].try_count(), 1);
}

TEST_F(Mail, WithoutAMailServerTheyWaitAndGoOutWhenThereIsOne) {
  Serve({});
  HandOffTo("team@heating.example");
  const std::string handed = HandOff(AddLead("a boiler")).delivery().name();
  EXPECT_THAT(WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1), SizeIs(1));
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {"--smtp-allow-cleartext"}));
  EXPECT_THAT(peer->WaitForLines(1, IsMail), SizeIs(1));
}

TEST_F(Mail, AMailThatWasUnderWayWhenTheServerWasKilledIsSentAgainUnderTheSameId) {
  const auto peer = PlainPeer();
  Serve(Flags(*peer, {"--smtp-allow-cleartext"}));
  HandOffTo("hang@heating.example");
  const v1::Lead lead = AddLead("a boiler");
  HandOff(lead);
  EXPECT_THAT(peer->WaitForLines(1), SizeIs(1));
  KillAndServeAgain();
  EXPECT_THAT(peer->WaitForLines(2), SizeIs(2));
  const auto queued = WaitForDeliveries(v1::Delivery::STATE_QUEUED, 1);
  ASSERT_THAT(queued, SizeIs(1));
  EXPECT_EQ(queued[0].try_count(), 2);
}

TEST_F(Mail, FlagsThatCannotWorkAreSaidAtOnce) {
  const auto refused = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(),
                 {"--store", "sqlite:" + folder_.File("other.db"), "--listen", "127.0.0.1:0"});
    ServerProcess process(flags, folder_.File("refused.log"));
    EXPECT_FALSE(process.listens());
    EXPECT_EQ(process.Wait(absl::Seconds(30)), 1);
    return process.Log();
  };
  EXPECT_THAT(refused({"--smtp", "http://mail.example"}), HasSubstr("--smtp: must begin with"));
  EXPECT_THAT(refused({"--smtp", "smtp://a:b@mail.example"}),
              HasSubstr("--smtp: must have no user"));
  EXPECT_THAT(refused({"--smtp", "smtp://mail.example"}), HasSubstr("--smtp-from: \"\" is not"));
  EXPECT_THAT(refused({"--smtp", "smtp://mail.example", "--smtp-from", "a@b.example", "--smtp-user",
                       "office"}),
              HasSubstr("--smtp-user: a user and a password belong together"));
  EXPECT_THAT(refused({"--smtp-password-file", "/nowhere"}), HasSubstr("--smtp-password-file:"));
  EXPECT_THAT(refused({"--letters", "/nowhere"}), HasSubstr("--letters: \"/nowhere\" is not"));
  Serve({});
}

}  // namespace
}  // namespace ringback::test
