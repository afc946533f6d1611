// The one list of values that a request may carry to do harm, by the type and the rules of a field.
#ifndef TESTS_E2E_HOSTILE_VALUES_H_
#define TESTS_E2E_HOSTILE_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback::test {

// A value, and whether it certainly breaks a rule that stands beside the field. One that does not
// may be taken or refused.
template <typename T>
struct Hostile {
  std::string what;  // in words
  T value;
  bool breaks = false;
};

// Seconds and nanoseconds.
struct Moment {
  int64_t seconds = 0;
  int32_t nanos = 0;
};

v1::FieldRules RulesOf(const google::protobuf::FieldDescriptor& field);

// A name of the first pattern: "tenants/*/callers/*" -> "tenants/default/callers/0abcdefghjkmn".
std::string NameOf(const std::string& pattern);

// `names` are resources that are there. One of the values has `huge` bytes.
std::vector<Hostile<std::string>> HostileTexts(const v1::FieldRules& rules, bool required,
                                               size_t huge, const std::vector<std::string>& names);

// `is_short`: of an int32.
std::vector<Hostile<int64_t>> HostileNumbers(const v1::FieldRules& rules, bool is_short);

std::vector<Hostile<double>> HostileFractions();

std::vector<Hostile<int>> HostileEnums(const google::protobuf::EnumDescriptor& type, bool required);

std::vector<Hostile<Moment>> HostileTimes();

std::vector<Hostile<Moment>> HostileSpans(const v1::FieldRules& rules);

std::vector<Hostile<std::vector<std::string>>> HostilePaths(const v1::FieldRules& rules);

}  // namespace ringback::test

#endif  // TESTS_E2E_HOSTILE_VALUES_H_
