// What the store suite knows of a driver: how to make a database and how to open it.
#ifndef TESTS_STORE_DATABASE_H_
#define TESTS_STORE_DATABASE_H_

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"

namespace ringback::store {

// A database of one test, gone with it.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  // Opens it, the first time empty.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open() = 0;
  // The type of a column of bytes.
  virtual std::string_view bytes_type() const = 0;
};

// A driver under test. A new one is one more of these in store_test.cc.
struct Driver {
  std::string_view name;
  std::unique_ptr<TestDatabase> (*make_database)();
};

inline void PrintTo(const Driver& driver, std::ostream* out) { *out << driver.name; }

// A SQLite file in a folder of its own.
std::unique_ptr<TestDatabase> MakeSqliteDatabase();

}  // namespace ringback::store

#endif  // TESTS_STORE_DATABASE_H_
