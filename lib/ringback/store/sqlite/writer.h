// Group commit: many waiting writes, one durable transaction.
#ifndef RINGBACK_STORE_SQLITE_WRITER_H_
#define RINGBACK_STORE_SQLITE_WRITER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/store/sqlite/connection.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Owns the one connection that writes, and the thread that it runs on. The thread takes whatever
// writes are waiting, runs each in a savepoint of one transaction, commits, and only then answers
// them.
class Writer {
 public:
  // `on_commit` is called on the writer's thread after each commit, with the pages that the log now
  // has.
  Writer(std::unique_ptr<Connection> connection, std::function<void(int)> on_commit);

  // Answers the waiting writes, then ends.
  ~Writer();

  // See Store::Write. Must not be called on the writer's own thread.
  absl::Status Write(absl::Time deadline, WriteFunction function);

  // The session of the write that this thread is inside of, or nullptr.
  Connection* Current() const;

 private:
  struct Request;

  void Run();
  void RunBatch(const std::vector<Request*>& batch);
  absl::Status RunOne(Request& request);
  void Finish(const std::vector<Request*>& batch);

  const std::unique_ptr<Connection> connection_;
  const std::function<void(int)> on_commit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Request*> waiting_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_SQLITE_WRITER_H_
