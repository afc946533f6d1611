// Reflection: what the server offers, for tools that have no .proto files.
#ifndef RINGBACK_SERVICE_REFLECTION_SERVICE_H_
#define RINGBACK_SERVICE_REFLECTION_SERVICE_H_

#include <string>
#include <vector>

#include "grpcpp/completion_queue.h"
#include "grpcpp/impl/service_type.h"
#include "ringback/service/live_calls.h"

namespace ringback {

// Answers grpc.reflection.v1.ServerReflection, or v1alpha, which is the same under another name
// (github.com/grpc/grpc, doc/server-reflection.md), from the descriptors that are linked in. On our
// completion queue, for the reason that HealthService gives. Safe from any thread.
class ReflectionService final : public grpc::Service {
 public:
  // `version` is "v1" or "v1alpha"; `services` are those that are told of.
  ReflectionService(const std::string& version, std::vector<std::string> services);

  // Begins to wait for calls. `live` and the queue must outlive the last of them.
  void Await(grpc::ServerCompletionQueue* queue, LiveCalls* live);

 private:
  class Call;

  const std::string path_;
  const std::vector<std::string> services_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_REFLECTION_SERVICE_H_
