#include "bindings/node/src/watch.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/c/ringback.h"
#include "bindings/node/src/environment.h"
#include "bindings/node/src/values.h"

namespace ringback::node {
namespace {

// So many events, if they are there, cross to JavaScript at once.
constexpr size_t kMostAtOnce = 64;

// What the thread of a watch and the JavaScript thread share.
class Watch {
 public:
  // On the JavaScript thread. The reader's promise, while it has one that is not settled.
  std::optional<Promise> reader;
  // On the JavaScript thread. How the watch ended.
  std::optional<Failure> end;

  // Asks the thread for events.
  void Ask() {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    changed_.notify_one();
  }

  // Ends the watch; later calls do nothing.
  void Close() {
    rb_watcher watcher = 0;
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      changed_.notify_one();
      watcher = std::exchange(watcher_, 0);
    }
    // Wakes the thread if it waits for an event. Does not wait for it.
    if (watcher != 0) rb_watcher_close(watcher);
  }

  // For the thread: the watch has its place. Whoever closes the watch closes this, also if it is
  // closed already.
  void Place(rb_watcher watcher) {
    bool closing = false;
    {
      const std::lock_guard lock(mutex_);
      closing = closing_;
      if (!closing) watcher_ = watcher;
    }
    if (closing) rb_watcher_close(watcher);
  }

  // For the thread: waits for Ask(). False when the watch was closed instead.
  bool AwaitAsk() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return asked_ || closing_; });
    asked_ = false;
    return !closing_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asked_ = false;
  bool closing_ = false;
  rb_watcher watcher_ = 0;
};

// Tells that the watch has its place.
class Ready : public Task {
 public:
  explicit Ready(Promise promise) : promise_(promise) {}
  void Finish(Environment* /*environment*/, napi_env env) override {
    promise_.Resolve(env, Undefined(env));
  }

 private:
  Promise promise_;
};

// Brings events.
class Batch : public Task {
 public:
  Batch(std::shared_ptr<Watch> watch, std::vector<rb_buffer> events)
      : watch_(std::move(watch)), events_(std::move(events)) {}
  ~Batch() override {
    for (rb_buffer& event : events_) rb_buffer_free(&event);
  }

  void Finish(Environment* /*environment*/, napi_env env) override {
    napi_value array = nullptr;
    napi_create_array_with_length(env, events_.size(), &array);
    for (size_t i = 0; i < events_.size(); ++i) {
      napi_set_element(env, array, static_cast<uint32_t>(i),
                       String(env, {events_[i].data, events_[i].size}));
    }
    std::exchange(watch_->reader, std::nullopt)->Resolve(env, array);
  }

 private:
  const std::shared_ptr<Watch> watch_;
  std::vector<rb_buffer> events_;
};

class Watching : public Background {
 public:
  Watching(Environment* environment, std::shared_ptr<Watch> watch, rb_client client,
           std::string request, int32_t timeout_ms, Promise ready)
      : environment_(environment),
        watch_(std::move(watch)),
        client_(client),
        request_(std::move(request)),
        timeout_ms_(timeout_ms),
        ready_(ready) {}

  void Stop() override { watch_->Close(); }

  void Work() override {
    rb_watcher watcher = 0;
    const int code =
        rb_watch(client_, RB_JSON, request_.data(), request_.size(), timeout_ms_, &watcher);
    if (code != RB_OK) {
      end_ = LastFailure(code);
      return;
    }
    has_place_ = true;
    watch_->Place(watcher);
    environment_->Post(std::make_unique<Ready>(ready_));
    while (end_.code == RB_OK) {
      if (watch_->AwaitAsk()) {
        Take(watcher);
      } else {
        end_ = {RB_CANCELLED, "the watch was closed", "", ""};
      }
    }
    watch_->Close();
  }

  void Finish(Environment* /*environment*/, napi_env env) override {
    watch_->end = end_;
    if (!has_place_) ready_.Reject(env, end_);
    if (watch_->reader) std::exchange(watch_->reader, std::nullopt)->Reject(env, end_);
  }

 private:
  // Waits for an event and sends all that are there.
  void Take(rb_watcher watcher) {
    std::vector<rb_buffer> events;
    int32_t timeout_ms = -1;
    while (events.size() < kMostAtOnce) {
      rb_buffer event = {};
      const int code = rb_watcher_next(watcher, timeout_ms, &event);
      if (code != RB_OK) {
        if (code != RB_DEADLINE_EXCEEDED) end_ = LastFailure(code);
        break;
      }
      events.push_back(event);
      timeout_ms = 0;
    }
    if (!events.empty()) environment_->Post(std::make_unique<Batch>(watch_, std::move(events)));
  }

  Environment* const environment_;
  const std::shared_ptr<Watch> watch_;
  const rb_client client_;
  const std::string request_;
  const int32_t timeout_ms_;
  Promise ready_;
  bool has_place_ = false;
  Failure end_;
};

// The watch that a value of StartWatch() stands for, or null.
Watch* ReadWatch(napi_env env, napi_value value) {
  void* data = nullptr;
  if (napi_get_value_external(env, value, &data) != napi_ok) return nullptr;
  return static_cast<std::shared_ptr<Watch>*>(data)->get();
}

}  // namespace

napi_value StartWatch(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Environment* const environment = Environment::Of(env);
  auto watch = std::make_shared<Watch>();
  napi_value ready = nullptr;
  Promise promise(env, &ready);
  napi_value external = nullptr;
  // A watch that nobody can read from any more is closed when it is found.
  const auto forget = [](napi_env, void* data, void*) {
    auto* const held = static_cast<std::shared_ptr<Watch>*>(data);
    (*held)->Close();
    delete held;
  };
  napi_create_external(env, new std::shared_ptr<Watch>(watch), forget, nullptr, &external);
  Failure failure;
  if (!environment->Run(
          std::make_unique<Watching>(environment, watch, ReadHandle(env, arguments[0]),
                                     ReadString(env, arguments[1]).value_or(""),
                                     ReadInt(env, arguments[2]), promise),
          &failure)) {
    watch->end = failure;
    promise.Reject(env, failure);
  }
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "watch", external);
  Set(env, object, "promise", ready);
  return object;
}

napi_value WatchNext(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Watch* const watch = ReadWatch(env, arguments[0]);
  napi_value value = nullptr;
  Promise promise(env, &value);
  if (watch == nullptr || watch->reader) {
    promise.Reject(env, {RB_FAILED_PRECONDITION, "the watch is being read already", "", ""});
  } else if (watch->end) {
    promise.Reject(env, *watch->end);
  } else {
    watch->reader = promise;
    watch->Ask();
  }
  return value;
}

napi_value WatchClose(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Watch* const watch = ReadWatch(env, arguments[0]);
  if (watch != nullptr) watch->Close();
  return Undefined(env);
}

}  // namespace ringback::node
