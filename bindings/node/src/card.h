// The card as a JavaScript object.
#ifndef RINGBACK_BINDINGS_NODE_CARD_H_
#define RINGBACK_BINDINGS_NODE_CARD_H_

#include <node_api.h>

#include "bindings/c/ringback.h"

namespace ringback::node {

// A copy of the card: a `Card` of index.d.ts.
napi_value CardObject(napi_env env, const rb_card& card);

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_CARD_H_
