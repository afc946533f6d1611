// The memory of ringbackd.
#ifndef RINGBACK_APPS_RINGBACKD_MEMORY_H_
#define RINGBACK_APPS_RINGBACKD_MEMORY_H_

#include <cstdint>

namespace ringback {

// Gives memory back to the system that is not used any more. The C library keeps what was freed for
// the next use, one heap for each thread, so that a rush of requests would be paid for until the
// next start. Used by one thread.
class SpareMemory {
 public:
  // Gives back what there is, if the process has grown since it was last done. Every few seconds.
  void GiveBack();

 private:
  int64_t kept_bytes_ = 0;  // what was resident after that
};

}  // namespace ringback

#endif  // RINGBACK_APPS_RINGBACKD_MEMORY_H_
