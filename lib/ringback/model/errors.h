// The errors that Ringback gives: one status code, one reason, one message that a person can act on
// (AIP-193).
#ifndef RINGBACK_MODEL_ERRORS_H_
#define RINGBACK_MODEL_ERRORS_H_

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ringback/model/rpc_status.pb.h"
#include "ringback/v1/error_reason.pb.h"

namespace ringback {

// The domain of every ErrorInfo.
inline constexpr std::string_view kErrorDomain = "ringback";

// An error with a reason and its metadata.
absl::Status MakeError(
    absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
    std::initializer_list<std::pair<std::string_view, std::string_view>> metadata = {});

// INVALID_ARGUMENT for `field`, a path in the request such as "caller.phones[0].number". `problem`
// says the value's shape and the rule; the message is "field: problem".
absl::Status InvalidField(std::string_view field, std::string_view problem);

// NOT_FOUND for a resource name.
absl::Status NotFound(std::string_view resource);

// ALREADY_EXISTS: `field` says the id of a resource that is there already.
absl::Status AlreadyExists(std::string_view field, std::string_view resource);

// ABORTED: the etag that was sent is not `etag`, the one of `resource` now.
absl::Status EtagMismatch(std::string_view resource, std::string_view etag);

// FAILED_PRECONDITION: `resource` is in `state`, in which `problem`.
absl::Status WrongState(std::string_view resource, std::string_view state,
                        std::string_view problem);

// The error as google.rpc.Status, with ErrorInfo and, for a field, BadRequest. Errors that were not
// made here get the reason INTERNAL, or the one that fits their code.
wire::Status ToRpcStatus(const absl::Status& status);

// The reason of an error, as in ErrorInfo: "INVALID_FIELD".
std::string ReasonOf(const absl::Status& status);

// One metadata value of an error, or "".
std::string MetadataOf(const absl::Status& status, std::string_view key);

// The message of an error that InvalidField() made, with another name in the place of the field's:
// that of a flag, for instance. `names` are pairs of field and name; a field that is not among them
// keeps its own, and other errors keep their message.
std::string MessageNaming(const absl::Status& status,
                          absl::Span<const std::pair<std::string_view, std::string_view>> names);

}  // namespace ringback

#endif  // RINGBACK_MODEL_ERRORS_H_
