// The error of a thread's last call, and where exceptions end.
#ifndef RINGBACK_BINDINGS_C_ERROR_H_
#define RINGBACK_BINDINGS_C_ERROR_H_

#include <new>

#include "absl/status/status.h"

namespace ringback::c {

// Makes `status` what rb_last_error() says on this thread. Returns its rb_code.
int Report(const absl::Status& status) noexcept;

// Reports what `function`, which returns an absl::Status, says. No exception gets past it.
template <typename Function>
int Guarded(Function function) noexcept {
  try {
    return Report(function());
  } catch (const std::bad_alloc&) {
    return Report(absl::ResourceExhaustedError("no memory"));
  } catch (...) {
    return Report(absl::InternalError("an exception was thrown"));
  }
}

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_ERROR_H_
