#include "apps/ringbackd/memory.h"

#include <malloc.h>

#include <algorithm>

namespace ringback {
namespace {

// How much more must be free before it is worth while: looking through the heaps holds up those who
// allocate for some milliseconds.
constexpr size_t kWorthWhile = 16 << 20;

}  // namespace

// What was given back counts as free until it is used again.
void SpareMemory::GiveBack() {
  const size_t free_bytes = mallinfo2().fordblks;
  kept_bytes_ = std::min(kept_bytes_, free_bytes);
  if (free_bytes - kept_bytes_ < kWorthWhile) return;
  malloc_trim(0);
  kept_bytes_ = mallinfo2().fordblks;
}

}  // namespace ringback
