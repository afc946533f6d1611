// Work on the completion queue's thread that no call asks for.
#include "ringback/service/errand.h"

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "grpcpp/completion_queue.h"
#include "gtest/gtest.h"
#include "ringback/service/completion.h"

namespace ringback {
namespace {

using std::chrono::milliseconds;

// A queue and the thread that serves it.
class ErrandTest : public testing::Test {
 protected:
  ~ErrandTest() override {
    queue_.Shutdown();
    thread_.join();
  }

  grpc::CompletionQueue queue_;

 private:
  void Serve() {
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) static_cast<Completion*>(tag)->OnComplete(ok);
  }

  std::thread thread_{[this] { Serve(); }};
};

TEST_F(ErrandTest, IsDoneOnTheQueuesThread) {
  std::promise<std::thread::id> done;
  Errand errand(&queue_, [&] { done.set_value(std::this_thread::get_id()); });
  errand.Run();
  EXPECT_NE(done.get_future().get(), std::this_thread::get_id());
}

TEST_F(ErrandTest, IsDoneOnceForAllWhoAskBeforeItBegins) {
  std::atomic<int> done{0};
  std::promise<void> first_began, go_on;
  Errand first(&queue_, [&] {
    first_began.set_value();
    go_on.get_future().wait();
  });
  Errand errand(&queue_, [&] { ++done; });
  first.Run();  // holds the queue up
  first_began.get_future().wait();
  for (int i = 0; i < 5; ++i) errand.Run();
  std::promise<void> last;
  Errand behind(&queue_, [&] { last.set_value(); });
  behind.Run();
  go_on.set_value();
  last.get_future().wait();
  EXPECT_EQ(done, 1);
}

TEST_F(ErrandTest, IsDoneAgainForWhoAsksMeanwhile) {
  int left = 3;  // asks for itself, as work does that comes in portions
  std::promise<void> done;
  std::optional<Errand> errand;
  errand.emplace(&queue_, [&] {
    if (--left == 0) return done.set_value();
    errand->Run();
  });
  errand->Run();
  done.get_future().wait();
  EXPECT_EQ(left, 0);
}

TEST_F(ErrandTest, WaitsForItsTime) {
  std::promise<std::chrono::steady_clock::time_point> done;
  Errand errand(&queue_, [&] { done.set_value(std::chrono::steady_clock::now()); });
  const auto asked = std::chrono::steady_clock::now();
  errand.Run(milliseconds(30));
  // Half of it: the two clocks may go differently.
  EXPECT_GE(done.get_future().get() - asked, milliseconds(15));
}

TEST_F(ErrandTest, IsNotDoneAfterStop) {
  std::atomic<int> done{0};
  Errand errand(&queue_, [&] { ++done; });
  errand.Run(std::chrono::hours(1));
  errand.Stop();  // does not wait for its time
  errand.Run();
  errand.Stop();
  EXPECT_EQ(done, 0);
}

TEST_F(ErrandTest, StopWaitsForTheWork) {
  std::promise<void> began;
  std::atomic<bool> over{false};
  Errand errand(&queue_, [&] {
    began.set_value();
    std::this_thread::sleep_for(milliseconds(20));
    over = true;
  });
  errand.Run();
  began.get_future().wait();
  errand.Stop();
  EXPECT_TRUE(over);
}

}  // namespace
}  // namespace ringback
