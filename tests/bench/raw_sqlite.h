// SQLite as it is, with nothing of Ringback's above it: what the store is measured against.
#ifndef TESTS_BENCH_RAW_SQLITE_H_
#define TESTS_BENCH_RAW_SQLITE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ringback::bench {

// A connection of one thread. What goes wrong ends the program.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path);
  ~RawDatabase();

  // Runs statements that give no rows.
  void Run(const char* sql);

  sqlite3* get() const { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

// A prepared statement. Text that is bound is not copied: it must last until Reset().
class RawStatement {
 public:
  RawStatement(const RawDatabase& db, const std::string& sql);
  ~RawStatement() { sqlite3_finalize(statement_); }
  RawStatement(const RawStatement&) = delete;
  RawStatement& operator=(const RawStatement&) = delete;

  // Binds parameters from the first on, after which Step() gives the rows.
  template <typename... Params>
  RawStatement& Bind(const Params&... params) {
    int index = 0;
    (BindOne(++index, params), ...);
    return *this;
  }

  // Whether there is a further row.
  bool Step();
  void Reset() { sqlite3_reset(statement_); }

  // Runs a statement that gives no row.
  void Run() {
    Step();
    Reset();
  }

  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view Text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(bytes),
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

  // Reads every column of the row; returns something that depends on all of them, so that no
  // reading is left out by the compiler.
  int64_t ReadAll() const;

 private:
  void BindOne(int index, int64_t number) { sqlite3_bind_int64(statement_, index, number); }
  void BindOne(int index, std::string_view text) {
    // A null pointer would be NULL.
    sqlite3_bind_text(statement_, index, text.data() == nullptr ? "" : text.data(),
                      static_cast<int>(text.size()), SQLITE_STATIC);
  }

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_RAW_SQLITE_H_
