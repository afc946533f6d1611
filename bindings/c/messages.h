// Requests and responses as JSON and as bytes.
#ifndef RINGBACK_BINDINGS_C_MESSAGES_H_
#define RINGBACK_BINDINGS_C_MESSAGES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace ringback::c {

// INVALID_ARGUMENT for a format that is neither RB_JSON nor RB_PROTO.
absl::Status CheckFormat(int format);

// The bytes of a request that came in `format`. INVALID_ARGUMENT (MALFORMED_REQUEST) for JSON that
// is no such message; bytes are left to who answers them.
absl::StatusOr<std::string> ReadRequest(const google::protobuf::Descriptor* type, int format,
                                        std::string_view request);

// The bytes of an answer in `format`.
absl::StatusOr<std::string> WriteAnswer(const google::protobuf::Descriptor* type, int format,
                                        std::string answer);

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_MESSAGES_H_
