#include "bindings/c/watcher.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "ringback/client.h"
#include "ringback/service/wire.h"

namespace ringback::c {
namespace {

constexpr char kWatchPath[] = "/ringback.v1.EventService/WatchEvents";

// Comes with the initial metadata when the watch has its place.
constexpr char kPlaceToken[] = "ringback-resume-token";

// When so many wait, no more are read until half of them were taken.
constexpr size_t kMostEvents = 256;

}  // namespace

absl::StatusOr<std::shared_ptr<Watcher>> Watcher::Begin(Connection* connection,
                                                        const std::string& request,
                                                        absl::Duration timeout) {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) return absl::ErrnoToStatus(errno, "no file descriptor for a watcher");
  std::shared_ptr<Watcher> watcher(new Watcher(connection, fd));
  RINGBACK_RETURN_IF_ERROR(connection->Enter(watcher.get()));
  watcher->request_ = ShareBytes(std::make_shared<const std::string>(request));
  watcher->self_ = watcher;
  watcher->stream_ =
      connection->stub().PrepareCall(&watcher->context_, kWatchPath, connection->queue());
  watcher->stream_->StartCall(static_cast<Completion*>(watcher.get()));

  std::unique_lock lock(watcher->mutex_);
  const bool answered = watcher->changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout), [&] {
    return watcher->in_place_ || watcher->step_ == Step::kOver;
  });
  if (watcher->in_place_) return watcher;
  if (answered) return watcher->end_;
  lock.unlock();
  watcher->Cancel();
  return absl::DeadlineExceededError("the server did not answer in time");
}

Watcher::~Watcher() { close(fd_); }

absl::StatusOr<std::string> Watcher::Next(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const auto ready = [this] { return !events_.empty() || step_ == Step::kOver || cancelled_; };
  if (timeout == absl::InfiniteDuration()) {
    changed_.wait(lock, ready);
  } else if (!changed_.wait_for(lock, absl::ToChronoMilliseconds(timeout), ready)) {
    return absl::DeadlineExceededError("no event yet");
  }
  if (cancelled_) return absl::CancelledError("the watch was closed");
  if (events_.empty()) return end_;
  std::string event = std::move(events_.front());
  events_.pop_front();
  if (events_.empty() && step_ != Step::kOver) {
    eventfd_t ignored;
    eventfd_read(fd_, &ignored);
  }
  if (step_ == Step::kRest && events_.size() <= kMostEvents / 2) {
    step_ = Step::kRead;
    stream_->Read(&incoming_, static_cast<Completion*>(this));
  }
  return event;
}

void Watcher::Cancel() {
  std::lock_guard lock(mutex_);
  if (std::exchange(cancelled_, true)) return;
  Signal();
  if (step_ == Step::kOver) return;
  context_.TryCancel();
  if (step_ == Step::kRest) Finish();
}

void Watcher::OnComplete(bool ok) {
  std::shared_ptr<Watcher> self;  // may be the last one, and is let go behind the lock
  {
    std::lock_guard lock(mutex_);
    TakeStep(ok);
    if (step_ != Step::kOver) return;
    self = std::move(self_);
  }
  connection_.Leave(this);
}

void Watcher::TakeStep(bool ok) {
  if (step_ == Step::kFinish) {
    step_ = Step::kOver;
    end_ = FromGrpcStatus(grpc_status_);
    // A server ends a watch with an error only.
    if (end_.ok()) end_ = absl::UnavailableError("the server ended the watch");
    return Signal();
  }
  if (!ok) return Finish();
  auto* const tag = static_cast<Completion*>(this);
  switch (step_) {
    case Step::kConnect:
      step_ = Step::kAsk;
      return stream_->WriteLast(request_, grpc::WriteOptions(), tag);
    case Step::kAsk:
      step_ = Step::kTakePlace;
      return stream_->ReadInitialMetadata(tag);
    case Step::kTakePlace:
      if (!HasPlace()) return Finish();
      in_place_ = true;
      changed_.notify_all();
      step_ = Step::kRead;
      break;
    default:
      Keep();
  }
  if (events_.size() >= kMostEvents && !cancelled_) {
    step_ = Step::kRest;
    return;
  }
  stream_->Read(&incoming_, tag);
}

bool Watcher::HasPlace() const {
  const auto& metadata = context_.GetServerInitialMetadata();
  return metadata.find(kPlaceToken) != metadata.end();
}

void Watcher::Keep() {
  const grpc::Slice whole = WholeOf(&incoming_);
  events_.emplace_back(reinterpret_cast<const char*>(whole.begin()), whole.size());
  incoming_.Clear();
  Signal();
}

void Watcher::Finish() {
  step_ = Step::kFinish;
  stream_->Finish(&grpc_status_, static_cast<Completion*>(this));
}

void Watcher::Signal() {
  eventfd_write(fd_, 1);
  changed_.notify_all();
}

}  // namespace ringback::c
