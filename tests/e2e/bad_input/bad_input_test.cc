// Bad input gets one clear error that names the field, and changes nothing. Over gRPC, for every
// field of every request.
#include <sqlite3.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "tests/e2e/bad_input/request_walk.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

constexpr const char* kServices[] = {"TenantService",        "CallerService",  "LeadService",
                                     "NoteService",          "AttemptService", "CallService",
                                     "CallerContextService", "EventService"};

// The methods of the contract, from the protos.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  // Linked in by their messages.
  v1::WatchEventsRequest::descriptor();
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const char* name : kServices) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        std::string("ringback.v1.") + name);
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

class BadInput : public testing::Test {
 protected:
  BadInput() : stub_(engine_->channel()) {
    caller_ = engine_.Add(Person("Mr. Robert Jones", {"+1 202 555 0143"}));
    v1::Lead lead;
    lead.set_caller(caller_.name());
    lead_ = engine_.Add(lead);
    v1::CallNote note;
    note.set_caller(caller_.name());
    note.set_text("sample");
    note_ = engine_.Add(note);
    attempt_ = engine_.Add(Ring(caller_, v1::OutboundAttempt::OUTCOME_NO_ANSWER, engine_.now));
    call_ = engine_.Call("+12025550143").call();
    engine_.AddAgent("tracy");
    EXPECT_EQ(sqlite3_open_v2(engine_.path().c_str(), &watcher_, SQLITE_OPEN_READONLY, nullptr),
              SQLITE_OK);
  }
  ~BadInput() override { sqlite3_close(watcher_); }

  std::string NameFor(const std::string& pattern) const {
    if (absl::StrContains(pattern, "/agents/")) return "tenants/default/agents/tracy";
    if (absl::StrContains(pattern, "/callers/")) return caller_.name();
    if (absl::StrContains(pattern, "/leads/")) return lead_.name();
    if (absl::StrContains(pattern, "/callNotes/")) return note_.name();
    if (absl::StrContains(pattern, "/attempts/")) return attempt_.name();
    if (absl::StrContains(pattern, "/calls/")) return call_.name();
    return "tenants/default";
  }

  // Changes whenever anything is committed to the file.
  int64_t DataVersion() {
    int64_t version = -1;
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(watcher_, "PRAGMA data_version", -1, &statement, nullptr);
    if (sqlite3_step(statement) == SQLITE_ROW) version = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return version;
  }

  // Sends bytes as the request of a method.
  absl::Status Send(const google::protobuf::MethodDescriptor& method, const std::string& wire) {
    const grpc::Slice slice(wire);
    grpc::ByteBuffer request(&slice, 1);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const std::string path = "/" + method.service()->full_name() + "/" + method.name();
    grpc::CompletionQueue queue;
    // As a stream, which a unary call is too on the wire: it fits WatchEvents as well.
    auto stream = stub_.PrepareCall(&context, path, &queue);
    grpc::Status status;
    void* tag;
    bool ok;
    stream->StartCall(nullptr);
    queue.Next(&tag, &ok);
    stream->WriteLast(request, grpc::WriteOptions(), nullptr);
    queue.Next(&tag, &ok);
    grpc::ByteBuffer response;
    stream->Read(&response, nullptr);
    queue.Next(&tag, &ok);
    if (ok) context.TryCancel();
    stream->Finish(&status, nullptr);
    queue.Next(&tag, &ok);
    return FromGrpcStatus(status);
  }

  TestEngine engine_;
  grpc::GenericStub stub_;
  v1::Caller caller_;
  v1::Lead lead_;
  v1::CallNote note_;
  v1::OutboundAttempt attempt_;
  v1::Call call_;
  sqlite3* watcher_ = nullptr;
};

TEST_F(BadInput, EveryFieldHasALimit) {
  for (const auto* method : AllMethods()) {
    for (const std::string& field : FieldsWithoutLimit(*method->input_type())) {
      ADD_FAILURE() << method->full_name() << ": " << field
                    << " has no limit in its (ringback.v1.rules)";
    }
  }
}

TEST_F(BadInput, EveryBrokenFieldIsNamedAndChangesNothing) {
  const auto name_for = [this](const std::string& pattern) { return NameFor(pattern); };
  const int64_t before = DataVersion();
  size_t count = 0;
  for (const auto* method : AllMethods()) {
    for (const BrokenRequest& broken : BreakEveryField(*method->input_type(), name_for)) {
      SCOPED_TRACE(method->full_name() + " with " + broken.field + " " + broken.how);
      const absl::Status status = Send(*method, broken.wire);
      ++count;
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status.ToString();
      EXPECT_EQ(ringback::ReasonOf(status), "INVALID_FIELD");
      EXPECT_EQ(MetadataOf(status, "field"), broken.field);
      EXPECT_TRUE(absl::StartsWith(status.message(), broken.field + ": ")) << status.message();
      EXPECT_LT(status.message().size(), 400u);
    }
  }
  EXPECT_EQ(DataVersion(), before) << "something was written";
  EXPECT_GT(count, 700u);
  std::printf("%zu broken requests\n", count);
}

TEST_F(BadInput, TenMegabytesOfTextAreRefusedByTheFieldsRule) {
  v1::CreateCallerRequest request;
  request.mutable_caller()->set_given_name(std::string(10 << 20, 'a'));
  grpc::ClientContext context;
  v1::Caller caller;
  const absl::Status status =
      FromGrpcStatus(Client(engine_->channel()).callers().CreateCaller(&context, request, &caller));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(status, "field"), "caller.given_name");
}

TEST_F(BadInput, RandomBytesAreAnErrorAndNothingElse) {
  std::mt19937 random(7);
  const int64_t before = DataVersion();
  for (const auto* method : AllMethods()) {
    for (int i = 0; i < 20; ++i) {
      std::string wire(1 + random() % 200, '\0');
      for (char& c : wire) c = static_cast<char>(random());
      const absl::Status status = Send(*method, wire);
      EXPECT_NE(status.code(), absl::StatusCode::kInternal)
          << method->full_name() << " " << status.ToString();
      EXPECT_NE(status.code(), absl::StatusCode::kUnknown)
          << method->full_name() << " " << status.ToString();
    }
  }
  EXPECT_EQ(DataVersion(), before);
}

TEST_F(BadInput, UnknownResourcesAreNotFound) {
  const auto name_for = [](const std::string& pattern) {
    if (absl::StrContains(pattern, "/agents/")) return std::string("tenants/default/agents/nobody");
    // "tenants/*/callers/*" -> "tenants/default/callers/0000000000001"
    const std::vector<std::string> parts = absl::StrSplit(pattern, '/');
    return parts.size() < 4 ? "tenants/nobody" : "tenants/default/" + parts[2] + "/0000000000001";
  };
  for (const auto* method : AllMethods()) {
    if (method->input_type()->FindFieldByName("name") == nullptr) continue;
    const absl::Status status =
        Send(*method, ValidRequest(*method->input_type(), name_for)->SerializeAsString());
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound)
        << method->full_name() << " " << status.ToString();
    EXPECT_EQ(ringback::ReasonOf(status), "RESOURCE_NOT_FOUND") << method->full_name();
  }
}

TEST_F(BadInput, AnUnknownTenantIsNotFound) {
  for (const auto* method : AllMethods()) {
    const auto* parent = method->input_type()->FindFieldByName("parent");
    if (parent == nullptr) continue;
    const auto name_for = [this](const std::string& pattern) { return NameFor(pattern); };
    auto request = ValidRequest(*method->input_type(), name_for);
    request->GetReflection()->SetString(request.get(), parent, "tenants/nobody");
    const absl::Status status = Send(*method, request->SerializeAsString());
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound)
        << method->full_name() << " " << status.ToString();
  }
}

}  // namespace
}  // namespace ringback::test
