// Group commit: many waiting writes, one durable transaction.
#ifndef RINGBACK_STORE_SQLITE_WRITER_H_
#define RINGBACK_STORE_SQLITE_WRITER_H_

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/base/executor.h"
#include "ringback/base/timer.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Owns the one connection that writes. A thread of its own takes whatever writes are waiting, runs
// each in a savepoint of one transaction, commits, and only then answers them. Who waits for a
// write and finds nobody writing does so itself: that saves two changes of threads.
class Writer {
 public:
  // `check` says whether the files are still where they will be looked for; its error refuses the
  // writes. It is asked before each transaction, and again before its writes are answered with OK.
  // `on_commit` is called after each commit, by one thread at a time, with the pages that the log
  // now has. What the writes touch is noted in `changes`, which must outlive this.
  Writer(std::unique_ptr<Connection> connection, ChangeMarks* changes,
         std::function<absl::Status()> check, std::function<void(int)> on_commit);

  // Answers the waiting writes, then ends.
  ~Writer();

  // See Store::Write. Must not be called inside of a write.
  absl::Status Write(absl::Time deadline, WriteFunction function);

  // See Store::BeginWrite.
  void BeginWrite(absl::Time deadline, std::function<absl::Status(WriteSession&)> function,
                  std::function<void(absl::Status)> done);

  // Calls `function` between two transactions: no write begins before it has returned. Must not be
  // called inside of a write.
  void Hold(absl::FunctionRef<void()> function);

  // The session of the write that this thread is inside of, or nullptr.
  Connection* Current() const;

 private:
  struct Request;
  using Batch = std::vector<std::shared_ptr<Request>>;

  absl::Status WriteHere(absl::Time deadline, WriteFunction function);
  bool TakeTurn();
  void EndTurn();
  bool GiveUp(const std::shared_ptr<Request>& request);
  void Run();
  void RunBatch(const Batch& batch);
  absl::Status RunOne(Request& request);
  void Finish(Batch batch);

  const std::unique_ptr<Connection> connection_;
  ChangeMarks& changes_;
  const std::function<absl::Status()> check_;
  const std::function<void(int)> on_commit_;
  std::mutex mutex_;
  std::condition_variable wake_;   // of the thread: somebody may write
  std::condition_variable pause_;  // of Hold(): nobody writes
  std::deque<std::shared_ptr<Request>> waiting_;
  bool closing_ = false;
  bool holding_ = false;  // Hold() waits, or has its way
  bool writing_ = false;  // a thread has the connection: this one
  std::atomic<std::thread::id> writing_thread_{};
  // Ends those whose turn does not come in time while the writer is held up.
  Timer timer_;
  // Answers one batch while the next is written.
  Executor answers_{1};
  std::thread thread_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_WRITER_H_
