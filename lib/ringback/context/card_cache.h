// Cards that were made lately, as they go out.
#ifndef RINGBACK_CONTEXT_CARD_CACHE_H_
#define RINGBACK_CONTEXT_CARD_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ringback/store/change_marks.h"

namespace ringback {

// A serialised CallerContext.
using Card = std::shared_ptr<const std::string>;

// What a card rests on, and so how long it holds.
struct CardBasis {
  uint64_t moment = 0;          // of ChangeMarks, before anything was read
  std::vector<uint64_t> marks;  // of everything that was read
  int64_t from_us = 0;          // the card is that of this time
  int64_t until_us = 0;         // and of all times before this one
  bool lasting = true;          // false: it holds for its own moment alone
};

// Whether nothing that a card rests on was touched by a write since it was read.
bool Unchanged(const store::ChangeMarks& changes, const CardBasis& basis);

// Cards by the request that they answer, byte for byte, so that a card that is there is found
// without reading the request. Never stale: a card is given out only while nothing that it rests on
// was touched by a write, and while the time that has passed would not change a word of it. Bounded
// in bytes; the oldest go first. Safe from any thread.
class CardCache {
 public:
  // Holds at most `max_bytes`, counting what surrounds a card. `changes` must outlive this.
  CardCache(const store::ChangeMarks* changes, size_t max_bytes)
      : changes_(*changes), max_shard_bytes_(max_bytes / kShards) {}

  // The card for a request at `now_us`, or nullptr.
  Card Find(std::string_view request, int64_t now_us);

  // Keeps a card in the place of an older one for the same request. One that does not hold any
  // more, or never did, is not kept.
  void Keep(std::string_view request, Card card, CardBasis basis);

  // Drops all cards. Part of erasing.
  void Clear();

 private:
  static constexpr size_t kShards = 16;

  struct Kept {
    std::string request;
    Card card;
    CardBasis basis;

    size_t bytes() const;
  };
  struct Shard {
    std::mutex mutex;
    std::list<Kept> kept;  // oldest first
    absl::flat_hash_map<absl::string_view, std::list<Kept>::iterator> by_request;
    size_t bytes = 0;

    void Drop(std::list<Kept>::iterator place);
  };

  bool Holds(const CardBasis& basis, int64_t now_us) const;
  Shard& ShardOf(absl::string_view request);

  const store::ChangeMarks& changes_;
  const size_t max_shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_CARD_CACHE_H_
