// A hash that is the same on every machine and in every release.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_STABLE_HASH_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_STABLE_HASH_H_

#include <cstdint>
#include <string_view>

namespace ringback::cli {

// 64 bits of `text`. Not for secrets: whoever tries can make two texts with one hash.
inline uint64_t StableHash(std::string_view text, uint64_t seed = 0) {
  uint64_t hash = 0xCBF29CE484222325U ^ seed;
  for (const char c : text) {  // FNV-1a
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3U;
  }
  // FNV leaves the upper bits of short texts alike; this mixes them (the finaliser of MurmurHash3).
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDU;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53U;
  return hash ^ (hash >> 33);
}

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_STABLE_HASH_H_
