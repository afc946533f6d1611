#include "bindings/node/src/values.h"

#include <cstdio>
#include <ctime>
#include <utility>

#include "bindings/c/ringback.h"

namespace ringback::node {

Failure LastFailure(int code) {
  const rb_error* error = rb_last_error();
  return {code, error->message, error->reason, error->field};
}

Failure InvalidField(std::string_view field, std::string_view message) {
  return {RB_INVALID_ARGUMENT, std::string(field) + ": " + std::string(message), "INVALID_FIELD",
          std::string(field)};
}

napi_value Undefined(napi_env env) {
  napi_value value = nullptr;
  napi_get_undefined(env, &value);
  return value;
}

napi_value String(napi_env env, std::string_view text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

napi_value Boolean(napi_env env, bool value) {
  napi_value made = nullptr;
  napi_get_boolean(env, value, &made);
  return made;
}

napi_value Number(napi_env env, double value) {
  napi_value made = nullptr;
  napi_create_double(env, value, &made);
  return made;
}

napi_value Handle(napi_env env, uint64_t handle) {
  napi_value made = nullptr;
  napi_create_bigint_uint64(env, handle, &made);
  return made;
}

uint64_t ReadHandle(napi_env env, napi_value value) {
  uint64_t handle = 0;
  bool lossless = false;
  if (napi_get_value_bigint_uint64(env, value, &handle, &lossless) != napi_ok || !lossless) {
    return 0;
  }
  return handle;
}

napi_value Time(napi_env env, int64_t microseconds) {
  if (microseconds == 0) return Undefined(env);
  int64_t seconds = microseconds / 1'000'000;
  int64_t rest = microseconds % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  const time_t time = seconds;
  tm parts = {};
  gmtime_r(&time, &parts);
  char text[64];
  size_t size = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  char* end = text + size;
  const size_t room = sizeof(text) - size;
  if (rest == 0) {
    size += snprintf(end, room, "Z");
  } else if (rest % 1000 == 0) {
    size += snprintf(end, room, ".%03dZ", static_cast<int>(rest / 1000));
  } else {
    size += snprintf(end, room, ".%06dZ", static_cast<int>(rest));
  }
  return String(env, {text, size});
}

napi_value ErrorObject(napi_env env, const Failure& failure) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "code", Number(env, failure.code));
  Set(env, object, "message", String(env, failure.message));
  Set(env, object, "reason", String(env, failure.reason));
  Set(env, object, "field", String(env, failure.field));
  return object;
}

void Set(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

std::optional<std::string> ReadString(napi_env env, napi_value value) {
  size_t size = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &size) != napi_ok) return std::nullopt;
  std::string text(size, '\0');
  // Writes a NUL behind the text, where std::string has one of its own.
  napi_get_value_string_utf8(env, value, text.data(), size + 1, &size);
  return text;
}

int32_t ReadInt(napi_env env, napi_value value) {
  int32_t number = 0;
  napi_get_value_int32(env, value, &number);
  return number;
}

std::optional<napi_value> Get(napi_env env, napi_value object, const char* name) {
  napi_value value = nullptr;
  napi_valuetype type = napi_undefined;
  if (napi_get_named_property(env, object, name, &value) != napi_ok ||
      napi_typeof(env, value, &type) != napi_ok || type == napi_undefined || type == napi_null) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> GetText(napi_env env, napi_value object, const char* name,
                                   const char* field, std::optional<Failure>* failure) {
  const std::optional<napi_value> value = Get(env, object, name);
  if (!value) return std::nullopt;
  std::optional<std::string> text = ReadString(env, *value);
  if (!text) {
    *failure = InvalidField(field, "must be a string");
  } else if (text->find('\0') != std::string::npos) {
    *failure = InvalidField(field, "must not contain NUL characters");
  }
  return text;
}

Arguments::Arguments(napi_env env, napi_callback_info info) {
  size_t count = kMax;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
}

}  // namespace ringback::node
