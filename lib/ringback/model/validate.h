// Checking a request against the rules that stand beside its fields.
#ifndef RINGBACK_MODEL_VALIDATE_H_
#define RINGBACK_MODEL_VALIDATE_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace ringback {

// Checks every field that a client can set, in the order of the fields, against its FieldRules (see
// ringback/v1/field_rules.proto): lengths, counts, ranges, resource names, required fields; enum
// values that exist; times in the years 1970 to 2199. INVALID_ARGUMENT names the first field that
// breaks a rule.
//
// Inside the resource of a request that has an `update_mask` the required fields are not asked for
// (the mask may leave them out) but the resource's name is.
absl::Status Validate(const google::protobuf::Message& request);

// The same for a resource by itself; `path` is where it stands in the request: "caller".
absl::Status ValidateResource(const google::protobuf::Message& resource, std::string_view path);

// Parses the wire format into `request`. INVALID_ARGUMENT when it is not a message of this type; a
// text field that is not UTF-8 is named.
absl::Status ParseRequest(std::string_view wire, google::protobuf::Message* request);

}  // namespace ringback

#endif  // RINGBACK_MODEL_VALIDATE_H_
