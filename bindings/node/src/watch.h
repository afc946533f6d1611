// Watches, as functions of the addon. Each returns at once.
//
// A watch has a thread that waits in rb_watcher_next(). Polling rb_watcher_fd() in libuv's loop
// would spare it, but libuv is no part of Node-API: the addon would be bound to one version of Node
// or Electron. The thread takes events only when it is asked for some, so that a slow reader is
// held back by the library, as it is in C.
#ifndef RINGBACK_BINDINGS_NODE_WATCH_H_
#define RINGBACK_BINDINGS_NODE_WATCH_H_

#include <node_api.h>

namespace ringback::node {

// watch(client, request in JSON, timeoutMs) -> {watch, promise}; the promise is of nothing, when
// the watch has its place.
napi_value StartWatch(napi_env env, napi_callback_info info);

// watchNext(watch) -> promise of an array of events in JSON, at least one; rejected when the watch
// has ended. One at a time.
napi_value WatchNext(napi_env env, napi_callback_info info);

// watchClose(watch) ends the watch.
napi_value WatchClose(napi_env env, napi_callback_info info);

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_WATCH_H_
