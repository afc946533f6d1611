// Rows as messages.
#include "ringback/store/field_reader.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/v1/attempt.pb.h"

namespace ringback::store {
namespace {

using v1::OutboundAttempt;

class Columns : public Row {
 public:
  explicit Columns(std::vector<std::variant<int64_t, std::string>> values)
      : values_(std::move(values)) {}

  int64_t Int(int column) const override { return std::get<int64_t>(values_.at(column)); }
  std::string_view Text(int column) const override {
    return std::get<std::string>(values_.at(column));
  }

 private:
  const std::vector<std::variant<int64_t, std::string>> values_;
};

TEST(FieldReader, FillsTheFieldsFromLeftToRight) {
  const Columns row({int64_t{33}, "tracy", "autumn", int64_t{1'700'000'000'000'001}, int64_t{7}});
  OutboundAttempt attempt;
  FieldReader<OutboundAttempt> in(row, &attempt);
  in.Name("t", "attempts", &OutboundAttempt::mutable_name);
  in.ChosenName("t", "agents", &OutboundAttempt::mutable_agent);
  in.Text(&OutboundAttempt::mutable_purpose);
  in.Time(&OutboundAttempt::mutable_start_time);
  EXPECT_EQ(attempt.name(), "tenants/t/attempts/0000000000011");
  EXPECT_EQ(attempt.agent(), "tenants/t/agents/tracy");
  EXPECT_EQ(attempt.purpose(), "autumn");
  EXPECT_EQ(attempt.start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(attempt.start_time().nanos(), 1'000);
  EXPECT_EQ(in.Int(), 7);
}

TEST(FieldReader, LeavesWhatTheRowDoesNotSayUnset) {
  const Columns row({int64_t{0}, "", "", int64_t{0}});
  OutboundAttempt attempt;
  FieldReader<OutboundAttempt> in(row, &attempt);
  in.Name("t", "attempts", &OutboundAttempt::mutable_name);
  in.ChosenName("t", "agents", &OutboundAttempt::mutable_agent);
  in.Text(&OutboundAttempt::mutable_purpose);
  in.Time(&OutboundAttempt::mutable_end_time);
  EXPECT_EQ(attempt.ByteSizeLong(), 0);
}

TEST(FieldReader, GoesOnWhereOthersReadBefore) {
  const Columns row({int64_t{1}, "autumn", int64_t{2}});
  ColumnReader columns(row);
  EXPECT_EQ(columns.Int(), 1);
  OutboundAttempt attempt;
  FieldReader<OutboundAttempt> in(columns, &attempt);
  in.Text(&OutboundAttempt::mutable_purpose);
  columns = in;
  EXPECT_EQ(columns.Int(), 2);
  EXPECT_EQ(attempt.purpose(), "autumn");
}

}  // namespace
}  // namespace ringback::store
