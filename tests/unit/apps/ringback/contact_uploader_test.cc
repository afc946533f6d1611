#include "apps/ringback/contacts/contact_uploader.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "apps/ringback/contacts/contact_diff.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"

namespace ringback::cli {
namespace {

// Keeps callers in memory, one for each external id.
class FakeCallers : public v1::CallerService::Service {
 public:
  grpc::Status CreateCaller(grpc::ServerContext*, const v1::CreateCallerRequest* request,
                            v1::Caller* response) override {
    const int busy = ++busy_;
    most_busy = std::max(most_busy.load(), busy);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --busy_;
    const std::lock_guard lock(mutex_);
    if (down) return {grpc::StatusCode::UNAVAILABLE, "gone"};
    if (request->caller().given_name() == "bad") {
      return ToGrpcStatus(InvalidField("caller.phones[0].number", "\"12\" is too short"));
    }
    const std::string& id = request->caller().external_ids(0).id();
    if (callers_.contains(id)) {
      return ToGrpcStatus(MakeError(absl::StatusCode::kAlreadyExists,
                                    v1::ERROR_REASON_RESOURCE_EXISTS, "it is there",
                                    {{"resource", "tenants/default/callers/" + id}}));
    }
    *response = request->caller();
    response->set_name("tenants/default/callers/" + id);
    callers_[id] = *response;
    return grpc::Status::OK;
  }

  grpc::Status GetCaller(grpc::ServerContext*, const v1::GetCallerRequest* request,
                         v1::Caller* response) override {
    const std::lock_guard lock(mutex_);
    *response = callers_.at(request->name().substr(request->name().rfind('/') + 1));
    return grpc::Status::OK;
  }

  grpc::Status UpdateCaller(grpc::ServerContext*, const v1::UpdateCallerRequest* request,
                            v1::Caller* response) override {
    const std::lock_guard lock(mutex_);
    if (overtake-- > 0) return ToGrpcStatus(EtagMismatch(request->caller().name(), "e2"));
    ++updates;
    const std::string& name = request->caller().name();
    v1::Caller& stored = callers_.at(name.substr(name.rfind('/') + 1));
    const absl::Status status = ApplyUpdate(request->caller(), request->update_mask(), {}, &stored);
    *response = stored;
    return ToGrpcStatus(status);
  }

  std::atomic<int> most_busy = 0;
  int updates = 0;
  int overtake = 0;
  bool down = false;

 private:
  std::atomic<int> busy_ = 0;
  std::mutex mutex_;
  std::map<std::string, v1::Caller> callers_;
};

class ContactUploaderTest : public testing::Test {
 protected:
  ContactUploaderTest()
      : server_(grpc::ServerBuilder().RegisterService(&service_).BuildAndStart()),
        client_(server_->InProcessChannel({})) {}

  // Uploads contacts of these given names, the id of each being its place; counts what became of
  // them.
  absl::Status Upload(const std::vector<std::string>& names) {
    results_.clear();
    problems_.clear();
    ContactUploader uploader(client_.callers(), {"tenants/default", "US"},
                             [this](const RowResult& result) {
                               ++results_[result.kind];
                               if (!result.problem.empty()) problems_[result.line] = result.problem;
                             });
    for (size_t i = 0; i < names.size(); ++i) {
      v1::Caller contact;
      contact.set_given_name(names[i]);
      v1::ExternalId* id = contact.add_external_ids();
      id->set_system("csv");
      id->set_id(std::to_string(i));
      MarkImported(&contact);
      const absl::Status status = uploader.Add(static_cast<int64_t>(i) + 2, contact);
      if (!status.ok()) return status;
    }
    return uploader.Finish();
  }

  using Kind = RowResult::Kind;

  FakeCallers service_;
  std::unique_ptr<grpc::Server> server_;
  Client client_;
  std::map<Kind, int> results_;
  std::map<int64_t, std::string> problems_;
};

TEST_F(ContactUploaderTest, SecondUploadChangesNothing) {
  const std::vector<std::string> names(200, "Robert");
  ASSERT_TRUE(Upload(names).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kNew, 200}}));
  ASSERT_TRUE(Upload(names).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kUnchanged, 200}}));
  EXPECT_EQ(service_.updates, 0);
}

TEST_F(ContactUploaderTest, ChangedRowsAreUpdated) {
  ASSERT_TRUE(Upload({"Robert", "Mary", "Carol"}).ok());
  ASSERT_TRUE(Upload({"Robert", "Marie", "Carol"}).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kUnchanged, 2}, {Kind::kChanged, 1}}));
  EXPECT_EQ(service_.updates, 1);
}

TEST_F(ContactUploaderTest, BadRowIsReportedByItsLineAndTheOthersAreSaved) {
  ASSERT_TRUE(Upload({"Robert", "bad", "Carol"}).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kNew, 2}, {Kind::kRejected, 1}}));
  EXPECT_EQ(problems_.at(3), "phones[0].number: \"12\" is too short");
}

TEST_F(ContactUploaderTest, ManyRowsAreUnderWayAtOnce) {
  ASSERT_TRUE(Upload(std::vector<std::string>(300, "Robert")).ok());
  EXPECT_GT(service_.most_busy, 4);
  EXPECT_LE(service_.most_busy, 32);
}

TEST_F(ContactUploaderTest, RowThatSomebodyOvertookIsTriedAgain) {
  ASSERT_TRUE(Upload({"Robert"}).ok());
  service_.overtake = 2;
  ASSERT_TRUE(Upload({"Rob"}).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kChanged, 1}}));
  service_.overtake = 100;
  ASSERT_TRUE(Upload({"Bob"}).ok());
  EXPECT_EQ(results_, (std::map<Kind, int>{{Kind::kRejected, 1}}));
}

TEST_F(ContactUploaderTest, ServerThatIsGoneStopsIt) {
  service_.down = true;
  const absl::Status status = Upload(std::vector<std::string>(1000, "Robert"));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(results_.empty());
}

}  // namespace
}  // namespace ringback::cli
