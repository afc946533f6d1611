// A file that is open in this process, or a server that is connected: what stands behind an
// rb_client.
#ifndef RINGBACK_BINDINGS_C_CONNECTION_H_
#define RINGBACK_BINDINGS_C_CONNECTION_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bindings/c/operation.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/channel.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "ringback/base/executor.h"
#include "ringback/engine.h"
#include "ringback/tls_files.h"

namespace ringback::c {

// What a connection has under way.
class Undertaking {
 public:
  // Asks it to end soon. Must not block, nor use the connection.
  virtual void Cancel() = 0;

 protected:
  ~Undertaking() = default;
};

// Safe from any thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `target` as in rb_open(). TLS is for servers.
  static absl::StatusOr<std::shared_ptr<Connection>> Open(const std::string& target,
                                                          const TlsFiles& tls);

  // Ends what is under way and waits for it, except on a thread that is calling a program back for
  // this connection: then the rest is done elsewhere. Called once.
  void Close();

  // Calls a method and waits for the serialised answer.
  absl::StatusOr<std::string> Call(const google::protobuf::MethodDescriptor* method,
                                   std::string request, absl::Duration timeout);

  // Begins to call a method, about which `operation` is told. An error: nothing was begun.
  absl::Status Start(const google::protobuf::MethodDescriptor* method, std::string request,
                     absl::Duration timeout, const std::shared_ptr<Operation>& operation);

  // Runs a function that may call the program back.
  void Schedule(std::function<void()> function);

  // Notes that something is under way until Leave(). CANCELLED when the connection is closing.
  absl::Status Enter(Undertaking* undertaking);
  void Leave(Undertaking* undertaking);

  // What calls go over, and where they complete: each tag is a ringback::Completion.
  grpc::GenericStub& stub() { return *remote().stub; }
  grpc::CompletionQueue* queue() { return remote().queue.get(); }

 private:
  // What talks gRPC: made on first use, for look-ups in a file need none of it.
  struct Remote {
    std::unique_ptr<grpc::GenericStub> stub;
    std::unique_ptr<grpc::CompletionQueue> queue;
    std::thread thread;
  };

  Connection(std::unique_ptr<Engine> engine, std::shared_ptr<grpc::Channel> channel);
  bool AnswersItself(const google::protobuf::MethodDescriptor* method) const;
  absl::StatusOr<std::string> LookUp(std::string request, absl::Duration timeout);
  absl::Status StartLookup(std::string request, absl::Duration timeout,
                           const std::shared_ptr<Operation>& operation);
  Remote& remote();
  void Finish();

  const bool is_file_;              // else a server
  std::unique_ptr<Engine> engine_;  // of a file; for who has entered, as closing ends it
  std::shared_ptr<grpc::Channel> channel_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closing_ = false;
  std::set<Undertaking*> under_way_;

  std::mutex remote_mutex_;
  std::unique_ptr<Remote> remote_;
  std::unique_ptr<Executor> callbacks_;
};

// Waits for connections whose Close() left the rest to another thread.
void AwaitClosedConnections();

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_CONNECTION_H_
