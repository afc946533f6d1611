#include "bindings/c/operation.h"

#include <memory>
#include <utility>

namespace ringback::c {

void Operation::SetStop(std::function<void()> stop) {
  std::lock_guard lock(mutex_);
  if (told_) stop_ = std::move(stop);
}

void Operation::Tell(Answer answer) {
  std::lock_guard lock(mutex_);
  if (told_) TellLocked(std::move(answer));
}

void Operation::Cancel() {
  std::lock_guard lock(mutex_);
  if (!told_) return;
  if (stop_) stop_();
  TellLocked(absl::CancelledError("it was cancelled"));
}

void Operation::TellLocked(Answer answer) {
  stop_ = nullptr;
  // A std::function must be copyable; an answer is better not copied.
  auto held = std::make_shared<Answer>(std::move(answer));
  schedule_([told = std::exchange(told_, nullptr), held] { told(std::move(*held)); });
}

}  // namespace ringback::c
