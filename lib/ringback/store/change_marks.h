// What has changed since when, for those who keep in memory what they have read.
#ifndef RINGBACK_STORE_CHANGE_MARKS_H_
#define RINGBACK_STORE_CHANGE_MARKS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace ringback::store {

// When each mark was last touched by a write. A mark is a hash of the name of something that can
// change; this class does not know of what. Who keeps what he read notes the moment before he reads
// and the marks of all that it rests on; it is still true while none of them has changed since.
//
// Marks share slots, so that something may look changed which is not; never the other way round.
// Safe from any thread; Note() is called by one at a time.
class ChangeMarks {
 public:
  ChangeMarks() : slots_(static_cast<uint64_t*>(std::calloc(kSlots, sizeof(uint64_t)))) {
    if (slots_ == nullptr) throw std::bad_alloc();
  }

  // The moment to note before reading.
  uint64_t Now() const { return clock_.load(std::memory_order_acquire); }

  // Whether a write that has been answered since `moment` touched `mark`.
  bool ChangedSince(uint64_t moment, uint64_t mark) const {
    return Slot(mark).load(std::memory_order_acquire) > moment;
  }

  // Says that a write which touched `marks` is durable; called before it is answered.
  void Note(const std::vector<uint64_t>& marks) {
    if (marks.empty()) return;
    const uint64_t moment = clock_.load(std::memory_order_relaxed) + 1;
    // The clock first: who notes this moment from now on reads what has just been written.
    clock_.store(moment, std::memory_order_release);
    for (const uint64_t mark : marks) {
      Slot(mark).store(moment, std::memory_order_release);
    }
  }

 private:
  // 8 MB, of which the system gives only what is touched: calloc() does not write the zeros. At 800
  // writes a second a slot is hit by chance once in some minutes.
  static constexpr size_t kSlots = size_t{1} << 20;

  struct Free {
    void operator()(uint64_t* slots) const { std::free(slots); }
  };

  std::atomic_ref<uint64_t> Slot(uint64_t mark) const {
    return std::atomic_ref<uint64_t>(slots_[mark % kSlots]);
  }

  std::atomic<uint64_t> clock_{1};
  const std::unique_ptr<uint64_t[], Free> slots_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_CHANGE_MARKS_H_
