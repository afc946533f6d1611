// The method table is the whole contract, no more and no less, and the contract says what each
// field takes.
#include "ringback/service/method_table.h"

#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/store/open.h"
#include "ringback/v1/field_rules.pb.h"
#include "ringback/v1/report.pb.h"
#include "tests/e2e/bad_values.h"
#include "tests/store/scratch_folder.h"

namespace ringback {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

class MethodTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open("sqlite:" + folder_.File("calls.db"));
    ASSERT_TRUE(store.ok()) << store.status();
    auto rooms = Rooms::Open(*std::move(store));
    ASSERT_TRUE(rooms.ok()) << rooms.status();
    rooms_ = *std::move(rooms);
    table_ = std::make_unique<MethodTable>(rooms_.get());
  }

  const test::ScratchFolder folder_;
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<MethodTable> table_;
};

// The files of ringback.v1 that a file reaches; EventService's imports every resource.
void Collect(const FileDescriptor* file, std::set<const FileDescriptor*>* files) {
  if (file->package() != "ringback.v1" || !files->insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), files);
}

TEST_F(MethodTableTest, HasEveryMethodOfTheContractWithItsMessages) {
  std::set<const FileDescriptor*> files;
  Collect(v1::Event::descriptor()->file(), &files);
  Collect(v1::CallerContext::descriptor()->file(), &files);
  Collect(v1::ConversionReport::descriptor()->file(), &files);
  size_t count = 0;
  for (const FileDescriptor* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* rpc = file->service(s)->method(m);
        ++count;
        const Method* method = table_->Find(rpc->full_name());
        ASSERT_NE(method, nullptr) << rpc->full_name();
        EXPECT_EQ(method->request->GetDescriptor(), rpc->input_type()) << rpc->full_name();
        EXPECT_EQ(method->response->GetDescriptor(), rpc->output_type()) << rpc->full_name();
        EXPECT_EQ(method->kind == Method::Kind::kWatch, rpc->server_streaming());
        EXPECT_FALSE(rpc->client_streaming());
        EXPECT_EQ(method->path, "/" + file->service(s)->full_name() + "/" + rpc->name());
        EXPECT_EQ(table_->Find(method->path), method);
      }
    }
  }
  EXPECT_EQ(count, table_->methods().size());
  EXPECT_GE(count, 35u);
}

TEST_F(MethodTableTest, WritesAreThoseThatCanBeRepeated) {
  for (const Method& method : table_->methods()) {
    const bool has_id = method.request->GetDescriptor()->FindFieldByName("request_id") != nullptr;
    EXPECT_EQ(method.kind == Method::Kind::kWrite, has_id) << method.full_name;
  }
}

TEST_F(MethodTableTest, UnknownNamesAreNotFound) {
  for (const char* name : {"", "/", "ringback.v1.CallerService", "CreateCaller"})
    EXPECT_EQ(table_->Find(name), nullptr) << name;
}

// Fields that a client can set and that the contract does not limit.
void FindUnlimited(const Descriptor& message, std::set<const Descriptor*>* seen,
                   std::vector<std::string>* unlimited) {
  if (!seen->insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const v1::FieldRules rules = field.options().GetExtension(v1::rules);
    if (rules.output_only()) continue;
    if (field.is_repeated() && rules.max_items() == 0) unlimited->push_back(field.full_name());
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (rules.max_bytes() == 0) unlimited->push_back(field.full_name());
        break;
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64:
        if (rules.max() == 0) unlimited->push_back(field.full_name());
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
      case FieldDescriptor::CPPTYPE_ENUM:
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const std::string& type = field.message_type()->full_name();
        if (field.is_map() || type == "google.protobuf.Timestamp") break;
        if (type == "google.protobuf.Duration") {
          if (rules.max() == 0) unlimited->push_back(field.full_name());
        } else if (type == "google.protobuf.FieldMask") {
          if (rules.max_items() == 0 || rules.max_bytes() == 0)
            unlimited->push_back(field.full_name());
        } else {
          FindUnlimited(*field.message_type(), seen, unlimited);
        }
        break;
      }
      default:  // a kind that Validate() does not check
        unlimited->push_back(field.full_name());
    }
  }
}

TEST_F(MethodTableTest, EveryFieldThatAClientCanSetHasALimit) {
  std::set<const Descriptor*> seen;
  std::vector<std::string> unlimited;
  for (const Method& method : table_->methods())
    FindUnlimited(*method.request->GetDescriptor(), &seen, &unlimited);
  EXPECT_EQ(unlimited, std::vector<std::string>());
  EXPECT_GT(seen.size(), 30u);
}

// One thread writes for all: while it is held up, a request that breaks a rule is answered all the
// same, for it is not waited for.
TEST_F(MethodTableTest, WhatBreaksARuleIsAnsweredWithoutTheWriter) {
  absl::Notification held;
  absl::Notification go_on;
  absl::Notification done;
  rooms_->runner().store().BeginWrite(
      absl::InfiniteFuture(),
      [&](store::WriteSession&) {
        held.Notify();
        go_on.WaitForNotification();
        return absl::OkStatus();
      },
      [&](const absl::Status&) { done.Notify(); });
  held.WaitForNotification();
  const auto answer = [](const Method& method, const google::protobuf::Message& request) {
    absl::Status status = absl::UnknownError("not answered yet");
    method.begin(request.SerializeAsString(), RequestContext{},
                 [&](const absl::StatusOr<Method::Bytes>& found) { status = found.status(); });
    return status;
  };
  int methods = 0;
  for (const Method& method : table_->methods()) {
    if (method.kind != Method::Kind::kWrite || !method.begin) continue;
    ++methods;
    const std::unique_ptr<google::protobuf::Message> request = test::GoodRequest(*method.request);
    const auto* id = request->GetDescriptor()->FindFieldByName("request_id");
    request->GetReflection()->SetString(request.get(), id, std::string(65, 'x'));
    EXPECT_EQ(MetadataOf(answer(method, *request), "field"), "request_id") << method.full_name;
    request->GetReflection()->ClearField(request.get(), id);
    const auto* parent = request->GetDescriptor()->FindFieldByName("parent");
    if (parent == nullptr) continue;
    request->GetReflection()->SetString(request.get(), parent, "tenants/nobody");
    EXPECT_EQ(answer(method, *request).code(), absl::StatusCode::kNotFound) << method.full_name;
  }
  EXPECT_GT(methods, 30);
  go_on.Notify();
  done.WaitForNotification();
}

TEST_F(MethodTableTest, WriteWhoseDeadlinePassedIsNotMade) {
  RequestContext context;
  context.deadline = context.now - absl::Seconds(1);
  for (const Method& method : table_->methods()) {
    if (method.kind != Method::Kind::kWrite) continue;
    const std::unique_ptr<google::protobuf::Message> request = test::GoodRequest(*method.request);
    // Updates of a tenant are refused for their name before anything waits.
    if (method.full_name == "ringback.v1.TenantService.UpdateTenant") continue;
    const std::unique_ptr<google::protobuf::Message> response(method.response->New());
    const absl::Status status = method.handler(*request, context, response.get());
    EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << method.full_name << status;
    EXPECT_EQ(ReasonOf(status), "DEADLINE_PASSED") << method.full_name;
  }
  int64_t rows = 0;
  EXPECT_TRUE(rooms_->runner()
                  .store()
                  .Read(absl::InfiniteFuture(),
                        [&](store::Session& session) {
                          return session.Query(
                              "SELECT (SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM calls)",
                              {}, [&](const store::Row& row) { rows = row.Int(0); });
                        })
                  .ok());
  EXPECT_EQ(rows, 0);
}

}  // namespace
}  // namespace ringback
