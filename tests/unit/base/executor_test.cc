// A pool of threads for work that may block.
#include "ringback/base/executor.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace ringback {
namespace {

TEST(Executor, RunsEverythingBeforeItEnds) {
  std::atomic<int> done{0};
  {
    Executor executor(3);
    for (int i = 0; i < 100; ++i) executor.Schedule([&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(Executor, RunsOneThreadsTasksInTheirOrder) {
  std::vector<int> order;
  {
    Executor executor(1);
    for (int i = 0; i < 50; ++i) executor.Schedule([&order, i] { order.push_back(i); });
  }
  ASSERT_EQ(order.size(), 50u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(order[i], i);
}

TEST(Executor, GoesOnWhileOneTaskBlocks) {
  std::mutex mutex;
  std::condition_variable wake;
  bool other_ran = false;
  Executor executor(2);
  bool waited = false;
  executor.Schedule([&] {
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return other_ran; });
    waited = true;
    wake.notify_all();
  });
  executor.Schedule([&] {
    std::lock_guard lock(mutex);
    other_ran = true;
    wake.notify_all();
  });
  std::unique_lock lock(mutex);
  wake.wait(lock, [&] { return waited; });
}

// A stalled store holds up the threads that ask it; who comes after them must not wait for ever.
TEST(Executor, OthersHelpWhileTheRegularsAreHeldUp) {
  std::mutex mutex;
  std::condition_variable wake;
  bool released = false;
  int helped = 0;
  Executor executor(2, 4, std::chrono::milliseconds(1));
  for (int i = 0; i < 2; ++i) {
    executor.Schedule([&] {
      std::unique_lock lock(mutex);
      wake.wait(lock, [&] { return released; });
    });
  }
  std::unique_lock lock(mutex);
  while (helped == 0) {
    lock.unlock();
    executor.Schedule([&] {
      std::lock_guard guard(mutex);
      ++helped;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    lock.lock();
  }
  released = true;
  wake.notify_all();
}

TEST(Executor, RegularsAreEnoughWhileNothingIsHeldUp) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  {
    Executor executor(1, 8, std::chrono::hours(1));
    for (int i = 0; i < 200; ++i) {
      executor.Schedule([&] {
        most = std::max<int>(most, ++running);
        std::this_thread::yield();
        --running;
      });
    }
  }
  EXPECT_EQ(most, 1);
}

TEST(Executor, HasNoMoreThreadsThanItMay) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  {
    Executor executor(2);
    for (int i = 0; i < 200; ++i) {
      executor.Schedule([&] {
        const int now = ++running;
        int seen = most.load();
        while (seen < now && !most.compare_exchange_weak(seen, now)) {
        }
        --running;
      });
    }
  }
  EXPECT_LE(most, 2);
}

TEST(Executor, ATaskMaySchedule) {
  std::atomic<int> done{0};
  {
    Executor executor(2);
    executor.Schedule([&] { executor.Schedule([&] { ++done; }); });
  }
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace ringback
