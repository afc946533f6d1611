// Health checks: grpc.health.v1.Health.
#ifndef RINGBACK_SERVICE_HEALTH_SERVICE_H_
#define RINGBACK_SERVICE_HEALTH_SERVICE_H_

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "grpcpp/completion_queue.h"
#include "grpcpp/impl/service_type.h"
#include "ringback/service/live_calls.h"

namespace ringback {

// Says whether the server answers (github.com/grpc/grpc, doc/health-checking.md). gRPC's own runs
// on a completion queue of its own, whose thread takes the network's events away from ours and
// hands them on: that halved the look-ups a second. This one runs on ours.
//
// Safe from any thread. Every service of the server is as the server is.
class HealthService final : public grpc::Service {
 public:
  explicit HealthService(std::vector<std::string> services);
  ~HealthService() override;

  // Begins to wait for calls. `live` and the queue must outlive the last of them.
  void Await(grpc::ServerCompletionQueue* queue, LiveCalls* live);

  // Whether the server takes new connections. Says NOT_SERVING while it does not; those who watch
  // are told of each change.
  void SetAccepting(bool accepting);

  // From now on says NOT_SERVING; those who watch are told, and their calls end.
  void Shutdown();

 private:
  class CheckCall;
  class WatchCall;

  bool Knows(const std::string& service) const;

  const std::vector<std::string> services_;
  bool IsServing();

  std::mutex mutex_;
  bool accepting_ = true;
  bool going_down_ = false;
  std::set<std::shared_ptr<WatchCall>> watches_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_HEALTH_SERVICE_H_
