// Filling a request from what was written on the command line.
#ifndef RINGBACK_APPS_RINGBACK_FIELD_VALUES_H_
#define RINGBACK_APPS_RINGBACK_FIELD_VALUES_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/ringback/times.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace ringback::cli {

// What values are read against.
struct Surroundings {
  std::string tenant;                                // an id
  std::function<absl::StatusOr<Clock>()> get_clock;  // called for times alone
};

// The field that `path` names in messages of `type`: "attempt.offer.text". nullptr when there is
// none.
const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor* type,
                                                   std::string_view path);

// Puts `values` into the field that `path`, which must exist, names:
// - enums by their short words, times and lengths as times.h reads them;
// - where a resource name belongs, an id alone is made into one of the tenant;
// - phones "[LABEL=]NUMBER", external ids "SYSTEM:ID", annotations "KEY=VALUE", slots START/END,
//   calling hours "mon-fri 08:00-18:00", steps and rules of cadences as cadence_text.h reads them.
// A repeated field takes all of them; an empty value adds nothing, so that it stands for "none".
// INVALID_ARGUMENT for a value that cannot be read.
absl::Status SetField(google::protobuf::Message* message, std::string_view path,
                      const std::vector<std::string>& values, const Surroundings& surroundings);

// The resource name that `text` stands for where `pattern` ("tenants/*/callers/*") belongs.
std::string ExpandName(const std::string& text, std::string_view pattern,
                       const std::string& tenant);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_FIELD_VALUES_H_
