// A watch of events: what stands behind an rb_watcher.
#ifndef RINGBACK_BINDINGS_C_WATCHER_H_
#define RINGBACK_BINDINGS_C_WATCHER_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bindings/c/connection.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/service/completion.h"

namespace ringback::c {

// Reads a stream into a queue of bounded length. Safe from any thread.
class Watcher final : public Completion,
                      public Undertaking,
                      public std::enable_shared_from_this<Watcher> {
 public:
  // Begins to watch with a serialised WatchEventsRequest, and waits until the watch has its place
  // in the log. The connection must stay until the watch has ended, which it waits for.
  static absl::StatusOr<std::shared_ptr<Watcher>> Begin(Connection* connection,
                                                        const std::string& request,
                                                        absl::Duration timeout);
  ~Watcher() override;

  // Readable while Next() has something to say.
  int fd() const { return fd_; }

  // The next event, serialised. DEADLINE_EXCEEDED when there is none by then; any other error is
  // the end.
  absl::StatusOr<std::string> Next(absl::Duration timeout);

  // Ends the watch.
  void Cancel() override;

  void OnComplete(bool ok) override;

 private:
  // What the stream is doing: one thing at a time.
  enum class Step { kConnect, kAsk, kTakePlace, kRead, kRest, kFinish, kOver };

  Watcher(Connection* connection, int fd) : connection_(*connection), fd_(fd) {}
  void TakeStep(bool ok);
  void Keep();
  void Finish();
  void Signal();
  bool HasPlace() const;

  Connection& connection_;
  const int fd_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  std::shared_ptr<Watcher> self_;  // while the stream is doing something
  grpc::ByteBuffer incoming_;
  grpc::Status grpc_status_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Step step_ = Step::kConnect;
  bool in_place_ = false;
  bool cancelled_ = false;
  std::deque<std::string> events_;
  absl::Status end_;  // once the step is kOver
};

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_WATCHER_H_
