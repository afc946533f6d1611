// Something that was started, and is told about once.
#ifndef RINGBACK_BINDINGS_C_OPERATION_H_
#define RINGBACK_BINDINGS_C_OPERATION_H_

#include <functional>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"

namespace ringback::c {

// Safe from any thread.
class Operation {
 public:
  // A serialised answer, or why there is none.
  using Answer = absl::StatusOr<std::string>;
  using Told = std::function<void(Answer)>;
  // Runs a function soon, on a thread where programs may be called back.
  using Schedule = std::function<void(std::function<void()>)>;

  Operation(Schedule schedule, Told told)
      : schedule_(std::move(schedule)), told_(std::move(told)) {}

  // What stops the work; it is not called any more once Tell() has returned.
  void SetStop(std::function<void()> stop);

  // Tells the program, unless it has been told already.
  void Tell(Answer answer);

  // Tells the program RB_CANCELLED, and stops the work, unless it has been told already.
  void Cancel();

 private:
  void TellLocked(Answer answer);

  const Schedule schedule_;
  std::mutex mutex_;
  Told told_;  // empty once it has been told
  std::function<void()> stop_;
};

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_OPERATION_H_
