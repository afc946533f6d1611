#include "ringback/service/watch_call.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"
#include "ringback/service/completion.h"
#include "ringback/service/wire.h"

namespace ringback {
namespace {

// What a watcher that is behind reads of the store at once; each holds that much for itself.
constexpr int64_t kPageEvents = 256;
constexpr size_t kPageBytes = 64 << 10;
constexpr std::chrono::milliseconds kStallCheck{500};

// How many watchers are sent an event before other calls have their turn.
constexpr size_t kPumpedAtOnce = 32;

constexpr char kTokenMetadata[] = "ringback-resume-token";

absl::Status GoingDown(const std::string& token) {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                   "the server is going down; connect again and resume", {{"resume_token", token}});
}

}  // namespace

WatchDesk::WatchDesk(Rooms* rooms, Executor* executor, absl::Duration stall, int64_t backlog)
    : rooms_(*rooms), executor_(*executor), stall_(stall), backlog_(backlog) {}

void WatchDesk::Open(grpc::ServerCompletionQueue* queue) {
  pump_.emplace(queue, [this] { PumpSome(); });
  stall_check_.emplace(queue, [this] { CutOffTheStalled(); });
}

void WatchDesk::Stop() {
  pump_->Stop();
  stall_check_->Stop();
}

void WatchDesk::CloseAll() {
  std::set<std::shared_ptr<WatchCall>> calls;
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    calls = calls_;
  }
  for (const auto& call : calls) {
    std::lock_guard lock(call->mutex_);
    call->FinishLocked(GoingDown(MakeResumeToken(call->tenant_, call->cursor_)));
  }
}

bool WatchDesk::Add(std::shared_ptr<WatchCall> call) {
  std::lock_guard lock(mutex_);
  if (closing_) return false;
  calls_.insert(std::move(call));
  stall_check_->Run(kStallCheck);
  return true;
}

void WatchDesk::Remove(WatchCall* call) {
  std::shared_ptr<WatchCall> held;
  std::lock_guard lock(mutex_);
  if (call->woken_by_log_) woken_.erase(std::find(woken_.begin(), woken_.end(), call));
  const auto found =
      std::find_if(calls_.begin(), calls_.end(), [&](const auto& c) { return c.get() == call; });
  if (found == calls_.end()) return;
  held = *found;
  calls_.erase(found);
}

void WatchDesk::Wake(WatchCall* call) {
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(call->woken_by_log_, true)) return;
    woken_.push_back(call);
    if (woken_.size() > 1) return;
  }
  pump_->Run();
}

void WatchDesk::PumpSome() {
  std::vector<std::shared_ptr<WatchCall>> some;
  {
    std::lock_guard lock(mutex_);
    while (!woken_.empty() && some.size() < kPumpedAtOnce) {
      woken_.front()->woken_by_log_ = false;
      some.push_back(woken_.front()->shared_from_this());
      woken_.pop_front();
    }
    if (!woken_.empty()) pump_->Run();
  }
  for (const auto& call : some) call->Pump();
}

void WatchDesk::CutOffTheStalled() {
  std::vector<std::shared_ptr<WatchCall>> calls;
  {
    std::lock_guard lock(mutex_);
    calls.assign(calls_.begin(), calls_.end());
  }
  for (const auto& call : calls) call->CutOffIfStalled();
  if (!calls.empty()) stall_check_->Run(kStallCheck);
}

WatchCall::WatchCall(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                     WatchDesk* desk, LiveCalls* live)
    : service_(*service),
      index_(index),
      queue_(*queue),
      desk_(*desk),
      live_(*live),
      place_(live),
      writer_(&context_) {}

void WatchCall::Await(TableService* service, int index, grpc::ServerCompletionQueue* queue,
                      WatchDesk* desk, LiveCalls* live) {
  const auto call = std::make_shared<WatchCall>(service, index, queue, desk, live);
  call->done_ = call->Tag(&WatchCall::OnDone);
  call->context_.AsyncNotifyWhenDone(static_cast<Completion*>(call->done_));
  service->AwaitStream(index, &call->context_, &call->request_bytes_, &call->writer_, queue,
                       static_cast<Completion*>(call->Tag(&WatchCall::OnArrived)));
}

FunctionCompletion* WatchCall::Tag(void (WatchCall::*function)(bool)) {
  return new FunctionCompletion(
      [self = shared_from_this(), function](bool ok) { (self.get()->*function)(ok); });
}

void WatchCall::OnArrived(bool ok) {
  if (!ok) {  // the server goes down; of a call that never came gRPC does not say that it is done
    delete std::exchange(done_, nullptr);
    return;
  }
  Await(&service_, index_, &queue_, &desk_, &live_);
  live_.Strike(context_.peer());
  desk_.executor_.Schedule([self = shared_from_this()] { self->Begin(); });
}

void WatchCall::Begin() {
  std::string first_token;
  const absl::Status status = Prepare(&first_token);
  {
    std::lock_guard lock(mutex_);
    prepared_ = true;
    if (!status.ok()) FinishLocked(status);
    if (!finished_) {
      context_.AddInitialMetadata(kTokenMetadata, first_token);
      writing_since_ = absl::Now();
      writer_.SendInitialMetadata(written_.Begin());
    }
    if (!gone_) return;
  }
  Leave();
}

// Reads the request and takes its place in the log. What is committed after this is seen.
absl::Status WatchCall::Prepare(std::string* first_token) {
  RINGBACK_RETURN_IF_ERROR(ReadMessage(&request_bytes_, &request_));
  RINGBACK_RETURN_IF_ERROR(desk_.rooms_.runner().Check(request_));
  RINGBACK_ASSIGN_OR_RETURN(const auto tenant, desk_.rooms_.runner().TenantFor(request_.parent()));
  EventLog& log = desk_.rooms_.events();
  int64_t cursor = 0;
  if (!request_.resume_token().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(cursor, ReadResumeToken(tenant->id, request_.resume_token()));
  }
  tenant_ = tenant->id;
  log.Listen(tenant->id, this);
  RINGBACK_ASSIGN_OR_RETURN(const EventLog::Extent extent, log.ExtentOf(tenant->id));
  if (request_.resume_token().empty()) cursor = extent.last;
  if (request_.resume_token() == kStartToken) cursor = extent.first - 1;
  if (cursor > extent.last)
    return InvalidField("resume_token", "is of an event that this store does not have");
  if (cursor + 1 < extent.first) return EventsRemoved(tenant->id, extent.first);
  *first_token = MakeResumeToken(tenant->id, cursor);
  {
    std::lock_guard lock(mutex_);
    cursor_ = cursor;
    last_known_ = extent.last;
  }
  return desk_.Add(shared_from_this()) ? absl::OkStatus() : GoingDown(*first_token);
}

void WatchCall::Leave() {
  if (!tenant_.empty()) desk_.rooms_.events().StopListening(tenant_, this);
  desk_.Remove(this);
}

void WatchCall::OnEvents() { desk_.Wake(this); }

void WatchCall::Pump() {
  std::lock_guard lock(mutex_);
  woken_ = reading_;
  PumpLocked();
}

void WatchCall::PumpLocked() {
  while (!finished_ && !writing_ && !reading_) {
    std::shared_ptr<const SentEvent> next;
    if (!backlog_.empty()) {
      next = std::move(backlog_.front());
      backlog_.pop_front();
    } else {
      EventLog::Tail tail = desk_.rooms_.events().Peek(tenant_, cursor_);
      if (tail.at_end) return;
      if (tail.next == nullptr) {
        reading_ = true;
        desk_.executor_.Schedule([self = shared_from_this()] { self->ReadBacklog(); });
        return;
      }
      next = std::move(tail.next);
    }
    cursor_ = next->seq;
    if (Wanted(*next)) Send(next);
  }
}

void WatchCall::ReadBacklog() {
  auto page = desk_.rooms_.events().Read(tenant_, cursor_, kPageEvents, kPageBytes);
  std::lock_guard lock(mutex_);
  reading_ = false;
  if (!page.ok()) {
    FinishLocked(page.status());
    return;
  }
  backlog_.assign(page->begin(), page->end());
  // Nothing there and nothing new since: the log will wake us.
  if (!backlog_.empty() || std::exchange(woken_, false)) PumpLocked();
}

bool WatchCall::Wanted(const SentEvent& event) const {
  if (!request_.agent().empty() && event.agent != request_.agent()) return false;
  return request_.types().empty() || std::find(request_.types().begin(), request_.types().end(),
                                               event.type) != request_.types().end();
}

void WatchCall::Send(const std::shared_ptr<const SentEvent>& sent) {
  writing_ = true;
  writing_since_ = absl::Now();
  writer_.Write(ShareBytes({sent, &sent->wire}), written_.Begin());
}

void WatchCall::OnWritten(bool ok) {
  std::lock_guard lock(mutex_);
  writing_ = false;
  if (ok) PumpLocked();
}

void WatchCall::FinishLocked(const absl::Status& status) {
  if (finished_) return;
  finished_ = true;
  // gRPC sends the status behind an event that is still under way.
  writer_.Finish(ToGrpcStatus(status), static_cast<Completion*>(Tag(&WatchCall::OnIgnored)));
}

void WatchCall::CutOffIfStalled() {
  std::lock_guard lock(mutex_);
  if (finished_ || !writing_ || absl::Now() - writing_since_ < desk_.stall_) return;
  const int64_t last = std::max(last_known_, desk_.rooms_.events().LastPublished(tenant_));
  if (last - cursor_ < desk_.backlog_) return;
  const std::string token = MakeResumeToken(tenant_, cursor_);
  FinishLocked(MakeError(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_WATCHER_TOO_SLOW,
      absl::StrCat(
          "the watcher did not take its events: ", desk_.backlog_,
          " or more wait; read faster, and resume with the token of the last event received"),
      {{"resume_token", token}}));
}

void WatchCall::OnDone(bool) {
  {
    std::lock_guard lock(mutex_);
    FinishLocked(absl::CancelledError("the watcher is gone"));
    gone_ = true;
    // A client may be gone before its watch is in place; then Begin() gives the place up again.
    if (!prepared_) return;
  }
  Leave();
}

}  // namespace ringback
