// Opening, closing, the look-up and the calls, as functions of the addon. Each returns at once.
#ifndef RINGBACK_BINDINGS_NODE_CALLS_H_
#define RINGBACK_BINDINGS_NODE_CALLS_H_

#include <node_api.h>

namespace ringback::node {

// open(target, {tlsCa, tlsCertificate, tlsKey}) -> promise of a client's handle.
napi_value Open(napi_env env, napi_callback_info info);

// close(client) -> promise of nothing.
napi_value Close(napi_env env, napi_callback_info info);

// lookup(client, {ani, dnis, agent, nameHint, parent, verification, timeoutMs}) -> {promise of a
// card, operation}. Verification is a number.
napi_value Lookup(napi_env env, napi_callback_info info);

// call(client, method, request, timeoutMs) -> {promise of the answer, operation}. JSON text is
// answered with JSON text, a Uint8Array with a Uint8Array of the binary form.
napi_value Call(napi_env env, napi_callback_info info);

// cancel(operation).
napi_value Cancel(napi_env env, napi_callback_info info);

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_CALLS_H_
