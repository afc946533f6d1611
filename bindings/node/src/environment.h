// What one JavaScript environment (the main thread, or a worker) has open, and the way back into it
// from other threads.
#ifndef RINGBACK_BINDINGS_NODE_ENVIRONMENT_H_
#define RINGBACK_BINDINGS_NODE_ENVIRONMENT_H_

#include <node_api.h>

#include <memory>
#include <set>
#include <thread>

#include "bindings/c/ringback.h"
#include "bindings/node/src/values.h"

namespace ringback::node {

class Environment;

// Something that ends on the JavaScript thread.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  // Frees what Finish() has not given away; on any thread, also without a Finish() when the
  // environment goes away first.
  virtual ~Task() = default;

  // Settles the promise. On the JavaScript thread, inside a handle scope.
  virtual void Finish(Environment* environment, napi_env env) = 0;
};

// A Task with a thread of its own. For what may wait for a disk or a network for longer than the
// few threads of libuv's pool can be taken from the rest of the program.
class Background : public Task {
 public:
  // On the thread.
  virtual void Work() = 0;

  // Asks Work() to end soon; on the JavaScript thread, when the environment goes away. What waits
  // for the library is ended by rb_close() already.
  virtual void Stop() {}

 private:
  friend class Environment;
  std::thread thread_;
};

// A promise that is not settled yet.
class Promise {
 public:
  // Sets *value to the promise.
  Promise(napi_env env, napi_value* value) { napi_create_promise(env, &deferred_, value); }
  void Resolve(napi_env env, napi_value value) { napi_resolve_deferred(env, deferred_, value); }
  void Reject(napi_env env, const Failure& failure) {
    napi_reject_deferred(env, deferred_, ErrorObject(env, failure));
  }

 private:
  napi_deferred deferred_ = nullptr;
};

// Everything but Post() is for the JavaScript thread alone.
class Environment {
 public:
  // Makes the environment of `env`, which has none yet; it lives as long as `env`. False when
  // JavaScript has been told why not.
  static bool Create(napi_env env);
  static Environment* Of(napi_env env);
  ~Environment() = default;

  // Keeps the event loop alive until the next End(). Begin() before whatever will Post() is told to
  // start.
  void Begin();
  void End();

  // Has the task finished on the JavaScript thread, from any thread. Does not end what was begun.
  void Post(std::unique_ptr<Task> task);

  // Runs Work() on a thread, then Finish() on the JavaScript thread, and keeps the event loop alive
  // meanwhile. Without a thread to be had, *failure is set and the task is gone.
  bool Run(std::unique_ptr<Background> task, Failure* failure);

  // Clients that are closed with the environment.
  void Add(rb_client client) { clients_.insert(client); }
  void Remove(rb_client client) { clients_.erase(client); }

 private:
  class Joined;

  explicit Environment(napi_env env) : env_(env) {}
  static void CallJs(napi_env env, napi_value function, void* context, void* data);
  void TearDown();

  napi_env env_;
  napi_threadsafe_function to_js_ = nullptr;
  int begun_ = 0;
  std::set<rb_client> clients_;
  std::set<Background*> running_;
};

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_ENVIRONMENT_H_
