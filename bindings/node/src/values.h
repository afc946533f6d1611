// JavaScript values from C++ and back.
//
// A Node-API call fails only when JavaScript can no longer run in this environment, or memory is
// out; what follows it then fails too, and the value is never seen by anybody. So results are not
// checked one by one.
#ifndef RINGBACK_BINDINGS_NODE_VALUES_H_
#define RINGBACK_BINDINGS_NODE_VALUES_H_

#include <node_api.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringback::node {

// The error of a call, as rb_error has it, kept beyond the call.
struct Failure {
  int code = 0;
  std::string message;
  std::string reason;
  std::string field;
};

// rb_last_error() of this thread, for the call that returned `code`.
Failure LastFailure(int code);

// INVALID_ARGUMENT, for what never gets as far as the library.
Failure InvalidField(std::string_view field, std::string_view message);

napi_value Undefined(napi_env env);
napi_value String(napi_env env, std::string_view text);
napi_value Boolean(napi_env env, bool value);
napi_value Number(napi_env env, double value);

// A handle of the library, as a BigInt.
napi_value Handle(napi_env env, uint64_t handle);

// The handle in a BigInt; 0, which is none, for any other value.
uint64_t ReadHandle(napi_env env, napi_value value);

// RFC 3339 in UTC with as many decimals as are needed of 0, 3 and 6, as ProtoJSON writes it;
// undefined for 0.
napi_value Time(napi_env env, int64_t microseconds);

// {code, message, reason, field}; index.js makes the RingbackError of it.
napi_value ErrorObject(napi_env env, const Failure& failure);

// Sets a property that can be seen and changed, as if JavaScript had set it.
void Set(napi_env env, napi_value object, const char* name, napi_value value);

// The text in `value`; nothing when it is not a string.
std::optional<std::string> ReadString(napi_env env, napi_value value);

// The number in `value`, or 0 when it is none.
int32_t ReadInt(napi_env env, napi_value value);

// The property, or nothing when it is undefined or null.
std::optional<napi_value> Get(napi_env env, napi_value object, const char* name);

// A string property; nothing when it is left out. A value that is no string, or has a NUL
// character in it, which C cannot carry, sets *failure. `field` is the name that the error gives.
std::optional<std::string> GetText(napi_env env, napi_value object, const char* name,
                                   const char* field, std::optional<Failure>* failure);

// How JavaScript passes arguments: at most kMax of them, undefined where there are fewer.
struct Arguments {
  static constexpr size_t kMax = 5;
  Arguments(napi_env env, napi_callback_info info);
  napi_value operator[](size_t index) const { return values[index]; }
  napi_value values[kMax];
};

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_VALUES_H_
