#include "bindings/node/src/calls.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bindings/c/ringback.h"
#include "bindings/node/src/card.h"
#include "bindings/node/src/environment.h"
#include "bindings/node/src/values.h"

namespace ringback::node {
namespace {

const char* CString(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

// ---------------------------------------------------------------- open and close

struct OpenWords {
  std::string target;
  std::optional<std::string> tls_ca;
  std::optional<std::string> tls_certificate;
  std::optional<std::string> tls_key;
};

class Opening : public Background {
 public:
  Opening(OpenWords words, Promise promise) : words_(std::move(words)), promise_(promise) {}

  // Nobody was told of the client.
  ~Opening() override {
    if (client_ != 0) rb_close(client_);
  }

  void Work() override {
    rb_open_options options = RB_OPEN_OPTIONS_INIT;
    options.tls_ca = CString(words_.tls_ca);
    options.tls_certificate = CString(words_.tls_certificate);
    options.tls_key = CString(words_.tls_key);
    const int code = rb_open(words_.target.c_str(), &options, &client_);
    if (code != RB_OK) failure_ = LastFailure(code);
  }

  void Finish(Environment* environment, napi_env env) override {
    if (failure_.code != RB_OK) return promise_.Reject(env, failure_);
    const rb_client client = std::exchange(client_, 0);
    environment->Add(client);
    promise_.Resolve(env, Handle(env, client));
  }

 private:
  const OpenWords words_;
  Promise promise_;
  rb_client client_ = 0;
  Failure failure_;
};

class Closing : public Background {
 public:
  Closing(rb_client client, Promise promise) : client_(client), promise_(promise) {}

  void Work() override {
    const int code = rb_close(client_);
    if (code != RB_OK) failure_ = LastFailure(code);
  }

  void Finish(Environment* /*environment*/, napi_env env) override {
    if (failure_.code != RB_OK) return promise_.Reject(env, failure_);
    promise_.Resolve(env, Undefined(env));
  }

 private:
  const rb_client client_;
  Promise promise_;
  Failure failure_;
};

// ---------------------------------------------------------------- look-ups and calls

// Something that the library was asked for, and that its callback answers: a Task that carries the
// answer to the JavaScript thread.
class Asked : public Task {
 public:
  Asked(Environment* environment, Promise promise) : environment_(environment), promise_(promise) {}

  void Finish(Environment* environment, napi_env env) override {
    environment->End();
    if (failure_.code != RB_OK) return promise_.Reject(env, failure_);
    promise_.Resolve(env, Answer(env));
  }

 protected:
  virtual napi_value Answer(napi_env env) = 0;

  // For the library's callback: goes home with what it was told.
  static void Told(Asked* asked, int code) {
    if (code != RB_OK) asked->failure_ = LastFailure(code);
    asked->environment_->Post(std::unique_ptr<Task>(asked));
  }

 private:
  Environment* const environment_;
  Promise promise_;
  Failure failure_;
};

class AskedCard : public Asked {
 public:
  using Asked::Asked;
  ~AskedCard() override { rb_card_free(card_); }

  static void Done(void* user, int code, rb_card* card) {
    auto* asked = static_cast<AskedCard*>(user);
    asked->card_ = card;
    Told(asked, code);
  }

 private:
  napi_value Answer(napi_env env) override { return CardObject(env, *card_); }
  rb_card* card_ = nullptr;
};

class AskedBytes : public Asked {
 public:
  AskedBytes(Environment* environment, Promise promise, int format)
      : Asked(environment, promise), format_(format) {}
  ~AskedBytes() override { rb_buffer_free(&bytes_); }

  static void Done(void* user, int code, rb_buffer response) {
    auto* asked = static_cast<AskedBytes*>(user);
    asked->bytes_ = response;
    Told(asked, code);
  }

 private:
  napi_value Answer(napi_env env) override {
    if (format_ == RB_JSON) return String(env, {bytes_.data, bytes_.size});
    // Copied: Electron refuses array buffers over memory that V8 has not made.
    void* data = nullptr;
    napi_value buffer = nullptr;
    napi_create_arraybuffer(env, bytes_.size, &data, &buffer);
    if (bytes_.size > 0 && data != nullptr) {
      std::copy(bytes_.data, bytes_.data + bytes_.size, static_cast<char*>(data));
    }
    napi_value array = nullptr;
    napi_create_typedarray(env, napi_uint8_array, bytes_.size, buffer, 0, &array);
    return array;
  }

  const int format_;
  rb_buffer bytes_ = {};
};

// {promise, operation}, of what was started.
napi_value Started(napi_env env, napi_value promise, rb_operation operation) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "promise", promise);
  Set(env, object, "operation", Handle(env, operation));
  return object;
}

struct LookupWords {
  std::optional<std::string> ani;
  std::optional<std::string> dnis;
  std::optional<std::string> agent;
  std::optional<std::string> name_hint;
  std::optional<std::string> parent;
};

LookupWords ReadLookup(napi_env env, napi_value object, std::optional<Failure>* failure) {
  LookupWords words;
  words.ani = GetText(env, object, "ani", "ani", failure);
  words.dnis = GetText(env, object, "dnis", "dnis", failure);
  words.agent = GetText(env, object, "agent", "agent", failure);
  words.name_hint = GetText(env, object, "nameHint", "name_hint", failure);
  words.parent = GetText(env, object, "parent", "parent", failure);
  return words;
}

int32_t GetInt(napi_env env, napi_value object, const char* name) {
  const std::optional<napi_value> value = Get(env, object, name);
  return value ? ReadInt(env, *value) : 0;
}

// The bytes of a call's request, and which form they and the answer have.
struct Request {
  int format = RB_JSON;
  std::string bytes;
};

Request ReadRequest(napi_env env, napi_value value) {
  napi_typedarray_type type = napi_uint8_array;
  size_t size = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &size, &data, nullptr, nullptr) != napi_ok) {
    return {RB_JSON, ReadString(env, value).value_or("")};
  }
  return {RB_PROTO, size == 0 ? "" : std::string(static_cast<const char*>(data), size)};
}

}  // namespace

napi_value Open(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  napi_value value = nullptr;
  Promise promise(env, &value);
  std::optional<Failure> failure;
  OpenWords words;
  words.target = ReadString(env, arguments[0]).value_or("");
  if (words.target.find('\0') != std::string::npos) {
    failure = InvalidField("target", "must not contain NUL characters");
  }
  words.tls_ca = GetText(env, arguments[1], "tlsCa", "tls_ca", &failure);
  words.tls_certificate = GetText(env, arguments[1], "tlsCertificate", "tls_certificate", &failure);
  words.tls_key = GetText(env, arguments[1], "tlsKey", "tls_key", &failure);
  Failure no_thread;
  if (failure) {
    promise.Reject(env, *failure);
  } else if (!Environment::Of(env)->Run(std::make_unique<Opening>(std::move(words), promise),
                                        &no_thread)) {
    promise.Reject(env, no_thread);
  }
  return value;
}

napi_value Close(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const rb_client client = ReadHandle(env, arguments[0]);
  Environment* const environment = Environment::Of(env);
  napi_value value = nullptr;
  Promise promise(env, &value);
  Failure failure;
  if (environment->Run(std::make_unique<Closing>(client, promise), &failure)) {
    environment->Remove(client);
  } else {
    promise.Reject(env, failure);
  }
  return value;
}

napi_value Lookup(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  napi_value value = nullptr;
  Promise promise(env, &value);
  std::optional<Failure> failure;
  const LookupWords words = ReadLookup(env, arguments[1], &failure);
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  request.ani = CString(words.ani);
  request.dnis = CString(words.dnis);
  request.agent = CString(words.agent);
  request.name_hint = CString(words.name_hint);
  request.parent = CString(words.parent);
  request.verification = GetInt(env, arguments[1], "verification");
  request.timeout_ms = GetInt(env, arguments[1], "timeoutMs");
  rb_operation operation = 0;
  if (!failure) {
    Environment* const environment = Environment::Of(env);
    auto asked = std::make_unique<AskedCard>(environment, promise);
    const int code = rb_lookup_start(ReadHandle(env, arguments[0]), &request, AskedCard::Done,
                                     asked.get(), &operation);
    if (code == RB_OK) {
      (void)asked.release();  // its callback has it, or had it already
      environment->Begin();
    } else {
      failure = LastFailure(code);
    }
  }
  if (failure) promise.Reject(env, *failure);
  return Started(env, value, operation);
}

napi_value Call(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  napi_value value = nullptr;
  Promise promise(env, &value);
  const std::string method = ReadString(env, arguments[1]).value_or("");
  const Request request = ReadRequest(env, arguments[2]);
  Environment* const environment = Environment::Of(env);
  auto asked = std::make_unique<AskedBytes>(environment, promise, request.format);
  rb_operation operation = 0;
  const int code = rb_call_start(
      ReadHandle(env, arguments[0]), method.c_str(), request.format, request.bytes.data(),
      request.bytes.size(), ReadInt(env, arguments[3]), AskedBytes::Done, asked.get(), &operation);
  if (code == RB_OK) {
    (void)asked.release();
    environment->Begin();
  } else {
    promise.Reject(env, LastFailure(code));
  }
  return Started(env, value, operation);
}

napi_value Cancel(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  // What has ended already is no error: its answer is on the way.
  rb_cancel(ReadHandle(env, arguments[0]));
  return Undefined(env);
}

}  // namespace ringback::node
