// Changing the named fields of a resource (AIP-134, AIP-161).
#ifndef RINGBACK_MODEL_FIELD_MASK_H_
#define RINGBACK_MODEL_FIELD_MASK_H_

#include <initializer_list>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace ringback {

// Takes the fields that `mask` names over from `changes` into `resource`, a message of the same
// type. An empty mask, or
// "*", names every field that can be changed. A field that is taken over and empty in `changes` is
// cleared. `name`, `etag` and output-only fields are never taken over; naming one of them, or one
// of `immutable`, or a path that is no field, is INVALID_ARGUMENT.
absl::Status ApplyUpdate(const google::protobuf::Message& changes,
                         const google::protobuf::FieldMask& mask,
                         std::initializer_list<std::string_view> immutable,
                         google::protobuf::Message* resource);

}  // namespace ringback

#endif  // RINGBACK_MODEL_FIELD_MASK_H_
