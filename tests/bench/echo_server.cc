// Answers every call with the same bytes, on each of gRPC's three server APIs: the ceiling for a
// server that has to find its answer first, and the measurement behind the choice of the API.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "absl/synchronization/mutex.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/method_handler.h"
#include "grpcpp/support/server_callback.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

constexpr char kMethod[] = "/ringback.bench.Echo/Answer";

// More than a load keeps under way: a call never waits for one that is awaited.
constexpr int kAwaitedCalls = 256;

struct Options {
  std::string payload;
  std::string api = "cq";
  std::string listen = "127.0.0.1:0";
  std::string tls_cert;
  std::string tls_key;
};

// The one method, whose messages stay bytes.
class EchoService final : public grpc::Service {
 public:
  EchoService(const std::string& api, const std::string& payload) {
    const grpc::Slice slice(payload);
    answer_ = grpc::ByteBuffer(&slice, 1);
    using grpc::internal::RpcMethod;
    using grpc::internal::RpcServiceMethod;
    AddMethod(new RpcServiceMethod(kMethod, RpcMethod::NORMAL_RPC,
                                   api == "sync" ? SyncHandler() : nullptr));
    if (api == "cq") MarkMethodAsync(0);
    if (api == "callback") MarkMethodRawCallback(0, CallbackHandler());
  }

  const grpc::ByteBuffer& answer() const { return answer_; }

  void Await(grpc::ServerContext* context, grpc::ByteBuffer* request,
             grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* responder,
             grpc::ServerCompletionQueue* queue, void* tag) {
    RequestAsyncUnary(0, context, request, responder, queue, queue, tag);
  }

 private:
  grpc::internal::MethodHandler* SyncHandler() {
    return new grpc::internal::RpcMethodHandler<EchoService, grpc::ByteBuffer, grpc::ByteBuffer>(
        [](EchoService* service, grpc::ServerContext*, const grpc::ByteBuffer*,
           grpc::ByteBuffer* response) {
          *response = service->answer_;
          return grpc::Status::OK;
        },
        this);
  }

  grpc::internal::MethodHandler* CallbackHandler() {
    return new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
        [this](grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
               grpc::ByteBuffer* response) {
          *response = answer_;
          grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
          reactor->Finish(grpc::Status::OK);
          return reactor;
        });
  }

  grpc::ByteBuffer answer_;
};

// A call on the completion queue; owns itself.
class QueuedCall {
 public:
  QueuedCall(EchoService* service, grpc::ServerCompletionQueue* queue)
      : service_(*service), queue_(*queue), responder_(&context_) {
    service_.Await(&context_, &request_, &responder_, &queue_, this);
  }

  void OnComplete(bool ok) {
    if (!ok || answered_) {
      delete this;
      return;
    }
    new QueuedCall(&service_, &queue_);
    answered_ = true;
    responder_.Finish(service_.answer(), grpc::Status::OK, this);
  }

 private:
  EchoService& service_;
  grpc::ServerCompletionQueue& queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_;
  bool answered_ = false;
};

std::shared_ptr<grpc::ServerCredentials> Credentials(const Options& options) {
  if (options.tls_cert.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({ReadFile(options.tls_key), ReadFile(options.tls_cert)});
  return grpc::SslServerCredentials(tls);
}

// Serves until the process is ended.
void Serve(const Options& options) {
  EchoService service(options.api, ReadFile(options.payload));
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  int port = 0;
  builder.AddListeningPort(options.listen, Credentials(options), &port);
  builder.RegisterService(&service);
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  if (options.api == "cq") queue = builder.AddCompletionQueue();
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) Die("cannot listen on " + options.listen);
  const bool is_unix = options.listen.rfind("unix:", 0) == 0;
  std::printf("listening on %s\n",
              is_unix
                  ? options.listen.c_str()
                  : (options.listen.substr(0, options.listen.rfind(':') + 1) + std::to_string(port))
                        .c_str());
  std::fflush(stdout);
  if (queue == nullptr) {
    server->Wait();
    return;
  }
  for (int i = 0; i < kAwaitedCalls; ++i) new QueuedCall(&service, queue.get());
  void* tag;
  bool ok;
  while (queue->Next(&tag, &ok)) static_cast<QueuedCall*>(tag)->OnComplete(ok);
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  ringback::bench::Options options;
  CLI::App app("Answers every call of /ringback.bench.Echo/Answer with the same bytes.",
               "echo_server");
  ringback::bench::AddBuildFlag(&app);
  app.add_option("--payload", options.payload, "A file that holds the answer")->required();
  app.add_option("--api", options.api,
                 "cq (one completion-queue thread), callback or sync, as gRPC names them")
      ->check(CLI::IsMember({"cq", "callback", "sync"}))
      ->capture_default_str();
  app.add_option("--listen", options.listen, "127.0.0.1:PORT (0: any) or unix:PATH")
      ->capture_default_str();
  CLI::Option* cert = app.add_option("--tls-cert", options.tls_cert, "Certificate chain, PEM");
  app.add_option("--tls-key", options.tls_key, "Its key, PEM")->needs(cert);
  CLI11_PARSE(app, argc, argv);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as in ringbackd
  ringback::bench::Serve(options);
  return 0;
}
