#include "ringback/service/health_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/service/completion.h"
#include "ringback/service/standard.pb.h"
#include "ringback/service/wire.h"

namespace ringback {
namespace {

using wire::HealthCheckRequest;
using wire::HealthCheckResponse;

constexpr int kCheck = 0;
constexpr int kWatch = 1;

grpc::ByteBuffer Say(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  return MakeBytes(response);
}

HealthCheckResponse::ServingStatus StatusOf(bool serving) {
  return serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

}  // namespace

// One call of Check. Owns itself.
class HealthService::CheckCall final : public Completion {
 public:
  static void Await(HealthService* service, grpc::ServerCompletionQueue* queue, LiveCalls* live) {
    auto* call = new CheckCall(service, queue, live);
    service->RequestAsyncUnary(kCheck, &call->context_, &call->request_, &call->responder_, queue,
                               queue, static_cast<Completion*>(call));
  }

  void OnComplete(bool ok) override {
    if (!ok || answered_) {
      delete this;
      return;
    }
    Await(&service_, &queue_, &live_);
    live_.Strike(context_.peer());
    answered_ = true;
    HealthCheckRequest request;
    const absl::Status read = ReadMessage(&request_, &request);
    if (!read.ok() || !service_.Knows(request.service())) {
      responder_.FinishWithError(grpc::Status(grpc::StatusCode::NOT_FOUND, "unknown service"),
                                 static_cast<Completion*>(this));
      return;
    }
    responder_.Finish(Say(StatusOf(service_.IsServing())), grpc::Status::OK,
                      static_cast<Completion*>(this));
  }

 private:
  CheckCall(HealthService* service, grpc::ServerCompletionQueue* queue, LiveCalls* live)
      : service_(*service), queue_(*queue), live_(*live), place_(live), responder_(&context_) {}

  HealthService& service_;
  grpc::ServerCompletionQueue& queue_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  bool answered_ = false;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_;
};

// One call of Watch: says how it is, and again when that changes.
class HealthService::WatchCall final : public std::enable_shared_from_this<WatchCall> {
 public:
  static void Await(HealthService* service, grpc::ServerCompletionQueue* queue, LiveCalls* live) {
    const auto call = std::make_shared<WatchCall>(service, queue, live);
    call->done_ = call->Tag(&WatchCall::OnDone);
    call->context_.AsyncNotifyWhenDone(static_cast<Completion*>(call->done_));
    service->RequestAsyncServerStreaming(
        kWatch, &call->context_, &call->request_, &call->writer_, queue, queue,
        static_cast<Completion*>(call->Tag(&WatchCall::OnArrived)));
  }

  WatchCall(HealthService* service, grpc::ServerCompletionQueue* queue, LiveCalls* live)
      : service_(*service), queue_(*queue), live_(*live), place_(live), writer_(&context_) {}

  void GoDown() {
    std::lock_guard lock(mutex_);
    going_down_ = true;
    if (!writing_) SayGoodbye();
  }

  // Says how the service is now, unless it was the last thing said.
  void Update() {
    std::lock_guard lock(mutex_);
    if (!known_ || writing_ || finished_) return;
    const auto status = StatusOf(service_.IsServing());
    if (status != said_) Write(status);
  }

 private:
  FunctionCompletion* Tag(void (WatchCall::*function)(bool)) {
    return new FunctionCompletion(
        [self = shared_from_this(), function](bool ok) { (self.get()->*function)(ok); });
  }

  void OnArrived(bool ok) {
    if (!ok) {  // of a call that never came gRPC does not say that it is done
      delete std::exchange(done_, nullptr);
      return;
    }
    Await(&service_, &queue_, &live_);
    live_.Strike(context_.peer());
    HealthCheckRequest request;
    const bool known = ReadMessage(&request_, &request).ok() && service_.Knows(request.service());
    {
      std::lock_guard lock(service_.mutex_);
      if (!service_.going_down_) service_.watches_.insert(shared_from_this());
    }
    std::lock_guard lock(mutex_);
    known_ = known;
    Write(known ? StatusOf(service_.IsServing()) : HealthCheckResponse::SERVICE_UNKNOWN);
  }

  void Write(HealthCheckResponse::ServingStatus status) {
    writing_ = true;
    said_ = status;
    writer_.Write(Say(status), static_cast<Completion*>(Tag(&WatchCall::OnWritten)));
  }

  void OnWritten(bool ok) {
    {
      std::lock_guard lock(mutex_);
      writing_ = false;
      if (going_down_) return SayGoodbye();
    }
    if (ok) Update();
  }

  // The last word, and the end of the call; gRPC sends them in this order.
  void SayGoodbye() {
    if (std::exchange(finished_, true)) return;
    writer_.WriteAndFinish(Say(HealthCheckResponse::NOT_SERVING), grpc::WriteOptions(),
                           grpc::Status::OK, static_cast<Completion*>(Tag(&WatchCall::OnFinished)));
  }

  void OnDone(bool) {
    {
      std::lock_guard lock(service_.mutex_);
      service_.watches_.erase(shared_from_this());
    }
    std::lock_guard lock(mutex_);
    if (std::exchange(finished_, true)) return;
    writer_.Finish(grpc::Status::CANCELLED, static_cast<Completion*>(Tag(&WatchCall::OnFinished)));
  }

  void OnFinished(bool) {}

  HealthService& service_;
  grpc::ServerCompletionQueue& queue_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  FunctionCompletion* done_ = nullptr;  // gRPC's once the call has arrived
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;

  std::mutex mutex_;
  bool known_ = false;   // the service that was asked for is one of ours
  bool writing_ = true;  // the first answer is not out yet, or another is under way
  bool going_down_ = false;
  bool finished_ = false;
  HealthCheckResponse::ServingStatus said_ = HealthCheckResponse::UNKNOWN;
};

HealthService::HealthService(std::vector<std::string> services) : services_(std::move(services)) {
  using grpc::internal::RpcMethod;
  using grpc::internal::RpcServiceMethod;
  AddMethod(new RpcServiceMethod("/grpc.health.v1.Health/Check", RpcMethod::NORMAL_RPC, nullptr));
  AddMethod(
      new RpcServiceMethod("/grpc.health.v1.Health/Watch", RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodAsync(kCheck);
  MarkMethodAsync(kWatch);
}

HealthService::~HealthService() = default;

void HealthService::Await(grpc::ServerCompletionQueue* queue, LiveCalls* live) {
  CheckCall::Await(this, queue, live);
  WatchCall::Await(this, queue, live);
}

bool HealthService::IsServing() {
  std::lock_guard lock(mutex_);
  return accepting_ && !going_down_;
}

void HealthService::SetAccepting(bool accepting) {
  std::set<std::shared_ptr<WatchCall>> watches;
  {
    std::lock_guard lock(mutex_);
    accepting_ = accepting;
    watches = watches_;
  }
  for (const auto& watch : watches) watch->Update();
}

void HealthService::Shutdown() {
  std::set<std::shared_ptr<WatchCall>> watches;
  {
    std::lock_guard lock(mutex_);
    going_down_ = true;
    watches.swap(watches_);
  }
  for (const auto& watch : watches) watch->GoDown();
}

bool HealthService::Knows(const std::string& service) const {
  return service.empty() ||
         std::find(services_.begin(), services_.end(), service) != services_.end();
}

}  // namespace ringback
