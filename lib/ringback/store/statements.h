// What the tables of all rooms do with SQL.
#ifndef RINGBACK_STORE_STATEMENTS_H_
#define RINGBACK_STORE_STATEMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Runs each of `statements` with the same parameters, which each of them has.
absl::Status ExecuteEach(Session& session, absl::Span<const std::string_view> statements,
                         absl::Span<const Param> params);

// A query that is narrowed by what a request asks for.
class NarrowedQuery {
 public:
  // `sql` ends in its WHERE, and `params` are its own.
  NarrowedQuery(std::string_view sql, std::vector<Param> params);

  // Adds " AND condition = $n". `condition` is a column, or ends with one.
  void Narrow(std::string_view condition, Param value);

  // Adds what stands behind the WHERE.
  void End(std::string_view sql);

  const std::string& sql() const { return sql_; }
  const std::vector<Param>& params() const { return params_; }

 private:
  std::string sql_;
  std::vector<Param> params_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_STATEMENTS_H_
