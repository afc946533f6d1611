#include "ringback/store/statements.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"

namespace ringback::store {

absl::Status ExecuteEach(Session& session, absl::Span<const std::string_view> statements,
                         absl::Span<const Param> params) {
  for (const std::string_view sql : statements) {
    RINGBACK_RETURN_IF_ERROR(session.Execute(sql, params).status());
  }
  return absl::OkStatus();
}

NarrowedQuery::NarrowedQuery(std::string_view sql, std::vector<Param> params)
    : sql_(sql), params_(std::move(params)) {}

void NarrowedQuery::Narrow(std::string_view condition, Param value) {
  params_.push_back(value);
  sql_.append(" AND ").append(condition);
  absl::StrAppend(&sql_, " = $", params_.size());
}

void NarrowedQuery::End(std::string_view sql) { sql_.append(sql); }

}  // namespace ringback::store
