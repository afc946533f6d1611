// The fixture of the store suite: an open database with one table.
#ifndef TESTS_STORE_STORE_FIXTURE_H_
#define TESTS_STORE_STORE_FIXTURE_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/store/store.h"
#include "tests/store/database.h"

namespace ringback::store {

// Something that one thread waits for and another says. Once said it stays so.
class Signal {
 public:
  void Give() {
    std::lock_guard lock(mutex_);
    given_ = true;
    wake_.notify_all();
  }
  void Await() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return given_; });
  }
  bool given() {
    std::lock_guard lock(mutex_);
    return given_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool given_ = false;
};

// The table is things(id, label, body).
class StoreTest : public ::testing::TestWithParam<Driver> {
 protected:
  void SetUp() override;

  // Closes the store and opens it again.
  void Reopen();

  Store& store() { return *store_; }
  TestDatabase& database() { return *database_; }

  absl::Status WriteNow(WriteFunction function);
  absl::Status Add(int64_t id, std::string_view label);
  int64_t Count();
  // The labels by id.
  std::vector<std::string> Labels();

 private:
  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<Store> store_;
};

// The single steps, for tests that are inside a transaction already.
absl::Status AddThing(Session& session, int64_t id, std::string_view label);
int64_t CountThings(Session& session);

}  // namespace ringback::store

#endif  // TESTS_STORE_STORE_FIXTURE_H_
