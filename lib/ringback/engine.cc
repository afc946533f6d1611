#include "ringback/engine.h"

#include <utility>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "ringback/base/status_macros.h"
#include "ringback/store/open.h"

namespace ringback {

void Engine::PrepareProgram() { store::PrepareProgram(); }

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(std::string_view uri,
                                                     const EngineOptions& options) {
  RINGBACK_ASSIGN_OR_RETURN(auto store, store::Open(uri, options.on_store_lost));
  RINGBACK_ASSIGN_OR_RETURN(auto rooms, Rooms::Open(std::move(store), options.clock));
  return std::unique_ptr<Engine>(new Engine(std::move(rooms)));
}

Engine::~Engine() = default;

std::shared_ptr<grpc::Channel> Engine::channel() {
  std::lock_guard lock(mutex_);
  if (in_process_ == nullptr) {
    auto server = Server::Start(rooms_.get(), ServerOptions{});
    // Without an address to listen on there is nothing that could fail; a channel that goes nowhere
    // says so on use.
    if (!server.ok())
      return grpc::CreateChannel("unix:/dev/null", grpc::InsecureChannelCredentials());
    in_process_ = *std::move(server);
  }
  return in_process_->InProcessChannel();
}

absl::StatusOr<std::unique_ptr<Server>> Engine::Serve(const ServerOptions& options) {
  return Server::Start(rooms_.get(), options);
}

}  // namespace ringback
