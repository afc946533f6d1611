// A store file while a lot is written into it at once.
#ifndef TESTS_BENCH_MAKE_DATA_FILE_H_
#define TESTS_BENCH_MAKE_DATA_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/store.h"

namespace ringback::bench {

// A finished store file, open without what makes writes durable and without the indexes that are
// quicker made at the end. The library's own functions write the rows, so that they are what it
// would write whatever the schema is. A file that is not finished is of no use. For one thread.
class BulkFile {
 public:
  // Opens the store at `path`, which no one else may have open.
  static absl::StatusOr<std::unique_ptr<BulkFile>> Open(const std::string& path);

  store::WriteSession& session() { return *connection_; }

  absl::Status Begin();
  absl::Status Commit();

  // Makes the indexes again as the schema has them and the file a store like any other.
  absl::Status Finish();

 private:
  struct Index {
    std::string name;
    std::string sql;
  };

  explicit BulkFile(std::unique_ptr<store::Connection> connection)
      : connection_(std::move(connection)) {}
  absl::Status DropIndexes();

  std::unique_ptr<store::Connection> connection_;
  std::vector<Index> indexes_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_FILE_H_
