#include "tests/e2e/raw_call.h"

#include <chrono>

#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace ringback::test {
namespace {

constexpr std::chrono::seconds kPatience{30};

void Parse(std::string_view wire, google::protobuf::UnknownFieldSet* fields) {
  fields->ParseFromArray(wire.data(), static_cast<int>(wire.size()));
}

}  // namespace

RawCall::RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path)
    : stub_(channel) {
  context_.set_deadline(std::chrono::system_clock::now() + kPatience);
  stream_ = stub_.PrepareCall(&context_, path, &queue_);
  stream_->StartCall(this);
  Await();
}

RawCall::~RawCall() {
  context_.TryCancel();
  queue_.Shutdown();
  void* tag;
  bool ok;
  while (queue_.Next(&tag, &ok)) {
  }
}

bool RawCall::Await() {
  void* tag;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

bool RawCall::Write(std::string_view request) {
  const grpc::Slice slice(request.data(), request.size());
  stream_->Write(grpc::ByteBuffer(&slice, 1), this);
  return Await();
}

bool RawCall::WritesDone() {
  stream_->WritesDone(this);
  return Await();
}

bool RawCall::Read(std::string* response) {
  grpc::ByteBuffer bytes;
  stream_->Read(&bytes, this);
  if (!Await()) return false;
  grpc::Slice whole;
  if (!bytes.DumpToSingleSlice(&whole).ok()) return false;
  if (response != nullptr)
    response->assign(reinterpret_cast<const char*>(whole.begin()), whole.size());
  return true;
}

grpc::Status RawCall::Finish() {
  grpc::Status status;
  stream_->Finish(&status, this);
  Await();
  return status;
}

grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                     std::string_view request, std::string* response) {
  RawCall call(channel, path);
  call.Write(request);
  call.WritesDone();
  call.Read(response);
  return call.Finish();
}

std::vector<std::string> TextsIn(std::string_view wire, int field) {
  google::protobuf::UnknownFieldSet fields;
  Parse(wire, &fields);
  std::vector<std::string> texts;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& one = fields.field(i);
    if (one.number() == field && one.type() == one.TYPE_LENGTH_DELIMITED)
      texts.push_back(one.length_delimited());
  }
  return texts;
}

std::vector<uint64_t> NumbersIn(std::string_view wire, int field) {
  google::protobuf::UnknownFieldSet fields;
  Parse(wire, &fields);
  std::vector<uint64_t> numbers;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& one = fields.field(i);
    if (one.number() == field && one.type() == one.TYPE_VARINT) numbers.push_back(one.varint());
  }
  return numbers;
}

std::string TextField(int field, std::string_view text) {
  google::protobuf::UnknownFieldSet fields;
  fields.AddLengthDelimited(field)->assign(text);
  std::string wire;
  fields.SerializeToString(&wire);
  return wire;
}

}  // namespace ringback::test
