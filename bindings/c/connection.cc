#include "bindings/c/connection.h"

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/base/awaited.h"
#include "ringback/base/status_macros.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/network_address.h"
#include "ringback/service/completion.h"
#include "ringback/service/wire.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback::c {
namespace {

// Programs are told of several things at once when one of them takes its time.
constexpr size_t kCallbackThreads = 4;

// The connection for which this thread is calling a program back.
thread_local const Connection* t_telling_for = nullptr;

// The connections whose rest is done elsewhere. Never destroyed: used while the process exits.
struct Leftovers {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;
};

Leftovers& TheLeftovers() {
  static auto* leftovers = new Leftovers();
  return *leftovers;
}

std::string PathOf(const google::protobuf::MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

// A call over gRPC.
struct UnaryCall {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  grpc::Status status;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;

  void Begin(grpc::GenericStub* stub, grpc::CompletionQueue* queue,
             const google::protobuf::MethodDescriptor* method, std::string request,
             absl::Duration timeout, void* tag) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    const grpc::ByteBuffer bytes =
        ShareBytes(std::make_shared<const std::string>(std::move(request)));
    reader = stub->PrepareUnaryCall(&context, PathOf(method), bytes, queue);
    reader->StartCall();
    reader->Finish(&response, &status, tag);
  }

  absl::StatusOr<std::string> Answer() {
    if (!status.ok()) return FromGrpcStatus(status);
    const grpc::Slice whole = WholeOf(&response);
    return std::string(reinterpret_cast<const char*>(whole.begin()), whole.size());
  }
};

class WaitedCall final : public Undertaking {
 public:
  void Cancel() override { call.context.TryCancel(); }
  UnaryCall call;
};

// A call that an operation is told about. Deletes itself.
class StartedCall final : public Completion, public Undertaking {
 public:
  StartedCall(Connection* connection, std::shared_ptr<Operation> operation)
      : connection_(*connection), operation_(std::move(operation)) {}

  void Cancel() override { operation_->Cancel(); }

  void OnComplete(bool) override {
    operation_->Tell(call.Answer());
    connection_.Leave(this);
    delete this;
  }

  UnaryCall call;

 private:
  Connection& connection_;
  const std::shared_ptr<Operation> operation_;
};

// A look-up in the file of this process. It cannot be stopped, and ends by its deadline.
class StartedLookup final : public Undertaking {
 public:
  explicit StartedLookup(std::shared_ptr<Operation> operation) : operation_(std::move(operation)) {}
  void Cancel() override { operation_->Cancel(); }

 private:
  const std::shared_ptr<Operation> operation_;
};

absl::StatusOr<Client> ConnectTo(const std::string& target, const TlsFiles& tls) {
  if (!tls.ca.empty()) return Client::ConnectTls(target, tls);
  if (!tls.certificate.empty() || !tls.key.empty()) {
    return InvalidField("tls_ca", "is missing; it has the authority that vouches for the server");
  }
  return Client::Connect(target);
}

}  // namespace

absl::StatusOr<std::shared_ptr<Connection>> Connection::Open(const std::string& target,
                                                             const TlsFiles& tls) {
  if (target.empty() || !IsValidUtf8(target)) {
    return InvalidField(
        "target", absl::StrCat(Quote(target), " is neither sqlite:PATH nor a server's address"));
  }
  if (absl::StartsWith(target, "sqlite:")) {
    if (!tls.ca.empty() || !tls.certificate.empty() || !tls.key.empty()) {
      return InvalidField("tls_ca", "is for a server, not for a file");
    }
    RINGBACK_ASSIGN_OR_RETURN(auto engine, Engine::Open(target));
    return std::shared_ptr<Connection>(new Connection(std::move(engine), nullptr));
  }
  RINGBACK_RETURN_IF_ERROR(CheckTarget("target", target));
  RINGBACK_ASSIGN_OR_RETURN(const Client client, ConnectTo(target, tls));
  return std::shared_ptr<Connection>(new Connection(nullptr, client.channel()));
}

Connection::Connection(std::unique_ptr<Engine> engine, std::shared_ptr<grpc::Channel> channel)
    : is_file_(engine != nullptr),
      engine_(std::move(engine)),
      channel_(std::move(channel)),
      callbacks_(std::make_unique<Executor>(kCallbackThreads)) {}

Connection::Remote& Connection::remote() {
  std::lock_guard lock(remote_mutex_);
  if (remote_ == nullptr) {
    if (channel_ == nullptr) channel_ = engine_->channel();
    remote_ = std::make_unique<Remote>();
    remote_->stub = std::make_unique<grpc::GenericStub>(channel_);
    remote_->queue = std::make_unique<grpc::CompletionQueue>();
    remote_->thread = std::thread([queue = remote_->queue.get()] {
      void* tag;
      bool ok;
      while (queue->Next(&tag, &ok)) static_cast<Completion*>(tag)->OnComplete(ok);
    });
  }
  return *remote_;
}

void Connection::Schedule(std::function<void()> function) {
  callbacks_->Schedule([this, function = std::move(function)] {
    t_telling_for = this;
    function();
    t_telling_for = nullptr;
  });
}

absl::Status Connection::Enter(Undertaking* undertaking) {
  std::lock_guard lock(mutex_);
  if (closing_) return absl::CancelledError("the client was closed");
  under_way_.insert(undertaking);
  return absl::OkStatus();
}

void Connection::Leave(Undertaking* undertaking) {
  // Told under the lock: who waits for the last one destroys this.
  std::lock_guard lock(mutex_);
  under_way_.erase(undertaking);
  changed_.notify_all();
}

bool Connection::AnswersItself(const google::protobuf::MethodDescriptor* method) const {
  return is_file_ && method->input_type() == v1::LookupCallerRequest::descriptor();
}

absl::StatusOr<std::string> Connection::Call(const google::protobuf::MethodDescriptor* method,
                                             std::string request, absl::Duration timeout) {
  if (AnswersItself(method)) return LookUp(std::move(request), timeout);
  WaitedCall waited;
  RINGBACK_RETURN_IF_ERROR(Enter(&waited));
  {
    // A queue of its own, so that a program may wait even where it is called back.
    grpc::CompletionQueue queue;
    waited.call.Begin(remote().stub.get(), &queue, method, std::move(request), timeout, nullptr);
    void* tag;
    bool ok;
    queue.Next(&tag, &ok);
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) {
    }
  }
  Leave(&waited);
  return waited.call.Answer();
}

absl::StatusOr<std::string> Connection::LookUp(std::string request, absl::Duration timeout) {
  // Nothing that could be stopped; closing waits for it.
  struct Waited final : Undertaking {
    void Cancel() override {}
  } waited;
  RINGBACK_RETURN_IF_ERROR(Enter(&waited));
  absl::StatusOr<Card> card = engine_->context().FindCard(request);
  if (*card == nullptr) {
    Awaited<absl::StatusOr<Card>> answer;
    engine_->context().BeginLookup(
        std::move(request), {.deadline = absl::Now() + timeout},
        [&](absl::StatusOr<Card> found) { answer.Give(std::move(found)); });
    card = answer.Wait();
  }
  Leave(&waited);
  if (!card.ok()) return card.status();
  return **card;
}

absl::Status Connection::Start(const google::protobuf::MethodDescriptor* method,
                               std::string request, absl::Duration timeout,
                               const std::shared_ptr<Operation>& operation) {
  if (AnswersItself(method)) return StartLookup(std::move(request), timeout, operation);
  auto started = std::make_unique<StartedCall>(this, operation);
  RINGBACK_RETURN_IF_ERROR(Enter(started.get()));
  StartedCall* call = started.release();
  operation->SetStop([call] { call->call.context.TryCancel(); });
  Remote& over = remote();
  call->call.Begin(over.stub.get(), over.queue.get(), method, std::move(request), timeout,
                   static_cast<Completion*>(call));
  return absl::OkStatus();
}

absl::Status Connection::StartLookup(std::string request, absl::Duration timeout,
                                     const std::shared_ptr<Operation>& operation) {
  auto started = std::make_shared<StartedLookup>(operation);
  RINGBACK_RETURN_IF_ERROR(Enter(started.get()));
  if (const Card kept = engine_->context().FindCard(request)) {
    operation->Tell(*kept);
    Leave(started.get());
    return absl::OkStatus();
  }
  engine_->context().BeginLookup(std::move(request), {.deadline = absl::Now() + timeout},
                                 [this, started, operation](absl::StatusOr<Card> card) {
                                   if (card.ok()) {
                                     operation->Tell(**card);
                                   } else {
                                     operation->Tell(card.status());
                                   }
                                   Leave(started.get());
                                 });
  return absl::OkStatus();
}

void Connection::Close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    for (Undertaking* undertaking : under_way_) undertaking->Cancel();
  }
  if (t_telling_for != this) return Finish();
  // This thread is one of those that are to be waited for.
  {
    std::lock_guard lock(TheLeftovers().mutex);
    ++TheLeftovers().count;
  }
  std::thread([self = shared_from_this()]() mutable {
    self->Finish();
    self.reset();
    std::lock_guard lock(TheLeftovers().mutex);
    --TheLeftovers().count;
    TheLeftovers().changed.notify_all();
  }).detach();
}

void Connection::Finish() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return under_way_.empty(); });
  }
  if (remote_ != nullptr) {
    remote_->queue->Shutdown();
    remote_->thread.join();
  }
  callbacks_.reset();
  remote_.reset();
  channel_.reset();
  engine_.reset();
}

void AwaitClosedConnections() {
  std::unique_lock lock(TheLeftovers().mutex);
  TheLeftovers().changed.wait(lock, [] { return TheLeftovers().count == 0; });
}

}  // namespace ringback::c
