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
// Every resource name in the request must belong to the tenant with the id `tenant`; with
// kEveryTenantId to any.
//
// Inside the resource of a request that has an `update_mask` the required fields are not asked for
// (the mask may leave them out) but the resource's name is.
absl::Status Validate(const google::protobuf::Message& request, std::string_view tenant);

// The same for a resource by itself, whose names have been checked; `path` is where it stands in
// the request: "caller".
absl::Status ValidateResource(const google::protobuf::Message& resource, std::string_view path);

// The name that says which tenant a request is about: its `parent`, its `name`, or the name of the
// resource that it updates. "" means the default tenant; kEveryTenant that it is about no tenant
// that is there yet, or about all of them. Valid as long as the request is, and no check of it.
std::string_view TenantNameIn(const google::protobuf::Message& request);

// Parses the wire format into `request`, without the fields that no rule bounds because nobody
// reads them: those that this version does not know, and those that only the server sets.
// INVALID_ARGUMENT when it is not a message of this type; a text field that is not UTF-8 is named.
absl::Status ParseRequest(std::string_view wire, google::protobuf::Message* request);

}  // namespace ringback

#endif  // RINGBACK_MODEL_VALIDATE_H_
