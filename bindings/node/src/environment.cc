#include "bindings/node/src/environment.h"

#include <system_error>
#include <utility>

namespace ringback::node {

bool Environment::Create(napi_env env) {
  auto* environment = new Environment(env);
  napi_value name = String(env, "ringback");
  const bool made =
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr,
                                      environment, CallJs, &environment->to_js_) == napi_ok &&
      napi_unref_threadsafe_function(env, environment->to_js_) == napi_ok &&
      napi_set_instance_data(
          env, environment,
          [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); },
          nullptr) == napi_ok &&
      // Hooks run last in, first out: this one while to_js_ still takes what the library says.
      napi_add_env_cleanup_hook(
          env, [](void* data) { static_cast<Environment*>(data)->TearDown(); }, environment) ==
          napi_ok;
  if (!made) napi_throw_error(env, nullptr, "ringback cannot be loaded into this environment");
  return made;
}

Environment* Environment::Of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<Environment*>(data);
}

void Environment::Begin() {
  if (begun_++ == 0) napi_ref_threadsafe_function(env_, to_js_);
}

void Environment::End() {
  if (--begun_ == 0) napi_unref_threadsafe_function(env_, to_js_);
}

void Environment::Post(std::unique_ptr<Task> task) {
  if (napi_call_threadsafe_function(to_js_, task.get(), napi_tsfn_nonblocking) == napi_ok) {
    (void)task.release();
  }
}

void Environment::CallJs(napi_env env, napi_value /*function*/, void* context, void* data) {
  const std::unique_ptr<Task> task(static_cast<Task*>(data));
  // No environment: it is going away, and this only empties the queue.
  if (env != nullptr) task->Finish(static_cast<Environment*>(context), env);
}

// What a thread posts when its work is done: joins the thread, then finishes the task.
class Environment::Joined : public Task {
 public:
  explicit Joined(std::unique_ptr<Background> task) : task_(std::move(task)) {}

  void Finish(Environment* environment, napi_env env) override {
    environment->running_.erase(task_.get());
    task_->thread_.join();
    task_->Finish(environment, env);
    environment->End();
  }

 private:
  std::unique_ptr<Background> task_;
};

bool Environment::Run(std::unique_ptr<Background> task, Failure* failure) {
  Background* running = task.get();
  try {
    running->thread_ = std::thread([this, running] {
      running->Work();
      Post(std::make_unique<Joined>(std::unique_ptr<Background>(running)));
    });
  } catch (const std::system_error& error) {
    *failure = {RB_RESOURCE_EXHAUSTED, std::string("no thread: ") + error.what(), "", ""};
    return false;
  }
  (void)task.release();
  running_.insert(running);
  Begin();
  return true;
}

// After this no thread knows the environment any more.
void Environment::TearDown() {
  for (Background* task : running_) task->Stop();
  // Ends what waits for the library, and returns when its callbacks have.
  for (const rb_client client : clients_) rb_close(client);
  for (Background* task : running_) task->thread_.join();
}

}  // namespace ringback::node
