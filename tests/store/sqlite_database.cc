#include <memory>
#include <string>

#include "ringback/store/open.h"
#include "tests/store/database.h"
#include "tests/store/scratch_folder.h"

namespace ringback::store {
namespace {

class SqliteDatabase final : public TestDatabase {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override {
    return store::Open("sqlite:" + folder_.File("store.db"));
  }
  std::string_view bytes_type() const override { return "BLOB"; }

 private:
  test::ScratchFolder folder_;
};

}  // namespace

std::unique_ptr<TestDatabase> MakeSqliteDatabase() { return std::make_unique<SqliteDatabase>(); }

}  // namespace ringback::store
