#include "bindings/c/ringback.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/c/card.h"
#include "bindings/c/connection.h"
#include "bindings/c/error.h"
#include "bindings/c/handles.h"
#include "bindings/c/messages.h"
#include "bindings/c/operation.h"
#include "bindings/c/options.h"
#include "bindings/c/watcher.h"
#include "ringback/base/status_macros.h"
#include "ringback/base/version.h"
#include "ringback/engine.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/service/contract.h"
#include "ringback/v1/event.pb.h"

namespace ringback::c {
namespace {

// What rb_open_options had in 0.1.0.
constexpr size_t kFirstOptionsSize = 32;

constexpr absl::Duration kCallTimeout = absl::Seconds(30);
constexpr absl::Duration kMostCallTimeout = absl::Hours(1);
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);

// A watch and the format in which it gives its events.
struct Watch {
  std::shared_ptr<Watcher> watcher;
  int format = RB_JSON;
};

// These are never destroyed: threads may still use them while the process exits.
Handles<Connection>& Clients() {
  static auto* clients = new Handles<Connection>(1);
  return *clients;
}

Handles<Operation>& Operations() {
  static auto* operations = new Handles<Operation>(2);
  return *operations;
}

Handles<Watch>& Watches() {
  static auto* watches = new Handles<Watch>(3);
  return *watches;
}

// Set in a child of a process that had opened something.
std::atomic<bool> g_forked{false};

void CloseEverything() {
  if (g_forked) return;
  for (const auto& client : Clients().TakeAll()) client->Close();
  AwaitClosedConnections();
}

void PrepareProcess() {
  static std::once_flag once;
  std::call_once(once, [] {
    Engine::PrepareProgram();  // the library has a SQLite of its own
    pthread_atfork(nullptr, nullptr, [] { g_forked = true; });
    std::atexit(CloseEverything);
  });
}

// Before anything else: in a child, locks of the parent may be held for ever.
absl::Status CheckProcess() {
  if (!g_forked) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this process was forked from one that has used the library; fork before the first "
      "rb_open(), or call exec()");
}

absl::Status NoHandle(std::string_view kind, uint64_t handle) {
  return InvalidField(kind, absl::StrCat(handle, " is none that is open"));
}

absl::StatusOr<std::shared_ptr<Connection>> FindClient(rb_client client) {
  RINGBACK_RETURN_IF_ERROR(CheckProcess());
  std::shared_ptr<Connection> connection = Clients().Find(client);
  if (connection == nullptr) return NoHandle("client", client);
  return connection;
}

absl::StatusOr<const google::protobuf::MethodDescriptor*> FindMethod(const char* name) {
  if (name == nullptr) return InvalidField("method", "is NULL");
  const auto* method = FindContractMethod(name);
  if (method == nullptr) {
    return InvalidField("method", absl::StrCat(Quote(name), " is no method of ringback.v1; see ",
                                               "rb_method_names()"));
  }
  if (method->server_streaming()) {
    return InvalidField("method", absl::StrCat(Quote(name), " streams; use rb_watch()"));
  }
  return method;
}

const google::protobuf::MethodDescriptor* LookupMethod() {
  static const auto* method = FindContractMethod("CallerContextService.LookupCaller");
  return method;
}

std::string_view Bytes(const void* data, size_t size) {
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

absl::Status CheckBytes(const void* data, size_t size) {
  return data == nullptr && size > 0 ? InvalidField("request", "is NULL") : absl::OkStatus();
}

// What rb_call() is asked for.
struct Call {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::string request;
  absl::Duration timeout;
};

absl::StatusOr<Call> ReadCall(const char* method, int format, const void* request,
                              size_t request_size, int32_t timeout_ms) {
  Call call;
  RINGBACK_ASSIGN_OR_RETURN(call.method, FindMethod(method));
  RINGBACK_RETURN_IF_ERROR(CheckBytes(request, request_size));
  RINGBACK_ASSIGN_OR_RETURN(
      call.request, ReadRequest(call.method->input_type(), format, Bytes(request, request_size)));
  RINGBACK_ASSIGN_OR_RETURN(call.timeout, ReadTimeout(timeout_ms, kCallTimeout, kMostCallTimeout));
  return call;
}

std::string Text(const char* text) { return text == nullptr ? "" : text; }

absl::StatusOr<rb_buffer> MakeBuffer(const std::string& bytes) {
  char* data = static_cast<char*>(std::malloc(bytes.size() + 1));
  if (data == nullptr) return absl::ResourceExhaustedError("no memory for the answer");
  std::memcpy(data, bytes.c_str(), bytes.size() + 1);
  return rb_buffer{data, bytes.size()};
}

// Starts a method; `tell` gets the answer where the program may be called back.
absl::Status Start(const std::shared_ptr<Connection>& connection,
                   const google::protobuf::MethodDescriptor* method, std::string request,
                   absl::Duration timeout, std::function<void(Operation::Answer)> tell,
                   rb_operation* handle) {
  // Set before anything can be told; the number is forgotten when it is.
  auto number = std::make_shared<uint64_t>(0);
  auto operation = std::make_shared<Operation>(
      [connection = connection.get()](std::function<void()> run) {
        connection->Schedule(std::move(run));
      },
      [number, tell = std::move(tell)](Operation::Answer answer) {
        Operations().Take(*number);
        tell(std::move(answer));
      });
  *number = Operations().Add(operation);
  if (handle != nullptr) *handle = *number;
  absl::Status status = connection->Start(method, std::move(request), timeout, operation);
  if (!status.ok()) {
    Operations().Take(*number);
    if (handle != nullptr) *handle = 0;
  }
  return status;
}

// Makes what a program is told of an answer: `make` gives it, `done` takes it with its code.
template <typename Value, typename Make, typename Done>
void TellProgram(Operation::Answer answer, Value nothing, Make make, Done done) {
  Value value = nothing;
  const int code = Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(answer.status());
    RINGBACK_ASSIGN_OR_RETURN(value, make(*std::move(answer)));
    return absl::OkStatus();
  });
  done(code, value);
}

}  // namespace
}  // namespace ringback::c

using namespace ringback::c;  // NOLINT(google-build-using-namespace): the functions are theirs

extern "C" {

const char* rb_version(void) { return RB_VERSION; }

int rb_open(const char* target, const rb_open_options* options, rb_client* client) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckPlace("client", client));
    *client = 0;
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    RINGBACK_RETURN_IF_ERROR(CheckPlace("target", target));
    ringback::TlsFiles tls;
    if (options != nullptr) {
      rb_open_options given;
      RINGBACK_RETURN_IF_ERROR(
          CopyStruct("options", options, kFirstOptionsSize, &given, sizeof(given)));
      tls = {Text(given.tls_certificate), Text(given.tls_key), Text(given.tls_ca)};
    }
    PrepareProcess();
    RINGBACK_ASSIGN_OR_RETURN(auto connection, Connection::Open(target, tls));
    *client = Clients().Add(std::move(connection));
    return absl::OkStatus();
  });
}

int rb_close(rb_client client) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    const auto connection = Clients().Take(client);
    if (connection == nullptr) return NoHandle("client", client);
    connection->Close();
    return absl::OkStatus();
  });
}

int rb_lookup(rb_client client, const rb_lookup_request* request, rb_card** card) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckPlace("card", card));
    *card = nullptr;
    RINGBACK_ASSIGN_OR_RETURN(const auto connection, FindClient(client));
    RINGBACK_ASSIGN_OR_RETURN(Lookup lookup, ReadLookupRequest(request));
    RINGBACK_ASSIGN_OR_RETURN(
        const std::string context,
        connection->Call(LookupMethod(), std::move(lookup.request), lookup.timeout));
    RINGBACK_ASSIGN_OR_RETURN(*card, MakeCard(context));
    return absl::OkStatus();
  });
}

int rb_lookup_start(rb_client client, const rb_lookup_request* request, rb_lookup_done done,
                    void* user, rb_operation* operation) {
  return Guarded([&]() -> absl::Status {
    if (operation != nullptr) *operation = 0;
    if (done == nullptr) return ringback::InvalidField("done", "is NULL");
    RINGBACK_ASSIGN_OR_RETURN(const auto connection, FindClient(client));
    RINGBACK_ASSIGN_OR_RETURN(Lookup lookup, ReadLookupRequest(request));
    return Start(
        connection, LookupMethod(), std::move(lookup.request), lookup.timeout,
        [done, user](Operation::Answer answer) {
          TellProgram(std::move(answer), static_cast<rb_card*>(nullptr), MakeCard,
                      [&](int code, rb_card* card) { done(user, code, card); });
        },
        operation);
  });
}

int rb_cancel(rb_operation operation) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    const auto started = Operations().Take(operation);
    if (started == nullptr) return NoHandle("operation", operation);
    started->Cancel();
    return absl::OkStatus();
  });
}

int rb_call(rb_client client, const char* method, int format, const void* request,
            size_t request_size, int32_t timeout_ms, rb_buffer* response) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckPlace("response", response));
    *response = {nullptr, 0};
    RINGBACK_ASSIGN_OR_RETURN(const auto connection, FindClient(client));
    RINGBACK_ASSIGN_OR_RETURN(Call call,
                              ReadCall(method, format, request, request_size, timeout_ms));
    RINGBACK_ASSIGN_OR_RETURN(std::string answer,
                              connection->Call(call.method, std::move(call.request), call.timeout));
    RINGBACK_ASSIGN_OR_RETURN(answer,
                              WriteAnswer(call.method->output_type(), format, std::move(answer)));
    RINGBACK_ASSIGN_OR_RETURN(*response, MakeBuffer(answer));
    return absl::OkStatus();
  });
}

int rb_call_start(rb_client client, const char* method, int format, const void* request,
                  size_t request_size, int32_t timeout_ms, rb_call_done done, void* user,
                  rb_operation* operation) {
  return Guarded([&]() -> absl::Status {
    if (operation != nullptr) *operation = 0;
    if (done == nullptr) return ringback::InvalidField("done", "is NULL");
    RINGBACK_ASSIGN_OR_RETURN(const auto connection, FindClient(client));
    RINGBACK_ASSIGN_OR_RETURN(Call call,
                              ReadCall(method, format, request, request_size, timeout_ms));
    return Start(
        connection, call.method, std::move(call.request), call.timeout,
        [done, user, called = call.method, format](Operation::Answer answer) {
          const auto make = [&](std::string bytes) -> absl::StatusOr<rb_buffer> {
            RINGBACK_ASSIGN_OR_RETURN(bytes,
                                      WriteAnswer(called->output_type(), format, std::move(bytes)));
            return MakeBuffer(bytes);
          };
          TellProgram(std::move(answer), rb_buffer{nullptr, 0}, make,
                      [&](int code, rb_buffer response) { done(user, code, response); });
        },
        operation);
  });
}

void rb_buffer_free(rb_buffer* buffer) {
  if (buffer == nullptr) return;
  std::free(buffer->data);
  *buffer = {nullptr, 0};
}

const char* const* rb_method_names(size_t* count) {
  static const auto* names = [] {
    auto* sorted = new std::vector<const char*>();
    for (const auto* service : ringback::ContractServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const auto* method = service->method(i);
        if (!method->server_streaming()) sorted->push_back(method->full_name().c_str());
      }
    }
    std::sort(sorted->begin(), sorted->end(),
              [](const char* a, const char* b) { return std::strcmp(a, b) < 0; });
    sorted->push_back(nullptr);
    return sorted;
  }();
  if (count != nullptr) *count = names->size() - 1;
  return names->data();
}

int rb_watch(rb_client client, int format, const void* request, size_t request_size,
             int32_t timeout_ms, rb_watcher* watcher) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckPlace("watcher", watcher));
    *watcher = 0;
    RINGBACK_ASSIGN_OR_RETURN(const auto connection, FindClient(client));
    RINGBACK_RETURN_IF_ERROR(CheckBytes(request, request_size));
    RINGBACK_ASSIGN_OR_RETURN(const std::string bytes,
                              ReadRequest(ringback::v1::WatchEventsRequest::descriptor(), format,
                                          Bytes(request, request_size)));
    RINGBACK_ASSIGN_OR_RETURN(const absl::Duration timeout,
                              ReadTimeout(timeout_ms, kWatchTimeout, kMostCallTimeout));
    auto watch = std::make_shared<Watch>();
    watch->format = format;
    RINGBACK_ASSIGN_OR_RETURN(watch->watcher, Watcher::Begin(connection.get(), bytes, timeout));
    *watcher = Watches().Add(std::move(watch));
    return absl::OkStatus();
  });
}

int rb_watcher_fd(rb_watcher watcher) {
  int fd = -1;
  Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    const auto watch = Watches().Find(watcher);
    if (watch == nullptr) return NoHandle("watcher", watcher);
    fd = watch->watcher->fd();
    return absl::OkStatus();
  });
  return fd;
}

int rb_watcher_next(rb_watcher watcher, int32_t timeout_ms, rb_buffer* event) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckPlace("event", event));
    *event = {nullptr, 0};
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    const auto watch = Watches().Find(watcher);
    if (watch == nullptr) return NoHandle("watcher", watcher);
    if (timeout_ms < -1) return ringback::InvalidField("timeout_ms", "is less than -1");
    RINGBACK_ASSIGN_OR_RETURN(
        std::string bytes, watch->watcher->Next(timeout_ms == -1 ? absl::InfiniteDuration()
                                                                 : absl::Milliseconds(timeout_ms)));
    RINGBACK_ASSIGN_OR_RETURN(
        bytes, WriteAnswer(ringback::v1::Event::descriptor(), watch->format, std::move(bytes)));
    RINGBACK_ASSIGN_OR_RETURN(*event, MakeBuffer(bytes));
    return absl::OkStatus();
  });
}

int rb_watcher_close(rb_watcher watcher) {
  return Guarded([&]() -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(CheckProcess());
    const auto watch = Watches().Take(watcher);
    if (watch == nullptr) return NoHandle("watcher", watcher);
    watch->watcher->Cancel();
    return absl::OkStatus();
  });
}

}  // extern "C"
