// The seam between the rooms and a SQL engine. Knows SQL and no callers.
//
// SQL is written once, in the subset that SQLite 3.40 and PostgreSQL 15 share: $1 parameters, ON
// CONFLICT, RETURNING.
#ifndef RINGBACK_STORE_STORE_H_
#define RINGBACK_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ringback/store/change_marks.h"

namespace ringback::store {

// A parameter of a statement. Text and bytes are not copied: they must outlive the call.
class Param {
 public:
  Param(int64_t number) : value_(number) {}                           // NOLINT: reads as a literal
  Param(int number) : value_(static_cast<int64_t>(number)) {}         // NOLINT
  Param(bool flag) : value_(static_cast<int64_t>(flag ? 1 : 0)) {}    // NOLINT
  Param(std::string_view text) : value_(text) {}                      // NOLINT
  Param(const std::string& text) : value_(std::string_view(text)) {}  // NOLINT
  Param(const char* text) : value_(std::string_view(text)) {}         // NOLINT

  static Param Null() { return Param(); }
  static Param Bytes(std::string_view bytes) {
    Param param;
    param.value_ = ByteView{bytes};
    return param;
  }

  struct ByteView {
    std::string_view bytes;
  };
  const std::variant<std::monostate, int64_t, std::string_view, ByteView>& value() const {
    return value_;
  }

 private:
  Param() = default;
  std::variant<std::monostate, int64_t, std::string_view, ByteView> value_;
};

// A row of a result. Valid only inside the callback that it is given to.
class Row {
 public:
  virtual ~Row() = default;
  // Column `column`, from 0, as a number; 0 for NULL.
  virtual int64_t Int(int column) const = 0;
  // Column `column` as text or bytes; "" for NULL.
  virtual std::string_view Text(int column) const = 0;
};

// Reads the columns of a row from left to right.
class ColumnReader {
 public:
  explicit ColumnReader(const Row& row) : row_(&row) {}
  int64_t Int() { return row_->Int(next_++); }
  bool Bool() { return Int() != 0; }
  // Valid as long as the row is.
  std::string_view View() { return row_->Text(next_++); }
  std::string String() { return std::string(View()); }

 private:
  const Row* row_;
  int next_ = 0;
};

// What runs inside a transaction. Used by one thread, only while the function that was given it
// runs.
class Session {
 public:
  virtual ~Session() = default;

  // Runs a query and calls `each_row` for each row, in order. `sql` is prepared once a connection.
  virtual absl::Status Query(std::string_view sql, absl::Span<const Param> params,
                             absl::FunctionRef<void(const Row&)> each_row) = 0;

  // Runs a statement that returns no rows. Returns how many rows it changed. A broken UNIQUE or
  // PRIMARY KEY is ALREADY_EXISTS.
  virtual absl::StatusOr<int64_t> Execute(std::string_view sql, absl::Span<const Param> params) = 0;
};

// A session that can write.
class WriteSession : public Session {
 public:
  // Calls `hook` once the transaction is durable, in the order of the commits, before Write()
  // returns; not at all when it fails. The hook must be quick and must not use the store.
  virtual void OnCommit(std::function<void()> hook) = 0;

  // Says that this write changes what `mark` stands for; see Store::changes(). It counts once the
  // write is durable, and not at all when it fails.
  virtual void Touch(uint64_t mark) = 0;
};

using ReadFunction = absl::FunctionRef<absl::Status(Session&)>;
using ReadKeptFunction = absl::FunctionRef<absl::Status(Session&, uint64_t moment)>;
using WriteFunction = absl::FunctionRef<absl::Status(WriteSession&)>;

// A database. Safe from any thread.
//
// Errors, on whatever the database itself says: RESOURCE_EXHAUSTED (the disk is full),
// FAILED_PRECONDITION (the file or file system is read-only), UNAVAILABLE (it is locked, busy or
// closing), DEADLINE_EXCEEDED, DATA_LOSS (damaged), INTERNAL.
class Store {
 public:
  virtual ~Store() = default;

  // Calls `function` with a snapshot of the database. Its error is returned as it is.
  // DEADLINE_EXCEEDED when no connection was free, or a query did not end, by `deadline`. Inside a
  // Read of the same thread it reads the same snapshot, inside a Write what that has written.
  virtual absl::Status Read(absl::Time deadline, ReadFunction function) = 0;

  // The same on a snapshot that may be some writes old, for who can tell whether what he read still
  // holds: all that changes() had noted at `moment` is in it, so that what is read holds while
  // nothing that it rests on has changed since. Quicker than Read() beside writes, for a new
  // snapshot begins with nothing in memory. Inside a Read or a Write of the same thread `moment` is
  // 0, and nothing sure to hold.
  virtual absl::Status ReadKept(absl::Time deadline, ReadKeptFunction function) = 0;

  // Calls `function` in a transaction and returns OK only when what it wrote is durable. When it
  // returns an error, or the commit fails, nothing is changed. The function may be called more than
  // once and must then do the same; it must not keep the session, and not go on after an error of
  // the session. Inside another Write of the same thread it joins that one's transaction.
  // DEADLINE_EXCEEDED when its turn did not come by `deadline`; nothing was changed then.
  virtual absl::Status Write(absl::Time deadline, WriteFunction function) = 0;

  // The same for somebody who cannot wait: `function` runs on a thread of the store's, where the
  // Read and Write of whatever it calls join its transaction, and must not wait for anything else.
  // `done` is called once, after the commit; it must be quick, and must not use the store.
  virtual void BeginWrite(absl::Time deadline, std::function<absl::Status(WriteSession&)> function,
                          std::function<void(absl::Status)> done) = 0;

  // What the writes of this process have touched. A write that was answered is in it.
  virtual const ChangeMarks& changes() const = 0;

  // Whether writes are refused because the file or its file system is read-only.
  virtual bool read_only() const = 0;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_STORE_H_
