#include "ringback/store/sqlite/writer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "ringback/base/awaited.h"
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

struct Writer::Request {
  std::function<absl::Status(WriteSession&)> function;
  std::function<void(absl::Status)> done;
  absl::Time deadline;
  bool running = false;  // guarded by the writer's mutex
  absl::Status result;
  Connection::Aftermath aftermath;
  Timer::Id alarm;
};

Writer::Writer(std::unique_ptr<Connection> connection, ChangeMarks* changes,
               std::function<absl::Status()> check, std::function<void(int)> on_commit)
    : connection_(std::move(connection)),
      changes_(*changes),
      check_(std::move(check)),
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
  const bool inside = std::this_thread::get_id() == writing_thread_.load(std::memory_order_relaxed);
  return inside ? connection_.get() : nullptr;
}

// Makes this thread the one that writes, if nobody is and nobody waits to.
bool Writer::TakeTurn() {
  std::lock_guard lock(mutex_);
  if (writing_ || holding_ || !waiting_.empty()) return false;
  writing_ = true;
  writing_thread_ = std::this_thread::get_id();
  return true;
}

void Writer::EndTurn() {
  std::lock_guard lock(mutex_);
  writing_ = false;
  writing_thread_ = std::thread::id();
  if (holding_) {
    pause_.notify_one();
  } else if (!waiting_.empty() || closing_) {
    wake_.notify_one();
  }
}

void Writer::Hold(absl::FunctionRef<void()> function) {
  std::unique_lock lock(mutex_);
  holding_ = true;
  pause_.wait(lock, [this] { return !writing_; });
  lock.unlock();
  function();
  lock.lock();
  holding_ = false;
  wake_.notify_one();
}

absl::Status Writer::WriteHere(absl::Time deadline, WriteFunction function) {
  auto request = std::make_shared<Request>();
  request->function = function;
  request->deadline = deadline;
  RunBatch({request});
  return std::move(request->result);
}

absl::Status Writer::Write(absl::Time deadline, WriteFunction function) {
  if (TakeTurn()) {
    absl::Status result = WriteHere(deadline, function);
    EndTurn();
    return result;
  }
  Awaited<absl::Status> answer;
  BeginWrite(deadline, function, [&](absl::Status status) { answer.Give(std::move(status)); });
  return answer.Wait();
}

void Writer::BeginWrite(absl::Time deadline, std::function<absl::Status(WriteSession&)> function,
                        std::function<void(absl::Status)> done) {
  auto request = std::make_shared<Request>();
  request->function = std::move(function);
  request->done = std::move(done);
  request->deadline = deadline;
  {
    std::lock_guard lock(mutex_);
    if (deadline != absl::InfiniteFuture()) {
      request->alarm = timer_.At(deadline, [this, request] {
        if (GiveUp(request)) request->done(DeadlinePassed());
      });
    }
    waiting_.push_back(std::move(request));
  }
  wake_.notify_one();
}

// Takes a write out of those that wait; false when its turn has come: then only the store can say
// how it ends.
bool Writer::GiveUp(const std::shared_ptr<Request>& request) {
  std::lock_guard lock(mutex_);
  if (request->running) return false;
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), request));
  return true;
}

void Writer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return !writing_ && !holding_ && (closing_ || !waiting_.empty()); });
    if (waiting_.empty()) return;
    writing_ = true;
    writing_thread_ = std::this_thread::get_id();
    Batch batch;
    while (!waiting_.empty() && batch.size() < kMaxBatch) {
      waiting_.front()->running = true;
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    lock.unlock();
    RunBatch(batch);
    writing_thread_ = std::thread::id();
    Finish(std::move(batch));
    lock.lock();
    writing_ = false;
    if (holding_) pause_.notify_one();
  }
}

void Writer::RunBatch(const Batch& batch) {
  absl::Status whole = check_();
  if (whole.ok()) whole = connection_->Execute("BEGIN IMMEDIATE", {}).status();
  bool any = false;
  for (const auto& request : batch) {
    if (!whole.ok()) break;
    request->result = RunOne(*request);
    any |= request->result.ok();
    // A full or failing disk makes SQLite undo the whole transaction, also what ran before in it.
    if (!connection_->InTransaction()) whole = request->result;
  }
  if (whole.ok()) whole = connection_->Execute(any ? "COMMIT" : "ROLLBACK", {}).status();
  // What was committed into a file that was taken away meanwhile is not acknowledged.
  if (whole.ok() && any) whole = check_();
  if (!whole.ok()) {
    if (connection_->InTransaction()) connection_->Run("ROLLBACK").IgnoreError();
    for (const auto& request : batch) {
      if (request->result.ok()) request->result = whole;
    }
    return;
  }
  for (const auto& request : batch) {
    // Before the hooks, for whoever hears of the change through one looks again at once; and after
    // them, for they bring what is kept in memory up to date.
    changes_.Note(request->aftermath.marks);
    for (const auto& hook : request->aftermath.hooks) hook();
    changes_.Note(request->aftermath.marks);
  }
  if (any) on_commit_(connection_->log_pages());
}

absl::Status Writer::RunOne(Request& request) {
  if (request.deadline < absl::Now()) return DeadlinePassed();
  RINGBACK_RETURN_IF_ERROR(connection_->Execute("SAVEPOINT one", {}).status());
  absl::Status result = request.function(*connection_);
  Connection::Aftermath aftermath = connection_->TakeAftermath();
  if (!connection_->InTransaction())
    return result.ok() ? absl::InternalError("the transaction was lost") : result;
  if (result.ok()) {
    result = connection_->Execute("RELEASE one", {}).status();
    if (result.ok()) request.aftermath = std::move(aftermath);
    return result;
  }
  const absl::Status undone = connection_->Run("ROLLBACK TO one; RELEASE one");
  return undone.ok() ? result : undone;
}

void Writer::Finish(Batch batch) {
  const auto answer = [this](const Batch& written) {
    for (const auto& request : written) {
      if (request->deadline != absl::InfiniteFuture()) timer_.Cancel(request->alarm);
      request->done(std::move(request->result));
    }
  };
  // One answer is quicker than waking a thread for it.
  if (batch.size() == 1) return answer(batch);
  answers_.Schedule([answer, batch = std::move(batch)] { answer(batch); });
}

}  // namespace ringback::store
