// Opening a file without a server.
#ifndef RINGBACK_APPS_RINGBACK_LOCAL_STORE_H_
#define RINGBACK_APPS_RINGBACK_LOCAL_STORE_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"

namespace ringback::cli {

// An engine in this process.
class LocalStore {
 public:
  virtual ~LocalStore() = default;

  // The channel to it; not to be used after the LocalStore is gone.
  virtual std::shared_ptr<grpc::Channel> channel() = 0;
};

// Opens "sqlite:PATH". The error is the engine's.
absl::StatusOr<std::unique_ptr<LocalStore>> OpenLocalStore(std::string_view uri);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_LOCAL_STORE_H_
