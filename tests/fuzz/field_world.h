// An engine with one of every resource, made from the contract alone.
#ifndef TESTS_FUZZ_FIELD_WORLD_H_
#define TESTS_FUZZ_FIELD_WORLD_H_

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "ringback/base/clock.h"
#include "ringback/rooms.h"
#include "ringback/service/method_table.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {

// A store on a fresh file, whose clock stands, so that nothing but requests changes it. Used by one
// thread.
class FieldWorld {
 public:
  FieldWorld();
  ~FieldWorld();

  const std::vector<Method>& methods() const { return table_->methods(); }
  const Method* Find(std::string_view name) const { return table_->Find(name); }

  // Answers a serialised request as the server does: the serialised answer, or the error.
  absl::StatusOr<std::string> Call(const Method& method, std::string_view wire) const;

  // A request that keeps every rule and names what is there, as far as it is there.
  std::unique_ptr<google::protobuf::Message> GoodRequest(const Method& method) const;

  // The resources that are there, of two tenants.
  std::vector<std::string> Names() const;

  // How many events there have been: what changes a resource logs one. SQLite's own data_version
  // moves also when the log is emptied in the background, after something was erased.
  int64_t EventCount() const;

 private:
  bool Create(const Method& method, std::string_view tenant);
  void SetNames(google::protobuf::Message* message) const;
  bool KeepNames(const google::protobuf::Message& message, std::string_view tenant);

  const ScratchFolder folder_;
  ManualClock clock_;
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<MethodTable> table_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* count_ = nullptr;
  std::map<std::string, std::string> names_;  // by the pattern, of tenants/default
  std::vector<std::string> others_;           // of tenants/other
};

}  // namespace ringback::test

#endif  // TESTS_FUZZ_FIELD_WORLD_H_
