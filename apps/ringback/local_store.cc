#include "apps/ringback/local_store.h"

#include <utility>

#include "ringback/engine.h"

namespace ringback::cli {

namespace {

class EngineStore : public LocalStore {
 public:
  explicit EngineStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

  std::shared_ptr<grpc::Channel> channel() override { return engine_->channel(); }

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LocalStore>> OpenLocalStore(std::string_view uri) {
  Engine::PrepareProgram();
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(uri);
  if (!engine.ok()) return engine.status();
  return std::make_unique<EngineStore>(*std::move(engine));
}

}  // namespace ringback::cli
