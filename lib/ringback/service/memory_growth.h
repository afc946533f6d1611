// How much memory the process has taken lately.
#ifndef RINGBACK_SERVICE_MEMORY_GROWTH_H_
#define RINGBACK_SERVICE_MEMORY_GROWTH_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringback {

// Follows the resident memory of this process. Used by one thread, which asks a few times a second.
class MemoryGrowth {
 public:
  // By how many bytes it is more than at the least of the last minute.
  int64_t Bytes();

 private:
  static constexpr size_t kSeconds = 60;

  std::array<int64_t, kSeconds> least_ = {};  // of each second; 0: not known
  int64_t second_ = 0;                        // the one that is now
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_MEMORY_GROWTH_H_
