// What every request comes with.
#ifndef RINGBACK_MODEL_REQUEST_CONTEXT_H_
#define RINGBACK_MODEL_REQUEST_CONTEXT_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace ringback {

// What every request comes with. A small value; copy it.
struct RequestContext {
  // When the answer is needed. A look-up answers before it with what it has; a write that has not
  // begun by then is not made.
  absl::Time deadline = absl::InfiniteFuture();

  // The time that the request is handled at: what the engine's clock says, unless it is set.
  absl::Time now = absl::InfinitePast();

  // The request itself, when RequestRunner::Check() has passed it already: it is not checked again.
  const google::protobuf::Message* checked = nullptr;

  int64_t now_micros() const { return absl::ToUnixMicros(now); }
};

}  // namespace ringback

#endif  // RINGBACK_MODEL_REQUEST_CONTEXT_H_
