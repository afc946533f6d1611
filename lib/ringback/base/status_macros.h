// Passing errors on in one line.
#ifndef RINGBACK_BASE_STATUS_MACROS_H_
#define RINGBACK_BASE_STATUS_MACROS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the function with the error, if `expression` (an absl::Status) is one.
#define RINGBACK_RETURN_IF_ERROR(expression)           \
  do {                                                 \
    absl::Status ringback_status = (expression);       \
    if (!ringback_status.ok()) return ringback_status; \
  } while (false)

// Declares or sets `target` to the value of `expression` (an absl::StatusOr), or returns its error.
#define RINGBACK_ASSIGN_OR_RETURN(target, expression) \
  RINGBACK_ASSIGN_OR_RETURN_(RINGBACK_JOIN_(ringback_or_, __LINE__), target, expression)

#define RINGBACK_ASSIGN_OR_RETURN_(name, target, expression) \
  auto name = (expression);                                  \
  if (!name.ok()) return std::move(name).status();           \
  target = *std::move(name)
#define RINGBACK_JOIN_(a, b) RINGBACK_JOIN2_(a, b)
#define RINGBACK_JOIN2_(a, b) a##b

#endif  // RINGBACK_BASE_STATUS_MACROS_H_
