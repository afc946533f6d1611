#include "apps/ringbackd/memory.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace ringback {
namespace {

// By how much the process grows before it is worth while: looking through the heaps holds up those
// who allocate for some milliseconds.
constexpr int64_t kWorthWhile = 16 << 20;

int64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  file >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

void SpareMemory::GiveBack() {
  const int64_t resident = ResidentBytes();
  kept_bytes_ = std::min(kept_bytes_, resident);
  if (resident - kept_bytes_ < kWorthWhile) return;
  malloc_trim(0);
  kept_bytes_ = ResidentBytes();
}

}  // namespace ringback
