// Numbers that stand for things which live in the library, so that no pointer of ours is ever in
// the hands of a program that may use it after its end.
#ifndef RINGBACK_BINDINGS_C_HANDLES_H_
#define RINGBACK_BINDINGS_C_HANDLES_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace ringback::c {

// The things of one kind. Safe from any thread.
template <typename T>
class Handles {
 public:
  // `kind` is part of each number, so that the number of one kind is none of another.
  explicit Handles(uint8_t kind) : last_(uint64_t{kind} << 56) {}

  // The number of `thing`: never 0, and never given twice.
  uint64_t Add(std::shared_ptr<T> thing) {
    std::lock_guard lock(mutex_);
    things_.emplace(++last_, std::move(thing));
    return last_;
  }

  // What a number stands for; nullptr when it stands for nothing.
  std::shared_ptr<T> Find(uint64_t handle) const {
    std::shared_lock lock(mutex_);
    const auto found = things_.find(handle);
    return found == things_.end() ? nullptr : found->second;
  }

  // The same, and the number stands for nothing from then on.
  std::shared_ptr<T> Take(uint64_t handle) {
    std::lock_guard lock(mutex_);
    const auto found = things_.find(handle);
    if (found == things_.end()) return nullptr;
    std::shared_ptr<T> thing = std::move(found->second);
    things_.erase(found);
    return thing;
  }

  // All of them, whose numbers stand for nothing from then on.
  std::vector<std::shared_ptr<T>> TakeAll() {
    std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<T>> all;
    for (auto& [handle, thing] : things_) all.push_back(std::move(thing));
    things_.clear();
    return all;
  }

 private:
  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<uint64_t, std::shared_ptr<T>> things_;
  uint64_t last_;
};

}  // namespace ringback::c

#endif  // RINGBACK_BINDINGS_C_HANDLES_H_
