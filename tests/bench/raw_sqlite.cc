#include "tests/bench/raw_sqlite.h"

#include "tests/bench/program.h"

namespace ringback::bench {

RawDatabase::RawDatabase(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK) {
    Die("cannot open " + path);
  }
  sqlite3_busy_timeout(db_, 5000);
  // As the library's connections have it.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
}

RawDatabase::~RawDatabase() { sqlite3_close(db_); }

void RawDatabase::Run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    Die(std::string(sql) + ": " + sqlite3_errmsg(db_));
  }
}

RawStatement::RawStatement(const RawDatabase& db, const std::string& sql) : db_(db.get()) {
  if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement_, nullptr) != SQLITE_OK) {
    Die(sql + ": " + sqlite3_errmsg(db_));
  }
}

bool RawStatement::Step() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    Die(std::string(sqlite3_sql(statement_)) + ": " + sqlite3_errmsg(db_));
  }
  return code == SQLITE_ROW;
}

int64_t RawStatement::ReadAll() const {
  int64_t sum = 0;
  const int columns = sqlite3_data_count(statement_);
  for (int column = 0; column < columns; ++column) {
    if (sqlite3_column_type(statement_, column) == SQLITE_INTEGER) {
      sum += Int(column);
    } else {
      const std::string_view text = Text(column);
      sum += static_cast<int64_t>(text.size()) + (text.empty() ? 0 : text.front());
    }
  }
  return sum;
}

}  // namespace ringback::bench
