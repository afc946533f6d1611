#include "ringback/service/unary_call.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/support/slice.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/service/wire.h"

namespace ringback {
namespace {

// A longer request is read on a thread of the executor's: the network's thread has all other calls
// to take. Reading one of this length takes it about 20 us.
constexpr size_t kReadAtOnce = 16 << 10;

absl::Status Refusal(LiveCalls::Admission admission) {
  if (admission == LiveCalls::Admission::kTooMany) {
    return MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_INTERNAL,
                     "the server has as many calls as it takes; nothing was done; try again soon");
  }
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                   "the server is going down; nothing was done; connect again");
}

}  // namespace

void UnaryCall::Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                      Executor* executor, LiveCalls* live, const CallTime* time) {
  auto* call = new UnaryCall(service, index, queue, executor, live, time);
  service->AwaitUnary(index, &call->context_, &call->request_, &call->responder_, queue, call);
}

void UnaryCall::OnComplete(bool ok) {
  if (!ok || answered_) {  // the server goes down, or the answer is out, or nobody wants it
    if (answered_ && !ok) live_.Strike(context_.peer());
    if (admitted_) live_.Answered(counted_as_);
    delete this;
    return;
  }
  Await(&service_, index_, &queue_, &executor_, &live_, &time_);
  now_ = time_.Of(context_);
  answered_ = true;
  const LiveCalls::Admission admission =
      live_.Admit([this] { return context_.peer(); }, &counted_as_);
  admitted_ = admission == LiveCalls::Admission::kAdmitted;
  if (admitted_) return Answer();
  if (admission == LiveCalls::Admission::kTooMany) live_.Strike(context_.peer());
  responder_.FinishWithError(ToGrpcStatus(Refusal(admission)), this);
}

RequestContext UnaryCall::Context() const {
  RequestContext context;
  context.deadline =
      std::min(absl::FromChrono(context_.deadline()), absl::Now() + method().patience);
  context.now = now_;
  return context;
}

void UnaryCall::Answer() {
  if (!method().begin) {
    executor_.Schedule([this] { Run(); });
  } else if (request_.Length() > kReadAtOnce) {
    executor_.Schedule([this] { Begin(); });
  } else {
    Begin();
  }
}

void UnaryCall::Begin() {
  const grpc::Slice whole = WholeOf(&request_);
  const std::string_view request(reinterpret_cast<const char*>(whole.begin()), whole.size());
  Method::Bytes at_hand = method().at_hand ? method().at_hand(request, now_) : nullptr;
  if (at_hand != nullptr) {
    Reply(std::move(at_hand));
  } else {
    method().begin(std::string(request), Context(),
                   [this](absl::StatusOr<Method::Bytes> found) { Reply(std::move(found)); });
  }
}

void UnaryCall::Run() {
  const std::unique_ptr<google::protobuf::Message> request(method().request->New());
  const std::unique_ptr<google::protobuf::Message> response(method().response->New());
  absl::Status status = ReadMessage(&request_, request.get());
  if (status.ok()) status = method().handler(*request, Context(), response.get());
  if (!status.ok()) return Reply(std::move(status));
  Reply(std::make_shared<const std::string>(response->SerializeAsString()));
}

// This object may be gone when this returns.
void UnaryCall::Reply(absl::StatusOr<Method::Bytes> answer) {
  if (answer.ok()) {
    responder_.Finish(ShareBytes(*std::move(answer)), grpc::Status::OK, this);
  } else {
    responder_.FinishWithError(ToGrpcStatus(answer.status()), this);
  }
}

}  // namespace ringback
