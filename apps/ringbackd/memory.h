// The memory of ringbackd.
#ifndef RINGBACK_APPS_RINGBACKD_MEMORY_H_
#define RINGBACK_APPS_RINGBACKD_MEMORY_H_

#include <cstddef>

namespace ringback {

// Gives memory back to the system that is not used any more. The C library keeps what was freed for
// the next use, one heap for each thread, so that a rush of requests would be paid for until the
// next start. Used by one thread.
class SpareMemory {
 public:
  // Gives back what there is, if much was freed since it was last done. Every few seconds.
  void GiveBack();

 private:
  size_t kept_bytes_ = 0;  // the least that was free since then
};

}  // namespace ringback

#endif  // RINGBACK_APPS_RINGBACKD_MEMORY_H_
