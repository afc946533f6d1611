// The card in plain structures.
#ifndef RINGBACK_BINDINGS_C_CARD_H_
#define RINGBACK_BINDINGS_C_CARD_H_

#include <string>

#include "absl/status/statusor.h"
#include "bindings/c/ringback.h"

namespace ringback::c {

// Makes an rb_card of a serialised CallerContext; rb_card_free() frees it.
absl::StatusOr<rb_card*> MakeCard(const std::string& context);

// Checks a request and makes a serialised LookupCallerRequest of it. INVALID_ARGUMENT naming the
// field.
absl::StatusOr<std::string> ReadLookupRequest(const rb_lookup_request* request);

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_CARD_H_
