#include "ringback/service/reflection_service.h"

#include <set>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/service/completion.h"
#include "ringback/service/standard.pb.h"
#include "ringback/service/wire.h"

namespace ringback {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using wire::ServerReflectionRequest;
using wire::ServerReflectionResponse;

void SetError(grpc::StatusCode code, const std::string& message,
              ServerReflectionResponse* response) {
  response->mutable_error_response()->set_error_code(code);
  response->mutable_error_response()->set_error_message(message);
}

// Adds a file and, each once, all that it imports.
void AddFile(const FileDescriptor& file, std::set<std::string>* added,
             ServerReflectionResponse* response) {
  if (!added->insert(file.name()).second) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  proto.SerializeToString(
      response->mutable_file_descriptor_response()->add_file_descriptor_proto());
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, response);
}

void SetFile(const FileDescriptor* file, const std::string& asked,
             ServerReflectionResponse* response) {
  if (file == nullptr) return SetError(grpc::StatusCode::NOT_FOUND, asked + " not found", response);
  std::set<std::string> added;
  AddFile(*file, &added, response);
}

ServerReflectionResponse Answer(const ServerReflectionRequest& request,
                                const std::vector<std::string>& services) {
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      SetFile(pool.FindFileByName(request.file_by_filename()), request.file_by_filename(),
              &response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      SetFile(pool.FindFileContainingSymbol(request.file_containing_symbol()),
              request.file_containing_symbol(), &response);
      break;
    case ServerReflectionRequest::kListServices:
      response.mutable_list_services_response();
      for (const std::string& service : services) {
        response.mutable_list_services_response()->add_service()->set_name(service);
      }
      break;
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      if (pool.FindMessageTypeByName(request.all_extension_numbers_of_type()) != nullptr) {
        response.mutable_all_extension_numbers_response()->set_base_type_name(
            request.all_extension_numbers_of_type());
      } else {
        SetError(grpc::StatusCode::NOT_FOUND,
                 request.all_extension_numbers_of_type() + " not found", &response);
      }
      break;
    case ServerReflectionRequest::kFileContainingExtension:
      SetError(grpc::StatusCode::NOT_FOUND, "there are no extensions", &response);
      break;
    default:
      SetError(grpc::StatusCode::INVALID_ARGUMENT, "nothing is asked for", &response);
  }
  return response;
}

}  // namespace

// One stream: a question, its answer, the next. One thing at a time is under way, so that one tag
// does for all. Owns itself.
class ReflectionService::Call final : public Completion {
 public:
  static void Await(ReflectionService* service, grpc::ServerCompletionQueue* queue,
                    LiveCalls* live) {
    auto* call = new Call(service, queue, live);
    service->RequestAsyncBidiStreaming(0, &call->context_, &call->stream_, queue, queue,
                                       static_cast<Completion*>(call));
  }

  void OnComplete(bool ok) override {
    switch (step_) {
      case Step::kArriving:
        if (!ok) break;
        Await(&service_, &queue_, &live_);
        live_.Strike(context_.peer());
        return Read();
      case Step::kReading:
        if (!ok) return Finish(grpc::Status::OK);  // they have asked all that they wanted
        return Write();
      case Step::kWriting:
        if (!ok) return Finish(grpc::Status::CANCELLED);
        return Read();
      case Step::kFinishing:
        break;
    }
    delete this;
  }

 private:
  enum class Step { kArriving, kReading, kWriting, kFinishing };

  Call(ReflectionService* service, grpc::ServerCompletionQueue* queue, LiveCalls* live)
      : service_(*service), queue_(*queue), live_(*live), place_(live), stream_(&context_) {}

  void Read() {
    step_ = Step::kReading;
    stream_.Read(&request_, static_cast<Completion*>(this));
  }

  void Write() {
    ServerReflectionRequest request;
    if (!ReadMessage(&request_, &request).ok())
      return Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "not a reflection request"));
    step_ = Step::kWriting;
    stream_.Write(MakeBytes(Answer(request, service_.services_)), static_cast<Completion*>(this));
  }

  void Finish(const grpc::Status& status) {
    step_ = Step::kFinishing;
    stream_.Finish(status, static_cast<Completion*>(this));
  }

  ReflectionService& service_;
  grpc::ServerCompletionQueue& queue_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  Step step_ = Step::kArriving;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_;
};

ReflectionService::ReflectionService(const std::string& version, std::vector<std::string> services)
    : path_("/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo"),
      services_(std::move(services)) {
  using grpc::internal::RpcMethod;
  AddMethod(
      new grpc::internal::RpcServiceMethod(path_.c_str(), RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodAsync(0);
}

void ReflectionService::Await(grpc::ServerCompletionQueue* queue, LiveCalls* live) {
  Call::Await(this, queue, live);
}

}  // namespace ringback
