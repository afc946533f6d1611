// The card that StartCall shows: from memory while that holds, and never an older one than of the
// ring.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "ringback/rooms.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr char kHome[] = "+12024561414";
constexpr char kShown[] = "+12025550100";

// A store that counts how often it is read outside of writes.
class CountingStore : public store::Store {
 public:
  CountingStore(std::unique_ptr<store::Store> store, std::atomic<int>* reads)
      : store_(std::move(store)), reads_(*reads) {}

  absl::Status Read(absl::Time deadline, store::ReadFunction function) override {
    ++reads_;
    return store_->Read(deadline, function);
  }
  absl::Status ReadKept(absl::Time deadline, store::ReadKeptFunction function) override {
    ++reads_;
    return store_->ReadKept(deadline, function);
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
  const std::unique_ptr<store::Store> store_;
  std::atomic<int>& reads_;
};

class CallCard : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = store::Open(time.uri() + ".calls");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened =
        Rooms::Open(std::make_unique<CountingStore>(*std::move(store), &reads), time.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    rooms->AwaitIdle();
    v1::CreateCallerRequest create;
    *create.mutable_caller() = Person("Robert Jones", {kHome});
    robert = Must(rooms->callers().CreateCaller(create, time.context()));
  }

  v1::StartCallRequest Ring() {
    v1::StartCallRequest request;
    request.set_ani(kHome);
    request.set_dnis(kShown);
    request.set_agent("tracy");
    request.set_verification(v1::VERIFICATION_A);
    request.set_name_hint("JONES");
    return request;
  }

  v1::CallerContext CardOf(const v1::StartCallRequest& request) {
    return Must(rooms->calls().StartCall(request, time.context())).context();
  }

  // The look-up that asks for the same.
  v1::LookupCallerRequest Question() {
    const v1::StartCallRequest ring = Ring();
    v1::LookupCallerRequest request;
    request.set_ani(ring.ani());
    request.set_dnis(ring.dnis());
    request.set_agent(ring.agent());
    request.set_verification(ring.verification());
    request.set_name_hint(ring.name_hint());
    return request;
  }

  bool IsKept() { return rooms->context().FindCard(Question().SerializeAsString()) != nullptr; }

  v1::CallerContext Lookup() {
    return Must(rooms->context().LookupCaller(Question(), time.context()));
  }

  // How often the store was read since the last question.
  int Reads() { return reads.exchange(0); }

  // As somebody renames them.
  void Rename(const std::string& name) {
    v1::UpdateCallerRequest request;
    request.mutable_caller()->set_name(robert.name());
    request.mutable_caller()->set_display_name(name);
    request.mutable_update_mask()->add_paths("display_name");
    Must(rooms->callers().UpdateCaller(request, time.context()));
  }

  static std::string NameOn(const v1::CallerContext& card) {
    return card.matches().empty() ? "" : card.matches(0).caller().display_name();
  }

  TestEngine time;  // the folder, and the clock
  std::atomic<int> reads{0};
  std::unique_ptr<Rooms> rooms;
  v1::Caller robert;
};

TEST_F(CallCard, IsInMemoryForTheLookUpsAndCallsThatFollow) {
  const v1::CallerContext card = CardOf(Ring());
  EXPECT_EQ(NameOn(card), "Robert Jones");
  EXPECT_TRUE(IsKept()) << "the call itself is on no card";
  EXPECT_GT(Reads(), 0);
  EXPECT_TRUE(MessageDifferencer::Equals(Lookup(), card));
  EXPECT_TRUE(MessageDifferencer::Equals(CardOf(Ring()), card));
  EXPECT_EQ(Reads(), 0);
}

TEST_F(CallCard, IsThatOfTheLookUpBeforeIt) {
  const v1::CallerContext card = Lookup();
  EXPECT_GT(Reads(), 0);
  EXPECT_TRUE(MessageDifferencer::Equals(CardOf(Ring()), card));
  EXPECT_EQ(Reads(), 0);
  v1::StartCallRequest other = Ring();
  other.set_name_hint("SMITH");
  CardOf(other);
  EXPECT_GT(Reads(), 0) << "another question";
}

TEST_F(CallCard, ShowsWhatWasWrittenBeforeTheCall) {
  CardOf(Ring());
  Rename("Robert Smith");
  EXPECT_EQ(NameOn(CardOf(Ring())), "Robert Smith");
  v1::RecordAttemptRequest record;
  *record.mutable_attempt() = test::Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, time.now);
  Must(rooms->attempts().RecordAttempt(record, time.context()));
  EXPECT_EQ(CardOf(Ring()).matches(0).attempts_size(), 1);
}

TEST_F(CallCard, GrowsOldWithTheClock) {
  v1::RecordAttemptRequest record;
  *record.mutable_attempt() = test::Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, time.now);
  Must(rooms->attempts().RecordAttempt(record, time.context()));
  time.Pass(absl::Minutes(10));
  const std::string before = CardOf(Ring()).matches(0).DebugString();
  time.Pass(absl::Minutes(2));
  const std::string after = CardOf(Ring()).matches(0).DebugString();
  EXPECT_NE(before.find("10 minutes ago"), std::string::npos) << before;
  EXPECT_NE(after.find("12 minutes ago"), std::string::npos) << after;
}

TEST_F(CallCard, OfACallThatSaysWhenItRangIsKeptIfThatWasJustNow) {
  time.Pass(absl::Minutes(5));  // away from the hour, at which a day may begin somewhere
  v1::StartCallRequest just_now = Ring();
  *just_now.mutable_start_time() = AtTime(time.now - absl::Seconds(2));
  const v1::CallerContext card = CardOf(just_now);
  EXPECT_TRUE(IsKept());
  EXPECT_GT(Reads(), 0);
  EXPECT_TRUE(MessageDifferencer::Equals(CardOf(just_now), card));
  EXPECT_EQ(Reads(), 0);

  v1::StartCallRequest earlier = Ring();
  *earlier.mutable_start_time() = AtTime(time.now - absl::Hours(1));
  CardOf(earlier);
  EXPECT_GT(Reads(), 0) << "a moment of its own";
  Lookup();
  EXPECT_EQ(Reads(), 0) << "and the card of now is kept";
}

TEST_F(CallCard, IsThatOfTheRingAlsoWhenWeRangThemAfterIt) {
  CardOf(Ring());
  v1::RecordAttemptRequest record;
  *record.mutable_attempt() =
      test::Ring(robert, v1::OutboundAttempt::OUTCOME_NO_ANSWER, time.now - absl::Seconds(10));
  Must(rooms->attempts().RecordAttempt(record, time.context()));
  v1::StartCallRequest before = Ring();
  *before.mutable_start_time() = AtTime(time.now - absl::Seconds(30));
  EXPECT_EQ(CardOf(before).matches(0).attempts_size(), 0) << "when it rang we had not";
  EXPECT_EQ(CardOf(Ring()).matches(0).attempts_size(), 1);
  const auto response = Must(rooms->calls().StartCall(before, time.context()));
  EXPECT_TRUE(MessageDifferencer::Equals(response.call().start_time(), before.start_time()));
}

}  // namespace
}  // namespace ringback::test
