// The addon that index.js stands on: Ringback's C ABI as functions that return at once, with
// promises. Each JavaScript environment that loads it has an Environment of its own.
#include <node_api.h>

#include <iterator>

#include "bindings/c/ringback.h"
#include "bindings/node/src/calls.h"
#include "bindings/node/src/environment.h"
#include "bindings/node/src/values.h"
#include "bindings/node/src/watch.h"
#include "bindings/node/src/words.h"

namespace ringback::node {
namespace {

napi_value Version(napi_env env, napi_callback_info /*info*/) { return String(env, rb_version()); }

napi_value MethodNames(napi_env env, napi_callback_info /*info*/) {
  size_t count = 0;
  const char* const* names = rb_method_names(&count);
  napi_value array = nullptr;
  napi_create_array_with_length(env, count, &array);
  for (size_t i = 0; i < count; ++i) {
    napi_set_element(env, array, static_cast<uint32_t>(i), String(env, names[i]));
  }
  return array;
}

// The words of LookupRequest.verification, by number.
napi_value Verifications(napi_env env, napi_callback_info /*info*/) {
  napi_value array = nullptr;
  napi_create_array_with_length(env, std::size(kVerificationWords), &array);
  for (size_t i = 0; i < std::size(kVerificationWords); ++i) {
    napi_set_element(env, array, static_cast<uint32_t>(i), String(env, kVerificationWords[i]));
  }
  return array;
}

napi_value Init(napi_env env, napi_value exports) {
  if (!Environment::Create(env)) return exports;
  const napi_property_descriptor functions[] = {
      {"version", nullptr, Version, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"methodNames", nullptr, MethodNames, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"verifications", nullptr, Verifications, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"open", nullptr, Open, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"close", nullptr, Close, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"lookup", nullptr, Lookup, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"call", nullptr, Call, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"cancel", nullptr, Cancel, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"watch", nullptr, StartWatch, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"watchNext", nullptr, WatchNext, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"watchClose", nullptr, WatchClose, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}

}  // namespace
}  // namespace ringback::node

NAPI_MODULE_INIT() { return ringback::node::Init(env, exports); }
