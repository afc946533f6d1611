#include "ringback/context/card_cache.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace ringback {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

bool Unchanged(const store::ChangeMarks& changes, const CardBasis& basis) {
  return std::none_of(basis.marks.begin(), basis.marks.end(),
                      [&](uint64_t mark) { return changes.ChangedSince(basis.moment, mark); });
}

size_t CardCache::Kept::bytes() const {
  // The list's node, the map's slot and the card's own control block, roughly.
  constexpr size_t kAround = 160;
  return sizeof(Kept) + kAround + request.capacity() + card->capacity() +
         basis.marks.capacity() * sizeof(uint64_t);
}

void CardCache::Shard::Drop(std::list<Kept>::iterator place) {
  bytes -= place->bytes();
  by_request.erase(View(place->request));
  kept.erase(place);
}

CardCache::Shard& CardCache::ShardOf(absl::string_view request) {
  // Other bits than those by which the shard's map finds its slot.
  return shards_[(absl::HashOf(request) >> 24) % kShards];
}

bool CardCache::Holds(const CardBasis& basis, int64_t now_us) const {
  return now_us >= basis.from_us && now_us < basis.until_us && Unchanged(changes_, basis);
}

Card CardCache::Find(std::string_view request, int64_t now_us) {
  const absl::string_view key = View(request);
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.by_request.find(key);
  if (found == shard.by_request.end()) return nullptr;
  const auto place = found->second;
  if (Holds(place->basis, now_us)) return place->card;
  shard.Drop(place);
  return nullptr;
}

void CardCache::Keep(std::string_view request, Card card, CardBasis basis) {
  if (!basis.lasting || !Holds(basis, basis.from_us)) return;
  std::sort(basis.marks.begin(), basis.marks.end());
  basis.marks.erase(std::unique(basis.marks.begin(), basis.marks.end()), basis.marks.end());
  basis.marks.shrink_to_fit();
  Kept kept{std::string(request), std::move(card), std::move(basis)};
  // One card must not push out all others.
  if (kept.bytes() > max_shard_bytes_ / 16) return;
  const absl::string_view key = View(request);
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  if (const auto found = shard.by_request.find(key); found != shard.by_request.end()) {
    shard.Drop(found->second);
  }
  shard.bytes += kept.bytes();
  const auto place = shard.kept.insert(shard.kept.end(), std::move(kept));
  shard.by_request.emplace(View(place->request), place);
  while (shard.bytes > max_shard_bytes_) shard.Drop(shard.kept.begin());
}

void CardCache::Clear() {
  for (Shard& shard : shards_) {
    std::lock_guard lock(shard.mutex);
    shard.by_request.clear();
    shard.kept.clear();
    shard.bytes = 0;
  }
}

}  // namespace ringback
