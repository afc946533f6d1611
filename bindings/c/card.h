// The card in plain structures.
#ifndef RINGBACK_BINDINGS_C_CARD_H_
#define RINGBACK_BINDINGS_C_CARD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bindings/c/ringback.h"

namespace ringback::c {

// Makes an rb_card of a serialised CallerContext; rb_card_free() frees it.
absl::StatusOr<rb_card*> MakeCard(const std::string& context);

// What an rb_lookup_request asks for.
struct Lookup {
  std::string request;  // a serialised LookupCallerRequest
  absl::Duration timeout;
};

// Checks a request. INVALID_ARGUMENT naming the field.
absl::StatusOr<Lookup> ReadLookupRequest(const rb_lookup_request* request);

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_CARD_H_
