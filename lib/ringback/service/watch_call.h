// One call of WatchEvents.
#ifndef RINGBACK_SERVICE_WATCH_CALL_H_
#define RINGBACK_SERVICE_WATCH_CALL_H_

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "ringback/base/executor.h"
#include "ringback/events/event_log.h"
#include "ringback/rooms.h"
#include "ringback/service/completion.h"
#include "ringback/service/errand.h"
#include "ringback/service/live_calls.h"
#include "ringback/service/table_service.h"

namespace ringback {

class WatchCall;

// Wakes the watchers when there is something for them, and cuts off those that do not take what
// they are sent. It works on the thread of the completion queue, where what gRPC says of a write is
// taken up without waking anybody, a few watchers at a time, so that other calls come between; a
// commit does not wait for the watchers.
class WatchDesk {
 public:
  // A watcher whose event was not taken for `stall`, while `backlog` or more events wait, is cut
  // off.
  WatchDesk(Rooms* rooms, Executor* executor, absl::Duration stall, int64_t backlog);

  // Begins to work on `queue`.
  void Open(grpc::ServerCompletionQueue* queue);

  // Ends every watch with UNAVAILABLE, and every later one at once.
  void CloseAll();

  // Leaves the queue, which must still be served. No watch may be under way any more.
  void Stop();

 private:
  friend class WatchCall;

  bool Add(std::shared_ptr<WatchCall> call);  // false: no watch may begin any more
  void Remove(WatchCall* call);
  void Wake(WatchCall* call);  // by the log; must be quick
  void PumpSome();
  void CutOffTheStalled();

  Rooms& rooms_;
  Executor& executor_;
  const absl::Duration stall_;
  const int64_t backlog_;
  std::optional<Errand> pump_;
  std::optional<Errand> stall_check_;

  std::mutex mutex_;
  std::set<std::shared_ptr<WatchCall>> calls_;
  std::deque<WatchCall*> woken_;  // each once
  bool closing_ = false;          // no watch may begin
};

// One watcher: a cursor in the log of a tenant. It reads on as the client takes what it is sent,
// from memory when it is near the end and from the store when it is behind, so that it holds one
// event at a time.
class WatchCall final : public EventLog::Listener, public std::enable_shared_from_this<WatchCall> {
 public:
  // Begins to wait for a call of method `index`.
  static void Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                    WatchDesk* desk, LiveCalls* live);

  WatchCall(TableService* service, int index, grpc::ServerCompletionQueue* queue, WatchDesk* desk,
            LiveCalls* live);

  void OnEvents() override;

 private:
  friend class WatchDesk;

  // The tag of a write, of which one at most is under way; keeps the call alive until then.
  class Written final : public Completion {
   public:
    explicit Written(WatchCall* call) : call_(*call) {}
    void* Begin() {
      held_ = call_.shared_from_this();
      return static_cast<Completion*>(this);
    }
    void OnComplete(bool ok) override { std::exchange(held_, nullptr)->OnWritten(ok); }

   private:
    WatchCall& call_;
    std::shared_ptr<WatchCall> held_;
  };

  void OnArrived(bool ok);
  void Begin();
  absl::Status Prepare(std::string* first_token);
  void Leave();
  void Pump();
  void PumpLocked();
  void ReadBacklog();
  bool Wanted(const SentEvent& event) const;
  void Send(const std::shared_ptr<const SentEvent>& sent);
  void FinishLocked(const absl::Status& status);
  void CutOffIfStalled();
  // A tag that calls `function` and keeps this call alive until then.
  FunctionCompletion* Tag(void (WatchCall::*function)(bool));
  void OnWritten(bool ok);
  void OnDone(bool ok);
  void OnIgnored(bool) {}

  TableService& service_;
  const int index_;
  grpc::ServerCompletionQueue& queue_;
  WatchDesk& desk_;
  LiveCalls& live_;
  const LiveCalls::Place place_;
  FunctionCompletion* done_ = nullptr;  // gRPC's once the call has arrived
  grpc::ServerContext context_;
  grpc::ByteBuffer request_bytes_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  v1::WatchEventsRequest request_;  // these two are set before anything is sent, and then stay
  std::string tenant_;

  std::mutex mutex_;
  bool prepared_ = false;      // has its place in the log, or never will
  bool gone_ = false;          // the call is over
  bool woken_by_log_ = false;  // the desk will pump it; the desk guards this
  int64_t last_known_ = 0;     // the newest event when the watch began
  int64_t cursor_ = 0;         // the newest event that was sent or passed over
  std::deque<std::shared_ptr<const SentEvent>> backlog_;
  bool reading_ = false;  // the store is being read
  bool woken_ = false;    // there was something new while it was
  bool writing_ = true;   // the initial metadata are not out yet, or an event is under way
  absl::Time writing_since_ = absl::InfiniteFuture();
  bool finished_ = false;  // no more may be written
  Written written_{this};
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_WATCH_CALL_H_
