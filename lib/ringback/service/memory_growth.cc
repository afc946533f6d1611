#include "ringback/service/memory_growth.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace ringback {
namespace {

int64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  long size = 0;      // NOLINT(google-runtime-int): as scanf has it
  long resident = 0;  // NOLINT(google-runtime-int)
  const bool read = std::fscanf(file, "%ld %ld", &size, &resident) == 2;
  std::fclose(file);
  return read ? int64_t{resident} * sysconf(_SC_PAGESIZE) : 0;
}

int64_t SecondNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

int64_t MemoryGrowth::Bytes() {
  const int64_t bytes = ResidentBytes();
  const int64_t now = SecondNow();
  // What was longer ago than a minute is forgotten, whether it was asked about or not.
  for (int64_t second = std::max(second_ + 1, now - static_cast<int64_t>(kSeconds) + 1);
       second <= now; ++second) {
    least_[static_cast<size_t>(second) % kSeconds] = 0;
  }
  second_ = now;
  int64_t& least_now = least_[static_cast<size_t>(now) % kSeconds];
  least_now = least_now == 0 ? bytes : std::min(least_now, bytes);
  int64_t least = bytes;
  for (const int64_t one : least_) {
    if (one != 0) least = std::min(least, one);
  }
  return bytes - least;
}

}  // namespace ringback
