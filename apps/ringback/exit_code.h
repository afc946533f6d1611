// How the program ends.
#ifndef RINGBACK_APPS_RINGBACK_EXIT_CODE_H_
#define RINGBACK_APPS_RINGBACK_EXIT_CODE_H_

#include "absl/status/status.h"

namespace ringback::cli {

inline constexpr int kExitFailed = 1;      // it did not work
inline constexpr int kExitUsage = 2;       // what was asked for cannot be read, or is not accepted
inline constexpr int kExitRowsFailed = 3;  // an import left rows out

// The error of an import that left rows out, which have been reported already: no message.
inline absl::Status RowsFailed() { return absl::Status(absl::StatusCode::kDataLoss, ""); }

// The exit code of an error.
inline int ExitCodeOf(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kDataLoss && status.message().empty()) {
    return kExitRowsFailed;
  }
  return status.code() == absl::StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_EXIT_CODE_H_
