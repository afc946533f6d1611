#include "tests/bench/look_up.h"

#include <utility>

#include "tests/bench/program.h"

namespace ringback::bench {

std::unique_ptr<Engine> OpenStore(const std::string& path) {
  auto engine = Engine::Open("sqlite:" + path);
  if (!engine.ok()) Die(std::string(engine.status().message()));
  return *std::move(engine);
}

std::string CardOf(Engine& engine, const v1::LookupCallerRequest& request) {
  auto card = engine.context().LookupCard(request, {});
  if (!card.ok()) Die(std::string(card.status().message()));
  return *std::move(card);
}

bool IsKept(Engine& engine, const v1::LookupCallerRequest& request) {
  CardOf(engine, request);
  return engine.context().FindCard(request.SerializeAsString()) != nullptr;
}

}  // namespace ringback::bench
