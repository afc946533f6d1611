#include "ringback/service/wire.h"

#include <utility>

#include "ringback/model/validate.h"

namespace ringback {

grpc::Slice WholeOf(grpc::ByteBuffer* bytes) {
  grpc::Slice whole;
  if (!bytes->TrySingleSlice(&whole).ok()) bytes->DumpToSingleSlice(&whole);
  return whole;
}

absl::Status ReadMessage(grpc::ByteBuffer* bytes, google::protobuf::Message* request) {
  const grpc::Slice whole = WholeOf(bytes);
  return ParseRequest({reinterpret_cast<const char*>(whole.begin()), whole.size()}, request);
}

grpc::ByteBuffer MakeBytes(const google::protobuf::Message& message) {
  return ShareBytes(std::make_shared<const std::string>(message.SerializeAsString()));
}

grpc::ByteBuffer ShareBytes(std::shared_ptr<const std::string> bytes) {
  using Held = std::shared_ptr<const std::string>;
  auto* held = new Held(std::move(bytes));
  // gRPC does not write to what it sends.
  const grpc::Slice slice(
      const_cast<char*>((*held)->data()), (*held)->size(),
      [](void* done) { delete static_cast<Held*>(done); }, held);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace ringback
