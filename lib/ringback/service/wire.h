// Messages and bytes, as gRPC takes and gives them.
#ifndef RINGBACK_SERVICE_WIRE_H_
#define RINGBACK_SERVICE_WIRE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace ringback {

// All of what came, in one piece; it is in one already unless it is long. `bytes` must outlive the
// slice.
grpc::Slice WholeOf(grpc::ByteBuffer* bytes);

// Reads a request. INVALID_ARGUMENT when it is none.
absl::Status ReadMessage(grpc::ByteBuffer* bytes, google::protobuf::Message* request);

// The bytes of a message, handed to gRPC without a further copy.
grpc::ByteBuffer MakeBytes(const google::protobuf::Message& message);

// Bytes that others keep too, without a copy.
grpc::ByteBuffer ShareBytes(std::shared_ptr<const std::string> bytes);

}  // namespace ringback

#endif  // RINGBACK_SERVICE_WIRE_H_
