// What is kept of earlier answers, and how what is kept about somebody is forgotten.
#include "ringback/records/request_log.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/store/open.h"
#include "ringback/v1/caller.pb.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr char kErased[] = "tenants/t/callers/4711";
constexpr char kNumber[] = "+12025550143";

// Counts what a write does.
class CountingSession final : public store::WriteSession {
 public:
  explicit CountingSession(store::WriteSession* session) : session_(*session) {}

  absl::Status Query(std::string_view sql, absl::Span<const store::Param> params,
                     absl::FunctionRef<void(const store::Row&)> each_row) override {
    ExpectNoScan(sql, params);
    return session_.Query(sql, params, [&](const store::Row& row) {
      ++rows;
      each_row(row);
    });
  }
  absl::StatusOr<int64_t> Execute(std::string_view sql,
                                  absl::Span<const store::Param> params) override {
    ExpectNoScan(sql, params);
    ++statements;
    return session_.Execute(sql, params);
  }
  void OnCommit(std::function<void()> hook) override { session_.OnCommit(std::move(hook)); }
  void Touch(uint64_t mark) override { session_.Touch(mark); }

  int rows = 0;
  int statements = 0;

 private:
  void ExpectNoScan(std::string_view sql, absl::Span<const store::Param> params) {
    EXPECT_TRUE(session_
                    .Query(absl::StrCat("EXPLAIN QUERY PLAN ", std::string(sql)), params,
                           [&](const store::Row& row) {
                             EXPECT_THAT(std::string(row.Text(3)), Not(HasSubstr("SCAN"))) << sql;
                           })
                    .ok());
  }

  store::WriteSession& session_;
};

class RequestLog : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Open("sqlite:" + folder.File("calls.db"));
    ASSERT_TRUE(opened.ok()) << opened.status();
    store = *std::move(opened);
  }

  absl::Status Write(store::WriteFunction function) {
    return store->Write(absl::InfiniteFuture(), function);
  }
  void Keep(const std::string& id, const v1::Caller& answer, int64_t now_us = 1) {
    const v1::CreateCallerRequest request;
    ASSERT_TRUE(Write([&](store::WriteSession& session) {
                  return KeepAnswer(session, {"t", id, request}, answer, now_us);
                }).ok());
  }
  std::multiset<std::string> Rows(std::string_view sql) {
    std::multiset<std::string> rows;
    EXPECT_TRUE(store
                    ->Read(absl::InfiniteFuture(),
                           [&](store::Session& session) {
                             return session.Query(sql, {}, [&](const store::Row& row) {
                               rows.emplace(row.Text(0));
                             });
                           })
                    .ok());
    return rows;
  }
  std::multiset<std::string> Kept() { return Rows("SELECT request_id FROM requests"); }

  static v1::Caller Named(const std::string& name, const std::string& number = "") {
    v1::Caller caller;
    caller.set_name(name);
    if (!number.empty()) caller.add_phones()->set_number(number);
    return caller;
  }

  const ScratchFolder folder;
  std::unique_ptr<store::Store> store;
};

TEST_F(RequestLog, ForgettingSomebodyReadsTheirAnswersAlone) {
  constexpr int kOthers = 500;
  for (int i = 0; i < kOthers; ++i) {
    Keep(absl::StrCat("other ", i), Named(absl::StrCat("tenants/t/callers/", i), "+12025550199"));
  }
  for (int i = 0; i < 3; ++i) Keep(absl::StrCat("theirs ", i), Named(kErased, kNumber));
  ASSERT_TRUE(Write([&](store::WriteSession& session) {
                CountingSession counting(&session);
                const absl::Status status = ForgetAnswersAbout(counting, "t", kErased);
                EXPECT_EQ(counting.rows, 3);
                EXPECT_LE(counting.statements, 6);
                return status;
              }).ok());
  EXPECT_EQ(Kept().size(), size_t{kOthers});
  EXPECT_EQ(Rows("SELECT subject FROM request_subjects WHERE subject = '+12025550143'").size(), 0u)
      << "their number stays";
}

TEST_F(RequestLog, SomebodyIsFoundWhereverAnAnswerNamesThem) {
  Keep("name", Named(kErased));
  v1::Caller text = Named("tenants/t/callers/1");
  text.set_display_name(absl::StrCat("see ", kErased, ", or ring ", kNumber, " (", kErased, ")"));
  Keep("text", text);
  Keep("number", Named("tenants/t/callers/2", kNumber));
  Keep("longer name", Named("tenants/t/callers/47110"));
  Keep("other tenant", Named("tenants/u/callers/4711"));
  ASSERT_TRUE(Write([](store::WriteSession& session) {
                return ForgetAnswersAbout(session, "t", kErased);
              }).ok());
  EXPECT_THAT(Kept(), UnorderedElementsAre("number", "longer name", "other tenant"));
  ASSERT_TRUE(Write([](store::WriteSession& session) {
                return ForgetAnswersAbout(session, "t", kNumber);
              }).ok());
  EXPECT_THAT(Kept(), UnorderedElementsAre("longer name", "other tenant"));
}

TEST_F(RequestLog, AnswersFromBeforeThereWereSubjectsAreForgottenToo) {
  ASSERT_TRUE(Write([](store::WriteSession& session) {
                const std::string wire = Named(kErased).SerializeAsString();
                return session
                    .Execute(
                        "INSERT INTO requests (tenant, request_id, method, fingerprint, "
                        "response, create_us) VALUES ('t', 'old', '', 0, $1, 1)",
                        {store::Param::Bytes(wire)})
                    .status();
              }).ok());
  ASSERT_TRUE(Write([](store::WriteSession& session) {
                return ForgetAnswersAbout(session, "t", kErased);
              }).ok());
  EXPECT_THAT(Kept(), UnorderedElementsAre());
}

TEST_F(RequestLog, OldAnswersGoWithWhomTheyName) {
  const int64_t week_us = absl::ToInt64Microseconds(kAnswerLifetime);
  Keep("old", Named(kErased, kNumber), 1);
  Keep("young", Named(kErased, kNumber), 10);
  ASSERT_TRUE(Write([&](store::WriteSession& session) {
                CountingSession counting(&session);
                return ForgetOldAnswers(counting, "t", week_us + 5);
              }).ok());
  EXPECT_THAT(Kept(), UnorderedElementsAre("young"));
  EXPECT_THAT(Rows("SELECT request_id FROM request_subjects"),
              UnorderedElementsAre("young", "young"));
}

}  // namespace
}  // namespace ringback::test
