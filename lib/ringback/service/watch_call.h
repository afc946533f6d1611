// One call of WatchEvents.
#ifndef RINGBACK_SERVICE_WATCH_CALL_H_
#define RINGBACK_SERVICE_WATCH_CALL_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
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
#include "ringback/service/live_calls.h"
#include "ringback/service/table_service.h"

namespace ringback {

class FunctionCompletion;
class WatchCall;

// Wakes the watchers when there is something for them, and cuts off those that do not take what
// they are sent. One thread of its own, so that neither a commit nor the completion queue waits for
// the watchers.
class WatchDesk {
 public:
  // A watcher whose event was not taken for `stall`, while `backlog` or more events wait, is cut
  // off.
  WatchDesk(Rooms* rooms, Executor* executor, absl::Duration stall, int64_t backlog);
  ~WatchDesk();

  // Ends every watch with UNAVAILABLE, and every later one at once.
  void CloseAll();

  // Ends the thread. No watch may be under way any more.
  void Stop();

 private:
  friend class WatchCall;

  bool Add(std::shared_ptr<WatchCall> call);  // false: no watch may begin any more
  void Remove(WatchCall* call);
  void Wake(WatchCall* call);  // by the log; must be quick
  void Run();

  Rooms& rooms_;
  Executor& executor_;
  const absl::Duration stall_;
  const int64_t backlog_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::shared_ptr<WatchCall>> calls_;
  std::vector<WatchCall*> woken_;
  bool closing_ = false;  // no watch may begin
  bool ending_ = false;   // the thread is to end
  std::thread thread_;
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

  void OnArrived(bool ok);
  void Begin();
  absl::Status Prepare(std::string* first_token);
  void Leave();
  void Pump();
  void PumpLocked();
  void ReadBacklog();
  bool Wanted(const v1::Event& event) const;
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
  bool prepared_ = false;   // has its place in the log, or never will
  bool gone_ = false;       // the call is over
  int64_t last_known_ = 0;  // the newest event when the watch began
  int64_t cursor_ = 0;      // the newest event that was sent or passed over
  std::deque<std::shared_ptr<const SentEvent>> backlog_;
  bool reading_ = false;  // the store is being read
  bool woken_ = false;    // there was something new while it was
  bool writing_ = true;   // the initial metadata are not out yet, or an event is under way
  absl::Time writing_since_ = absl::InfiniteFuture();
  bool finished_ = false;  // no more may be written
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_WATCH_CALL_H_
