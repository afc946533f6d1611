#include "ringback/store/sqlite/writer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"

namespace ringback::store {
namespace {

// More a batch would only make the first of them wait longer.
constexpr size_t kMaxBatch = 256;

absl::Status DeadlinePassed() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_PASSED,
                   "the store did not take the write before the deadline; nothing was changed");
}

}  // namespace

// Lives on the stack of the thread that waits for it.
struct Writer::Request {
  WriteFunction function;
  absl::Time deadline;
  enum class State { kWaiting, kRunning, kDone } state = State::kWaiting;
  absl::Status result;
  std::vector<std::function<void()>> hooks;
  std::condition_variable done;
};

Writer::Writer(std::unique_ptr<Connection> connection, std::function<void(int)> on_commit)
    : connection_(std::move(connection)),
      on_commit_(std::move(on_commit)),
      thread_([this] { Run(); }) {}

Writer::~Writer() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Connection* Writer::Current() const {
  return std::this_thread::get_id() == thread_.get_id() ? connection_.get() : nullptr;
}

absl::Status Writer::Write(absl::Time deadline, WriteFunction function) {
  Request request{.function = function,
                  .deadline = deadline,
                  .result = absl::OkStatus(),
                  .hooks = {},
                  .done = {}};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&request);
  wake_.notify_one();
  const auto is_done = [&] { return request.state == Request::State::kDone; };
  if (deadline == absl::InfiniteFuture()) {
    request.done.wait(lock, is_done);
  } else if (!request.done.wait_until(lock, absl::ToChronoTime(deadline), is_done)) {
    if (request.state == Request::State::kWaiting) {
      waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &request));
      return DeadlinePassed();
    }
    // It is being written: only the store can say how that ends.
    request.done.wait(lock, is_done);
  }
  return std::move(request.result);
}

void Writer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<Request*> batch;
    while (!waiting_.empty() && batch.size() < kMaxBatch) {
      waiting_.front()->state = Request::State::kRunning;
      batch.push_back(waiting_.front());
      waiting_.pop_front();
    }
    lock.unlock();
    RunBatch(batch);
    lock.lock();
    Finish(batch);
  }
}

void Writer::RunBatch(const std::vector<Request*>& batch) {
  absl::Status whole = connection_->Run("BEGIN IMMEDIATE");
  bool any = false;
  for (Request* request : batch) {
    if (!whole.ok()) break;
    request->result = RunOne(*request);
    any |= request->result.ok();
    // A full or failing disk makes SQLite undo the whole transaction, also what ran before in it.
    if (!connection_->InTransaction()) whole = request->result;
  }
  if (whole.ok()) whole = connection_->Run(any ? "COMMIT" : "ROLLBACK");
  if (!whole.ok()) {
    if (connection_->InTransaction()) connection_->Run("ROLLBACK").IgnoreError();
    for (Request* request : batch) {
      if (request->result.ok()) request->result = whole;
    }
    return;
  }
  for (Request* request : batch) {
    for (const auto& hook : request->hooks) hook();
  }
  if (any) on_commit_(connection_->log_pages());
}

absl::Status Writer::RunOne(Request& request) {
  if (request.deadline < absl::Now()) return DeadlinePassed();
  RINGBACK_RETURN_IF_ERROR(connection_->Run("SAVEPOINT one"));
  absl::Status result = request.function(*connection_);
  std::vector<std::function<void()>> hooks = connection_->TakeHooks();
  if (!connection_->InTransaction())
    return result.ok() ? absl::InternalError("the transaction was lost") : result;
  if (result.ok()) {
    result = connection_->Run("RELEASE one");
    if (result.ok()) request.hooks = std::move(hooks);
    return result;
  }
  const absl::Status undone = connection_->Run("ROLLBACK TO one; RELEASE one");
  return undone.ok() ? result : undone;
}

void Writer::Finish(const std::vector<Request*>& batch) {
  for (Request* request : batch) {
    request->state = Request::State::kDone;
    request->done.notify_one();
  }
}

}  // namespace ringback::store
