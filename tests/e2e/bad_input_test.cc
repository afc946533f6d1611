// Bad input gets one clear error that names the field, and changes nothing. What is sent is made
// from the contract itself: every field of every request, every rule.
#include <sqlite3.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/model/rpc_status.pb.h"
#include "ringback/service/method_table.h"
#include "ringback/service/server.h"
#include "ringback/store/open.h"
#include "tests/e2e/bad_values.h"
#include "tests/e2e/raw_call.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";

class BadInputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // protobuf would say on each invalid text that it is one.
    google::protobuf::SetLogHandler(nullptr);
    auto store = store::Open("sqlite:" + path_);
    ASSERT_TRUE(store.ok()) << store.status();
    auto rooms = Rooms::Open(*std::move(store));
    ASSERT_TRUE(rooms.ok()) << rooms.status();
    rooms_ = *std::move(rooms);
    table_ = std::make_unique<MethodTable>(rooms_.get());
    auto server = Server::Start(rooms_.get(), {.listen = {"127.0.0.1:0"}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(server_->addresses()[0], grpc::InsecureChannelCredentials());
    client_ = std::make_unique<Client>(channel_);
    ASSERT_EQ(sqlite3_open_v2(path_.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  }

  void TearDown() override {
    sqlite3_close(db_);
    server_.reset();
    rooms_.reset();
  }

  absl::Status Call(const Method& method, std::string_view wire) {
    return FromGrpcStatus(CallRaw(channel_, method.path, wire));
  }
  absl::Status Call(const Method& method, const google::protobuf::Message& request) {
    return Call(method, request.SerializePartialAsString());
  }
  absl::Status Call(std::string_view name, const google::protobuf::Message& request) {
    return Call(*table_->Find("ringback.v1." + std::string(name)), request);
  }

  // A number that moves when another connection commits a change.
  int64_t DataVersion() {
    int64_t version = 0;
    sqlite3_exec(
        db_, "PRAGMA data_version",
        [](void* out, int, char** columns, char**) {
          *static_cast<int64_t*>(out) = std::atoll(columns[0]);
          return 0;
        },
        &version, nullptr);
    return version;
  }

  static void ExpectNames(const absl::Status& status, const std::string& field,
                          const std::string& what) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << what << ": " << status;
    EXPECT_EQ(MetadataOf(status, "field"), field) << what << ": " << status;
    wire::BadRequest bad;
    const auto payload = status.GetPayload(kBadRequestUrl);
    ASSERT_TRUE(payload && bad.ParseFromString(std::string(*payload))) << what;
    ASSERT_EQ(bad.field_violations_size(), 1) << what;
    EXPECT_EQ(bad.field_violations(0).field(), field) << what;
    EXPECT_FALSE(bad.field_violations(0).description().empty()) << what;
    EXPECT_LT(status.message().size(), 500u) << what;
  }

  v1::Caller AddCaller() {
    v1::CreateCallerRequest request;
    request.mutable_caller()->set_display_name("Sample Jones");
    v1::Caller caller;
    grpc::ClientContext context;
    EXPECT_TRUE(client_->callers().CreateCaller(&context, request, &caller).ok());
    return caller;
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_.File("calls.db");
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<MethodTable> table_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Client> client_;
  sqlite3* db_ = nullptr;
};

TEST_F(BadInputTest, EveryBrokenRuleOfEveryFieldIsNamedAndChangesNothing) {
  const int64_t version = DataVersion();
  int requests = 0;
  std::set<std::string> fields;
  for (const Method& method : table_->methods()) {
    ForEachBadRequest(*method.request, [&](const BadRequest& bad) {
      ++requests;
      fields.insert(method.full_name + " " + bad.field);
      const std::string what = method.full_name + ": " + bad.what + " in " + bad.field;
      const absl::Status status = Call(method, bad.request);
      ExpectNames(status, bad.field, what);
      ASSERT_EQ(DataVersion(), version) << what << " changed the store";
    });
  }
  std::printf("%d bad requests for %zu fields of %zu methods\n", requests, fields.size(),
              table_->methods().size());
  EXPECT_GT(requests, 2000);
}

TEST_F(BadInputTest, ResourceThatIsNotThereIsNotFound) {
  const int64_t version = DataVersion();
  for (const Method& method : table_->methods()) {
    const auto request = GoodRequest(*method.request);
    const auto& descriptor = *request->GetDescriptor();
    const auto& reflection = *request->GetReflection();
    if (const auto* parent = descriptor.FindFieldByName("parent")) {
      reflection.SetString(request.get(), parent, "tenants/nobody");
      const absl::Status status = Call(method, *request);
      EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << method.full_name << status;
      EXPECT_EQ(MetadataOf(status, "resource"), "tenants/nobody") << method.full_name;
    } else if (descriptor.FindFieldByName("name") || descriptor.FindFieldByName("update_mask")) {
      if (method.request->GetTypeName().find("Tenant") != std::string::npos) continue;
      const absl::Status status = Call(method, *request);
      EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << method.full_name << status;
      EXPECT_NE(MetadataOf(status, "resource").find("0abcdefghjkmn"), std::string::npos)
          << method.full_name;
      EXPECT_EQ(ReasonOf(status), "RESOURCE_NOT_FOUND");
    }
  }
  v1::GetTenantRequest get;
  get.set_name("tenants/nobody");
  EXPECT_EQ(Call("TenantService.GetTenant", get).code(), absl::StatusCode::kNotFound);
  v1::UpdateTenantRequest update;
  update.mutable_tenant()->set_name("tenants/nobody");
  EXPECT_EQ(Call("TenantService.UpdateTenant", update).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(DataVersion(), version);
}

TEST_F(BadInputTest, WhatARequestPointsToMustBeThere) {
  const std::string nobody = "tenants/default/callers/0abcdefghjkmn";
  v1::RecordAttemptRequest attempt;
  attempt.mutable_attempt()->set_caller(nobody);
  attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
  v1::CreateLeadRequest lead;
  lead.mutable_lead()->set_caller(nobody);
  v1::CreateCallNoteRequest note;
  note.mutable_call_note()->set_caller(nobody);
  note.mutable_call_note()->set_text("text");
  const int64_t version = DataVersion();
  for (const auto& [method, request] : std::map<std::string, const google::protobuf::Message*>{
           {"AttemptService.RecordAttempt", &attempt},
           {"LeadService.CreateLead", &lead},
           {"NoteService.CreateCallNote", &note}}) {
    const absl::Status status = Call(method, *request);
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << method << status;
    EXPECT_EQ(MetadataOf(status, "resource"), nobody) << method;
  }
  EXPECT_EQ(DataVersion(), version);
}

TEST_F(BadInputTest, PageTokenThatIsNoneIsNamed) {
  v1::ListAgentsResponse unused;
  for (const Method& method : table_->methods()) {
    const auto* field = method.request->GetDescriptor()->FindFieldByName("page_token");
    if (field == nullptr) continue;
    for (const char* token : {"garbage", "AAAA", "Z2FyYmFnZWdhcmJhZ2U=", "\xC3\xBC", "../..", " ",
                              "MTIzNDU2Nzg5MGFiY2RlZg"}) {
      const auto request = GoodRequest(*method.request);
      request->GetReflection()->SetString(request.get(), field, token);
      ExpectNames(Call(method, *request), "page_token", method.full_name + " " + token);
    }
  }
}

TEST_F(BadInputTest, MaskThatNamesNoFieldIsNamed) {
  const v1::Caller caller = AddCaller();
  const int64_t version = DataVersion();
  for (const char* path : {"no_such_field", "", " ", ".", "..", "display_name.", "display_name.x",
                           "phones.number", "name", "etag", "create_time", "missing_fields",
                           "displayName", "caller.display_name", "annotations.x", "*x"}) {
    v1::UpdateCallerRequest request;
    request.mutable_caller()->set_name(caller.name());
    request.mutable_caller()->set_display_name("changed");
    request.mutable_update_mask()->add_paths("company");
    request.mutable_update_mask()->add_paths(path);
    ExpectNames(Call("CallerService.UpdateCaller", request), "update_mask", path);
  }
  EXPECT_EQ(DataVersion(), version);
}

// What no rule of one field says.
TEST_F(BadInputTest, NumbersAndTimesThatMakeNoSenseAreNamed) {
  const int64_t version = DataVersion();
  for (const char* number : {"12", "abc", "+", "++1", "+999999999999999999", "anonymous", "   ",
                             "+1 202 456", "sip:", "'; DROP TABLE callers; --"}) {
    v1::CreateCallerRequest caller;
    caller.mutable_caller()->set_display_name("Sample Jones");
    caller.mutable_caller()->add_phones()->set_number("+12024561414");
    caller.mutable_caller()->add_phones()->set_number(number);
    ExpectNames(Call("CallerService.CreateCaller", caller), "caller.phones[1].number", number);
    v1::RecordAttemptRequest attempt;
    attempt.mutable_attempt()->set_dialed_number(number);
    attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
    ExpectNames(Call("AttemptService.RecordAttempt", attempt), "attempt.dialed_number", number);
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id("sample");
    tenant.mutable_tenant()->add_own_numbers(number);
    ExpectNames(Call("TenantService.CreateTenant", tenant), "tenant.own_numbers[0]", number);
  }
  v1::RecordAttemptRequest attempt;
  attempt.mutable_attempt()->set_dialed_number("+12024561414");
  attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
  attempt.mutable_attempt()->mutable_start_time()->set_seconds(2000);
  attempt.mutable_attempt()->mutable_end_time()->set_seconds(1000);
  ExpectNames(Call("AttemptService.RecordAttempt", attempt), "attempt.end_time", "ends first");
  for (const char* zone :
       {"Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe/berlin ", ":"}) {
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id("sample");
    tenant.mutable_tenant()->set_time_zone(zone);
    ExpectNames(Call("TenantService.CreateTenant", tenant), "tenant.time_zone", zone);
  }
  for (const char* region : {"XX", "us", "1", "ZZ"}) {
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id("sample");
    tenant.mutable_tenant()->set_default_region(region);
    ExpectNames(Call("TenantService.CreateTenant", tenant), "tenant.default_region", region);
  }
  for (const char* email : {"x", "@", "a@", "@b", "a b@c", "a@b\r\nBcc: c@d"}) {
    v1::CreateCallerRequest caller;
    caller.mutable_caller()->add_emails(email);
    ExpectNames(Call("CallerService.CreateCaller", caller), "caller.emails[0]", email);
  }
  EXPECT_EQ(DataVersion(), version);
}

TEST_F(BadInputTest, ResourceOfAnotherTenantIsNotTaken) {
  const v1::Caller caller = AddCaller();
  v1::CreateTenantRequest tenant;
  tenant.set_tenant_id("other");
  ASSERT_TRUE(Call("TenantService.CreateTenant", tenant).ok());
  const int64_t version = DataVersion();
  v1::CreateLeadRequest lead;
  lead.set_parent("tenants/other");
  lead.mutable_lead()->set_caller(caller.name());
  ExpectNames(Call("LeadService.CreateLead", lead), "lead.caller", "lead");
  v1::CreateCallNoteRequest note;
  note.set_parent("tenants/other");
  note.mutable_call_note()->set_caller(caller.name());
  note.mutable_call_note()->set_text("text");
  ExpectNames(Call("NoteService.CreateCallNote", note), "call_note.caller", "note");
  v1::RecordAttemptRequest attempt;
  attempt.set_parent("tenants/other");
  attempt.mutable_attempt()->set_caller(caller.name());
  attempt.mutable_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_BUSY);
  ExpectNames(Call("AttemptService.RecordAttempt", attempt), "attempt.caller", "attempt");
  v1::BookAppointmentRequest book;
  book.set_parent("tenants/other");
  book.mutable_appointment()->set_bookable_resource("tenants/other/bookableResources/van");
  book.mutable_appointment()->mutable_slot()->mutable_start_time()->set_seconds(3600);
  book.mutable_appointment()->mutable_slot()->mutable_end_time()->set_seconds(7200);
  book.mutable_appointment()->set_agent("tenants/default/agents/tracy");
  ExpectNames(Call("AppointmentService.BookAppointment", book), "appointment.agent", "book");
  // What only reads too: the hours of another, and a list narrowed to what is not theirs.
  v1::OfferSlotsRequest offer;
  offer.set_parent("tenants/other");
  offer.set_bookable_resource("tenants/default/bookableResources/van");
  ExpectNames(Call("AppointmentService.OfferSlots", offer), "bookable_resource", "offer");
  v1::ListAttemptsRequest list;
  list.set_parent("tenants/other");
  list.set_caller(caller.name());
  ExpectNames(Call("AttemptService.ListAttempts", list), "caller", "list");
  EXPECT_EQ(DataVersion(), version);
}

TEST_F(BadInputTest, ALineOfAnotherTenantIsNotTaken) {
  v1::CreateTenantRequest north;
  north.set_tenant_id("north");
  north.mutable_tenant()->add_own_numbers("+13125550100");
  ASSERT_TRUE(Call("TenantService.CreateTenant", north).ok());
  const int64_t version = DataVersion();
  v1::CreateTenantRequest attic;
  attic.set_tenant_id("attic");
  attic.mutable_tenant()->add_own_numbers("+13125550199");
  attic.mutable_tenant()->add_own_numbers("(312) 555-0100");
  const absl::Status refused = Call("TenantService.CreateTenant", attic);
  ExpectNames(refused, "tenant.own_numbers[1]", "create");
  EXPECT_EQ(refused.message().find("north"), absl::string_view::npos) << refused;
  v1::UpdateTenantRequest update;
  update.mutable_tenant()->set_name("tenants/default");
  update.mutable_tenant()->add_own_numbers("+13125550100");
  update.mutable_update_mask()->add_paths("own_numbers");
  ExpectNames(Call("TenantService.UpdateTenant", update), "tenant.own_numbers[0]", "update");
  EXPECT_EQ(DataVersion(), version);
  // Its own it may write again; another may show it on outbound calls.
  update.mutable_tenant()->set_name("tenants/north");
  EXPECT_TRUE(Call("TenantService.UpdateTenant", update).ok());
  update.mutable_tenant()->set_name("tenants/default");
  update.mutable_tenant()->clear_own_numbers();
  update.mutable_tenant()->add_outbound_caller_ids("+13125550100");
  update.mutable_update_mask()->set_paths(0, "outbound_caller_ids");
  EXPECT_TRUE(Call("TenantService.UpdateTenant", update).ok());
  v1::LookupCallerRequest lookup;
  lookup.set_parent("tenants/-");
  lookup.set_ani("+12024561414");
  lookup.set_dnis("+13125550100");
  v1::CallerContext card;
  grpc::ClientContext context;
  ASSERT_TRUE(client_->context().LookupCaller(&context, lookup, &card).ok());
  EXPECT_EQ(card.tenant(), "tenants/north") << "who has the line comes first";
}

TEST_F(BadInputTest, WhatNoRuleBoundsIsNotKept) {
  v1::WatchEventsRequest watch;
  watch.set_resume_token("start");
  RawCall watcher(channel_, "/ringback.v1.EventService/WatchEvents");
  ASSERT_TRUE(watcher.Write(watch.SerializeAsString()));
  ASSERT_TRUE(watcher.WritesDone());
  const std::string much(8 << 20, 'x');
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_display_name("Sample Jones");
  request.set_request_id("once");
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(9999, much);
  v1::Caller& caller = *request.mutable_caller();
  caller.GetReflection()->MutableUnknownFields(&caller)->AddLengthDelimited(9998, "x");
  for (int i = 0; i < 100'000; ++i) caller.add_missing_fields(v1::INTAKE_FIELD_EMAIL);
  const std::string wire = request.SerializeAsString();
  std::string answer;
  ASSERT_TRUE(CallRaw(channel_, "/ringback.v1.CallerService/CreateCaller", wire, &answer).ok());
  EXPECT_LT(answer.size(), 1000u);
  std::string again;
  ASSERT_TRUE(CallRaw(channel_, "/ringback.v1.CallerService/CreateCaller", wire, &again).ok());
  EXPECT_EQ(again, answer);
  std::string event;
  ASSERT_TRUE(watcher.Read(&event));
  EXPECT_LT(event.size(), 2000u);
  sqlite3_exec(
      db_, "SELECT COALESCE(SUM(LENGTH(response)), 0) FROM requests",
      [](void*, int, char** columns, char**) {
        EXPECT_LT(std::atoll(columns[0]), 1000);
        return 0;
      },
      nullptr, nullptr);
}

TEST_F(BadInputTest, BytesThatAreNoRequestNeverHarm) {
  const std::set<absl::StatusCode> fine = {
      absl::StatusCode::kOk, absl::StatusCode::kInvalidArgument, absl::StatusCode::kNotFound};
  std::minstd_rand random(20240101);
  for (const Method& method : table_->methods()) {
    // A watch of a request that happens to be one would not end.
    if (method.kind == Method::Kind::kWatch) continue;
    const std::string good = GoodRequest(*method.request)->SerializeAsString();
    for (int i = 0; i < 60; ++i) {
      std::string wire = i % 2 == 0 ? good : "";
      wire.resize(wire.size() + random() % 40, '\0');
      for (size_t n = 0; n < 1 + random() % 20 && !wire.empty(); ++n)
        wire[random() % wire.size()] = static_cast<char>(random());
      const absl::Status status = Call(method, wire);
      EXPECT_TRUE(fine.count(status.code()) > 0) << method.full_name << ": " << status;
    }
  }
  for (const std::string& wire : {std::string("\xff"), std::string("\x0a\xff\xff\xff\xff\xff"),
                                  std::string("\x0a\x05"), std::string(1000, '\x0b')}) {
    for (const Method& method : table_->methods()) {
      const absl::Status status = Call(method, wire);
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << method.full_name << status;
      EXPECT_EQ(ReasonOf(status), "MALFORMED_REQUEST") << method.full_name;
    }
  }
  AddCaller();
}

}  // namespace
}  // namespace ringback::test
