// Rule 10 of docs/lookup_rules.md: a look-up keeps its deadline; with the store slow or gone it
// answers what it has, marked partial.
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHome[] = "+12024561414";
constexpr absl::Duration kPatience = absl::Milliseconds(150);
// A busy machine may wake us late; a look-up that waited for the store would never come.
const absl::Duration kGrace = 10 * kPatience;

// What is wrong with a store, and when.
class Trouble {
 public:
  // Waits until nothing runs; then, after `queries` more, every query stalls until Release().
  void StallAfter(int queries) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return running_ == 0; });
    left_ = queries;
  }
  void Release() {
    std::lock_guard lock(mutex_);
    left_ = -1;
    wake_.notify_all();
  }

  void BeginRead() { Add(1); }
  void BeforeQuery() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return left_ != 0; });
    if (left_ > 0) --left_;
  }
  void EndRead() { Add(-1); }

  bool gone = false;  // set while nothing runs

 private:
  void Add(int reads) {
    std::lock_guard lock(mutex_);
    running_ += reads;
    wake_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  int left_ = -1;
  int running_ = 0;
};

class TroubledSession : public store::Session {
 public:
  TroubledSession(store::Session& session, Trouble& trouble)
      : session_(session), trouble_(trouble) {}

  absl::Status Query(std::string_view sql, absl::Span<const store::Param> params,
                     absl::FunctionRef<void(const store::Row&)> each_row) override {
    trouble_.BeforeQuery();
    return session_.Query(sql, params, each_row);
  }
  absl::StatusOr<int64_t> Execute(std::string_view sql,
                                  absl::Span<const store::Param> params) override {
    return session_.Execute(sql, params);
  }

 private:
  store::Session& session_;
  Trouble& trouble_;
};

class TroubledStore : public store::Store {
 public:
  TroubledStore(std::unique_ptr<store::Store> store, Trouble* trouble)
      : store_(std::move(store)), trouble_(*trouble) {}

  absl::Status Read(absl::Time deadline, store::ReadFunction function) override {
    return InTrouble([&] {
      return store_->Read(deadline, [&](store::Session& session) {
        TroubledSession troubled(session, trouble_);
        return function(troubled);
      });
    });
  }
  absl::Status ReadKept(absl::Time deadline, store::ReadKeptFunction function) override {
    return InTrouble([&] {
      return store_->ReadKept(deadline, [&](store::Session& session, uint64_t moment) {
        TroubledSession troubled(session, trouble_);
        return function(troubled, moment);
      });
    });
  }
  absl::Status Write(absl::Time deadline, store::WriteFunction function) override {
    return store_->Write(deadline, function);
  }
  void BeginWrite(absl::Time deadline, std::function<absl::Status(store::WriteSession&)> function,
                  std::function<void(absl::Status)> done) override {
    store_->BeginWrite(deadline, std::move(function), std::move(done));
  }
  bool read_only() const override { return store_->read_only(); }
  const store::ChangeMarks& changes() const override { return store_->changes(); }

 private:
  absl::Status InTrouble(absl::FunctionRef<absl::Status()> read) {
    if (trouble_.gone) return absl::UnavailableError("the disk is gone");
    trouble_.BeginRead();
    absl::Status status = read();
    trouble_.EndRead();
    return status;
  }

  const std::unique_ptr<store::Store> store_;
  Trouble& trouble_;
};

class Rule10Deadline : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open(files.uri() + ".troubled");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened =
        Rooms::Open(std::make_unique<TroubledStore>(*std::move(store), &trouble), files.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    rooms->AwaitIdle();
    v1::CreateCallerRequest create;
    *create.mutable_caller() = Person("Mr. Robert Jones", {kHome});
    const v1::Caller robert = Must(rooms->callers().CreateCaller(create, files.context()));
    v1::RecordAttemptRequest record;
    *record.mutable_attempt() =
        Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, files.now - absl::Hours(1));
    Must(rooms->attempts().RecordAttempt(record, files.context()));
  }

  void TearDown() override { trouble.Release(); }

  // A look-up with the deadline; says how long it took.
  v1::CallerContext Lookup(absl::Duration* took) {
    v1::LookupCallerRequest request;
    request.set_ani(kHome);
    RequestContext context = files.context();
    const absl::Time start = absl::Now();
    context.deadline = start + kPatience;
    v1::CallerContext card = Must(rooms->context().LookupCaller(request, context));
    *took = absl::Now() - start;
    return card;
  }

  TestEngine files;  // the folder, and the clock
  Trouble trouble;
  std::unique_ptr<Rooms> rooms;
};

TEST_F(Rule10Deadline, WithAQuickStoreTheCardIsWhole) {
  absl::Duration took;
  const v1::CallerContext card = Lookup(&took);
  EXPECT_FALSE(card.partial());
  EXPECT_THAT(NamesOf(card), ElementsAre("Robert Jones"));
}

TEST_F(Rule10Deadline, WithAStalledStoreTheAnswerComesInTimeAndIsMarkedPartial) {
  trouble.StallAfter(0);
  absl::Duration took;
  const v1::CallerContext card = Lookup(&took);
  EXPECT_LT(took, kGrace);
  EXPECT_TRUE(card.partial());
  EXPECT_THAT(NamesOf(card), IsEmpty());
  EXPECT_EQ(card.ani().e164(), kHome);
  EXPECT_EQ(card.tenant(), "tenants/default");
  EXPECT_THAT(card.opening_line(), HasSubstr("Thank you for calling"));
}

TEST_F(Rule10Deadline, WhatWasFoundByThenIsOnTheCard) {
  // Wherever it stalls: once the caller is found they stay on the card.
  bool found = false;
  bool partial = true;
  int steps = 0;
  for (; partial && steps < 50; ++steps) {
    trouble.StallAfter(steps);
    absl::Duration took;
    const v1::CallerContext card = Lookup(&took);
    trouble.Release();
    EXPECT_LT(took, kGrace);
    EXPECT_TRUE(!found || card.matches_size() == 1) << "after " << steps << " queries";
    found = card.matches_size() == 1;
    partial = card.partial();
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(partial);
  EXPECT_GT(steps, 5);
}

TEST_F(Rule10Deadline, ManyLookUpsOnAStalledStoreAreAllAnsweredInTime) {
  trouble.StallAfter(0);
  std::vector<std::thread> phones;
  std::atomic<int> in_time{0};
  for (int i = 0; i < 40; ++i) {
    phones.emplace_back([&] {
      absl::Duration took;
      const v1::CallerContext card = Lookup(&took);
      if (card.partial() && took < kGrace) ++in_time;
    });
  }
  for (std::thread& phone : phones) phone.join();
  EXPECT_EQ(in_time, 40);
}

TEST_F(Rule10Deadline, WithoutAStoreThereIsAnAnswerToo) {
  trouble.gone = true;
  absl::Duration took;
  EXPECT_TRUE(Lookup(&took).partial());
  v1::LookupCallerRequest request;
  request.set_ani(kHome);
  const v1::CallerContext card = Must(rooms->context().LookupCaller(request, files.context()));
  EXPECT_TRUE(card.partial()) << "without a deadline as well";
  EXPECT_EQ(card.ani().e164(), kHome);
}

TEST_F(Rule10Deadline, ThePhoneRingsWithoutACardWhenItComesTooLate) {
  trouble.StallAfter(0);
  v1::StartCallRequest request;
  request.set_ani(kHome);
  RequestContext context = files.context();
  context.deadline = absl::Now() + absl::Seconds(5);
  const v1::StartCallResponse rung = Must(rooms->calls().StartCall(request, context));
  EXPECT_TRUE(rung.context().partial());
  EXPECT_EQ(rung.call().ani_e164(), kHome);
  EXPECT_EQ(rung.call().caller(), "") << "nobody is named on half the evidence";
}

}  // namespace
}  // namespace ringback::test
